#!/usr/bin/env python3
"""Load on `ullage serve`: requests a second, p50 and p99 at 1, 16 and 256 connections for 1 KB, 100 KB and 4 MB.

    swift build -c release --product ullage-net
    python3 Benchmarks/serve/load.py .build/release/ullage-net [--seconds 8] [--peer URL]
    python3 Benchmarks/serve/load.py .build/release/ullage-net --soak 600     # memory under steady load

Needs Debian's `wrk`. Every body's answer is checked before it is timed: one count, the same from the server each time.
A peer is another server's URL that takes the same bodies, started by hand, measured in turn with ours. Processor time a
request is the server's own, so it says more than requests a second on a machine that does other things as well.
"""

import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

BODIES = {"1 KB": 900, "100 KB": 100_000, "4 MB": 4_000_000}
CONNECTIONS = [1, 16, 256]
WORDS = pathlib.Path(__file__).parent.parent.joinpath("README.md").read_text().split()
HEADERS = {"content-type": "application/json", "anthropic-version": "2023-06-01"}


def body(size, seed=1):
    chance = random.Random(seed)
    words = chance.choices(WORDS, k=size // 4)
    text = " ".join(words)[:size]
    return json.dumps({"model": "claude-opus-5", "messages": [{"role": "user", "content": text}]}).encode()


def script(folder, name, content):
    """A wrk script that posts a body."""
    file = folder / f"{name.replace(' ', '')}.json"
    file.write_bytes(content)
    lua = file.with_suffix(".lua")
    headers = "".join(f'wrk.headers["{key}"] = "{value}"\n' for key, value in HEADERS.items())
    lua.write_text(f'wrk.method = "POST"\n{headers}local f = io.open("{file}")\nwrk.body = f:read("*a")\nf:close()\n')
    return lua


def post(url, content):
    with urllib.request.urlopen(urllib.request.Request(url, content, HEADERS), timeout=60) as answer:
        return json.load(answer)


def processor_time(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1000


def wrk(lua, url, connections, seconds):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", lua, url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    number = lambda pattern: (re.search(pattern, text) or [None, "-"])[1]
    refused = number(r"Non-2xx or 3xx responses: (\d+)")
    broken = number(r"Socket errors: (.*)")
    return {
        "requests": int(number(r"(\d+) requests in")),
        "second": number(r"Requests/sec:\s+(\S+)"),
        "p50": number(r"50%\s+(\S+)"),
        "p99": number(r"99%\s+(\S+)"),
        "refused": 0 if refused == "-" else int(refused),
        "broken": broken,
    }


def measure(url, pid, folder, seconds):
    print("| body | connections | requests/s | p50 | p99 | answered | 429 or 503 | broken | µs of processor | MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---|---:|---:|")
    for name, size in BODIES.items():
        content = body(size)
        lua = script(folder, name, content)
        first, second = post(url, content), post(url, content)
        if first != second or not any(isinstance(value, int) and value > size / 20 for value in first.values()):
            sys.exit(f"error: the answer to {name} is no count: {first} {second}")
        for connections in CONNECTIONS:
            before = processor_time(pid) if pid else 0
            run = wrk(lua, url, connections, seconds)
            spent = (processor_time(pid) - before) * 1e6 / max(run["requests"], 1) if pid else float("nan")
            size_now = resident(pid) if pid else float("nan")
            print(
                f"| {name} | {connections} | {run['second']} | {run['p50']} | {run['p99']} "
                f"| {run['requests'] - run['refused']} | {run['refused']} | {run['broken']} | {spent:.0f} | {size_now:.0f} |",
                flush=True,
            )


def soak(url, pid, folder, seconds):
    """Memory while requests of all sizes come in turn."""
    scripts = [script(folder, name, body(size)) for name, size in BODIES.items()]
    print("| seconds | requests | MB |\n|---:|---:|---:|")
    start, requests, turn = time.monotonic(), 0, 0
    while (passed := time.monotonic() - start) < seconds:
        requests += wrk(scripts[turn % 3], url, 16, 10)["requests"]
        turn += 1
        if turn % 3 == 0:
            print(f"| {passed:.0f} | {requests} | {resident(pid):.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--soak", type=int)
    parser.add_argument("--peer")
    options = parser.parse_args()
    server = subprocess.Popen([options.program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        port = re.search(r"listening on .*:(\d+)", server.stderr.readline())[1]
        url = f"http://127.0.0.1:{port}/v1/messages/count_tokens"
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
        with tempfile.TemporaryDirectory() as folder:
            if options.soak:
                return soak(url, server.pid, pathlib.Path(folder), options.soak)
            measure(url, server.pid, pathlib.Path(folder), options.seconds)
            if options.peer:
                print(f"\n{options.peer}\n")
                measure(options.peer, None, pathlib.Path(folder), options.seconds)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
