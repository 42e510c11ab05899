"""A record as Markdown tables."""

from __future__ import annotations

from .engines import BPE, OURS, SAME, YARDSTICKS
from .figures import Samples, all_speed, speed
from .plan import Plan

PASSES = {"cold": "Cold: a fresh process", "new": "New text, warm", "rep": "The same text again"}


class Report:
    """The tables of one record."""

    def __init__(
        self, environment: dict[str, str], plan: Plan, versions: dict[str, str], checks: list[str], samples: list[dict]
    ) -> None:
        self.environment, self.plan, self.versions, self.checks = environment, plan, versions, checks
        self.samples = Samples(samples)
        present = {sample["engine"] for sample in samples}
        self.rivals = [engine for engine in (*BPE, *SAME) if engine in present]
        self.lines: list[str] = []

    def markdown(self) -> str:
        self._head()
        self._ratios()
        for name, title in PASSES.items():
            self._speeds(name, title)
        self._start()
        if self.plan.threaded:
            self._threads()
        self._memory()
        if self.plan.adversaries:
            self._adversarial()
        return "\n".join(self.lines) + "\n"

    def _say(self, *lines: str) -> None:
        self.lines += [*lines, ""]

    def _table(self, head: list[str], rows: list[list[str]]) -> None:
        self._say(
            "| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1),
            *("| " + " | ".join(row) + " |" for row in rows))
        self.lines[-1:] = [""]

    def _head(self) -> None:
        self._say(f"# Record of {self.environment['date'][:10]}, revision {self.environment['revision']}")
        self._say(*(f"- {name}: {value}" for name, value in self.environment.items()))
        self._say(
            "The rivals but ctok build token ids of another vocabulary (OpenAI's o200k_base) or count them; ours "
            "counts Claude's tokens and builds no ids. Their figures say how fast a good tokenizer is, not that they "
            "could give our answer. Only ctok does the same work.")
        self._say("Cells are medians over the rounds, with the least and the greatest in brackets.")
        self._say("## Answers")
        self._say(*(f"- {line}" for line in self.checks))
        self._say("Versions: " + ", ".join(f"{name} {version}" for name, version in self.versions.items()))

    def _ours_against(self, rival: str) -> str:
        """Whom of ours a rival is compared with: the same family, or else the slower one."""
        return SAME.get(rival, OURS[0])

    def _ratios(self) -> None:
        self._say("## How many times faster ours is, by processor time on one core")
        self._say(
            f"Ratios are taken round by round. Ours is {OURS[0]}, the slower of the two families, except against ctok, "
            "where both are the same family. Every pair is measured on texts of the same size.")
        for name, title in PASSES.items():
            self._say(f"### {title}")
            self._table(["against", "size", *self.plan.kinds], [
                [rival, self.plan.size(rival), *(self._ratio(name, rival, kind) for kind in self.plan.kinds)]
                for rival in self.rivals])

    def _ratio(self, name: str, rival: str, kind: str) -> str:
        where = {"experiment": "speed", "text": f"{kind}.{self.plan.size(rival)}"}
        ours, theirs = where | {"engine": self._ours_against(rival)}, where | {"engine": rival}
        return str(self.samples.ratio(speed(name), ours, theirs) or "–")

    def _speeds(self, name: str, title: str) -> None:
        self._say(f"## {title}: MB per second of processor time, one core")
        rows = []
        for engine in (*OURS, *self.rivals, *YARDSTICKS):
            size = self.plan.size(engine)
            cells = [
                self.samples.figure(speed(name), experiment="speed", engine=engine, text=f"{kind}.{size}")
                for kind in self.plan.kinds]
            rows.append([_bold(engine), size, *(str(cell or "–") for cell in cells)])
        self._table(["engine", "size", *self.plan.kinds], rows)

    def _start(self) -> None:
        self._say("## From nothing to the first count: a whole process on 4 KB of English, milliseconds")
        rows = []
        for engine in (*OURS, *self.rivals):
            where = {"experiment": "start", "engine": engine}
            cells = [
                self.samples.figure(lambda sample, key=key: sample[key] * 1e3, **where)
                for key in ("process_cpu_s", "process_wall_s")]
            own = self.samples.figure(_loading_and_counting, **where)
            rows.append([_bold(engine), *(str(cell or "–") for cell in (*cells, own))])
        self._table(["engine", "processor", "wall", "of the processor's: loading and counting"], rows)
        self._say("The rivals' processes include an interpreter's start, some 10 ms.")

    def _threads(self) -> None:
        self._say("## One and two threads: MB per second of wall time, all three passes together")
        rows = []
        for engine in self.plan.threaders:
            cells = []
            for kind in self.plan.threaded:
                where = {"experiment": "threads", "engine": engine, "text": f"{kind}.{self.plan.threaded_size(engine)}"}
                one, two = where | {"threads": 1}, where | {"threads": 2}
                cells += [
                    self.samples.figure(all_speed, **one), self.samples.figure(all_speed, **two),
                    self.samples.ratio(all_speed, two, one)]
            rows.append([_bold(engine), self.plan.threaded_size(engine), *(str(cell or "–") for cell in cells)])
        self._table(
            ["engine", "size", *(f"{kind}, {column}" for kind in self.plan.threaded for column in ("1", "2", "gain"))],
            rows)

    def _memory(self) -> None:
        kind = self.plan.kinds[0]
        self._say(f"## Memory on {kind}, MiB beyond the process that has only read its text")
        rows = []
        for engine in (*OURS, *self.rivals):
            where = {"experiment": "speed", "engine": engine, "text": f"{kind}.{self.plan.size(engine)}"}
            loaded = self.samples.figure(_beyond("rss_loaded_kib"), **where)
            peak = self.samples.figure(_beyond("peak_rss_kib"), **where)
            rows.append([_bold(engine), self.plan.size(engine), str(loaded or "–"), str(peak or "–")])
        self._table(["engine", "size", "loaded", "at most"], rows)

    def _adversarial(self) -> None:
        ours, most, slowest = self.plan.hostile
        self._say("## Texts that nobody writes: MB per second of processor time, one string, first pass")
        engines = [engine for engine in (*OURS, *self.rivals) if engine != "gigatoken-each"]
        columns = [(engine, slowest if engine in SAME else most) for engine in engines]
        if ours != most:
            columns[1:1] = [(OURS[0], ours)]
        reasons: list[str] = []
        rows = []
        for name in self.plan.adversaries:
            cells = [self._hostile(engine, f"{name}.{size}", reasons) for engine, size in columns]
            rows.append([name, *cells])
        self._table(["text", *(f"{engine} {size}" for engine, size in columns)], rows)
        self._say(*(f"- {reason}" for reason in dict.fromkeys(reasons)))

    def _hostile(self, engine: str, text: str, reasons: list[str]) -> str:
        where = {"experiment": "adversarial", "engine": engine, "text": text}
        if reason := self.samples.failure(**where):
            reasons.append(f"{engine} fails on {text}: {reason}")
            return "fails"
        return str(self.samples.figure(speed("cold"), **where) or "–")


def _loading_and_counting(sample: dict) -> float:
    result = sample["result"]
    return (result["load_s"] + result["passes"]["cold"]["cpu_s"]) * 1e3


def _beyond(field: str):
    return lambda sample: max(0, sample["result"][field] - sample["result"]["rss_before_kib"]) / 1024


def _bold(engine: str) -> str:
    return f"**{engine}**" if engine in OURS else engine
