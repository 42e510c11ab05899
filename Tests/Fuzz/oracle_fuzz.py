#!/usr/bin/env python3
"""Compares the counts of the built tokenizer with those of PyPI `ctok` on generated texts.

    swift build -c release --product TokenizationFuzz
    venv/bin/python Tests/Fuzz/oracle_fuzz.py --texts 1000000 --seed 1

The program under test counts each text whole and appended in pieces. Prints every text that differs, in a form that
Python reads back, and exits 1 if there was one.

Texts that hold both an apostrophe and U+1C89, U+1C8A or U+A7CB are left out and counted: whether ctok lets the
apostrophe bind behind those letters of Unicode 16 depends on the Unicode version of the Python that runs it.
"""

import argparse
import pathlib
import struct
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PACKAGE / "Tests" / "Golden"))
from generator import Generator  # noqa: E402

VERSIONS = {"v3": "3.0", "v4.7": "4.7", "v4.8": "4.8"}
BATCH = 5000
NEW_LETTERS = set("\u1c89\u1c8a\ua7cb")
APOSTROPHES = set("'\u2019")


def counts(program, texts):
    data = b"".join(struct.pack("<I", len(t)) + t for t in (text.encode() for text in texts))
    result = subprocess.run([program], input=data, capture_output=True)
    lines = result.stdout.decode().splitlines()
    if result.returncode != 0 or len(lines) != len(texts):
        sys.exit(f"error: {program} ended with {result.returncode} after {len(lines)} of {len(texts)} texts")
    return [line.split() for line in lines]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--program", default=str(PACKAGE / ".build" / "release" / "TokenizationFuzz"))
    arguments.add_argument("--texts", type=int, default=100_000, help="texts to compare, in each family")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    from ctok import token_count

    generator = Generator(options.seed)
    compared = different = skipped = 0
    while compared < options.texts:
        made = [generator.text() for _ in range(min(BATCH, options.texts - compared))]
        texts = [text for text in made if NEW_LETTERS.isdisjoint(text) or APOSTROPHES.isdisjoint(text)]
        skipped += len(made) - len(texts)
        for text, found in zip(texts, counts(options.program, texts)):
            expected = [str(token_count(text, version)) for version in VERSIONS.values()]
            if found[:3] != expected or "!" in found[3]:
                different += 1
                print(f"{ascii(text)}: expected {' '.join(expected)}, found {' '.join(found)}", flush=True)
        compared += len(texts)
    print(f"seed {options.seed}: {compared} texts in {len(VERSIONS)} families, {different} differ, {skipped} left out")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
