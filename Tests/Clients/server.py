"""Starts `ullage-net serve` on a port of its own, and stops it."""

import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess

BIN = pathlib.Path(os.environ["ULLAGE_BIN"])
ULLAGE = str(BIN / "ullage")


class Server:
    def __init__(self, *options, environment=None, files=None):
        """`files` is the most that the system lets it have open."""
        self.process = subprocess.Popen(
            [BIN / "ullage-net", "serve", "--port", "0", *options],
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], **(environment or {})},
            preexec_fn=files and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))),
        )
        self.notices = []
        for line in self.process.stderr:
            self.notices.append(line.decode())
            if match := re.search(rb"listening on http://(.*):(\d+)", line):
                self.port = int(match[2])
                break
        else:
            self.process.stderr.close()
            self.process.wait()
            raise RuntimeError("".join(self.notices))
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Asks it to stop; returns its exit status and what it wrote since it began to listen."""
        if self.process.stderr.closed:
            return self.process.wait(), ""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        rest = self.process.stderr.read().decode()
        self.process.stderr.close()
        return self.process.wait(timeout=40), rest

    def connect(self, timeout=20):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def resident_kilobytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def count(requests):
    """Answers of `ullage count --jsonl` to items, in order."""
    lines = "".join(json.dumps(item) + "\n" for item in requests)
    run = subprocess.run([ULLAGE, "count", "--jsonl", "-q"], input=lines.encode(), capture_output=True, check=False)
    return [json.loads(line) for line in run.stdout.splitlines()]
