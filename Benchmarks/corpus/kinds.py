"""The kinds of ordinary text and what each is made from."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from . import extraction, messages, sessions
from .archives import Archives
from .mixture import Ingredient, mix

MB = 1_000_000


def _help(language: str, limit: int, foreign: bool = True) -> Ingredient:
    return Ingredient(
        f"libreoffice-help-{language}", ("usr/share/libreoffice/help/*/text/**/*.html",), limit, extraction.html,
        foreign=foreign, once=True)


def _guide(language: str, limit: int, foreign: bool = True) -> Ingredient:
    pattern = f"usr/share/doc/installation-guide-amd64/{language}/*.html"
    return Ingredient("installation-guide-amd64", (pattern,), limit, extraction.html, foreign=foreign, once=True)


def _manual(language: str, folder: str, limit: int) -> Ingredient:
    return Ingredient(
        f"manpages-{language}", (f"usr/share/man/{folder}/man*/*.gz",), limit, extraction.manual, foreign=True)


def _reference(language: str, limit: int) -> Ingredient:
    return Ingredient(
        f"debian-reference-{language}", (f"usr/share/debian-reference/ch*.{language}.html",), limit, extraction.html,
        foreign=True)


CHINESE = (
    _help("zh-cn", 4 * MB), _guide("zh_CN", MB), _reference("zh-cn", MB), _manual("zh", "zh_CN", 4 * MB),
)
JAPANESE = (_help("ja", 4 * MB), _guide("ja", MB), _reference("ja", MB), _manual("ja", "ja", 4 * MB))
KOREAN = (_help("ko", 4 * MB), _guide("ko", MB))
RUSSIAN = (_help("ru", 4 * MB), _guide("ru", MB))
GERMAN = (_help("de", 4 * MB, foreign=False), _guide("de", MB, foreign=False))
HINDI = (_help("hi", 4 * MB),)
MANY = (Ingredient("django", ("django/**/*.po",), 10 * MB, extraction.translations),)

#: What goes into each kind.
RECIPES: dict[str, tuple[Ingredient, ...]] = {
    "english": (
        Ingredient("anarchism", ("usr/share/doc/anarchism/markdown/sec[A-F]*.md.gz",), 7 * MB),
        Ingredient("dict-gcide", ("usr/share/dictd/gcide.dict.dz",), 6 * MB),
        Ingredient("wordnet-base", ("usr/share/wordnet/data.*",), 4 * MB, extraction.glosses),
        Ingredient("linux-doc-6.1", ("usr/share/doc/linux-doc-6.1/Documentation/**/*.rst.gz",), 6 * MB),
    ),
    "code": (
        Ingredient("libpython3.11-stdlib", ("usr/lib/python3.11/**/*.py",), 6 * MB),
        Ingredient(
            "linux-headers-6.1.0-56-common",
            ("usr/src/*/include/linux/**/*.h", "usr/src/*/include/net/**/*.h"), 6 * MB),
        Ingredient("golang-1.19-src", ("usr/share/go-1.19/src/**/*.go",), 6 * MB),
        Ingredient("libstdc++-12-dev", ("usr/include/c++/12/**/*",), 3 * MB),
        Ingredient("librust-tokio-dev", ("usr/share/cargo/registry/**/*.rs",), 3 * MB),
        Ingredient("librust-syn-dev", ("usr/share/cargo/registry/**/*.rs",), MB),
        Ingredient("librust-regex-dev", ("usr/share/cargo/registry/**/*.rs",), MB),
    ),
    "json": (
        Ingredient("botocore", ("botocore/data/[a-d]*/**/*.json.gz",), 6 * MB, extraction.pretty),
        Ingredient("botocore", ("botocore/data/[e-z]*/**/*.json.gz",), 6 * MB, extraction.records),
        Ingredient("iso-codes", ("usr/share/iso-codes/json/*.json",), 2 * MB),
        Ingredient("nodejs-doc", ("usr/share/doc/nodejs/api/*.json.gz",), 3 * MB),
    ),
    "markdown": (
        Ingredient("nodejs-doc", ("usr/share/doc/nodejs/api/*.md.gz", "usr/share/doc/nodejs/api/*.md"), 6 * MB),
        Ingredient("docker-doc", ("usr/share/doc/docker-doc/**/*.md.gz", "usr/share/doc/docker-doc/**/*.md"), 2 * MB),
        Ingredient("anarchism", ("usr/share/doc/anarchism/markdown/sec[G-J]*.md.gz",), 5 * MB),
    ),
    "cjk": CHINESE + JAPANESE + KOREAN,
    "international": (
        RUSSIAN + GERMAN + HINDI
        + tuple(_help(language, 2 * MB) for language in ("fr", "es", "tr", "el"))
        + tuple(_guide(language, MB // 2) for language in ("cs", "it", "pt", "sv", "vi", "ro"))
        + MANY
    ),
    "html": (
        Ingredient("python3.11-doc", ("usr/share/doc/python3.11/html/**/*.html",), 4 * MB),
        Ingredient("nodejs-doc", ("usr/share/doc/nodejs/api/[b-z]*.html",), 3 * MB),
        Ingredient("postgresql-doc-15", ("usr/share/doc/postgresql-doc-15/html/*.html",), 2 * MB),
        Ingredient("libreoffice-help-de", ("usr/share/libreoffice/help/*/text/**/*.html",), MB),
    ),
    "c": (
        Ingredient("glibc-source", ("usr/src/glibc/glibc-*/**/*.c", "usr/src/glibc/glibc-*/**/*.sh"), 5 * MB),
        Ingredient("lttng-modules-dkms", ("usr/src/lttng-modules-*/**/*.[ch]",), 2 * MB),
        Ingredient("linux-headers-6.1.0-56-common", ("usr/src/*/include/uapi/**/*.h",), 2 * MB),
    ),
    "sql": (
        Ingredient("postgresql-15", ("usr/share/postgresql/15/**/*.sql",), 2 * MB),
        Ingredient(
            "postgresql-15-postgis-3-scripts",
            ("usr/share/postgresql/15/contrib/*/[a-r]*.sql", "usr/share/postgresql/15/contrib/*/t*.sql"), 2 * MB),
        Ingredient(
            "postgresql-15-postgis-3-scripts", ("usr/share/postgresql/15/contrib/*/spatial_ref_sys.sql",), MB),
        Ingredient("mariadb-server-core", ("usr/share/mysql/*.sql",), 2 * MB),
    ),
    "csv": (
        Ingredient("ieee-data", ("usr/share/ieee-data/*.csv",), 3 * MB),
        Ingredient("airportsdata", ("airportsdata/*.csv",), 3 * MB),
    ),
    "chinese": CHINESE,
    "japanese": JAPANESE,
    "korean": KOREAN,
    "russian": RUSSIAN,
    "german": GERMAN,
    "hindi": HINDI,
}

#: What is made of several sources, not mixed of them.
MADE: dict[str, Callable[[Archives], bytes]] = {
    "sessions": sessions.build, "attachments": messages.attachments, "chat": messages.chat}

#: The Universal Declaration of Human Rights in 501 languages: recorded data beside the repository, used when present.
DECLARATIONS = Path(__file__).resolve().parents[3] / "shared/data/text/udhr.jsonl.gz"


#: Scripts in which the declarations have enough lines, by the first word of their letters' names.
SCRIPTS = (
    "ADLAM", "ARABIC", "BENGALI", "CANADIAN", "CHAKMA", "CHEROKEE", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC",
    "GEORGIAN", "GRANTHA", "GREEK", "GUJARATI", "GURMUKHI", "HANGUL", "HEBREW", "HIRAGANA", "JAVANESE", "KANNADA",
    "KHMER", "LAO", "LATIN", "MALAYALAM", "MYANMAR", "SINHALA", "TAI", "TAMIL", "TELUGU", "THAANA", "THAI", "TIBETAN")


def build(kind: str, archives: Archives) -> bytes:
    """The full text of a kind."""
    return MADE[kind](archives) if kind in MADE else mix(kind, archives, RECIPES[kind])


def declarations(path: Path) -> bytes:
    """All declarations, one language after the other in a shuffled order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    random.Random("ullage udhr").shuffle(texts)
    return "".join(text.rstrip("\n") + "\n" for text in texts).encode()


def scripts(path: Path) -> dict[str, bytes]:
    """For each script the lines of the declarations that are mostly written in it, repeated up to a megabyte."""
    lines: dict[str, list[str]] = {script: [] for script in SCRIPTS}
    for line in declarations(path).decode().splitlines(keepends=True):
        letters = Counter(unicodedata.name(scalar, "").split(" ")[0] for scalar in line if scalar.isalpha())
        script = letters.most_common(1)[0][0] if letters else None
        if script in lines:
            lines[script].append(line)
    texts = {script: "".join(found).encode() for script, found in lines.items()}
    return {f"script-{script.lower()}": text * max(1, MB // len(text)) for script, text in texts.items()}
