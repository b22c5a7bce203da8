"""CPU time of whole process trees, read from /proc: it hardly moves when other work shares the cores."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(roots: Iterable[int]) -> float:
    """Seconds of user and system time that these processes and all their children used so far, ended ones included."""
    wanted = set(roots)
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile: its time is in its parent's
        pid = int(entry.name)
        parents[pid] = int(fields[1])
        used[pid] = sum(map(int, fields[11:15]))
    return sum(used[pid] for pid in used if _stands_under(pid, wanted, parents)) / _TICKS


def _stands_under(pid: int, wanted: set[int], parents: dict[int, int]) -> bool:
    while pid:
        if pid in wanted:
            return True
        pid = parents.get(pid, 0)
    return False
