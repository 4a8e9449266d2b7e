"""Runs import-linter over a tree that has the repository's packages and modules, all empty but for the ones that a wrong tree writes."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

from tests.architecture.rooms import ROOMS
from tests.architecture.tree import ROOT, SOURCES, modules, packages, room


def contracts() -> list[str]:
    """The names of all contracts, as in [importlinter:contract:<name>]."""
    read = ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return [section.rpartition(":")[2] for section in read.sections() if ":contract:" in section]


def empty_house(folder: Path) -> None:
    """Every module of the repository and every room of every service, without a word in it."""
    for path in modules(ROOT):
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.touch()
    for service in packages(ROOT, "services"):
        for name in (*ROOMS, "figures", "words"):
            if not room(service, name):
                (folder / "services" / service.name / f"{name}.py").touch()
    shutil.copy(ROOT / ".importlinter", folder)


def furnish(folder: Path, wrong: Path) -> None:
    """Writes the wrong modules over the empty ones."""
    shutil.copytree(wrong, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt", "__pycache__"))


def broken(folder: Path, *names: str) -> tuple[list[str], list[str]]:
    """Which of the contracts do not hold in a tree (all contracts without a name), and the imports that break them: `a -> b`."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder / source) for source in SOURCES)}
    chosen = [part for name in names for part in ("--contract", name)]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *chosen]
    told = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if "Contracts:" not in told.stdout:
        raise RuntimeError(f"import-linter did not run: {told.stdout}{told.stderr}")
    titles = re.findall(r"^(.+) BROKEN", told.stdout, re.MULTILINE)
    return titles, sorted(set(re.findall(r"[\w.]+ -> [\w.]+", told.stdout)))
