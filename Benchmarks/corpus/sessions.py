"""What coding agents send: prose, calls, numbered files, diffs, searches, listings, logs, stack traces, JSON in strings.

Made from the sources of packages with fixed seeds. Where recorded steps lie beside the repository their texts are
mixed in; the text is built without them otherwise, and that is said.
"""

from __future__ import annotations

import difflib
import json
import lzma
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .archives import Archives
from .extraction import read
from .mixture import STRETCH

MB = 1_000_000
#: Bytes of made sessions, and of recorded texts at most.
MADE, RECORDED = 8 * MB, 3 * MB

#: Steps of agents that were recorded: data beside the repository, used when present.
INCREMENTS = Path(__file__).resolve().parents[3] / "shared/data/increments"

#: What agents work on: source, files, and the folder that calls name.
_PROJECTS = (
    ("libpython3.11-stdlib", "usr/lib/python3.11/**/*.py", "/home/dev/python"),
    ("golang-1.19-src", "usr/share/go-1.19/src/**/*.go", "/home/dev/go/src"),
    ("glibc-source", "usr/src/glibc/glibc-*/**/*.c", "/home/dev/glibc"),
    ("librust-tokio-dev", "usr/share/cargo/registry/**/*.rs", "/workspace/tokio"),
    ("linux-headers-6.1.0-56-common", "usr/src/*/include/linux/*.h", "/home/dev/linux"),
    ("docker-doc", "usr/share/doc/docker-doc/**/*.md.gz", "/workspace/docs"),
    ("nodejs-doc", "usr/share/doc/nodejs/api/*.md.gz", "/workspace/node/doc"),
)


class _Project:
    """Some files of a source, as an agent sees them."""

    def __init__(self, tree: Path, pattern: str, folder: str) -> None:
        self.paths = [path for path in sorted(tree.glob(pattern)) if path.is_file() and not path.is_symlink()]
        self.tree, self.folder = tree, folder

    def name(self, path: Path) -> str:
        parts = path.relative_to(self.tree).parts[3:]
        return "/".join((self.folder, *parts)).removesuffix(".gz")


class _Session:
    """One session, written step by step."""

    def __init__(self, project: _Project, prose: list[str], chance: random.Random) -> None:
        self.project, self.prose, self.chance = project, prose, chance
        self.path = chance.choice(project.paths)
        self.name = project.name(self.path)
        self.lines = (read(self.path) or "").splitlines()
        self.time = chance.randint(0, 86_000_000)

    def text(self, limit: int) -> str:
        steps = (
            self._reading, self._reading, self._reading, self._edit, self._edit, self._diff, self._search, self._listing,
            self._log, self._trace, self._wrapped, self._run)
        parts, size = [], 0
        while size < limit:
            if not parts or self.chance.random() < 0.2:
                self.path = self.chance.choice(self.project.paths)
                self.name = self.project.name(self.path)
                self.lines = (read(self.path) or "").splitlines()
            part = self._saying() + self.chance.choice(steps)()
            parts.append(part)
            size += len(part.encode())
        return "".join(parts)

    def _saying(self) -> str:
        if self.chance.random() < 0.4:
            return ""
        return " ".join(self.chance.sample(self.prose, self.chance.randint(1, 4))) + "\n\n"

    def _call(self, name: str, **given: object) -> str:
        identity = "".join(self.chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz123456789", k=22))
        call = {"type": "tool_use", "id": f"toolu_01{identity}", "name": name, "input": given}
        return json.dumps(call, ensure_ascii=False) + "\n"

    def _span(self, most: int) -> tuple[int, list[str]]:
        first = self.chance.randrange(max(1, len(self.lines) - 5))
        return first, self.lines[first : first + self.chance.randint(5, most)]

    def _reading(self) -> str:
        first, lines = self._span(200)
        rows = [f"{first + at + 1:>6}\u2192{line}" for at, line in enumerate(lines)]
        return self._call("Read", file_path=self.name, offset=first + 1, limit=len(lines)) + "\n".join(rows) + "\n"

    def _edited(self, lines: list[str]) -> list[str]:
        names = re.findall(r"[A-Za-z_]{4,}", " ".join(lines)) or ["value"]
        old, new = self.chance.choice(names), self.chance.choice(("cached_", "is_", "new_", "max_")) + self.chance.choice(names)
        edited = [line.replace(old, new) for line in lines if self.chance.random() > 0.05]
        edited.insert(self.chance.randint(0, len(edited)), f"    {new} = {old}({self.chance.randint(0, 999)})")
        return edited

    def _edit(self) -> str:
        _, lines = self._span(12)
        call = self._call(
            "Edit", file_path=self.name, old_string="\n".join(lines), new_string="\n".join(self._edited(lines)))
        return call + f"The file {self.name} has been updated successfully.\n"

    def _diff(self) -> str:
        first, lines = self._span(60)
        name = self.name.removeprefix(self.project.folder + "/")
        diff = difflib.unified_diff(lines, self._edited(lines), f"a/{name}", f"b/{name}", lineterm="")
        index = f"diff --git a/{name} b/{name}\nindex {self.chance.getrandbits(40):010x}..{self.chance.getrandbits(40):010x} 100644\n"
        return self._call("Bash", command=f"git diff -- {name}") + index + "\n".join(diff) + "\n"

    def _search(self) -> str:
        words = re.findall(r"[a-z_]{4,12}", " ".join(self.lines[:400])) or ["return"]
        word, rows = self.chance.choice(words), []
        near = self.project.paths.index(self.path)
        for path in self.project.paths[near : near + 6]:
            rows += [
                f"{self.project.name(path)}:{number}:{line}"
                for number, line in enumerate((read(path) or "").splitlines(), 1) if word in line]
        return self._call("Grep", pattern=word, output_mode="content") + "\n".join(rows[:60]) + "\n"

    def _listing(self) -> str:
        near = self.chance.randrange(len(self.project.paths))
        rows = [f"total {self.chance.randint(40, 4000)}"]
        for path in self.project.paths[near : near + self.chance.randint(5, 40)]:
            rows.append(
                f"-rw-r--r-- 1 dev dev {path.stat().st_size:>8} "
                f"{self.chance.choice(('Jan', 'Mar', 'Jun', 'Oct'))} {self.chance.randint(1, 28):>2} "
                f"{self._clock()[:5]} {path.name.removesuffix('.gz')}")
        return self._call("Bash", command="ls -l", description="List files") + "\n".join(rows) + "\n"

    def _clock(self) -> str:
        self.time = (self.time + self.chance.randint(1, 9000)) % 86_400_000
        seconds = self.time // 1000
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{self.time % 1000:03}"

    def _log(self) -> str:
        worker, rows = self.chance.randint(1, 64), []
        for _ in range(self.chance.randint(8, 60)):
            what = self.chance.choice((
                f"GET /v1/{self.path.stem}/{self.chance.randint(1, 99999)} 200 {self.chance.randint(1, 900)}ms",
                f"worker-{worker} finished {self.path.name} in {self.chance.random() * 9:.3f}s",
                f"request_id={self.chance.getrandbits(64):016x} status=ok bytes={self.chance.randint(10, 99999)}",
                self.chance.choice(self.prose)[:120]))
            level = self.chance.choice(("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"))
            rows.append(f"2026-11-{self.chance.randint(20, 21)}T{self._clock()}Z {level:<5} [{self.path.stem}] {what}")
        return self._call("Bash", command="tail -n 60 server.log") + "\n".join(rows) + "\n"

    def _trace(self) -> str:
        rows = ["Traceback (most recent call last):"]
        for _ in range(self.chance.randint(3, 12)):
            at = self.chance.randrange(max(1, len(self.lines)))
            line = self.lines[at].strip() if self.lines else "pass"
            rows += [f'  File "{self.name}", line {at + 1}, in {self.path.stem}_{at % 9}', f"    {line}"]
        error = self.chance.choice(("ValueError", "KeyError", "AttributeError", "TypeError", "AssertionError"))
        return self._call("Bash", command="python -m pytest -x") + "\n".join(rows) + f"\n{error}: {self.chance.choice(self.prose)[:80]}\n"

    def _run(self) -> str:
        rows = [
            f"{self.name.removeprefix(self.project.folder + '/')}::test_{name} "
            f"{self.chance.choice(('PASSED', 'PASSED', 'PASSED', 'FAILED', 'SKIPPED'))} [{100 * at // 30:>3}%]"
            for at, name in enumerate(re.findall(r"[a-z][a-z_]{5,20}", " ".join(self._span(80)[1]))[:30])]
        return self._call("Bash", command="make test", timeout=120000) + "\n".join(rows) + "\n"

    def _wrapped(self) -> str:
        _, lines = self._span(40)
        content = [{"type": "text", "text": "\n".join(lines)}]
        result = {"stdout": json.dumps({"content": content, "path": self.name}), "stderr": "", "interrupted": False}
        return json.dumps({"type": "tool_result", "content": json.dumps(result, ensure_ascii=False)}, ensure_ascii=False) + "\n"


def _made(archives: Archives, chance: random.Random) -> Iterator[str]:
    manual = archives.tree("nodejs-doc") / "usr/share/doc/nodejs/api"
    prose = [
        sentence for path in sorted(manual.glob("*.md.gz"))[:30]
        for sentence in re.findall(r"^[A-Z][^\n]{30,200}[.:]$", read(path) or "", re.M)]
    projects = [_Project(archives.tree(source), pattern, folder) for source, pattern, folder in _PROJECTS]
    size = 0
    while size < MADE:
        text = _Session(chance.choice(projects), prose, chance).text(STRETCH // 2)
        size += len(text.encode())
        yield text


def _recorded(folder: Path) -> Iterator[str]:
    """The texts of recorded steps: every second call as JSON, the others' results as texts."""
    size = 0
    for path in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                text = "".join(_blocks(json.loads(line)["added"], number % 2 == 0))
                size += len(text.encode())
                if size > RECORDED:
                    return
                yield text


def _blocks(messages: list[dict], as_json: bool) -> Iterator[str]:
    for message in messages:
        content = message["content"]
        for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            if block["type"] == "text":
                yield block["text"] + "\n"
            elif block["type"] == "tool_use" or block["type"] == "tool_result" and as_json:
                yield json.dumps(block, ensure_ascii=False) + "\n"
            elif block["type"] == "tool_result":
                inner = block.get("content") or ""
                yield (inner if isinstance(inner, str) else "\n".join(one.get("text", "") for one in inner)) + "\n"


def build(archives: Archives) -> bytes:
    """Made sessions and recorded steps in one shuffled order."""
    chance = random.Random("ullage sessions")
    stretches = list(_made(archives, chance))
    if INCREMENTS.exists():
        stretches += _recorded(INCREMENTS)
    else:
        print("sessions: made ones only, no recorded steps lie beside the repository", file=sys.stderr)
    chance.shuffle(stretches)
    return "".join(stretches).encode(errors="replace")
