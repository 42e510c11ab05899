"""Measures one rival: `python -m rivals ENGINE MODE FILE…`. Prints one JSON object.

Modes: `documents` (cold, new, repeated), `text` (the file as one string: cold, repeated), `start` (the file as one
string, once), `counts` (no timing: the counts of every document of every file).
"""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path
from time import perf_counter, process_time

from corpus.sizes import documents

from . import ENGINES, engine
from .memory import kib


def passes(mode: str, parts: list[str]) -> list[tuple[str, list[str]]]:
    """What is counted, in order."""
    if mode == "documents":
        return [("cold", parts[::2]), ("new", parts[1::2]), ("rep", parts[::2])]
    return [("cold", parts), ("rep", parts)] if mode == "text" else [("cold", parts)]


def texts(file: Path, whole: bool) -> list[str]:
    """The file's documents, or the file."""
    data = file.read_bytes()
    return [part.decode() for part in ([data] if whole else documents(data))]


def counts(arguments: argparse.Namespace) -> dict:
    """The counts of every document of every file."""
    rival = engine(arguments.engine)(arguments.vocabulary, arguments.threads)
    return {
        "engine": arguments.engine, "counts": [rival.counts(texts(file, whole=False)) for file in arguments.files]}


def measure(arguments: argparse.Namespace) -> dict:
    """Loads the documents, then the engine, then times every pass."""
    parts = texts(arguments.files[0], whole=arguments.mode in ("text", "start"))
    before = kib("VmRSS")
    cpu, wall = process_time(), perf_counter()
    rival = engine(arguments.engine)(arguments.vocabulary, arguments.threads)
    if arguments.mode != "start":
        rival.counts(["a"])  # what an engine puts off until its first call belongs to loading
    load_cpu, load_wall = process_time() - cpu, perf_counter() - wall
    loaded = kib("VmRSS")
    gc.disable()
    results = {}
    for name, chosen in passes(arguments.mode, parts):
        cpu, wall = process_time(), perf_counter()
        tokens = sum(rival.counts(chosen))
        cpu, wall = process_time() - cpu, perf_counter() - wall
        size = sum(len(text.encode()) for text in chosen)
        results[name] = {"cpu_s": cpu, "wall_s": wall, "bytes": size, "tokens": tokens}
    return {
        "engine": arguments.engine, "mode": arguments.mode, "threads": arguments.threads, "documents": len(parts),
        "load_s": load_cpu, "load_wall_s": load_wall, "passes": results,
        "rss_before_kib": before, "rss_loaded_kib": loaded, "peak_rss_kib": kib("VmHWM"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="rivals", description="Measure one rival.")
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("mode", choices=("documents", "text", "start", "counts"))
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--vocabulary", type=Path, required=True, help="the folder of rank files")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(counts(arguments) if arguments.mode == "counts" else measure(arguments)))


if __name__ == "__main__":
    main()
