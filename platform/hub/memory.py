"""What the processes of this installation use, each page counted once (PSS)."""
from __future__ import annotations

from pathlib import Path

import psutil


def of_installation(var: Path) -> dict[str, float]:
    """Process name → megabytes, with its children; empty where nothing runs on this folder."""
    used = {}
    holder = _pid(var / "townships.pid")
    if holder:
        used["run"] = _pss(psutil.Process(holder))
    for file in sorted((var / "run").glob("*.pid")):
        pid = _pid(file)
        if pid:
            used[file.stem] = sum(_pss(one) for one in _family(pid))
    return used


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _pid(file: Path) -> int | None:
    try:
        pid = int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if psutil.pid_exists(pid) else None


def _pss(process: psutil.Process) -> float:
    try:
        return process.memory_full_info().pss / 1e6
    except (psutil.Error, AttributeError):
        return 0.0
