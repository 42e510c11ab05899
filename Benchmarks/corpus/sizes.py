"""Nested sizes of a text, and the documents it is fed as."""

from __future__ import annotations

#: Every smaller size is a prefix of the next; `full` is the whole.
SIZES = {"4k": 4_096, "64k": 65_536, "1m": 1_048_576}

#: A document ends with the first line end at or after this many bytes.
DOCUMENT = 16_384


def prefix(text: bytes, size: int) -> bytes:
    """The longest prefix of at most `size` bytes that ends a line, or, in a text of one line, a character."""
    if len(text) <= size:
        return text
    end = text.rfind(b"\n", 0, size) + 1
    if end >= size // 2:
        return text[:end]
    while text[size] & 0xC0 == 0x80:
        size -= 1
    return text[:size]


def documents(text: bytes) -> list[bytes]:
    """The text cut into documents; joined they are the text again."""
    parts, start = [], 0
    while start < len(text):
        end = text.find(b"\n", start + DOCUMENT - 1) + 1 or len(text)
        parts.append(text[start:end])
        start = end
    return parts
