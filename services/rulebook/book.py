"""Reads the law table and the announced years from the data files beside it, once per process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from rulebook.rules import valid_value
from rulebook.shapes import Body, Force, Key, Level, Note, Rule, Session, Starts, Value


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    level: Level
    place: str = ""
    valid_from: date
    valid_to: date | None = None
    verified: bool
    force: Force = Force.BINDING
    note: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    value: Value | bool
    article: str = ""
    body: Body = Body.ANY
    session: Session = Session.ANY
    force: Force | None = None
    starts: Starts | None = None
    note: str = ""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: dict[str, Key]
    act: dict[str, Act]
    rules: dict[str, tuple[Line, ...]]
    note: dict[str, Note]


class Years(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The years that count as announced without anybody's doing, and where each was announced as far as we know."""

    first: int
    last: int
    source: dict[int, str]


@cache
def keys() -> Mapping[str, Key]:
    return {name: msgspec.structs.replace(key, name=name) for name, key in _table().key.items()}


@cache
def shipped() -> tuple[Rule, ...]:
    """Every rule that comes with the product."""
    table = _table()
    return tuple(_rule(table, act, line) for name, lines in table.rules.items() for act in [table.act[name]] for line in lines)


@cache
def announced() -> Years:
    return msgspec.toml.decode(_text("years.toml"), type=Years, strict=False)


@cache
def _table() -> Table:
    return msgspec.toml.decode(_text("rules.toml"), type=Table)


def _text(name: str) -> str:
    return files("rulebook").joinpath("data", name).read_text("utf-8")


def _rule(table: Table, act: Act, line: Line) -> Rule:
    key = keys()[line.key]
    notes = tuple(table.note[name] for name in (line.note, act.note) if name)
    told: dict[str, Any] = {
        "key": line.key, "value": valid_value(key, line.value), "unit": key.unit, "stricter": key.stricter,
        "source": f"{act.name} {line.article}".strip(), "level": act.level, "place": act.place,
        "valid_from": act.valid_from, "valid_to": act.valid_to, "verified": act.verified, "notes": notes,
        "body": line.body, "session": line.session, "force": line.force or act.force, "starts": line.starts or key.starts,
    }  # fmt: skip
    return Rule(**told)
