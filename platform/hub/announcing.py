"""The State Council's arrangement of a year's holidays, from a file."""
from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import deadlines.commands
from people.actor import Actor, Role
from rulebook.queries import Rest
from townships.errors import Invalid


def announce_from(year: int, file: Path, source: str) -> bool:
    """`off_days = [[2027-01-01, "new_year"], …]` and `work_days = [2027-01-03, …]`. Whether anything changed."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        off, work = {_day(day): Rest(why) for day, why in told["off_days"]}, [_day(day) for day in told["work_days"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("bad_value", "file", why=str(error)) from error
    operator = Actor(tenant="public", county="", level="public", name="operator", roles=frozenset({Role.OPERATOR}))
    return deadlines.commands.announce_year(actor=operator, now=datetime.now(UTC), year=year, source=source, off_days=off, work_days=work)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
