"""Texts that nobody writes, made to find the slowest path of a counter."""

from __future__ import annotations

import base64
import random
import uuid
from collections.abc import Callable, Iterator

#: Bytes of a full adversarial text.
FULL = 10_000_000


def _repeat(unit: str) -> Callable[[random.Random], Iterator[str]]:
    def pieces(_: random.Random) -> Iterator[str]:
        while True:
            yield unit * max(1, 4096 // len(unit))

    return pieces


def _base64(chance: random.Random) -> Iterator[str]:
    while True:
        yield base64.b64encode(chance.randbytes(3072)).decode()


def _words(chance: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        word = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        if word not in seen:
            seen.add(word)
            yield word + " "


def _cases(chance: random.Random) -> Iterator[str]:
    while True:
        word = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 12)))
        yield chance.choice((word, word.title(), word.upper(), word.swapcase())) + chance.choice((" ", "", "'", "_"))


def _uuids(chance: random.Random) -> Iterator[str]:
    while True:
        yield str(uuid.UUID(int=chance.getrandbits(128), version=4)) + "\n"


def _han(chance: random.Random) -> Iterator[str]:
    while True:
        yield "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(1024))


def _digits(chance: random.Random) -> Iterator[str]:
    while True:
        yield "".join(chance.choices("0123456789", k=4096))


#: Marks of seven combining classes, so that every pair may have to be reordered.
_MARKS = "\u0301\u0323\u0327\u0315\u0334\u0345\u035c\u0300\u0331\u0309"


def _marks(chance: random.Random) -> Iterator[str]:
    yield "a"
    while True:
        yield "".join(chance.choices(_MARKS, k=2048))


def _stacked(chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice("aeioucnsty") + "".join(chance.choices(_MARKS, k=20))


def _jamo(chance: random.Random) -> Iterator[str]:
    """Hangul spelt as conjoining jamo: every syllable has to be composed."""
    while True:
        yield "".join(chr(chance.randint(*part)) for part in ((0x1100, 0x1112), (0x1161, 0x1175), (0x11A8, 0x11C2)))


def _punctuation(chance: random.Random) -> Iterator[str]:
    while True:
        yield "".join(chance.choices("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", k=4096))


def _emoji(chance: random.Random) -> Iterator[str]:
    people, tones = "\U0001f468\U0001f469\U0001f9d1", "\U0001f3fb\U0001f3fd\U0001f3ff"
    while True:
        family = "\u200d".join(chance.choice(people) + chance.choice(tones) for _ in range(3))
        yield family + chr(chance.randint(0x1F600, 0x1F64F)) + "\u2764\ufe0f"


#: The texts by name; each is one string.
ADVERSARIES: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "one-word": _repeat("a"),
    "capitals": _repeat("A"),
    "spaces": _repeat(" "),
    "newlines": _repeat("\n"),
    "tabs-and-spaces": _repeat("\t "),
    "equals": _repeat("="),
    "base64": _base64,
    "digits": _digits,
    "punctuation": _punctuation,
    "distinct-words": _words,
    "mixed-case": _cases,
    "uuids": _uuids,
    "random-han": _han,
    "jamo": _jamo,
    "one-base-many-marks": _marks,
    "stacked-marks": _stacked,
    "emoji": _emoji,
}


def build(name: str) -> bytes:
    """The text of that name, `FULL` bytes or the few less that leave the last character whole."""
    parts, size = [], 0
    for piece in ADVERSARIES[name](random.Random(f"ullage {name}")):
        part = piece.encode()
        parts.append(part)
        size += len(part)
        if size >= FULL:
            break
    return b"".join(parts)[:FULL].decode(errors="ignore").encode()
