#!/usr/bin/env python3
"""Writes v3.pieces and v4_7.pieces from the PyPI package `ctok` 1.3.0 (MIT, Sander Land).

    python3.12 -m venv venv && venv/bin/pip install ctok==1.3.0
    venv/bin/python Vocab/import.py            # rewrites the two files beside this script
    venv/bin/python Vocab/import.py --check    # exit 1 where they differ from what would be written

Every piece is checked on the way: its witness (probe text, raw count of the remote count API, template) must say that
the piece costs exactly one token. Only facts are taken: the pieces and their witnesses.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.resources
import json
import pathlib
import sys
import unicodedata

CTOK_VERSION = "1.3.0"
SOURCES = {"v3": "pieces_v3.json", "v4_7": "pieces_v4_7.json"}
MARKERS = {"⟨bow⟩", "⟨eow⟩", "⟨shift⟩", "⟨caps⟩"}


def plain(piece: str) -> str:
    """ctok writes the bracket characters of literal text as ⟨0xNN⟩ bytes; here they are scalars again."""
    out, at, pending = [], 0, bytearray()
    while at < len(piece):
        if piece.startswith("⟨0x", at):
            pending.append(int(piece[at + 3 : at + 5], 16))
            at += 6
            continue
        if pending:
            out.append(("text", pending.decode()))
            pending = bytearray()
        marker = next((m for m in MARKERS if piece.startswith(m, at)), None)
        out.append(("marker", marker) if marker else ("text", piece[at]))
        at += len(marker) if marker else 1
    if pending:
        out.append(("text", pending.decode()))
    return "".join(part if kind == "marker" else escape(part) for kind, part in out)


def escape(text: str) -> str:
    """Printable text stays; space, tab, newline, backslash, brackets and everything invisible are written out."""
    named = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\\": "\\\\"}
    out = []
    for c in text:
        if c in named:
            out.append(named[c])
        elif c in "⟨⟩" or unicodedata.category(c)[0] in "CMZ":
            out.append(f"\\u{{{ord(c):04X}}}")
        else:
            out.append(c)
    return "".join(out)


def lines(family: str, document: dict, digest: str):
    meta, witness = document["meta"], document["meta"]["witness"]
    yield f"# Pieces of Claude's tokenizer, family {meta['family']}: every string that costs one token."
    yield f"# From ctok {CTOK_VERSION} {SOURCES[family]} (sha256 {digest}), MIT; see README.md."
    yield f"# Measured on {witness['measured_on']}. A witness: probe text, its raw count, the template it fills."
    yield "# cost = raw - base + 1 - overhead, and it is 1 for every piece."
    yield f"family\t{meta['family']}"
    yield f"base\t{witness['base']}"
    for name, (form, overhead) in sorted(witness["templates"].items()):
        yield f"template\t{name}\t{escape(form)}\t{overhead}"
    for group, pieces in document["tokens"].items():
        yield f"group\t{group}\t{len(pieces)}"
        for piece, w in pieces.items():
            if w["kind"] == "special":
                yield f"{piece}\t\t\tspecial"
                continue
            if w["kind"] != "prefix":
                overhead = witness["templates"][w["kind"]][1]
                cost = w["raw"] - witness["base"] + 1 - overhead
                if cost != 1:
                    sys.exit(f"error: witness of {piece!r} says {cost} tokens, not 1")
            spelled = piece if group == "bytes_fallback" else plain(piece)
            yield f"{spelled}\t{escape(w['probe'])}\t{w['raw']}\t{w['kind']}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    check = arguments.parse_args().check
    version = importlib.metadata.version("ctok")
    if version != CTOK_VERSION:
        sys.exit(f"error: ctok {version} is installed, {CTOK_VERSION} is needed: pip install ctok=={CTOK_VERSION}")
    stale = False
    for family, name in SOURCES.items():
        raw = importlib.resources.files("ctok").joinpath("data", name).read_bytes()
        text = "\n".join(lines(family, json.loads(raw), hashlib.sha256(raw).hexdigest())) + "\n"
        target = pathlib.Path(__file__).with_name(f"{family}.pieces")
        if check:
            stale |= target.read_text(encoding="utf-8") != text
        else:
            target.write_text(text, encoding="utf-8")
            print(f"{target.name}: {text.count(chr(10))} lines")
    sys.exit("error: the .pieces files differ from ctok's" if stale else 0)


if __name__ == "__main__":
    main()
