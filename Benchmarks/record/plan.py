"""Which engine is measured on which text, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.kinds import SCRIPTS

from .engines import BPE, OURS, YARDSTICKS, Field

KINDS = (
    "english", "code", "json", "markdown", "cjk", "international", "udhr", "sessions", "html", "c", "sql", "csv",
    "attachments", "chat")
ADVERSARIES = (
    "one-word", "capitals", "spaces", "newlines", "tabs-and-spaces", "equals", "base64", "digits", "punctuation",
    "distinct-words", "mixed-case", "uuids", "random-han", "jamo", "one-base-many-marks", "stacked-marks", "emoji")
#: Engines that are measured on texts of one script each.
SCRIPTED = (OURS[0], "fastokens")


@dataclass(frozen=True)
class Step:
    """One measurement to make: which table it is for, who, how, on what."""

    experiment: str
    engine: str
    mode: str
    text: str
    threads: int = 1


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    kinds: tuple[str, ...]
    adversaries: tuple[str, ...]
    #: Kinds and engines measured on one and on two threads.
    threaded: tuple[str, ...]
    threaders: tuple[str, ...]
    #: Sizes for the fast engines, for tokenizers, and for ctok.
    fast: str
    slow: str
    slowest: str
    #: Sizes for adversarial texts: ours alone, all but ctok, and ctok.
    hostile: tuple[str, str, str]
    scripts: tuple[str, ...] = ()

    @staticmethod
    def full(rounds: int) -> Plan:
        return Plan(
            rounds, KINDS, ADVERSARIES, ("english", "cjk"), (*OURS, *BPE), "full", "1m", "1m", ("full", "1m", "64k"),
            tuple(f"script-{script.lower()}" for script in SCRIPTS))

    @staticmethod
    def quick(rounds: int) -> Plan:
        return Plan(
            rounds, ("english", "cjk", "international"), ("distinct-words", "random-han"),
            ("english",), (*OURS, *BPE[:3]), "1m", "64k", "64k", ("1m", "1m", "64k"))

    def size(self, engine: str) -> str:
        """On which size of a text an engine's speed is taken."""
        return self.slowest if engine.startswith("ctok") else self.slow if engine == "tokenizers" else self.fast

    def threaded_size(self, engine: str) -> str:
        """On which size of a text an engine's threads are measured: caches are filled once a thread, so a long one."""
        return "1m" if engine == "tokenizers" else "full"

    def steps(self, field: Field) -> Iterator[Step]:
        """One round, engines in turn on each text so that what is compared is measured close in time."""
        everyone = [*OURS, *BPE, *field.same_count_rivals()]
        for engine in everyone:
            yield Step("start", engine, "start", "english.4k")
        for kind in self.kinds:
            sizes = dict.fromkeys(self.size(engine) for engine in everyone)
            for size in sizes:
                yield from (
                    Step("speed", engine, "documents", f"{kind}.{size}")
                    for engine in (*everyone, *YARDSTICKS)
                    if engine in OURS or self.size(engine) == size)
        for kind in self.threaded:
            for threads in (1, 2):
                yield from (
                    Step("threads", engine, "documents", f"{kind}.{self.threaded_size(engine)}", threads)
                    for engine in self.threaders)
        for name in self.scripts:
            yield from (Step("scripts", engine, "documents", f"{name}.full") for engine in SCRIPTED)
        ours, most, slowest = self.hostile
        for name in self.adversaries:
            for size in dict.fromkeys((ours, most, slowest)):
                for engine in (engine for engine in everyone if engine != "gigatoken-each"):
                    wanted = slowest if engine.startswith("ctok") else most
                    if size == wanted or engine in OURS:
                        yield Step("adversarial", engine, "text", f"{name}.{size}")
