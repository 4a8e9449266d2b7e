"""Which papers there are, what each asks, and which a person is offered where. A new paper is a line here and a function that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from console.papers import of_case, of_county, of_lists, of_towns
from console.papers.shapes import Paper

Told = Mapping[str, Any]
Maker = Callable[[Told], Iterable[Paper]]


class Kind(msgspec.Struct, frozen=True):
    """`makes` gives the sheets. `fits` says whether there is anything to print, of a case whose papers this person may read."""

    words: str | Promise
    makes: Maker
    fits: Callable[[Told], bool] = lambda _case: True


def _handed_over(case: Told) -> bool:
    return any(one["handedOverOn"] for one in case["assignments"])


def _owed(case: Told) -> bool:
    return any(one["handedOverOn"] and one["state"] in of_case.OWING for one in case["assignments"])


def _asked_relief(case: Told) -> bool:
    return _owed(case) or any(one["reliefNote"] for one in case["papers"]["assignments"])


def _asked_time(case: Told) -> bool:
    return _owed(case) or any(one["extensionNote"] for one in case["papers"]["assignments"])


OF_CASE: Final[Mapping[str, Kind]] = {
    "registration": Kind(_("Registration form"), of_case.registration),
    "notice": Kind(_("Notice of hand-over"), of_case.notice, _handed_over),
    "relief": Kind(_("Application to be relieved"), of_case.relief, _asked_relief),
    "extension": Kind(_("Application for more time"), of_case.extension, _asked_time),
    "contact": Kind(_("Note of a conversation"), of_case.contact, _handed_over),
    "reply": Kind(_("Reply letter"), of_case.reply, lambda case: bool(case["replies"])),
    "opinion": Kind(_("Opinion slips"), of_case.opinion, lambda case: bool(case["replies"])),
    "pressing": Kind(_("Pressing slip"), of_case.pressing, _owed),
}
OF_MEETING: Final[Mapping[str, Kind]] = {"list": Kind(_("Hand-over list"), of_lists.handover)}
OF_TOWN_CASE: Final[Mapping[str, Kind]] = {"reminder": Kind(_("Reminder letter"), of_county.reminder)}
OF_COUNTY: Final[Mapping[str, Kind]] = {"briefing": Kind(_("Briefing on the towns"), of_towns.briefing)}
OF_PERIOD: Final[Mapping[str, Kind]] = {
    "monthly": Kind(_("Monthly list"), of_lists.monthly),
    "handling": Kind(_("Report on the handling"), of_lists.handling),
}


def offered(kinds: Mapping[str, Kind], told: Told) -> list[dict[str, Any]]:
    """For a menu: `name` and `words` of each paper that there is something to print for."""
    return [{"name": name, "words": kind.words} for name, kind in kinds.items() if kind.fits(told)]
