"""What of a case can be put right 更正, where it stands, and whose consent it takes: read alike by the command and by the page that offers it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from motions.events import CaseFacts, Correctable, Kind, Meaning, Satisfaction
from motions.events import CorrectionForm as Form
from motions.models import Assignment, Case, Contact, Promise, Rating, Reply
from townships.text import LIMITS


class Of(StrEnum):
    """Which record of the case holds it."""

    CASE = "case"
    PART = "part"
    CONTACT = "contact"
    REPLY = "reply"
    RATING = "rating"
    PROMISE = "promise"


class Entry(msgspec.Struct, frozen=True):
    """`column` of the record; `needed`: it cannot be made empty."""

    of: Of
    column: str
    form: Form
    needed: bool = True
    limit: int = LIMITS["line"]


TABLE: Final[Mapping[Correctable, Entry]] = {
    Correctable.TITLE: Entry(Of.CASE, "title", Form.LINE, limit=LIMITS["title"]),
    Correctable.WHERE: Entry(Of.CASE, "where", Form.LINE, needed=False),
    Correctable.TEXT: Entry(Of.CASE, "text", Form.TEXT, limit=LIMITS["text"]),
    Correctable.GROUNDS: Entry(Of.CASE, "grounds", Form.TEXT, limit=LIMITS["text"]),
    Correctable.PROPOSAL: Entry(Of.CASE, "proposal", Form.TEXT, needed=False, limit=LIMITS["text"]),
    Correctable.CATEGORY: Entry(Of.CASE, "category", Form.LINE, needed=False),
    Correctable.NUMBER: Entry(Of.CASE, "number", Form.LINE),
    Correctable.SUBMITTED_ON: Entry(Of.CASE, "submitted_on", Form.DAY),
    Correctable.HANDED_OVER_ON: Entry(Of.CASE, "handed_over_on", Form.DAY),
    Correctable.UNIT: Entry(Of.PART, "unit_id", Form.UNIT),
    Correctable.LEADER: Entry(Of.PART, "leader", Form.LINE),
    Correctable.PERSON: Entry(Of.PART, "person", Form.LINE, needed=False),
    Correctable.SIGNED_ON: Entry(Of.PART, "signed_on", Form.DAY),
    Correctable.CONTACTED_ON: Entry(Of.CONTACT, "held_on", Form.DAY),
    Correctable.METHOD: Entry(Of.CONTACT, "method", Form.LINE),
    Correctable.REPLY_NUMBER: Entry(Of.REPLY, "number", Form.LINE),
    Correctable.MEANING: Entry(Of.REPLY, "meaning", Form.MEANING),
    Correctable.REPLY_TEXT: Entry(Of.REPLY, "text", Form.TEXT, limit=LIMITS["text"]),
    Correctable.SIGNED_OFF_BY: Entry(Of.REPLY, "signed_off_by", Form.LINE),
    Correctable.REPLIED_ON: Entry(Of.REPLY, "replied_on", Form.DAY),
    Correctable.DELIVERED_ON: Entry(Of.RATING, "delivered_on", Form.DAY),
    Correctable.RATED_ON: Entry(Of.RATING, "rated_on", Form.DAY),
    Correctable.ATTITUDE: Entry(Of.RATING, "attitude", Form.RATING),
    Correctable.RESULT: Entry(Of.RATING, "result", Form.RATING),
    Correctable.MEASURE: Entry(Of.PROMISE, "measure", Form.LINE),
    Correctable.PROMISE_LEADER: Entry(Of.PROMISE, "leader", Form.LINE),
    Correctable.PROMISED_FOR: Entry(Of.PROMISE, "due_on", Form.DAY),
    Correctable.KEPT_ON: Entry(Of.PROMISE, "kept_on", Form.DAY),
}
CHOICES: Final[Mapping[Form, Any]] = {Form.MEANING: Meaning, Form.RATING: Satisfaction}
#: What a motion has and a suggestion has not, and the other way round.
ONLY: Final = {Correctable.GROUNDS: Kind.MOTION, Correctable.TEXT: Kind.SUGGESTION, Correctable.WHERE: Kind.SUGGESTION}


class Found(NamedTuple):
    """Something that stands there: `row` holds it, `label` names the record, the deputies and units whom it concerns by their ids."""

    what: Correctable
    row: Any
    label: str
    deputies: Mapping[UUID, str]
    units: Mapping[UUID, str]

    @property
    def entry(self) -> Entry:
        return TABLE[self.what]

    @property
    def about(self) -> UUID | None:
        """The record's id; of a rating its proposer's; None for the case itself."""
        if self.entry.of is Of.CASE:
            return None
        return self.row.proposer_id if self.entry.of is Of.RATING else self.row.pk  # type: ignore[no-any-return]

    @property
    def value(self) -> Any:
        return getattr(self.row, self.entry.column)


def found_in(case: Case, facts: CaseFacts) -> Iterator[Found]:
    """All that can be put right of a case as it stands, in the order of its life. Five queries."""
    proposers = {one.deputy_id: one.name for one in facts.proposers}
    units = {one.unit_id: one.unit_name for one in facts.assignments if one.handed_over_on}
    whose: dict[Correctable, tuple[Mapping[UUID, str], Mapping[UUID, str]]] = {Correctable.HANDED_OVER_ON: ({}, units)}
    for what, entry in TABLE.items():
        for row, label, deputies, of_units in _rows(case, entry.of):
            told = whose.get(what, (proposers if entry.of is Of.CASE else deputies, of_units))
            found = Found(what, row, label, *told)
            if ONLY.get(what, facts.kind) == facts.kind and _stands(found):
                yield found


def _stands(found: Found) -> bool:
    """There is something to put right; an empty text can be filled in, a day that was not is no mistake of writing."""
    if found.entry.form in (Form.LINE, Form.TEXT) and found.entry.of is not Of.CASE:
        return True
    return found.value not in (None, "") or not found.entry.needed


def _rows(case: Case, of: Of) -> Iterator[tuple[Any, str, Mapping[UUID, str], Mapping[UUID, str]]]:
    if of is Of.CASE:
        yield case, "", {}, {}
    elif of is Of.PART:
        for part in Assignment.objects.filter(case=case).exclude(handed_over_on=None).order_by("order"):
            yield part, part.unit_name, {}, {part.unit_id: part.unit_name}
    elif of is Of.RATING:
        for rating in _latest_ratings(case):
            yield rating, rating.proposer.name, {rating.proposer.deputy_id: rating.proposer.name}, {}
    else:
        yield from _of_units(case, of)


def _of_units(case: Case, of: Of) -> Iterator[tuple[Any, str, Mapping[UUID, str], Mapping[UUID, str]]]:
    models: Mapping[Of, Any] = {Of.CONTACT: Contact, Of.REPLY: Reply, Of.PROMISE: Promise}
    for row in models[of].objects.filter(assignment__case=case).select_related("assignment").order_by("id"):
        label = f"{row.assignment.unit_name} {row.measure}" if of is Of.PROMISE else row.assignment.unit_name
        yield row, label, {}, {row.assignment.unit_id: row.assignment.unit_name}


def _latest_ratings(case: Case) -> list[Rating]:
    """Of each proposer the one of the last round."""
    rows = Rating.objects.filter(proposer__case=case).select_related("proposer").order_by("proposer__order", "round")
    return list({row.proposer_id: row for row in rows}.values())
