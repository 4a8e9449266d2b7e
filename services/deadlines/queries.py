"""What is due, how it stands, and why on that day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Q

from deadlines import ledger
from deadlines.events import WINDOWS, DeadlineFacts, Kind, Standing, State, standing
from deadlines.models import AnnouncedYear, Deadline
from deadlines.words import KINDS, STATES
from people.actor import Actor
from rulebook.queries import (
    Basis,
    Calendar,
    DueDate,
    Rest,
    Rule,
    Session,
    YearPlan,
    announced_plans,
    chosen_date,
    counting_rule,
    due_date,
    in_force,
    in_force_on,
)  # fmt: skip
from townships.context import current_tenant
from townships.errors import NotAllowed, NotFound
from townships.paging import Page, Slice, keyset
from townships.published import Published

__all__ = [
    "KINDS", "STATES", "Standing", "Start", "State", "Why", "calendar", "deadlines", "deadlines_named", "due", "due_between", "latest_days", "open_until",
    "preview",
    "published", "standing", "why",
]  # fmt: skip


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to "why this date?": the entry, everything that made its day, and how all periods are counted."""

    deadline: DeadlineFacts
    basis: Basis
    counting: Rule


class Start(NamedTuple):
    """What a clock starts from: its day, and of what was raised in session the day on which that closed."""

    on: date
    session: Session = Session.ANY
    session_closed_on: date | None = None


def deadlines(*, viewer: Actor, subjects: Collection[str]) -> dict[str, list[DeadlineFacts]]:
    """The entries of some subjects, oldest first; who may see a subject, its own service has decided. One query."""
    found: dict[str, list[DeadlineFacts]] = {subject: [] for subject in subjects}
    for entry in Deadline.objects.filter(tenant=viewer.tenant, subject__in=list(subjects)).order_by("id").defer("basis"):
        found[entry.subject].append(ledger.facts_of(entry))
    return found


def deadlines_named(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, DeadlineFacts]:
    """Those of these entries that there are in this congress; who may see a subject, its own service has decided. One query."""
    if viewer.anonymous:
        raise NotAllowed("sign_in_required")
    found = Deadline.objects.filter(tenant=viewer.tenant, pk__in=ids).defer("basis")
    return {entry.pk: ledger.facts_of(entry) for entry in found}


def why(*, viewer: Actor, deadline_id: UUID) -> Why:
    """Why this date, for an entry of this congress; who may see a subject, its own service has decided. One query."""
    if viewer.anonymous:
        raise NotAllowed("sign_in_required")
    entry = Deadline.objects.filter(tenant=viewer.tenant, pk=deadline_id).first()
    if entry is None:
        raise NotFound("deadline_id")
    return Why(deadline=ledger.facts_of(entry), basis=ledger.as_due_date(entry).basis, counting=counting_rule())


def due(
    *, viewer: Actor, today: date, page: Page, kinds: Collection[Kind] = (),
    abouts: Collection[UUID] | None = None, until: date | None = None,
) -> Slice[dict[str, Any]]:  # fmt: skip
    """What is open, the longest overdue first; rights that have lapsed are not. One query.

    The office sees all of its congress; everybody else what the own service names in `abouts` (a unit's assignments, a deputy's ratings).
    """
    if abouts is None and not viewer.office:
        raise NotAllowed()
    rows = Deadline.objects.filter(tenant=viewer.tenant, met_on=None, lifted_on=None)
    rows = rows.exclude(Q(kind__in=WINDOWS) & Q(due_on__lt=today))
    chosen = {"kind__in": list(kinds) or None, "about__in": None if abouts is None else list(abouts), "due_on__lte": until}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value is not None})
    return keyset(rows.values(*DeadlineFacts.__struct_fields__), page, ["due_on", "id"])


def due_between(
    *, viewer: Actor, since: date, until: date, subjects: Collection[str] | None = None, most: int = 300
) -> list[DeadlineFacts]:
    """What is open and due from one day to another, by day. The office sees all of its congress; everybody else of the `subjects` that the own
    services name. Rights that merely lapse are among it: they are somebody's last day too. One query.
    """
    if subjects is None and not viewer.office:
        raise NotAllowed()
    rows = Deadline.objects.filter(tenant=viewer.tenant, met_on=None, lifted_on=None, due_on__range=(since, until))
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    return [ledger.facts_of(entry) for entry in rows.order_by("due_on", "id").defer("basis")[:most]]


def open_until(day: date) -> list[DeadlineFacts]:
    """What is open in the tenant in force and due on that day or before, the next due first. For services. One query."""
    found = Deadline.objects.filter(tenant=current_tenant().schema_name, met_on=None, lifted_on=None, due_on__lte=day)
    return [ledger.facts_of(entry) for entry in found.order_by("due_on", "id").defer("basis")]


def preview(
    *, viewer: Actor, starts_on: date, rule_key: str | None = None, due_on: date | None = None, session: Session = Session.ANY,
    session_closed_on: date | None = None,
) -> DueDate:  # fmt: skip
    """The day on which something would be due, without setting it. Two queries with a rule, none without."""
    if rule_key is None:
        if due_on is None:
            raise TypeError("a deadline needs a rule or a day")
        return chosen_date(due_on, starts_on)
    rule = in_force(viewer=viewer, key=rule_key, on=starts_on, session=session)
    longest = due_date(starts_on, rule, calendar(), session_closed_on=session_closed_on)
    return longest if due_on is None else chosen_date(due_on, starts_on, longest=longest)


def latest_days(*, viewer: Actor, rule_key: str, starts: Collection[Start]) -> dict[Start, date]:
    """The last day that a rule gives to each of these starts. Two queries."""
    rules = in_force_on(viewer=viewer, key=rule_key, asked={(start.on, start.session) for start in starts})
    known = calendar()
    return {one: due_date(one.on, rules[one.on, one.session], known, session_closed_on=one.session_closed_on).due_on for one in starts}


def calendar() -> Calendar:
    """The working calendar with every year that is announced. One query."""
    return Calendar([*announced_plans(), *_own_plans(AnnouncedYear.objects.all())])


def published() -> Iterator[Published]:
    """The public state of every entry of the tenant in force, for making the county's views again."""
    for entry in Deadline.objects.filter(tenant=current_tenant().schema_name).order_by("id").defer("basis").iterator():
        yield Published(f"deadline/{entry.pk}", entry.version, ledger.facts_of(entry))


def _own_plans(years: Any) -> Sequence[YearPlan]:
    return [
        YearPlan(
            year=row.year, source=row.source, off={date.fromisoformat(day): Rest(why) for day, why in row.off_days.items()},
            work=frozenset(map(date.fromisoformat, row.work_days)),
        )
        for row in years
    ]  # fmt: skip
