"""Where and when figures were measured."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path


def describe(repository: Path) -> dict[str, str]:
    """Date, machine, system, compiler and revision."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "cpu": f"{_field('/proc/cpuinfo', 'model name')}, family {_field('/proc/cpuinfo', 'cpu family')}, "
        f"model {_field('/proc/cpuinfo', 'model')}, {os.cpu_count()} cores",
        "memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "kernel": platform.release(),
        "system": _field("/etc/os-release", "PRETTY_NAME", "=").strip('"'),
        "compiler": _first_line("swift", "--version"),
        "revision": _revision(repository),
        "load": f"{os.getloadavg()[0]:.2f} before the first run",
    }


def _revision(repository: Path) -> str:
    """The commit, marked where the work tree holds anything else, files that git does not know included."""
    git = ("git", "-C", str(repository))
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True).stdout.strip()
    return _first_line(*git, "rev-parse", "--short=10", "HEAD") + ("-dirty" if changed else "")


def _field(path: str, name: str, mark: str = ":") -> str:
    found = re.search(rf"^{re.escape(name)}\s*{mark}\s*(.+)$", Path(path).read_text(), re.M)
    return found.group(1).strip() if found else "unknown"


def _first_line(*command: str) -> str:
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return next((line.strip() for line in lines if line.strip()), "unknown")
