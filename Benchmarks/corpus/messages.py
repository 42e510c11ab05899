"""Short messages: a chat in ten languages, and API bodies with files in base64."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Iterator

from . import extraction
from .archives import Archives

MB = 1_000_000
#: Bytes of each text.
CHAT, ATTACHMENTS = 5 * MB, 4 * MB
LANGUAGES = ("zh-cn", "ja", "ko", "ru", "de", "fr", "es", "hi", "tr", "el")
_SIGNS = ("👍", "🙂", "😀", "🎉", "❤️", "🤔", "👀", "✅", "👋🏽", "…", "!!", "?", ":)", "¯\\_(ツ)_/¯")


def _sentences(archives: Archives, language: str) -> list[str]:
    """Sentences of a language's help pages, each once."""
    found: dict[str, None] = {}
    size = 0
    tree = archives.tree(f"libreoffice-help-{language}")
    paths = sorted(tree.glob("usr/share/libreoffice/help/*/text/**/*.html"))
    random.Random(f"ullage chat {language}").shuffle(paths)
    for path in paths:
        for line in extraction.html(extraction.read(path) or "").splitlines():
            for sentence in re.findall(r"[^.!?。！？।]+[.!?。！？।]", line):
                if not line.isascii() and 8 < len(sentence) < 160 and sentence not in found:
                    found[sentence.strip()] = None
                    size += len(sentence.encode())
        if size > CHAT // 12:
            break
    return list(found)


def chat(archives: Archives) -> bytes:
    """People and a model write in turn, every conversation in one language."""
    chance = random.Random("ullage chat")
    sentences = {language: _sentences(archives, language) for language in LANGUAGES}

    def conversation() -> Iterator[str]:
        mine = sentences[chance.choice(LANGUAGES)]
        for _ in range(chance.randint(2, 8)):
            asked = chance.choice(mine)
            if chance.random() < 0.4:
                asked = asked.rstrip(".。।") + " " + chance.choice(_SIGNS)
            yield f"user: {asked}\n"
            yield f"assistant: {' '.join(chance.choices(mine, k=chance.randint(1, 5)))}\n"
        yield "\n"

    parts, size = [], 0
    while size < CHAT:
        part = "".join(conversation())
        parts.append(part)
        size += len(part.encode())
    return "".join(parts).encode()


def attachments(archives: Archives) -> bytes:
    """Bodies of requests, one a line, most of whose bytes are images and packed files in base64."""
    chance = random.Random("ullage attachments")
    icons = sorted(archives.tree("tango-icon-theme").glob("usr/share/icons/**/*.png"))
    pages = sorted(archives.tree("manpages-ja").glob("usr/share/man/ja/man*/*.gz"))
    files = [path for path in icons + pages if path.is_file() and not path.is_symlink()]
    chance.shuffle(files)
    lines, size = [], 0
    for number, path in enumerate(files):
        kind, media = ("image", "image/png") if path.suffix == ".png" else ("document", "application/gzip")
        source = {"type": "base64", "media_type": media, "data": base64.b64encode(path.read_bytes()).decode()}
        question = {"type": "text", "text": f"What is in {path.name}, number {number}?"}
        line = json.dumps({"role": "user", "content": [{"type": kind, "source": source}, question]}) + "\n"
        size += len(line)
        if size > ATTACHMENTS:
            break
        lines.append(line)
    return "".join(lines).encode()
