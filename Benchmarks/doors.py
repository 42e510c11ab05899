#!/usr/bin/env python3
"""What the doors cost: a call of 200 bytes from C, Python and Node beside the same call in Swift, and batches through Python beside
the rivals through Python.

    Benchmarks/doors.py [--rounds 5] [--calls 300000]

Needs what `.ci/doors` builds, and `run.py`'s texts and rivals, which it makes where they are not there yet. Figures are processor
time on one thread. Whole processes take turns; ratios are taken within a round. The counts of C, Python, Node and Swift are
compared, and so are ours with ctok's, and the BPE rivals' with tiktoken's.
"""
import argparse
import json
import lzma
import os
import pathlib
import statistics
import subprocess
import sys

from corpus import kinds, sizes
from corpus.archives import Archives
from rivals.installation import Installation

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"
RECORDED = HERE.parent.parent / "shared/data/requests/requests.jsonl.xz"
BPE = ("tiktoken", "tokenizers", "gigatoken", "fastokens")


def text(kind, folder):
    """A text of `run.py`'s, made of its packages where it is not there yet."""
    file = folder / f"{kind}.full.txt"
    if not file.exists():
        folder.mkdir(exist_ok=True)
        archives = Archives(HERE / ".packages")
        archives.unpack({ingredient.source for ingredient in kinds.RECIPES[kind]})
        whole = kinds.build(kind, archives)
        for size, limit in sizes.SIZES.items():
            (folder / f"{kind}.{size}.txt").write_bytes(sizes.prefix(whole, limit))
        file.write_bytes(whole)
    return file


def ran(*command, **options):
    run = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True, **options)
    return run.stdout


def built(installation):
    """The commands of each door, by name."""
    ran("swift", "build", "-c", "release", "--package-path", HERE, "--product", "calls")
    ran("swift", "build", "-c", "release", "--package-path", HERE, "--product", "bench")
    library = BUILD / "library/out"
    c = HERE / ".build/calls-c"
    ran("clang", "-O2", "-o", c, HERE / "doors/calls.c", f"-I{library}/include", f"-L{library}/lib", "-lullage", f"-Wl,-rpath,{library}/lib")
    wheel = next((BUILD / "wheels").glob("*.whl"))
    ran(installation.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--force-reinstall", "--no-deps", wheel)
    return {
        "Swift": [HERE / ".build/release/calls", "FILE", "CALLS"],
        "C": [c, "FILE", "CALLS"],
        "Python, `bytes`": [installation.python, HERE / "doors/calls.py", "FILE", "CALLS", "bytes"],
        "Python, `str`": [installation.python, HERE / "doors/calls.py", "FILE", "CALLS", "str"],
        "Node, `Buffer`": ["node", HERE / "doors/calls.js", BUILD / "node/package", "FILE", "CALLS", "buffer"],
        "Node, string": ["node", HERE / "doors/calls.js", BUILD / "node/package", "FILE", "CALLS", "string"],
    }


def calls(doors, text, rounds, number):
    """Nanoseconds a call, each door in turn."""
    file = HERE / ".build/calls.txt"
    words = text.read_bytes().replace(b"\n", b" ")
    lines = [words[at : at + 200] for at in range(0, 2_000_000, 200)]
    file.write_bytes(b"\n".join(line for line in lines if line.isascii()) + b"\n")
    found = {name: [] for name in doors}
    counts = set()
    for _ in range(rounds):
        for name, command in doors.items():
            nanoseconds, tokens = ran(*({"FILE": file, "CALLS": number}.get(part, part) for part in command)).split()
            found[name].append(int(nanoseconds))
            counts.add(tokens)
    assert len(counts) == 1, f"doors count differently: {counts}"
    print(f"| a call of 200 bytes, {number:,} times, from | ns | beyond Swift's, ns |\n|---|---:|---:|")
    for name, times in found.items():
        more = statistics.median(one - swift for one, swift in zip(times, found["Swift"]))
        print(f"| {name} | {statistics.median(times):.0f} ({min(times)}) | {more:.0f} |")


def speeds(installation, texts, rounds):
    """Megabytes a second of text that was not seen before, for each engine and text."""
    environment = dict(os.environ, PYTHONPATH=str(HERE))

    def asked(engine, mode, files):
        rival = [installation.python, "-m", "rivals", engine, mode, "--vocabulary", installation.vocabulary, *files]
        ours = [HERE / ".build/release/bench", engine, mode, *files]
        pinned = ["taskset", "-c", "0", *(ours if engine == "v4.8" else rival)]
        return json.loads(ran(*pinned, env=environment, cwd=HERE))

    same = ["v4.8", "ullage-v4.8", "ullage-v4.8-each"] + (["ctok-v4.8"] if installation.has_ctok else [])
    small = [file.with_name(file.name.replace(".full.", ".1m.")) for file in texts.values()]
    for engines in (same, BPE):
        counts = [asked(engine, "counts", [file for file in small if file.exists()])["counts"] for engine in engines]
        assert all(one == counts[0] for one in counts), engines
    engines = [*same, *BPE]
    found = {}
    for _ in range(rounds):
        for name, file in texts.items():
            for engine in engines:
                # ctok takes a minute for a megabyte, and tiktoken with tokenizers a fifth of one.
                size = "64k" if engine.startswith("ctok") else "1m" if engine in ("tiktoken", "tokenizers") else "full"
                chosen = file.with_name(file.name.replace(".full.", f".{size}."))
                if chosen.exists():
                    said = asked(engine, "documents", [chosen])["passes"]["new"]
                    found.setdefault((engine, name), []).append(said["bytes"] / 1e6 / said["cpu_s"])
    titles = {
        "v4.8": "ours, in Swift", "ullage-v4.8": "ours, Python, `count_batch`", "ullage-v4.8-each": "ours, Python, `count` each",
        "ctok-v4.8": "ctok, on 64 KB", "tiktoken": "tiktoken, on 1 MB",
        "tokenizers": "tokenizers, on 1 MB"}
    print(f"\n| MB/s, one thread, new text | {' | '.join(texts)} |\n|---|{'---:|' * len(texts)}")
    for engine in engines:
        cells = [f"{statistics.median(found[engine, name]):.{0 if engine in same[:3] else 1}f}" if (engine, name) in found else "—" for name in texts]
        print(f"| {titles.get(engine, engine)} | {' | '.join(cells)} |")
    for engine in same[1:3]:
        shares = [statistics.median(ours / swift for ours, swift in zip(found[engine, name], found["v4.8", name])) for name in texts]
        print(f"| {titles[engine]}, of Swift's | {' | '.join(f'{share:.0%}' for share in shares)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=300_000)
    parser.add_argument("--only", choices=("calls", "speeds"))
    arguments = parser.parse_args()
    installation = Installation(HERE / ".rivals")
    installation.ensure()
    folder = HERE / ".corpora"
    doors = built(installation)
    texts = {name: text(name, folder) for name in ("english", "code")}
    if RECORDED.exists():
        # Recorded conversations as they are stored, but for those that hold files.
        with lzma.open(RECORDED, "rb") as file:
            whole = b"".join(line for line in file if len(line) < 100_000 and b'"base64"' not in line)
        for size, length in (("full", 10_000_000), ("1m", 1_000_000), ("64k", 65_536)):
            (folder / f"transcripts.{size}.txt").write_bytes(whole[:length].rpartition(b"\n")[0] + b"\n")
        texts["transcripts"] = folder / "transcripts.full.txt"
    print(f"load {os.getloadavg()[0]:.1f}\n")
    if arguments.only != "speeds":
        calls(doors, texts["english"], arguments.rounds, arguments.calls)
    if arguments.only != "calls":
        speeds(installation, texts, arguments.rounds)
    print(f"\nload {os.getloadavg()[0]:.1f}", file=sys.stderr)


if __name__ == "__main__":
    main()
