"""What the roster's commands share: locking with the version seen, the database's refusals in words, recording, and sign-ins."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from outbox.command import Receipt
from outbox.events import Event
from outbox.log import since
from outbox.record import record
from people import commands as people
from people.actor import Actor, Role
from roster.errors import CHANGES
from roster.models import Aggregate
from townships.context import current_tenant
from townships.errors import Invalid, NotFound, RuleBroken, Stale

Row = TypeVar("Row", bound=Aggregate)
Choice = TypeVar("Choice", bound=StrEnum)

#: Constraint → what it means to the person: the database decides, so that two at the same time are no exception.
TAKEN: Final = {
    "term_number_once": ("term_number_taken", "number"),
    "one_term_goes_on": ("term_number_taken", "number"),
    "session_number_once": ("number_taken", "number"),
    "village_name_once": ("name_taken", "name"),
    "village_code_once": ("code_taken", "code"),
    "district_number_once": ("number_taken", "number"),
    "district_name_once": ("name_taken", "name"),
    "deputy_number_once": ("number_taken", "number"),
    "deputy_seated_once": ("person_seated", "person_id"),
    "group_name_once": ("name_taken", "name"),
    "roster_groupmember_pkey": ("in_another_group", "member_ids"),
    "one_seat_each": ("seated_already", "deputy_id"),
    "one_chair": ("chair_taken", "role"),
    "unit_name_once": ("name_taken", "name"),
    "unit_person_once": ("assigned_already", "person_id"),
}


def lock(model: type[Row], pk: UUID, field: str, seen: int | None = None) -> Row:
    """The row, locked until the command ends. `NotFound`; `Stale` with what happened since, when another version was seen."""
    found = model.objects.select_for_update().filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(field)
    if seen is not None and seen != found.version:
        raise Stale(_changes(found, seen))
    return found  # type: ignore[no-any-return]


def _changes(row: Aggregate, seen: int) -> str:
    later = since(current_tenant().schema_name, _subject(row), seen)
    return "; ".join(f"{CHANGES[fact['type']]} ({fact['actorname']})" for fact in later)


def find(model: type[Row], ids: Collection[UUID], field: str) -> list[Row]:
    """All the rows of these ids, or `NotFound`. No lock."""
    rows = list(model.objects.filter(pk__in=ids))  # type: ignore[attr-defined]
    if len(rows) != len(set(ids)):
        raise NotFound(field)
    return rows


def choice(of: type[Choice], value: str, field: str) -> Choice:
    try:
        return of(value)
    except ValueError:
        raise Invalid("bad_value", field) from None


def publish(row: Aggregate, event: Event, *, actor: Actor, at: datetime, now: datetime, number: str = "") -> Receipt:
    """Keeps the row under its next version and records the fact with it."""
    row.version += 1
    keep(row)
    record(event, subject=_subject(row), version=row.version, actor=actor, at=at, now=now)
    return Receipt(row.pk, row.version, number)


def _subject(row: Aggregate) -> str:
    return f"{row.SUBJECT}/{row.pk}"


def keep(*rows: models.Model) -> None:
    """Saves; what a constraint forbids is refused in words."""
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=row._state.adding)
    except IntegrityError as broken:
        raise _in_words(broken) from None


def _in_words(broken: IntegrityError) -> Exception:
    known = TAKEN.get(broken.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return RuleBroken(known[0], field=known[1]) if known else broken


def sign_in(actor: Actor, person_id: UUID, role: Role, valid_from: date, holder: UUID | None = None) -> UUID:
    """The membership by which this person acts. The towns do not see each other's people: that there is one, the foreign key says."""
    try:
        with transaction.atomic():
            made = people.grant(actor=actor, tenant=actor.tenant, person_id=person_id, role=role, holder=holder, valid_from=valid_from)
            connection.check_constraints()
            return made
    except IntegrityError:
        raise NotFound("person_id") from None


def sign_out(actor: Actor, membership_id: UUID | None, on: date) -> None:
    """Ends a membership that was given here; one that was revoked by hand meanwhile is over already."""
    if membership_id is None:
        return
    try:
        people.revoke(actor=actor, tenant=actor.tenant, membership_id=membership_id, now_on=on)
    except RuleBroken as refused:
        if refused.code != "membership_ended":
            raise
