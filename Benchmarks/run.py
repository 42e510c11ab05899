#!/usr/bin/env python3
"""Measures ours against the rivals and writes a record: `run.py [--quick]`.

Builds the bench in release, the corpora and the rivals where they are not there yet, compares every answer, then runs
all engines in turn, each in a fresh process. Writes Records/DATE-REVISION.md and .jsonl.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import corpora
from record import checks, environment, trial
from record.engines import Field
from record.plan import Plan, Step
from record.report import Report
from rivals.installation import Installation, pins

HERE = Path(__file__).resolve().parent


def build_bench() -> Path:
    """Builds the bench and returns it, relative to this folder."""
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(HERE)], check=True, stdout=sys.stderr)
    return Path(".build/release/bench")


class Run:
    """One record in the making."""

    def __init__(self, field: Field, plan: Plan, core: int) -> None:
        self.field, self.plan, self.core = field, plan, core
        self.environment = environment.describe(HERE.parent)
        self.samples: list[dict] = []

    def ask(self, command: list[str]) -> dict:
        return trial.run(command, {self.core}, HERE)

    def measure(self) -> None:
        """All rounds."""
        for round in range(1, self.plan.rounds + 1):
            for step in self.plan.steps(self.field):
                self.samples.append(self._sample(round, step))
                if sys.stderr.isatty():
                    said = f"\rround {round}, {step.experiment}, {step.text}, {step.engine}"
                    print(said.ljust(78), end="", file=sys.stderr)

    def _sample(self, round: int, step: Step) -> dict:
        cores = {0, 1} if step.experiment == "threads" else {self.core}
        command = self.field.command(step.engine, step.mode, [step.text], step.threads)
        asked = {
            "round": round, "experiment": step.experiment, "engine": step.engine, "mode": step.mode,
            "text": step.text, "threads": step.threads,
            "command": f"taskset -c {','.join(map(str, sorted(cores)))} {' '.join(command)}"}
        return asked | trial.run(command, cores, HERE)

    def write(self, folder: Path, said: list[str], quick: bool) -> Path:
        """Writes the table and the samples."""
        versions = {row["package"]: row["version"] for row in pins()}
        differences = checks.totals(self.samples)
        said += [f"timed passes disagree: {line}" for line in differences] or ["all timed passes gave equal totals"]
        name = f"{self.environment['date'][:10]}-{self.environment['revision']}{'-quick' if quick else ''}"
        folder.mkdir(exist_ok=True)
        report = Report(self.environment, self.plan, versions, said, self.samples)
        (folder / f"{name}.md").write_text(report.markdown())
        with (folder / f"{name}.jsonl").open("w") as lines:
            for sample in self.samples:
                lines.write(json.dumps(self.environment | sample) + "\n")
        return folder / f"{name}.md"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure ours against the rivals and write a record.")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller texts; less than three minutes")
    parser.add_argument("--rounds", type=int, help="how often every engine runs (5, quick 2)")
    parser.add_argument("--kinds", help="which texts, with commas between (as planned)")
    parser.add_argument(
        "--plain", action="store_true", help="only the kinds' speed and the start: no threads, scripts, adversaries")
    parser.add_argument("--core", type=int, default=1, help="the core for one-thread runs")
    parser.add_argument("--records", type=Path, default=HERE / "Records", help="where to write the record")
    arguments = parser.parse_args()

    start = time.monotonic()
    corpora.ensure(HERE / ".corpora", HERE / ".packages")
    installation = Installation(HERE / ".rivals")
    installation.ensure()
    field = Field(HERE, build_bench(), installation, Path(".corpora"))
    plan = Plan.quick(arguments.rounds or 2) if arguments.quick else Plan.full(arguments.rounds or 5)
    kinds = arguments.kinds.split(",") if arguments.kinds else plan.kinds
    there = corpora.texts()
    plan = dataclasses.replace(
        plan, kinds=tuple(kind for kind in kinds if kind in there),
        scripts=tuple(script for script in plan.scripts if script in there))
    if arguments.plain:
        plan = dataclasses.replace(plan, adversaries=(), threaded=(), scripts=())
    run = Run(field, plan, arguments.core)
    said = checks.answers(field, run.ask, list(plan.kinds), list(plan.adversaries))
    run.measure()
    record = run.write(arguments.records, said, arguments.quick)
    print(f"{record.name}: {len(run.samples)} runs, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
