"""Numbers out of samples: medians with their range, and ratios taken round by round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Measure = Callable[[dict], float | None]


@dataclass(frozen=True)
class Figure:
    """A median and the least and the greatest of what was seen."""

    middle: float
    least: float
    most: float

    @staticmethod
    def of(values: list[float]) -> Figure | None:
        return Figure(median(values), min(values), max(values)) if values else None

    def __str__(self) -> str:
        if self.least == self.most:
            return _short(self.middle)
        return f"{_short(self.middle)} ({_short(self.least)}–{_short(self.most)})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


class Samples:
    """All samples of one record."""

    def __init__(self, samples: list[dict]) -> None:
        self.samples = samples

    def figure(self, measure: Measure, **where) -> Figure | None:
        """The figure of a measure over the rounds."""
        return Figure.of(list(self._by_round(measure, where).values()))

    def ratio(self, measure: Measure, ours: dict, theirs: dict) -> Figure | None:
        """Ours divided by theirs, each round by itself."""
        mine, yours = self._by_round(measure, ours), self._by_round(measure, theirs)
        return Figure.of([mine[round] / yours[round] for round in mine if yours.get(round)])

    def failure(self, **where) -> str | None:
        """Why an engine gave no figure."""
        return next((sample["failed"] for sample in self._where(where) if "failed" in sample), None)

    def _by_round(self, measure: Measure, where: dict) -> dict[int, float]:
        values = {sample["round"]: measure(sample) for sample in self._where(where) if "failed" not in sample}
        return {round: value for round, value in values.items() if value is not None}

    def _where(self, where: dict) -> list[dict]:
        return [sample for sample in self.samples if all(sample[key] == value for key, value in where.items())]


def speed(name: str, clock: str = "cpu_s") -> Measure:
    """Megabytes (10⁶ bytes) a second of one pass."""
    def measure(sample: dict) -> float | None:
        taken = sample["result"]["passes"].get(name)
        return taken["bytes"] / taken[clock] / 1e6 if taken and taken[clock] else None

    return measure


def all_speed(sample: dict) -> float:
    """Megabytes a second of wall time over all passes."""
    passes = sample["result"]["passes"].values()
    return sum(taken["bytes"] for taken in passes) / sum(taken["wall_s"] for taken in passes) / 1e6
