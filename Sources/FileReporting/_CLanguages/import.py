#!/usr/bin/env python3
"""Writes languages.table from Linguist's languages.yml, and its size and checksum into embed.S:
python3 import.py LANGUAGES.YML (Debian: package ruby-github-linguist, lib/linguist/languages.yml; needs python3-yaml).

A line is a language: its name, a colon, then extensions, and whole names of files behind a slash. An extension that several
languages have is that of the one which has it first of all; where that leaves several, what CHOSEN says, or nothing.
"""
import pathlib
import re
import sys

import yaml

# As the program's own table spells them.
NAMES = {
    "Awk": "AWK", "Batchfile": "Batch", "Cuda": "CUDA", "fish": "Fish", "Text": "Plain text",
    "Protocol Buffer": "Protocol Buffers", "Vim Script": "Vim script", "Starlark": "Starlark",
}
CHOSEN = {
    "as": "ActionScript", "asc": "AsciiDoc", "bas": "BASIC", "cl": "OpenCL", "cue": "CUE", "dsp": "Faust",
    "ftl": "FreeMarker", "fx": "HLSL", "g": "G-code", "gd": "GDScript", "gml": "Game Maker Language", "gs": "JavaScript",
    "inc": "PHP", "jq": "jq", "l": "Lex", "ls": "LiveScript", "mo": "Modelica", "ms": "Roff", "nb": "Mathematica",
    "nl": "NewLisp", "odin": "Odin", "re": "Reason", "sch": "KiCad Schematic", "shader": "ShaderLab", "yy": "Yacc",
}


def main(source):
    languages = yaml.safe_load(pathlib.Path(source).read_text(encoding="utf8"))
    claims = {}
    for name, facts in languages.items():
        for rank, extension in enumerate(facts.get("extensions", [])):
            # Only what follows the last dot is looked up.
            if extension.count(".") == 1:
                claims.setdefault(extension[1:].lower(), []).append((min(rank, 1), name))
    owned = {}
    for extension, claimants in claims.items():
        best = [name for rank, name in claimants if rank == min(claimants)[0]]
        if len(best) == 1 or extension in CHOSEN:
            owned.setdefault(CHOSEN.get(extension, best[0]), []).append(extension)
    seen = set()
    for name, facts in languages.items():
        for file in facts.get("filenames", []):
            if file.lower() not in seen and " " not in file:
                seen.add(file.lower())
                owned.setdefault(name, []).append("/" + file.lower())
    lines = [f"{NAMES.get(name, name)}: {' '.join(sorted(keys))}\n" for name, keys in owned.items()]
    folder = pathlib.Path(__file__).resolve().parent
    content = "".join(sorted(lines)).encode()
    (folder / "languages.table").write_bytes(content)
    checksum = 0xCBF29CE484222325  # FNV-1a, 64 bits
    for byte in content:
        checksum = (checksum ^ byte) * 0x100000001B3 % (1 << 64)
    stamp = f"//   languages.table {len(content)} bytes, checksum {checksum:x}"
    embedding = folder / "embed.S"
    text, places = re.subn(r"^//   languages\.table .*$", stamp, embedding.read_text(), flags=re.MULTILINE)
    assert places == 1
    embedding.write_text(text)
    print(stamp.lstrip("/ "))


main(sys.argv[1])
