#!/usr/bin/env python3
"""Compares the counts of the built tokenizer with those of PyPI `ctok` on generated texts.

    swift build -c release --product TokenizationFuzz
    venv/bin/python Tests/Fuzz/oracle_fuzz.py --texts 1000000 --seed 1

The program under test counts each text whole, in pieces, scalar by scalar and as tiles. Opus 5's rule is v4.8's count of the text without
the spaces, TAB, LF and CR at its end: no record shows other white space free. Prints every text that differs, in a form that Python reads back, and exits 1 if there
was one.

Texts whose count depends on the Python that runs ctok are left out and counted; see `is_decidable`.
"""

import argparse
import pathlib
import struct
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PACKAGE / "Tests" / "Golden"))
from generator import Generator, is_decidable  # noqa: E402

VERSIONS = {"v3": "3.0", "v4.7": "4.7", "v4.8": "4.8"}
WHITE_SPACE = " \t\n\r"
BATCH = 5000


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
    arguments.add_argument("--longest", type=int, default=1000, help="scalars that a text has at most")
    arguments.add_argument("--slices", metavar="FILE", help="take every other text from a file in UTF-8")
    options = arguments.parse_args()
    from ctok import token_count

    generator = Generator(options.seed)
    source = pathlib.Path(options.slices).read_text(errors="ignore") if options.slices else ""
    kinds = [generator.text, (lambda: generator.slice(source)) if source else generator.passage]
    compared = different = skipped = 0
    while compared < options.texts:
        made = [kinds[at & 1]()[: options.longest] for at in range(min(BATCH, options.texts - compared))]
        texts = [text for text in made if is_decidable(text)]
        skipped += len(made) - len(texts)
        for text, found in zip(texts, counts(options.program, texts)):
            expected = [str(token_count(text, version)) for version in VERSIONS.values()]
            stripped = text.rstrip(WHITE_SPACE)
            expected.append(expected[-1] if stripped == text else str(token_count(stripped, VERSIONS["v4.8"])))
            if found != expected:
                different += 1
                print(f"{ascii(text)}: expected {' '.join(expected)}, found {' '.join(found)}", flush=True)
        compared += len(texts)
    print(f"seed {options.seed}: {compared} texts in {len(VERSIONS)} families and Opus 5, {different} differ, {skipped} left out")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
