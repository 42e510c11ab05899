#!/usr/bin/env python3
"""Writes encodings.table from the codecs of Python 3, and its size and checksum into embed.S: python3 import.py.

All numbers are of 16 bits, little endian; 0 is a byte or a pair of bytes that the encoding has no character for.

1. For each encoding of one byte, in the order of SINGLES: the characters of 0x80 to 0xFF.
2. JIS X 0208 with NEC's and IBM's rows, as Shift_JIS reaches it: 60 leading bytes with 188 trailing bytes each.
3. JIS X 0212: 94 rows of 94.
4. EUC-KR with the syllables of code page 949: leading bytes 0x81 to 0xFE, trailing bytes 0x41 to 0xFE.
5. GBK, the pairs of GB18030: leading bytes 0x81 to 0xFE, trailing bytes 0x40 to 0x7E and 0x80 to 0xFE.
6. Big5 with Hong Kong's characters: leading bytes 0x81 to 0xFE, trailing bytes 0x40 to 0x7E and 0xA1 to 0xFE. 1 to 4 stand
   for the four pairs that are two characters; then a bit for each pair whose character is in plane 2.
"""
import pathlib
import re
import struct

SINGLES = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9",
    "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp437", "cp850", "cp852", "cp866",
]
COMPOSED = {"\u00CA\u0304": 1, "\u00CA\u030C": 2, "\u00EA\u0304": 3, "\u00EA\u030C": 4}


def character(codec, *code):
    try:
        return bytes(code).decode(codec)
    except UnicodeDecodeError:
        return ""


def number(codec, *code):
    text = character(codec, *code)
    if text in COMPOSED:
        return COMPOSED[text]
    # A pair that is two characters by itself is no pair.
    return ord(text) if len(text) == 1 and (len(code) == 1 or ord(text) > 0x7F) else 0


def tables():
    for codec in SINGLES:
        yield [number(codec, byte) for byte in range(0x80, 0x100)]
    leads = [*range(0x81, 0xA0), *range(0xE0, 0xFD)]
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFD)]
    yield [number("cp932", lead, trail) for lead in leads for trail in trails]
    yield [number("euc_jp", 0x8F, row, cell) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF)]
    yield [number("cp949", lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x41, 0xFF)]
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    yield [number("gb18030", lead, trail) for lead in range(0x81, 0xFF) for trail in trails]
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    pairs = [(lead, trail) for lead in range(0x81, 0xFF) for trail in trails]
    yield [number("big5hkscs", *pair) or number("cp950", *pair) for pair in pairs]


def four_byte_characters(gbk):
    """GB18030's four bytes count through the characters of the basic plane that no pair has; checked, as the program
    computes them."""
    pairs = set(gbk)
    rest = [c for c in range(0x80, 0x10000) if c not in pairs and not 0xD800 <= c <= 0xDFFF]
    for place, scalar in enumerate(rest):
        code = bytes([0x81 + place // 12600, 0x30 + place // 1260 % 10, 0x81 + place // 10 % 126, 0x30 + place % 10])
        assert character("gb18030", *code) == chr(scalar), (code, hex(scalar), character("gb18030", *code))


def main():
    folder = pathlib.Path(__file__).resolve().parent
    numbers = list(tables())
    four_byte_characters(numbers[len(SINGLES) + 3])
    content = b"".join(struct.pack("<H", value & 0xFFFF) for table in numbers for value in table)
    assert all(value < 0x10000 or value >> 16 == 2 for table in numbers for value in table)
    bits = bytearray((len(numbers[-1]) + 7) // 8)
    for place, value in enumerate(numbers[-1]):
        bits[place // 8] |= (value > 0xFFFF) << place % 8
    content += bytes(bits)
    (folder / "encodings.table").write_bytes(content)
    checksum = 0xCBF29CE484222325  # FNV-1a, 64 bits
    for byte in content:
        checksum = (checksum ^ byte) * 0x100000001B3 % (1 << 64)
    stamp = f"//   encodings.table {len(content)} bytes, checksum {checksum:x}"
    embedding = folder / "embed.S"
    text, places = re.subn(r"^//   encodings\.table .*$", stamp, embedding.read_text(), flags=re.MULTILINE)
    assert places == 1
    embedding.write_text(text)
    print(stamp.lstrip("/ "))


main()
