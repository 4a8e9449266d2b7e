"""Set, move, meet and lift deadlines: plain functions for the commands of other services, inside their transaction; the operator's year.

They authorise nothing: the command that calls them has. They lock the entry, never the case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from deadlines import ledger, rules
from deadlines.clock import retime_announced, retime_provisional, sweep, sweep_all
from deadlines.events import DeadlineCorrected, DeadlineLifted, DeadlineMet, DeadlineMoved, DeadlineSet, Kind, MoveReason
from deadlines.models import AnnouncedYear, Deadline
from deadlines.queries import preview
from people.actor import Actor, Role
from rulebook.queries import Rest, Session, extended
from townships.clock import local_date
from townships.ids import new_id
from townships.text import checked, required

__all__ = ["announce_year", "correct", "lift", "meet", "move", "retime_announced", "retime_provisional", "set_deadline", "sweep", "sweep_all"]


def set_deadline(
    *, actor: Actor, now: datetime, at: datetime, subject: str, about: UUID, kind: Kind | str, starts_on: date, rule_key: str | None = None,
    due_on: date | None = None, session: Session = Session.ANY, session_closed_on: date | None = None, round: int = 1,
) -> UUID:  # fmt: skip
    """A new entry, due as the rule in force on `starts_on` says. It starts no later than the day from which the rule counts: what is handed
    over long after the session's close may be late from its first day, and is never due before it started.

    With `due_on` somebody chose the day: within the rule's where one is named (`RuleBroken` beyond it), freely where none is.
    Publishes deadline.set.
    """
    due = preview(viewer=actor, starts_on=starts_on, rule_key=rule_key, due_on=due_on, session=session, session_closed_on=session_closed_on)
    entry = Deadline(
        id=new_id(), tenant=actor.tenant, subject=subject, about=about, kind=Kind(kind), round=round, version=1,
        starts_on=min(starts_on, due.basis.counted_from), due_on=due.due_on, provisional=due.provisional, basis=msgspec.to_builtins(due.basis),
    )  # fmt: skip
    entry.save(force_insert=True)
    ledger.publish(entry, DeadlineSet, actor=actor, at=at, now=now)
    return entry.pk


def move(
    *, actor: Actor, now: datetime, at: datetime, subject: str, about: UUID, kind: Kind | str, rule_key: str | None = None,
    due_on: date | None = None, session: Session = Session.ANY, session_closed_on: date | None = None,
) -> date:  # fmt: skip
    """More time, decided at `at`: up to what the rule gives from the same start, or the day chosen within it. Answers the new day.

    A decision that came after the due day leaves the miss standing. Publishes deadline.moved (and deadline.missed before it).
    """
    entry = _lock(actor, subject, about, kind)
    decided, before = local_date(at), ledger.as_due_date(entry)
    after = preview(
        viewer=actor, starts_on=before.basis.starts_on, rule_key=rule_key, due_on=due_on, session=session, session_closed_on=session_closed_on
    )  # fmt: skip
    rules.may_move(ledger.facts_of(entry), after.due_on)
    ledger.settle(entry, decided, actor=actor, now=now)
    missed_on = None if rules.disproves(ledger.facts_of(entry), decided) else entry.missed_on
    told = {"before": before.due_on, "reason": MoveReason.EXTENDED}
    values = ledger.retime(entry, extended(before, after, decided))
    ledger.change(entry, DeadlineMoved, actor=actor, at=at, now=now, told=told, missed_on=missed_on, **values)
    return entry.due_on


def meet(*, actor: Actor, now: datetime, at: datetime, subject: str, about: UUID, kind: Kind | str, on: date | None = None) -> None:
    """What was due has been done, truly on the day `on` (else that of `at`). The first act counts; a lifted entry stays lifted.

    A late act records the miss itself if the clock has not; an act in time that was entered late takes the miss back.
    Publishes deadline.met (and deadline.missed before it).
    """
    entry, day = _lock(actor, subject, about, kind), on or local_date(at)
    if entry.met_on is not None or entry.lifted_on is not None:
        return
    ledger.settle(entry, day, actor=actor, now=now)
    missed_on = None if rules.disproves(ledger.facts_of(entry), day) else entry.missed_on
    ledger.change(entry, DeadlineMet, actor=actor, at=at, now=now, met_on=day, missed_on=missed_on)


def correct(
    *, actor: Actor, now: datetime, at: datetime, subject: str, about: UUID, kind: Kind | str, round: int = 1, starts_on: date | None = None,
    rule_key: str | None = None, due_on: date | None = None, met_on: date | None = None, reopened: bool = False,
    session: Session = Session.ANY, session_closed_on: date | None = None,
) -> date:  # fmt: skip
    """What was entered wrongly is put right: it started on another day (and is counted again from there), was promised for another, or was done
    on another. More time that was given stands, as far as the rule gives it from the true start. Answers the due day.

    `reopened`: it was lifted, and is due after all. A miss that was none is taken back; one that comes of it, the clock finds. Publishes deadline.corrected.
    """
    entry = _locked(actor, subject).get(about=about, kind=Kind(kind), round=round)
    before, values = entry.due_on, dict[str, Any]()
    if starts_on or due_on:
        first = starts_on or entry.starts_on
        more = ledger.as_due_date(entry).basis.extensions
        given: dict[str, Any] = {"viewer": actor, "starts_on": first, "rule_key": rule_key, "session": session, "session_closed_on": session_closed_on}
        asked = min(before, preview(**given).due_on) if more and not due_on else due_on
        due = preview(**given, due_on=asked)
        basis = msgspec.structs.replace(due.basis, extensions=more)
        values = {**ledger.retime(entry, msgspec.structs.replace(due, basis=basis)), "starts_on": min(first, basis.counted_from)}
    values |= {"met_on": met_on or entry.met_on, "lifted_on": None if reopened else entry.lifted_on}
    ended = values["met_on"] or values["lifted_on"]
    values["missed_on"] = rules.missed_on(ledger.facts_of(entry), values.get("due_on", before), ended, local_date(now))
    ledger.change(entry, DeadlineCorrected, actor=actor, at=at, now=now, told={"before": before}, **values)
    return entry.due_on


def lift(*, actor: Actor, now: datetime, at: datetime, subject: str, about: UUID | None = None, kind: Kind | str | None = None) -> int:
    """What is open of a subject (of one matter, of one kind) is due no longer. Answers how many. Publishes deadline.lifted for each."""
    chosen = {name: value for name, value in (("about", about), ("kind", kind)) if value is not None}
    entries = _locked(actor, subject).filter(met_on=None, lifted_on=None, **chosen).order_by("id")
    return sum(_lift(entry, actor, at, now) for entry in entries)


@transaction.atomic
def announce_year(
    *, actor: Actor, now: datetime, year: int, source: str, off_days: Mapping[date, Rest], work_days: Collection[date]
) -> bool:  # fmt: skip
    """The State Council's holidays and make-up days of a year; an announced year may be corrected. Operator, outside of any tenant.

    Answers whether anything changed; if so the clock counts again what depends on the year (`retime_announced`).
    """
    actor.require(Role.OPERATOR, Role.SYSTEM)
    plan = rules.year_plan(year, required(checked(source, "source"), "source"), off_days, work_days)
    told = {
        "source": plan.source,
        "off_days": {day.isoformat(): str(Rest(why)) for day, why in sorted(plan.off.items())},
        "work_days": [day.isoformat() for day in sorted(plan.work)],
    }
    known = AnnouncedYear.objects.select_for_update().filter(year=year).values(*told).first()
    if known == told:
        return False
    AnnouncedYear.objects.update_or_create(year=year, defaults={**told, "recorded_at": now, "recorded_by": actor.name, "retimed_at": None})
    return True


def _locked(actor: Actor, subject: str) -> QuerySet[Deadline]:
    return Deadline.objects.select_for_update().filter(tenant=actor.tenant, subject=subject)


def _lock(actor: Actor, subject: str, about: UUID, kind: Kind | str) -> Deadline:
    """The latest round. A `LookupError` is the calling service's mistake: it set no such deadline."""
    entry = _locked(actor, subject).filter(about=about, kind=Kind(kind)).order_by("-round").first()
    if entry is None:
        raise LookupError(f"no deadline {kind} for {about} of {subject}")
    return entry


def _lift(entry: Deadline, actor: Actor, at: datetime, now: datetime) -> int:
    ledger.settle(entry, local_date(at), actor=actor, now=now)
    ledger.change(entry, DeadlineLifted, actor=actor, at=at, now=now, lifted_on=local_date(at))
    return 1
