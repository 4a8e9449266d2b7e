"""Old cases, as an office's registers have them: each comes in whole, with its old number, as one fact."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection

import deadlines.queries
import roster.queries
import rulebook.queries
from deadlines.events import Kind as Clock
from deadlines.queries import Start
from motions import events, rules
from motions.commands.clocks import RULES, When, start
from motions.commands.common import SETTLED, choice
from motions.events import AssignmentState, Kind, Meaning, Part, Satisfaction, State
from motions.facts import facts_of, subject_of
from motions.models import Assignment, Case, Proposer, Rating, Reply
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from people.channel import Channel
from townships.clock import local_date, start_of
from townships.errors import RuleBroken
from townships.ids import new_id
from townships.text import required

#: The row of numbers goes on after the highest old one.
RAISE: Final = """
INSERT INTO motions_series (kind, term, session, last) VALUES (%s::varchar, %s::smallint, %s::smallint, %s::int)
ON CONFLICT (kind, term, session) DO UPDATE SET last = greatest(motions_series.last, excluded.last)
"""


class OldCase(msgspec.Struct, frozen=True, kw_only=True):
    """A suggestion as a register tells it, as far as it went. The first unit answers, alone or leading; the others assist."""

    number: str
    term: int
    session: int
    serial: int
    title: str
    deputy_ids: tuple[UUID, ...]
    submitted_on: date
    text: str = ""
    proposal: str = ""
    category: str = ""
    where: str = ""
    public: bool = False
    registered_on: date | None = None
    unit_ids: tuple[UUID, ...] = ()
    handed_over_on: date | None = None
    due_on: date | None = None
    replied_on: date | None = None
    reply_number: str = ""
    meaning: str = ""
    reply_text: str = ""
    signed_off_by: str = ""
    delivered_on: date | None = None
    rated_on: date | None = None
    attitude: str = ""
    result: str = ""
    concluded_on: date | None = None

    @property
    def last_on(self) -> date:
        """The last day of which anything is told."""
        days = (self.submitted_on, self.registered_on, self.handed_over_on, self.replied_on, self.delivered_on, self.rated_on, self.concluded_on)
        return max(day for day in days if day)

    @property
    def received_on(self) -> date | None:
        """Who rated or concluded had the reply by then, whatever the register says."""
        return self.delivered_on or (self.replied_on if self.rated_on or self.concluded_on else None)


class _Kept(msgspec.Struct):
    """One old case's rows."""

    old: OldCase
    case: Case
    proposers: list[Proposer]
    assignments: list[Assignment]
    replies: list[Reply]
    ratings: list[Rating]


@command
def import_cases(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, cases: Sequence[OldCase]) -> Receipt:
    """All of these or none, each with its old number; what is still open runs on with its clocks. Clerk. Publishes case.imported of each.

    A fact's `at` is the last day that the register tells. Answers the last case. A dozen statements, and one for each case.
    """
    actor.require(Role.CLERK)
    when = When(actor, at, now)
    kept = [_kept(old, due_on, when) for old, due_on in zip(cases, _due_days(cases, actor), strict=True)]
    _with_parties(kept, when)
    _keep(kept)
    for one in kept:
        _run_on(one, when)
    _publish(kept, when)
    _raise_series(kept)
    return Receipt(kept[-1].case.pk, kept[-1].case.version, kept[-1].case.number)


def _due_days(cases: Sequence[OldCase], actor: Actor) -> Iterator[date | None]:
    """What the register does not tell, the law of that time says."""
    asked = {Start(old.handed_over_on) for old in cases if old.handed_over_on and not old.due_on}
    days = deadlines.queries.latest_days(viewer=actor, rule_key=RULES[Clock.REPLY], starts=asked) if asked else {}
    return iter([old.due_on or (days[Start(old.handed_over_on)] if old.handed_over_on else None) for old in cases])


def _kept(old: OldCase, due_on: date | None, when: When) -> _Kept:
    case = Case(
        id=new_id(), version=1, kind=Kind.SUGGESTION, channel=Channel.PAPER, state=State.IN_HAND if old.handed_over_on else State.REGISTERED,
        state_since=old.last_on, title=required(old.title, "title"), text=old.text, proposal=old.proposal, category=old.category, where=old.where,
        public=old.public, term=old.term, session=old.session, serial=old.serial, number=required(old.number, "number"),
        submitted_on=old.submitted_on, entered_on=local_date(when.now), registered_on=old.registered_on or old.submitted_on,
        handed_over_on=old.handed_over_on, rework_declined_on=old.concluded_on,
    )  # fmt: skip
    return _Kept(old, case, [], list(_parts(old, case, due_on)), [], [])


def _parts(old: OldCase, case: Case, due_on: date | None) -> Iterator[Assignment]:
    for order, unit_id in enumerate(old.unit_ids if old.handed_over_on else (), 1):
        part = Part.ASSISTING if order > 1 else Part.LEAD if len(old.unit_ids) > 1 else Part.SOLE
        yield Assignment(
            id=new_id(), case=case, order=order, unit_id=unit_id, kind=part, state=_state(old, part), first_handed_over_on=old.handed_over_on,
            handed_over_on=old.handed_over_on, due_on=due_on, replied_on=old.replied_on if part is not Part.ASSISTING else None,
        )  # fmt: skip


def _state(old: OldCase, part: Part) -> AssignmentState:
    if not old.replied_on:
        return AssignmentState.HANDED_OVER
    return AssignmentState.LAPSED if part is Part.ASSISTING else AssignmentState.REPLIED


def _with_parties(kept: Sequence[_Kept], when: When) -> None:
    """Names of deputies and units as the roster has them, replies and ratings. Four queries."""
    deputies = roster.queries.deputies({deputy for one in kept for deputy in one.old.deputy_ids})
    units = roster.queries.units({unit for one in kept for unit in one.old.unit_ids})
    sessions = {(one.term_number, one.number): one.id for one in roster.queries.sessions()}
    letters = rulebook.queries.letters(viewer=when.actor, on=local_date(when.now))
    for one in kept:
        one.case.meets_id = sessions.get((one.old.term, one.old.session))
        one.proposers = [
            Proposer(id=new_id(), case=one.case, deputy_id=deputy, name=deputies[deputy].name, order=order)
            for order, deputy in enumerate(dict.fromkeys(one.old.deputy_ids), 1)
        ]
        for part in one.assignments:
            part.unit_name, part.leader = units[part.unit_id].name, units[part.unit_id].leader
        one.replies, one.ratings = list(_replies(one, letters)), list(_ratings(one))


def _replies(one: _Kept, letters: dict[str, str]) -> Iterator[Reply]:
    old = one.old
    part = one.assignments[0] if one.assignments else None
    if part and old.replied_on:
        meaning = choice(Meaning, old.meaning, "meaning")
        yield Reply(
            id=new_id(), assignment=part, round=1, number=old.reply_number, meaning=meaning, letter=letters[meaning], text=old.reply_text,
            signed_off_by=old.signed_off_by, in_name_of=part.unit_name, replied_on=old.replied_on, due_on=part.due_on or old.replied_on,
        )  # fmt: skip


def _ratings(one: _Kept) -> Iterator[Rating]:
    """A register tells one rating for all who raised it; concluded without any, there was no feedback."""
    old = one.old
    if not old.received_on:
        return
    said = {"attitude": choice(Satisfaction, old.attitude, "attitude"), "result": choice(Satisfaction, old.result, "result")} if old.rated_on else {}
    for proposer in one.proposers:
        yield Rating(
            proposer=proposer, round=1, delivered_on=old.received_on, due_on=old.concluded_on or old.rated_on or old.received_on,
            rated_on=old.rated_on, no_feedback=bool(old.concluded_on and not old.rated_on), **said,
        )  # fmt: skip


def _keep(kept: Sequence[_Kept]) -> None:
    """Cases refer to nothing that is not there yet; their state is settled before they are written."""
    Proposer.objects.bulk_create([row for one in kept for row in one.proposers])
    Assignment.objects.bulk_create([row for one in kept for row in one.assignments])
    Reply.objects.bulk_create([row for one in kept for row in one.replies])
    Rating.objects.bulk_create([row for one in kept for row in one.ratings])
    for one, facts in zip(kept, facts_of([one.case for one in kept]), strict=True):
        settled = rules.settled(facts, None, one.old.last_on)
        for name in SETTLED:
            setattr(one.case, name, getattr(settled, name))
    try:
        Case.objects.bulk_create([one.case for one in kept])
    except IntegrityError as taken:
        raise RuleBroken("number_taken", field="cases") from taken


def _run_on(one: _Kept, when: When) -> None:
    """What is open has its clocks, each from the day on which it began."""
    case, old = one.case, one.old
    if case.state == State.REGISTERED:
        case.due_on = case.handover_due_on = start(case, Clock.HANDOVER, case.pk, old.submitted_on, _on(old.submitted_on, when))
        case.save(update_fields=["handover_due_on", "due_on"])
    elif case.state == State.IN_HAND and old.handed_over_on:
        for part in one.assignments:
            clock = Clock.ASSISTING_OPINION if part.kind == Part.ASSISTING else Clock.REPLY
            part.due_on = start(case, clock, part.pk, old.handed_over_on, _on(old.handed_over_on, when))
            part.save(update_fields=["due_on"])
        case.due_on = min(part.due_on for part in one.assignments if part.due_on)
        case.save(update_fields=["due_on"])
    elif case.state == State.REPLIED and not old.rated_on:
        for proposer, rating in zip(one.proposers, one.ratings, strict=True):
            rating.due_on = start(case, Clock.RATING, proposer.pk, rating.delivered_on, _on(rating.delivered_on, when))
            rating.save(update_fields=["due_on"])


def _on(day: date, when: When) -> When:
    return When(when.actor, min(start_of(day), when.now), when.now)


def _publish(kept: Sequence[_Kept], when: When) -> None:
    for one, facts in zip(kept, facts_of([one.case for one in kept]), strict=True):
        event = events.CaseImported(case=facts)
        record(event, subject=subject_of(facts.id), version=1, actor=when.actor, at=_on(one.old.last_on, when).at, now=when.now)


def _raise_series(kept: Sequence[_Kept]) -> None:
    highest: dict[tuple[str, int, int], int] = {}
    for one in kept:
        key = (Kind.SUGGESTION.value, one.old.term, one.old.session)
        highest[key] = max(highest.get(key, 0), one.old.serial)
    with connection.cursor() as cursor:
        for series, last in sorted(highest.items()):
            cursor.execute(RAISE, [*series, last])
