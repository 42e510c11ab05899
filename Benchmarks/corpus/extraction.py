"""Plain text out of HTML, manual pages, PO files, dictionaries and JSON."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

#: Elements whose text is not prose.
_SILENT = {"script", "style", "head", "nav", "header", "footer", "aside"}
#: Elements that end a line.
_BLOCKS = {
    "p", "div", "li", "tr", "td", "th", "dt", "dd", "pre", "br", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul",
    "ol", "dl"}


def read(path: Path) -> str | None:
    """A file's text, unzipped, with LF line ends, less the lines that are not UTF-8; None for a binary file."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if b"\0" in data:
        return None
    return _decoded(data).replace("\r\n", "\n").removeprefix("\ufeff")


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        lines = (line.decode(errors="replace") for line in data.splitlines(keepends=True))
        return "".join(line for line in lines if "\ufffd" not in line)


class _Prose(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silence = 0

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silence += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silence = max(0, self.silence - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silence:
            self.parts.append(re.sub(r"[ \t\n]+", " ", data))


def html(text: str) -> str:
    """The visible text of a page, one block a line."""
    parser = _Prose()
    parser.feed(text)
    lines = (line.strip(" ") for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def manual(text: str) -> str:
    """A manual page without its macros' names and comments."""
    lines = []
    for line in text.split("\n"):
        if line.startswith(('.\\"', "'\\\"", ".TH")):
            continue
        line = re.sub(r"^\.[A-Za-z]+ ?", "", line)
        line = re.sub(r"\\f[A-Z]|\\&", "", line).replace("\\-", "-").replace("\\e", "\\")
        if line.strip():
            lines.append(line)
    return "\n".join(lines) + "\n"


def translations(text: str) -> str:
    """The translated strings of a PO file, one a line."""
    lines = []
    for body in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', text, re.M)[1:]:
        words = "".join(re.findall(r'"(.*)"', body))
        words = words.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\").strip()
        if words:
            lines.append(words)
    return "\n".join(lines) + "\n" if lines else ""


def glosses(text: str) -> str:
    """WordNet's definitions and examples, one a line."""
    return "\n".join(line.split("| ", 1)[1].strip() for line in text.split("\n") if "| " in line) + "\n"


def pretty(text: str) -> str:
    """JSON laid out for people."""
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def records(text: str) -> str:
    """JSON as one minified record a line: the members two levels down."""
    value, lines = json.loads(text), []
    for name, member in value.items() if isinstance(value, dict) else enumerate(value):
        inner = [{key: one} for key, one in member.items()] if isinstance(member, dict) else [member]
        lines += [json.dumps({str(name): one}, separators=(",", ":"), ensure_ascii=False) for one in inner]
    return "\n".join(lines) + "\n"
