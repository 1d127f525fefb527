"""Writes the table of labels from the detectors of a pack: what each label means, what others call it, and who defines its format; then the
list of validators, from the comments of their functions. Run from the folder of the repository.

Python 3.11 or newer. Labels with many detectors (tokens of providers) name a few of their sources.
"""

import collections
import pathlib
import re
import sys
import tomllib

FAMILIES = {
    "pii": "direct identifiers of a person",
    "quasi": "quasi-identifiers: they describe a person, and identify one only together",
    "phi": "identifiers of health care, and patient data",
    "health": "talk of health, without regard to whose",
    "mnpi": "language of events that move a price",
    "secret": "credentials",
    "code": "source code and structured data",
    "license": "licences that code is under",
    "customer": "the organisation's own data",
    "custom": "the organisation's own detectors",
}
FEW = 3


def detectors(pack):
    for path in sorted(pack.glob("*/detectors/*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from file.get("detector", [file])


def some(values):
    """The values in order, each once; a few of them and how many more there are."""
    values = list(dict.fromkeys(value.replace("|", "\\|") for value in values))
    more = f" and {len(values) - FEW} more" if len(values) > FEW else ""
    return "; ".join(values[:FEW]) + more


def validators(folder):
    """Name and comment of every validator that a description can name."""
    texts = [path.read_text(encoding="utf-8") for path in [folder.with_suffix(".rs"), *sorted(folder.rglob("*.rs"))]]
    modules = dict(zip([folder.stem, *(path.stem for path in sorted(folder.rglob("*.rs")))], texts))
    for text in texts:
        table = re.search(r"VALIDATORS: &\[\(&str, Validator\)\] = &\[(.*?)\n\];", text, re.S)
        own = next(name for name, module in modules.items() if module is text)
        for name, path in re.findall(r'\("(\w+)", ([\w:]+)\)', table[1] if table else ""):
            *module, function = path.split("::")
            comment = re.search(rf"((?:[ ]*///.*\n)+)(?:#\[.*\]\n)*pub\(\w+\) fn {function}\(", modules[module[-1] if module else own])
            lines = comment[1].strip().splitlines() if comment else []
            first = " ".join(line.strip().removeprefix("///").strip() for line in lines).replace("|", "\\|")
            yield name, first


def main():
    pack = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "policies")
    labels = collections.defaultdict(list)
    for detector in detectors(pack):
        labels[detector["label"]].append(detector)
    print("# Labels of the starter pack and the catalogue\n")
    print("Written by `make labels` from `policies/*/detectors`; [CLASSIFICATION.md](CLASSIFICATION.md) explains the fields.")
    print(f"{len(labels)} labels by {sum(map(len, labels.values()))} detectors.")
    for family in sorted({label.split(".")[0] for label in labels}, key=list(FAMILIES).index):
        print(f"\n## `{family}`: {FAMILIES[family]}\n")
        print("| label | what | Presidio | Google infoTypes | confidence, per mille | source |\n|---|---|---|---|---|---|")
        for label in sorted(label for label in labels if label.split(".")[0] == family):
            rows = labels[label]
            equal = [", ".join(dict.fromkeys(name for row in rows for name in row.get(kind, []))) for kind in ("presidio", "google")]
            sure = [row["confidence_pm"] for row in rows] + [row["context"]["confidence_pm"] for row in rows if "context" in row]
            span = str(min(sure)) if min(sure) == max(sure) else f"{min(sure)}–{max(sure)}"
            titles, sources = (some(row[field] for row in rows) for field in ("title", "source"))
            print(f"| `{label}` | {titles} | {equal[0]} | {equal[1]} | {span} | {sources} |")
    print("\n## Validators\n\n| name | what it checks |\n|---|---|")
    for name, comment in sorted(validators(pathlib.Path("filter/classify/src/validate"))):
        print(f"| `{name}` | {comment} |")


if __name__ == "__main__":
    main()
