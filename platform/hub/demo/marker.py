"""What is remembered beside the database of a demonstration that was begun: its day and chance, whether it is done, who may sign in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec


class SignInCard(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in as a person is told it: `role` is the plan's, `host` (without port) is where it is good, empty at the front door."""

    login: str
    name: str
    role: str
    place: str
    host: str


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    as_of: date
    seed: int
    done: bool = False
    sign_ins: tuple[SignInCard, ...] = ()


def read(path: Path) -> Marker | None:
    """None where no demonstration was begun."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Marker)
    except FileNotFoundError:
        return None


def write(path: Path, marker: Marker) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(marker), indent=1))
    fresh.replace(path)
