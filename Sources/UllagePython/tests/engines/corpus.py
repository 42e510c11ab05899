"""A corpus for engines, in Parquet: texts, a model for each row, and request bodies, with all that goes wrong in real ones.

Made texts by default; with folders, what their files hold, in stretches of about 420 bytes. Usage:

    python corpus.py OUT.parquet ROWS [LONGEST_ROW_BYTES [FOLDER...]]
"""
import json
import os
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

PARTS = ["the", "Token", "HTTP", "naïve", "漢字", "かな", "😀👩‍👩‍👧‍👦", " ", "  ", "\n", "\t", "123", "0x1F", "({", "==", "é", "ß", "return"]
MODELS = ["claude-opus-5", "claude-sonnet-4-5", "claude-opus-4-7"]
SUFFIXES = (".py", ".md", ".txt", ".json", ".rst", ".pyi", ".js", ".h")
SCHEMA = pa.schema([("text", pa.string()), ("model", pa.string()), ("body", pa.string())])


def made(chosen):
    while True:
        yield "".join(chosen.choice(PARTS) for _ in range(chosen.randrange(60)))


def read(folders, chosen):
    """Stretches of files, and made texts when there are no more."""
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                if not name.endswith(SUFFIXES):
                    continue
                try:
                    with open(os.path.join(place, name), encoding="utf8") as file:
                        text = file.read(4_000_000)
                except (UnicodeDecodeError, OSError):
                    continue
                start = 0
                while start < len(text):
                    length = chosen.randrange(40, 800)
                    yield text[start : start + length]
                    start += length
    yield from made(chosen)


def rows(number, longest, folders=(), seed=20261130):
    chosen = random.Random(seed)
    texts = read(folders, chosen)
    for row in range(number):
        text = next(texts)
        if row % 97 == 1:
            text = None
        elif row % 101 == 2:
            text = ""
        elif row % 103 == 4:
            text = "😀🏽𝔘𠀀 " + text
        elif row == number // 2:
            text = "one long row 漢字 " * (longest // 20)
        model = None if row % 89 == 3 else "nobody-1" if row % 83 == 4 else MODELS[row % 3]
        body = None
        if row % 10 == 0:
            body = json.dumps({"model": MODELS[row % 3], "system": "Be brief.", "messages": [{"role": "user", "content": text or "-"}]})
        elif row % 79 == 5:
            body = '{"messages": [}'
        yield text, model, body


def write(path, number, longest, folders=(), at_once=20_000):
    held = []
    with pq.ParquetWriter(path, SCHEMA) as writer:
        def flush():
            if held:
                writer.write_table(pa.table([list(column) for column in zip(*held)], SCHEMA))
                held.clear()

        for row in rows(number, longest, folders):
            held.append(row)
            if len(held) == at_once:
                flush()
        flush()


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000, sys.argv[4:])
