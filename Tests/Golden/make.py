#!/usr/bin/env python3
"""Writes texts.jsonl: generated texts with the counts that PyPI `ctok` 1.3.0 gives for them.

    python3.12 -m venv venv && venv/bin/pip install ctok==1.3.0
    venv/bin/python Tests/Golden/make.py            # rewrites texts.jsonl beside this script
    venv/bin/python Tests/Golden/make.py --check    # exit 1 where it differs from what would be written

One line a text: the text, and what one user message with it counts, frame included, in v3, v4.7 and v4.8.
"""

import argparse
import importlib.metadata
import json
import pathlib
import sys

from generator import FINDS, ODDITIES, SENTENCES, Generator, is_decidable

CTOK_VERSION = "1.3.0"
VERSIONS = {"v3": "3.0", "v4.7": "4.7", "v4.8": "4.8"}
SEED = 20240229
GENERATED = 3000


def texts():
    yield ""
    yield from SENTENCES
    yield from ODDITIES
    for length in [*range(1, 70), 95, 96, 97, 127, 128, 129, 255, 256, 257, 1000]:
        yield "\n" * length
        yield "a" + "\n" * length + "b"
        yield " " * length + "x"
    generator = Generator(SEED)
    for _ in range(GENERATED):
        yield generator.text()
    yield from FINDS


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    check = arguments.parse_args().check
    version = importlib.metadata.version("ctok")
    if version != CTOK_VERSION:
        sys.exit(f"error: ctok {version} is installed, {CTOK_VERSION} is needed: pip install ctok=={CTOK_VERSION}")
    from ctok import token_count

    lines = []
    for text in filter(is_decidable, texts()):
        record = {"text": text} | {family: token_count(text, v) for family, v in VERSIONS.items()}
        lines.append(json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n")
    content = "".join(lines)
    target = pathlib.Path(__file__).with_name("texts.jsonl")
    if check:
        sys.exit("error: texts.jsonl differs from what ctok gives" if target.read_text() != content else 0)
    target.write_text(content)
    print(f"{target.name}: {len(lines)} texts")


if __name__ == "__main__":
    main()
