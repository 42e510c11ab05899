#!/usr/bin/env python3
"""Eight writers of one store, of which one or another is killed with SIGKILL at random: nothing committed is lost.

    swift build -c release --product ullage-net
    python3 Tests/Load/crash.py .build/release/ullage-net [--seconds 3600] [--log FILE]

Each writer imports files of ten answers, each file in one transaction. What a writer has reported as stored before it
was killed must be there afterwards, files are there whole or not at all, and what a second import of everything calls new
must be what was missing. Each round is a line of the log; a run with the same log goes on where the last one ended, with
the chance of that round. Nothing but Python's own library is needed.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

WRITERS, FILES, ANSWERS = 8, 12, 10


def answer(number):
    request = {"model": "claude-opus-5", "messages": [{"role": "user", "content": f"question {number}"}]}
    return json.dumps({"request": request, "usage": {"input_tokens": 20 + number % 7}}) + "\n"


def make(folder):
    for writer in range(WRITERS):
        for file in range(FILES):
            # Half of the files are the neighbour's as well: writers meet over the same answers.
            owner = writer if file % 2 else writer // 2 * 2
            start = (owner * FILES + file) * ANSWERS
            path = folder / str(writer) / f"{file}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(answer(number) for number in range(start, start + ANSWERS)))


def distinct():
    return {
        ((writer if file % 2 else writer // 2 * 2) * FILES + file) * ANSWERS + number
        for writer in range(WRITERS) for file in range(FILES) for number in range(ANSWERS)
    }


def run(program, store, paths, home):
    return subprocess.Popen(
        [program, "usage", "import", *map(str, paths), "--store", str(store)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"], "HOME": str(home)})


def stored(store):
    with sqlite3.connect(store, timeout=60) as database:
        return database.execute("SELECT count(*) FROM observation").fetchone()[0]


def added(process):
    out, error = process.communicate(timeout=300)
    match = re.search(r"observations found, (\d+) of them new", out)
    return process.returncode, int(match[1]) if match else None, error


def usual(program, folder):
    """How long the writers take when none is killed, in seconds."""
    make(folder / "data")
    start = time.monotonic()
    for process in [run(program, folder / "counts.sqlite", [folder / "data" / str(w)], folder) for w in range(WRITERS)]:
        process.communicate(timeout=300)
    return time.monotonic() - start


def round_of(program, seed, folder, length):
    """One store, from nothing to whole. Returns a line for the log; raises AssertionError where something is lost.

    Writers are killed within the time that they usually take, `length`."""
    chance = random.Random(seed)
    data, store = folder / "data", folder / "counts.sqlite"
    killed = 0
    living = [run(program, store, [data / str(writer)], folder) for writer in range(WRITERS)]
    start, patience = time.monotonic(), chance.uniform(0.0, length)
    while any(process.poll() is None for process in living):
        if time.monotonic() - start > patience and killed < WRITERS // 2:
            victim = chance.choice([process for process in living if process.poll() is None] or living)
            if victim.poll() is None:
                victim.send_signal(signal.SIGKILL)
                killed += 1
            patience += chance.uniform(0.0, length / 4)
        time.sleep(0.002)
    outcomes = [added(process) for process in living]
    for code, _, error in outcomes:
        assert code in (0, -signal.SIGKILL), f"a writer ended with {code}: {error}"
    finished = [(writer, number) for writer, (code, number, _) in enumerate(outcomes) if code == 0]
    sure = sum(number for _, number in finished)
    kept = stored(store)
    assert kept >= sure, f"{sure} were reported as new, {kept} are there"
    assert kept % ANSWERS == 0, f"{kept}: a file is there in part"
    # What whole writers imported is all there: a second import finds nothing new.
    for writer, _ in finished:
        code, number, error = added(run(program, store, [data / str(writer)], folder))
        assert (code, number) == (0, 0), f"{number} answers of a writer that had finished were lost: {error}"
    code, number, error = added(run(program, store, [data], folder))
    whole = len(distinct())
    assert code == 0, error
    assert number == whole - kept, f"{number} are called new, {whole - kept} were missing"
    assert stored(store) == whole
    with sqlite3.connect(store) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return f"{killed} killed, {kept} of {whole} kept, {number} brought in after"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--log", type=pathlib.Path, default=pathlib.Path(".build/crash.log"))
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    options.log.parent.mkdir(parents=True, exist_ok=True)
    begun = len(options.log.read_text().splitlines()) if options.log.exists() else 0
    with tempfile.TemporaryDirectory() as name:
        length = usual(program, pathlib.Path(name))
    start = time.monotonic()
    number = begun
    while time.monotonic() - start < options.seconds:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make(folder / "data")
            try:
                line = round_of(program, number, folder, length)
            except AssertionError as error:
                kept = pathlib.Path(f"{options.log}.{number}")
                shutil.copytree(folder, kept, dirs_exist_ok=True)
                sys.exit(f"error: round {number}: {error}; the store is in {kept}")
        with options.log.open("a") as log:
            log.write(f"{time.strftime('%FT%TZ', time.gmtime())}\t{number}\t{line}\n")
        number += 1
    print(f"{number - begun} rounds in {time.monotonic() - start:.0f} s, {number} in all; nothing lost")


if __name__ == "__main__":
    main()
