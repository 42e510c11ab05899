#!/usr/bin/env python3
"""Counting the files of a tree, beside programs that only list, search or count words: trees.py PROGRAM TREE… [--runs N].

Prints a table of Markdown: seconds of the clock and of the processor, each the median of N runs one after the other, with
the files in memory; and the ratio of our processor time to the others'. Needs git and ripgrep, and a TREE that is a git
repository; which files count is git's word for the first three and ours for `ullage report`.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import time


def commands(program):
    """What is measured: a name, a shell's command."""
    yield "git ls-files", "git ls-files -co --exclude-standard -z"
    yield "rg --files", "rg --files"
    yield "rg -c '' (reads every line)", "rg -c ''"
    yield "wc (words of what git lists)", "git ls-files -co --exclude-standard -z | xargs -0 wc"
    yield "ullage report -q", f"{program} report -q --no-progress --model claude-opus-5 ."
    yield "ullage report -q --threads 1", f"{program} report -q --no-progress --threads 1 --model claude-opus-5 ."


def once(command, tree):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, shell=True, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    # 1 is a search that found nothing; wc and rg say 1 or 2 where a link leads nowhere.
    assert done.returncode in (0, 1, 2, 123), (command, done.returncode)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("trees", type=pathlib.Path, nargs="+", metavar="tree")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    program = options.program.resolve()
    print("| tree | command | s | CPU s | ours / its CPU |\n|---|---|---:|---:|---:|")
    for tree in options.trees:
        listed = once("git ls-files -co --exclude-standard -z", tree)[2].count(b"\0")
        tokens = int(once(f"{program} report -q --no-progress --model claude-opus-5 .", tree)[2])
        rows = []
        for name, command in commands(program):
            runs = [once(command, tree)[:2] for _ in range(options.runs)]
            rows.append((name, *(statistics.median(column) for column in zip(*runs))))
        ours = rows[-1][2]
        for name, wall, cpu in rows:
            ratio = f"{ours / cpu:.2f}" if cpu else "-"
            print(f"| {tree.name}, {listed:,} files, {tokens:,} tokens | {name} | {wall:.3f} | {cpu:.3f} | {ratio} |")
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")


if __name__ == "__main__":
    main()
