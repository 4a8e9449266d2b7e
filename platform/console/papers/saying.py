"""How papers say what all of them say: houses, days, names, what is left to be written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from console import words
from console.papers.shapes import Signature

#: To be filled in by hand.
BLANK: Final = "＿＿＿＿＿＿"
TICKED, OPEN = "■", "□"


def house(congress: Mapping[str, Any]) -> str:
    return _("People's Congress of {name}").format(name=congress["name"])


def office(congress: Mapping[str, Any]) -> str:
    """Who hands over and presses: in a town the presidium, in a county the standing committee's office (地方组织法 18, 42)."""
    if congress["level"] == "TOWNSHIP":
        return _("Presidium of the People's Congress of {name}").format(name=congress["name"])
    return _("Office of the Standing Committee of the People's Congress of {name}").format(name=congress["name"])


def day(value: str | None) -> str:
    return words.long_day(words.as_day(value)) if value else ""


def hand_written_day() -> str:
    return _("Date: ") + BLANK


def sealed(name: str) -> str:
    """Where the seal goes."""
    return _("{name} (seal)").format(name=name)


def listed(names: Iterable[str]) -> str:
    """All of them: a paper leaves nobody out."""
    named = list(names)
    return words.listed(named, limit=len(named))


def signed(*lines: str) -> Signature:
    return Signature(tuple(line for line in lines if line))


def ticks(choices: Iterable[tuple[str, str]], chosen: str | None) -> str:
    """Every choice with its box."""
    return "　".join(f"{TICKED if value == chosen else OPEN}{label}" for value, label in choices)
