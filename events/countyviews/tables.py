"""Which subject goes into which table, and how its public state fills the columns."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from countyviews.models import CaseView, DeadlineView, RosterView, SupervisionView, View
from motions.events import AssignmentState, PromiseState, Satisfaction

Columns = Callable[[Mapping[str, Any]], dict[str, Any]]


class Table(msgspec.Struct, frozen=True):
    """`data` names the part of the event that carries the subject's public state."""

    model: type[View]
    data: str
    columns: Columns


def _case(facts: Mapping[str, Any]) -> dict[str, Any]:
    same = ("kind", "state", "number", "title", "category", "channel", "public", "submitted_on", "handed_over_on", "replied_on", "concluded_on")
    named = {"number": facts.get("number") or "", "category": facts.get("category") or ""}
    return {name: facts.get(name) for name in same} | named | {"promise_due_on": _promised_for(facts), **_parties(facts)}


def _promised_for(facts: Mapping[str, Any]) -> str | None:
    """Of what a case promised and is followed, the first day. Days as text sort as days do."""
    return min((one["due_on"] for one in facts.get("promises") or () if one["state"] == PromiseState.FOLLOWING), default=None)


def _parties(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the board asks of proposers, units and replies. `rated_at_once`: the day that the reply was written a deputy had rated it."""
    proposers, replies, parts = (facts.get(name) or () for name in ("proposers", "replies", "assignments"))
    rated = [one["rated_on"] for one in proposers if one.get("rated_on")]
    return {
        "dissatisfied": (facts.get("round") or 1) > 1 or any(DISSATISFIED in (one.get("attitude"), one.get("result")) for one in proposers),
        "replied_late": any(one["replied_on"] > one["due_on"] for one in replies),
        "rated_on": max(rated, default=None),
        "rated_at_once": bool(replies) and max(one["replied_on"] for one in replies) in rated,
        "deputy_ids": [one["deputy_id"] for one in proposers],
        "leaders": sorted({one["leader"] for one in parts if one.get("leader") and one.get("state") != AssignmentState.RELIEVED}),
    }


def _supervision(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in ("topic", "form", "state", "planned_on")}


def _deadline(facts: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, subject_id = facts["subject"].partition("/")
    same = ("kind", "due_on", "met_on", "missed_on", "lifted_on")
    return {"about_id": subject_id, "about_kind": kind, **{name: facts.get(name) for name in same}}


def _roster(kind: str) -> Columns:
    def columns(facts: Mapping[str, Any]) -> dict[str, Any]:
        began = next((facts[name] for name in BEGAN if facts.get(name)), None)
        told = {"role": facts.get("role") or "", "began_on": began, "ended_on": facts.get("ended_on") or facts.get("closed_on")}
        return {"kind": kind, "name": str(facts.get("name") or facts.get("number") or "")[:100], **told}

    return columns


#: Since when a term, a session, a mandate, a seat or a unit is.
BEGAN: Final = ("opens_on", "mandate_from", "seated_on", "opened_on")
DISSATISFIED: Final = Satisfaction.DISSATISFIED.value
ROSTER: Final = ("term", "session", "deputy", "unit", "group", "presidium", "district", "village")
TABLES: Final[Mapping[str, Table]] = {
    "case": Table(CaseView, "case", _case),
    "supervision": Table(SupervisionView, "supervision", _supervision),
    "deadline": Table(DeadlineView, "deadline", _deadline),
    **{kind: Table(RosterView, kind, _roster(kind)) for kind in ROSTER},
}
