"""The shipped texts as typed records: a missing or misspelt field fails at reading, by name."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

TEXTS = Path(__file__).parent / "texts"
T = TypeVar("T")


class Shipped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of a shipped file: no field more, no field less."""


class Matter(Shipped, frozen=True, kw_only=True):
    """A suggestion with its answer. `joined` counts the further proposers; `rework` is the deputy's complaint, if any."""

    category: str
    lead: str
    title: str
    where: str
    what: str
    how: str
    meaning: str
    reply: str
    season: str = ""
    village: str = ""
    town: str = ""
    joined: int = 0
    assisting: tuple[str, ...] = ()
    rework: str = ""
    second_reply: str = ""


class MotionText(Shipped, frozen=True, kw_only=True):
    """A motion: subject (title), grounds, proposal (地方组织法 第二十二条), and what became of it: decided or suggestion."""

    category: str
    title: str
    grounds: str
    proposal: str
    signers: int
    outcome: str
    lead: str
    assisting: tuple[str, ...] = ()
    resolution: str = ""
    reason: str = ""
    meaning: str = ""
    reply: str = ""


class SupervisionText(Shipped, frozen=True, kw_only=True):
    topic: str
    form: str
    stage: str
    unit: str
    findings: str
    opinion: str
    rectification: str
    effect: str


class UnitText(Shipped, frozen=True, kw_only=True):
    key: str
    name: str
    kind: str
    leader: str
    does: tuple[str, ...] = ()


class Place(Shipped, frozen=True, kw_only=True):
    code: str
    slug: str
    profile: str


class Suggestions(Shipped, frozen=True, kw_only=True):
    suggestion: tuple[Matter, ...]


class CountyYear(Shipped, frozen=True, kw_only=True):
    motion: tuple[MotionText, ...]
    suggestion: tuple[Matter, ...]


class Supervisions(Shipped, frozen=True, kw_only=True):
    supervision: tuple[SupervisionText, ...]


class Units(Shipped, frozen=True, kw_only=True):
    gouyuan: tuple[UnitText, ...]
    town: tuple[UnitText, ...]
    county: tuple[UnitText, ...]


class Places(Shipped, frozen=True, kw_only=True):
    town: tuple[Place, ...]


@cache
def gouyuan_matters() -> tuple[Matter, ...]:
    return _read("gouyuan", Suggestions).suggestion


@cache
def bank() -> tuple[Matter, ...]:
    """The matters that the other towns draw from; {village} and {town} are still to be filled in."""
    return tuple(matter for name in ("bank-works", "bank-people", "bank-industry") for matter in _read(name, Suggestions).suggestion)


@cache
def county_year() -> CountyYear:
    return _read("county", CountyYear)


@cache
def supervision_texts() -> tuple[SupervisionText, ...]:
    return _read("supervisions", Supervisions).supervision


@cache
def unit_texts() -> Units:
    return _read("units", Units)


@cache
def places() -> tuple[Place, ...]:
    return _read("places", Places).town


def _read(name: str, shape: type[T]) -> T:
    return msgspec.toml.decode((TEXTS / f"{name}.toml").read_bytes(), type=shape)
