"""How much memory this process holds and has held.

Read from the kernel's own account: the peak that `getrusage` gives starts at the parent's.
"""

from __future__ import annotations


def kib(field: str) -> int:
    """`VmRSS` for now, `VmHWM` for the peak."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(field + ":"):
                return int(line.split()[1])
    raise SystemExit(f"no {field} in /proc/self/status")
