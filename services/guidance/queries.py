"""Letters, calls and the book of whom to ring. For the office of the congress that has them."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Max

from guidance import rules
from guidance.events import LetterState
from guidance.models import Call, Entry, Letter
from people.actor import OFFICE, Actor
from townships.errors import NotAllowed
from townships.paging import Page, Slice, keyset

ROW: Final = (
    "id", "version", "town", "state", "number", "subject", "text", "case_ids", "sent_on", "answer_by", "check_on", "answer", "answered_on", "checked_on",
    "check_note",
)  # fmt: skip
CALL: Final = ("id", "town", "case_id", "called_on", "spoke_with", "note", "called_by")


class LetterFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold. `waiting`: not settled."""

    town: str | None = None
    waiting: bool | None = None


def letters(*, viewer: Actor, today: date, chosen: LetterFilter = LetterFilter(), page: Page = Page()) -> Slice[dict[str, Any]]:
    """The latest first: rows of `ROW` and `due`, whether it is this congress's turn. One query."""
    viewer.require(*OFFICE, scope="read")
    rows = Letter.objects.filter(**({"town": chosen.town} if chosen.town else {}))
    if chosen.waiting is not None:
        rows = rows.exclude(state=LetterState.SETTLED) if chosen.waiting else rows.filter(state=LetterState.SETTLED)
    found = keyset(rows.values(*ROW), page, ["-sent_on", "-id"])
    return msgspec.structs.replace(found, rows=[_shown(row, viewer, today) for row in found.rows])


def letter(*, viewer: Actor, letter_id: UUID, today: date) -> dict[str, Any] | None:
    """One letter as `letters` shows it."""
    return letters_named(viewer=viewer, ids=[letter_id], today=today).get(letter_id)


def letters_named(*, viewer: Actor, ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these letters that there are; nothing for who is not of the office. One query."""
    rows = Letter.objects.filter(pk__in=ids).values(*ROW) if viewer.office else ()
    return {row["id"]: _shown(row, viewer, today) for row in rows}


def to_answer(*, viewer: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for this town's answer, the most urgent first; nothing for who is not of the office. At most a hundred; one query."""
    if not viewer.office or viewer.level != "township":
        return []
    rows = Letter.objects.filter(state=LetterState.SENT).order_by("answer_by", "id").values(*ROW)
    return [_shown(row, viewer, today) for row in rows[:100]]


def calls(*, viewer: Actor, town: str | None = None, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The county's calls to a town, the latest first. One query."""
    _require_county(viewer)
    return keyset(Call.objects.filter(**({"town": town} if town else {})).values(*CALL), page, ["-called_on", "-id"])


def entries(*, viewer: Actor, town: str) -> list[dict[str, Any]]:
    """Whom to ring in a town. One query."""
    _require_county(viewer)
    return [dict(row) for row in Entry.objects.filter(town=town).order_by("post").values("id", "post", "name", "phone")]


def last_contacts(*, viewer: Actor) -> dict[str, date]:
    """Town → the last day on which the county rang it or sent it a letter. Two queries."""
    _require_county(viewer)
    found: dict[str, date] = dict(Call.objects.values("town").annotate(on=Max("called_on")).values_list("town", "on"))
    for town, on in Letter.objects.values("town").annotate(on=Max("sent_on")).values_list("town", "on"):
        found[town] = max(on, found.get(town, on))
    return found


def _require_county(viewer: Actor) -> None:
    viewer.require(*OFFICE, scope="read")
    if viewer.level != "county":
        raise NotAllowed("county_only")


def _shown(row: dict[str, Any], viewer: Actor, today: date) -> dict[str, Any]:
    """What was noted when the county looked again stays there."""
    state = LetterState(row["state"])
    mine = state is LetterState.SENT if viewer.level == "township" else rules.is_open(row["check_on"], row["answer_by"], state, today)
    return {**row, "state": state, "due": mine}
