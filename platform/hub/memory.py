"""What the processes of this installation use, each page counted once (PSS)."""
from __future__ import annotations

import json
from pathlib import Path

import psutil


def of_installation(var: Path) -> dict[str, float]:
    """Process name → megabytes, with its children; the one that runs them all is `run`. Empty where nothing runs on this folder."""
    used: dict[str, float] = {}
    owners: set[tuple[int, float]] = set()
    for file in sorted((var / "run").glob("*.pid")):
        told = json.loads(file.read_text() or "{}")
        process = _running(*told["self"]) if told else None
        if process is not None:
            used[file.stem] = sum(_pss(one) for one in (process, *process.children(recursive=True)))
            owners.add(tuple(told["owner"]))
    running = [owner for one in owners if (owner := _running(*one)) is not None]
    return used | ({"run": sum(map(_pss, running))} if running else {})


def _running(pid: int, created: float) -> psutil.Process | None:
    """The process, unless its number was given to another since."""
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - created) < 1 else None
    except psutil.Error:
        return None


def _pss(process: psutil.Process) -> float:
    try:
        return process.memory_full_info().pss / 1e6
    except psutil.Error:
        return 0.0
