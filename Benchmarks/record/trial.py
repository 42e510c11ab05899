"""One run of one engine in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

#: Nobody gets longer than this for one run.
LIMIT_S = 120


def run(command: list[str], cores: set[int], folder: Path) -> dict:
    """Runs `command` on those cores.

    The answer holds what the command printed as `result`, or `failed` with the reason, and what the whole process took:
    `process_cpu_s`, `process_wall_s`.
    """
    own = os.sched_getaffinity(0)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        os.sched_setaffinity(0, cores)
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, stdout=output, stderr=errors)
        os.sched_setaffinity(0, own)
        ended_by_us = threading.Event()
        timer = threading.Timer(LIMIT_S, lambda: (ended_by_us.set(), child.kill()))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        printed, complaint = output.read(), errors.read().decode(errors="replace").strip()
    taken = {"process_cpu_s": usage.ru_utime + usage.ru_stime, "process_wall_s": wall}
    if ended_by_us.is_set():
        return taken | {"failed": f"took more than {LIMIT_S} s"}
    if child.returncode != 0:
        return taken | {"failed": (complaint.splitlines() or [f"exit {child.returncode}"])[-1][:200]}
    return taken | {"result": json.loads(printed) if printed.strip() else None}

