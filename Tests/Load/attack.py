#!/usr/bin/env python3
"""`serve` under attack: hostile connections of one kind after another, beside a client that asks a hundred times a second.

    swift build -c release --product ullage-net
    python3 Tests/Load/attack.py .build/release/ullage-net [--connections 100] [--seconds 10] [--kinds a,b]

Prints for each kind the good client's times in ms: p50, p99 and the longest, from when a request was sent, or was due where
the answer before it came too late, to when the system had the answer's last byte. The time that the client then waits for a
processor is no part of it, and is in the column `seen`: p99 from when a request was due to when the client had read its
answer. Then answers other than 200, the server's memory and processor time, and what it answered in a second, to everybody.

All run on one machine. The attackers give way to everybody (nice 19), as if they were elsewhere; that they take processors
from the server all the same is part of every figure, and so is whatever else the machine does: mind the load average.
Nothing but Python's own library is needed.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import re
import selectors
import socket
import struct
import subprocess
import sys
import time
import urllib.request

HOST = "127.0.0.1"
HEAD = b"POST /v1/messages/count_tokens HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
MODEL = "claude-opus-5"


def body(content):
    return json.dumps({"model": MODEL, "messages": [{"role": "user", "content": content}]}).encode()


def post(content):
    return HEAD + b"content-length: %d\r\n\r\n" % len(content) + content


def pdf(stream, extra=b""):
    """A PDF of one page with a content stream, as a document block."""
    import base64

    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
    ]
    for number in range(5, 13):
        calls = b"/A Do " * 10 if number < 12 else b""
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>/Length %d>>stream\n"
            % (number + 1, len(calls)) + calls + b"\nendstream")
    text = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n + 1, o) for n, o in enumerate(objects))
    text += b"trailer<</Root 1 0 R>>\n" + extra
    source = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(text).decode()}
    return body([{"type": "document", "source": source}, {"type": "text", "text": "?"}])


def get(path, version=b"1.1", extra=b""):
    return b"GET %b HTTP/%b\r\nhost: localhost\r\n%b\r\n" % (path, version, extra)


def edits():
    """A plan of 30 turns with tools, and as many context edits as 64 KB hold beside them."""
    turns = [{"role": "user", "content": "Begin."}]
    for number in range(30):
        use = {"type": "tool_use", "id": f"toolu_{number}", "name": "look", "input": {"at": number}}
        result = {"type": "tool_result", "tool_use_id": use["id"], "content": "seen " * 20}
        turns += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
    edit = {"type": "clear_tool_uses_20250919", "trigger": {"type": "input_tokens", "value": 1}, "exclude_tools": ["look"]}
    request = {
        "model": MODEL, "max_tokens": 9, "messages": turns, "context_management": {"edits": [edit] * 350},
        "tools": [{"name": "look", "input_schema": {"type": "object"}}],
    }
    return json.dumps(request).encode()


def thread(words, name="msg_1"):
    request = {"model": MODEL, "max_tokens": 9, "messages": [{"role": "user", "content": "word " * words}]}
    answer = {"id": name, "content": [{"type": "text", "text": "Yes."}]}
    return post(json.dumps({"request": request, "answer": answer}).encode()).replace(b"count_tokens", b"threads")


def hold(port):
    with socket.create_connection((HOST, port), timeout=60) as connection:
        connection.sendall(thread(2_000_000, "msg_long"))
        if b" 200 " not in connection.recv(65536):
            sys.exit("error: the server does not hold a conversation of 10 MB")


SMALL = post(body("Hello"))
LARGE = post(body("word and number 12 " * 52_000))
FORMS = post(pdf(b"/A Do " * 10))
# Goes on from a conversation of 10 MB, which `hold` gives the server.
CONTINUATION = json.dumps({
    "model": MODEL, "messages": [{"role": "user", "content": "Hello"}],
    "thread": {"type": "continue", "previous_message_id": "msg_long"},
}).encode()
KEYS = body("Hello")[:-1] + b',"a":1' * 9_000 + b"}"
DEEP = post(b'{"model":"x","messages":' + b"[" * 60_000)

# A kind: what a connection sends first, what it sends again and again, after how many seconds, whether it reads, and
# whether it begins anew after each time.
KINDS = {
    "silent": (b"", b"", 1, True, False),
    "head by the byte": (HEAD[:20], b"a", 0.1, True, False),
    "body by the byte": (HEAD + b"content-length: 1000000\r\n\r\n{", b" ", 0.1, True, False),
    "declares 32 MB": (HEAD + b"content-length: 33554432\r\n\r\n{", b"", 1, True, False),
    "stops before the end": (LARGE[:-1], b"", 1, True, False),
    "chunks by the byte": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1;x\r\n \r\n", 0.1, True, False),
    "endless trailers": (HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n", b"x: y\r\n", 0.1, True, False),
    "no HTTP": (b"", b"\x16\x03\x01 nonsense\r\n\r\n", 0.1, True, True),
    "large bodies": (b"", LARGE, 0.2, True, True),
    "many small": (b"", SMALL * 20, 0.1, True, False),
    "never reads": (b"", get(b"/v1/models?limit=1000") * 20, 0.1, False, False),
    "leaves at once": (b"", LARGE, 0.2, False, True),
    "forms in forms": (b"", FORMS, 0.2, True, True),
    "nested": (b"", DEEP, 0.1, True, True),
    "thousand at once": (b"", get(b"/health") * 1000, 0.1, True, False),
    "HTTP 1.0": (b"", get(b"/v1/models", b"1.0") * 20, 0.1, True, True),
    "long heads": (b"", get(b"/health", extra=b"x: %b\r\n" % (b"a" * 240) * 120), 0.1, True, False),
    "waits for 100": (HEAD + b"expect: 100-continue\r\ncontent-length: 1000\r\n\r\n", b"", 1, True, False),
    "threads": (b"", thread(12_000), 0.1, True, False),
    "long threads": (b"", post(CONTINUATION), 0.1, True, False),
    "keys by the thousand": (b"", post(KEYS), 0.1, True, False),
    "plans with edits": (b"", post(edits()).replace(b"count_tokens", b"plan"), 0.2, True, True),
}


def attack(port, kind, connections, stop):
    os.setpriority(os.PRIO_PROCESS, 0, 19)
    first, again, pause, reads, anew = KINDS[kind]
    chooser = selectors.DefaultSelector()
    peers = {}

    def open_one():
        peer = socket.socket()
        peer.setblocking(False)
        if kind == "leaves at once":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.connect_ex((HOST, port))
        peers[peer] = [first, 0.0]
        chooser.register(peer, selectors.EVENT_READ | selectors.EVENT_WRITE if reads else selectors.EVENT_WRITE)

    def close_one(peer):
        chooser.unregister(peer)
        peer.close()
        del peers[peer]

    while not stop.is_set():
        while len(peers) < connections:
            open_one()
        now = time.monotonic()
        for key, events in chooser.select(0.05):
            peer = key.fileobj
            left, due = peers[peer]
            try:
                if events & selectors.EVENT_READ and not peer.recv(65536):
                    close_one(peer)
                    continue
                if events & selectors.EVENT_WRITE:
                    if not left and now >= due and again:
                        if anew and due:
                            close_one(peer)
                            continue
                        left, due = again, now + pause
                    if left:
                        left = left[peer.send(left[: 1 << 16]):]
                    peers[peer] = [left, due]
            except BlockingIOError:
                pass
            except OSError:
                close_one(peer)
        time.sleep(0.005)
    for peer in list(peers):
        close_one(peer)


# Linux: tell when what is received had come to this machine, in seconds and nanoseconds.
SO_TIMESTAMPNS = 35


def arrival(ancillary):
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", content)
            return seconds + nanoseconds / 1e9
    return time.time()


def good_client(port, seconds, rate, outcome):
    """Asks `rate` times a second; reports the times in ms, as the system and as this client saw them, and what went wrong."""
    times, seen, wrong = [], [], {}
    connection = None
    come = start = time.time()
    for number in range(int(seconds * rate)):
        due = start + number / rate
        if (wait := due - time.time()) > 0:
            time.sleep(wait)
        begun = due if come > due else time.time()
        for attempt in range(2):
            try:
                if connection is None:
                    connection = socket.create_connection((HOST, port), timeout=20)
                    connection.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
                connection.sendall(SMALL)
                received = b""
                while b"\r\n\r\n" not in received or not received.endswith(b"}"):
                    part, ancillary, _, _ = connection.recvmsg(65536, 256)
                    if not part:
                        raise ConnectionResetError
                    received += part
                come = arrival(ancillary)
                status = int(received.split(b" ", 2)[1])
                if status != 200:
                    wrong[status] = wrong.get(status, 0) + 1
                    connection.close()
                    connection = None
                break
            except OSError as error:
                # A connection that was idle may have been closed: as every client does, it asks once more.
                connection = None
                come = time.time()
                if attempt:
                    wrong[type(error).__name__] = wrong.get(type(error).__name__, 0) + 1
        times.append((come - begun) * 1000)
        seen.append((time.time() - due) * 1000)
    outcome.put((times, seen, wrong))


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1000


def processor_time(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def answers(port):
    """How many answers the server has given, of every kind."""
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics") as reply:
        return sum(map(int, re.findall(r"^ullage_requests_total\{.*\} (\d+)$", reply.read().decode(), re.M)))


def measure(port, pid, kind, connections, seconds, rate):
    outcome, stop = multiprocessing.Queue(), multiprocessing.Event()
    if kind == "long threads":
        hold(port)
    attacker = None
    if kind != "nobody":
        attacker = multiprocessing.Process(target=attack, args=(port, kind, connections, stop))
        attacker.start()
        time.sleep(1)
    before, given, start = processor_time(pid), answers(port), time.monotonic()
    client = multiprocessing.Process(target=good_client, args=(port, seconds, rate, outcome))
    client.start()
    peak = 0
    while client.is_alive() and outcome.empty():
        peak = max(peak, resident(pid))
        time.sleep(0.05)
    times, seen, wrong = outcome.get()
    client.join()
    taken, spent, given = time.monotonic() - start, processor_time(pid) - before, answers(port) - given
    stop.set()
    if attacker:
        attacker.join()
    times.sort()
    seen.sort()
    return {
        "p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100], "longest": times[-1],
        "seen": seen[len(seen) * 99 // 100], "wrong": wrong, "peak": peak, "processor": spent / taken,
        "rate": given / taken,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--kinds", help="some of: " + ", ".join(KINDS))
    parser.add_argument("--most", type=float, help="fail where a p99 is over so many ms")
    options = parser.parse_args()
    kinds = options.kinds.split(",") if options.kinds else ["nobody", *KINDS]
    server = subprocess.Popen([options.program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    slow = []
    try:
        port = int(re.search(r"listening on .*:(\d+)", server.stderr.readline())[1])
        print(f"{options.connections} connections of each kind; load average {os.getloadavg()[0]:.1f}\n")
        print("| kind | p50 ms | p99 ms | longest | seen | other answers | MB | processors | answers/s |")
        print("|---|---:|---:|---:|---:|---|---:|---:|---:|")
        for kind in kinds:
            run = measure(port, server.pid, kind, options.connections, options.seconds, options.rate)
            wrong = ", ".join(f"{count} × {what}" for what, count in run["wrong"].items()) or "none"
            print(
                f"| {kind} | {run['p50']:.1f} | {run['p99']:.1f} | {run['longest']:.0f} | {run['seen']:.1f} | {wrong} "
                f"| {run['peak']:.0f} | {run['processor']:.2f} | {run['rate']:.0f} |", flush=True)
            if options.most and (run["p99"] > options.most or run["wrong"]):
                slow.append(kind)
        if server.poll() is not None:
            sys.exit(f"error: the server ended with {server.returncode}")
    finally:
        server.terminate()
        try:
            server.wait(35)
        except subprocess.TimeoutExpired:
            server.kill()
            sys.exit("error: the server did not stop within 35 seconds")
    if slow:
        sys.exit(f"error: too slow or refused: {', '.join(slow)}")


if __name__ == "__main__":
    main()
