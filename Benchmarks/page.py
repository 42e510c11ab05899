#!/usr/bin/env python3
"""Writes the figures and charts of the documentation's page on speed from the newest record: `page.py [--check]`.

What stands between `<!-- record: NAME -->` and `<!-- end -->` in Speed.md is replaced; --check says whether it is what
the record gives, and changes nothing. Where the newest record left scripts or adversaries out (`run.py --plain`), the
newest that has them gives them, and is named.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from record.chart import Chart
from record.engines import OURS, YARDSTICKS
from record.figures import Samples, speed
from record.plan import KINDS, SCRIPTED, Plan

HERE = Path(__file__).resolve().parent
DOCUMENTATION = HERE.parent / "Sources" / "Ullage" / "Ullage.docc"
PAGE = DOCUMENTATION / "Speed.md"
#: The rivals that are fastest on some text, and the one that counts the same tokens.
FASTEST = ("gigatoken", "fastokens", "toktok")
PASSES = {"cold": "a fresh process", "new": "new text, warm caches", "rep": "the same text again"}
#: By how much ours is to lead the fastest rival: ASCII, and other scripts.
GOALS = {"cold": (3, 4), "new": (2, 3), "rep": (1.3, None)}
ASCII = ("english", "code", "json", "markdown", "sessions", "html", "c", "sql", "csv", "attachments")


class Page:
    """What one record says, in the pieces that the page is made of."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        samples = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
        self.environment = samples[0]
        self.samples = Samples(samples)
        present = {sample["text"].split(".")[0] for sample in samples if sample["experiment"] == "speed"}
        self.kinds = [kind for kind in KINDS if kind in present]
        self.experiments = {sample["experiment"] for sample in samples}
        self.plan = Plan.full(1)
        self.rounds = max(sample["round"] for sample in samples)

    def figure(self, engine: str, name: str, kind: str) -> float | None:
        where = {"experiment": "speed", "engine": engine, "text": f"{kind}.{self.plan.size(engine)}"}
        found = self.samples.figure(speed(name), **where)
        return found.middle if found else None

    def ratio(self, rival: str, name: str, kind: str) -> float | None:
        where = {"experiment": "speed", "text": f"{kind}.{self.plan.size(rival)}"}
        found = self.samples.ratio(speed(name), where | {"engine": OURS[0]}, where | {"engine": rival})
        return found.middle if found else None

    def blocks(self, whole: Page) -> dict[str, str]:
        """The page's blocks; `whole` is the newest record with every experiment."""
        source = "" if whole.name == self.name else f"Record `{whole.name}`:\n\n"
        return {
            "machine": self.machine(), "ratios": self.ratios(), "limits": self.limits(),
            "scripts": source + whole.scripts(), "worst": source + whole.worst()}

    def machine(self) -> str:
        said = self.environment
        return (
            f"Record `{self.name}`: {said['cpu']}, {said['system']}, {said['compiler']}, {self.rounds} "
            f"round{'s' if self.rounds > 1 else ''}, load {said['load']}. MB are 10⁶ bytes, seconds are processor "
            "seconds of one core.")

    def ratios(self) -> str:
        lines = ["| | " + " | ".join(self.kinds) + " |", "|---" * (len(self.kinds) + 1) + "|"]
        for name, title in PASSES.items():
            cells = []
            for kind in self.kinds:
                ratios = [ratio for rival in FASTEST if (ratio := self.ratio(rival, name, kind))]
                goal = GOALS[name][kind not in ASCII]
                least = min(ratios)
                cells.append(f"{least:.2f}" + (f" of {goal}" if goal else ""))
            lines.append(f"| {name}: {title} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def limits(self) -> str:
        lines = ["| | " + " | ".join(self.kinds) + " |", "|---" * (len(self.kinds) + 1) + "|"]
        for engine in (OURS[0], *YARDSTICKS):
            cells = [self.figure(engine, "new", kind) for kind in self.kinds]
            name = {"utf8": "check that it is UTF-8", "memcpy": "copy it"}.get(engine, "count it (v3, new text)")
            lines.append(f"| {name} | " + " | ".join(f"{cell:,.0f}" if cell else "–" for cell in cells) + " |")
        return "\n".join(lines)

    def scripts(self) -> str:
        english = self.figure(OURS[0], "rep", "english") or 1
        rows = []
        for text in self.plan.scripts:
            where = {"experiment": "scripts", "text": f"{text}.full"}
            figures = [self.samples.figure(speed("rep"), engine=engine, **where) for engine in SCRIPTED]
            if figures[0]:
                rows.append((text.removeprefix("script-"), [figure.middle if figure else 0 for figure in figures]))
        lines = ["| script | ours (v3) | of English | " + SCRIPTED[1] + " |", "|---|---|---|---|"]
        lines += [
            f"| {script} | {ours:,.0f} | {ours / english:.0%} | {rival:,.0f} |"
            for script, (ours, rival) in sorted(rows, key=lambda row: -row[1][0])]
        return "\n".join(lines)

    def worst(self) -> str:
        size = self.plan.hostile[1]
        rows = []
        for text in self.plan.adversaries:
            where = {"experiment": "adversarial", "text": f"{text}.{size}"}
            figures = [self.samples.figure(speed("cold"), engine=engine, **where) for engine in (OURS[0], *FASTEST)]
            if figures[0]:
                rows.append((text, figures))
        lines = ["| text | ours (v3) | " + " | ".join(FASTEST) + " |", "|---" * (len(FASTEST) + 2) + "|"]
        lines += [
            f"| {text} | " + " | ".join(f"{figure.middle:,.0f}" if figure else "fails" for figure in figures) + " |"
            for text, figures in rows]
        return "\n".join(lines)

    def charts(self) -> dict[str, str]:
        engines = (OURS[0], *FASTEST)
        return {
            f"speed-{name}.svg": Chart(
                title[0].upper() + title[1:], "MB/s", ["Ullage, v3", *FASTEST],
                [(kind, [self.figure(engine, name, kind) for engine in engines]) for kind in self.kinds]).svg()
            for name, title in PASSES.items()}


def main(check: bool) -> int:
    pages = [Page(path) for path in (HERE / "Records").glob("*.jsonl")]
    pages.sort(key=lambda page: page.environment["date"], reverse=True)
    page = pages[0]
    whole = next(page for page in pages if {"scripts", "adversarial"} <= page.experiments)
    text = PAGE.read_text(encoding="utf8")
    for name, block in page.blocks(whole).items():
        pattern = re.compile(rf"(<!-- record: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            sys.exit(f"{PAGE}: no place for {name}")
        text = pattern.sub(lambda found: found[1] + block + "\n" + found[2], text)
    files = {PAGE: text} | {DOCUMENTATION / "Resources" / name: svg for name, svg in page.charts().items()}
    stale = [path for path, content in files.items() if not path.exists() or path.read_text(encoding="utf8") != content]
    if check:
        for path in stale:
            print(f"{path}: not what {page.name} gives; run Benchmarks/page.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(files[path], encoding="utf8")
        print(f"written: {path.relative_to(HERE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
