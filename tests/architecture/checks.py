"""The checks by name; the wrong tree of each lies in wrong/<name>/."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.architecture import code, rooms, signatures, words, written

CHECKS: Final[Mapping[str, Callable[[Path], list[str]]]] = {
    "rooms": rooms.rooms,
    "readmes": rooms.readmes,
    "roots": rooms.roots,
    "names": rooms.names,
    "clock": code.clock,
    "signals": code.signals,
    "saves": code.saves,
    "contexts": code.contexts,
    "prints": code.prints,
    "naive": code.naive,
    "sql": code.sql,
    "commands": signatures.commands,
    "queries": signatures.queries,
    "catalogues": words.catalogues,
    "hosts": written.hosts,
    "paths": written.paths,
    "requirements": written.requirements,
    "secrets": written.secrets,
}
