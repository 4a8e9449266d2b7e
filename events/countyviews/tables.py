"""Which subject goes into which table, and how its public state fills the columns."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from countyviews.models import CaseView, DeadlineView, RosterView, SupervisionView, View
from motions.events import PromiseState

Columns = Callable[[Mapping[str, Any]], dict[str, Any]]


class Table(msgspec.Struct, frozen=True):
    """`data` names the part of the event that carries the subject's public state."""

    model: type[View]
    data: str
    columns: Columns


def _case(facts: Mapping[str, Any]) -> dict[str, Any]:
    same = ("kind", "state", "number", "title", "category", "channel", "public", "submitted_on", "handed_over_on", "replied_on", "concluded_on")
    named = {"number": facts.get("number") or "", "category": facts.get("category") or ""}
    return {name: facts.get(name) for name in same} | named | {"promise_due_on": _promised_for(facts)}


def _promised_for(facts: Mapping[str, Any]) -> str | None:
    """Of what a case promised and is followed, the first day. Days as text sort as days do."""
    return min((one["due_on"] for one in facts.get("promises") or () if one["state"] == PromiseState.FOLLOWING), default=None)


def _supervision(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in ("topic", "form", "state", "planned_on")}


def _deadline(facts: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, subject_id = facts["subject"].partition("/")
    same = ("kind", "due_on", "met_on", "missed_on", "lifted_on")
    return {"about_id": subject_id, "about_kind": kind, **{name: facts.get(name) for name in same}}


def _roster(kind: str) -> Columns:
    return lambda facts: {"kind": kind, "name": str(facts.get("name") or facts.get("number") or "")[:100]}


ROSTER: Final = ("term", "session", "deputy", "unit", "group", "presidium", "district", "village")
TABLES: Final[Mapping[str, Table]] = {
    "case": Table(CaseView, "case", _case),
    "supervision": Table(SupervisionView, "supervision", _supervision),
    "deadline": Table(DeadlineView, "deadline", _deadline),
    **{kind: Table(RosterView, kind, _roster(kind)) for kind in ROSTER},
}
