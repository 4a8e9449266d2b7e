"""The law's clocks of a case: which rule each runs by, how it is started, met and lifted, and how the case follows the ledger."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

import deadlines.commands
import deadlines.queries
import roster.queries
from deadlines.events import Kind
from motions.commands.common import choice, lock_case, publish, receipt
from motions.events import DueDateMoved, PromiseState
from motions.facts import sitting, subject_of
from motions.models import Assignment, Case, Promise, Rating
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor, Role
from rulebook.queries import Session

RULES: Final[Mapping[Kind, str]] = {
    Kind.REPLY: "reply_months",
    Kind.ASSISTING_OPINION: "assisting_opinion_months",
    Kind.RELIEF_WINDOW: "relief_window_workdays",
    Kind.RATING: "rating_workdays",
    Kind.REWORK: "rework_months",
}


LONGEST: Final = "reply_extended_months"


class When(msgspec.Struct, frozen=True):
    """Who acts, when it truly happened and when it is written down: what every line of the ledger needs."""

    actor: Actor
    at: datetime
    now: datetime

    def given(self) -> dict[str, Any]:
        return {"actor": self.actor, "at": self.at, "now": self.now}


def start(case: Case, kind: Kind, about: UUID, starts_on: date, when: When) -> date:
    """A clock of this round; answers the day it gives. Of a rework that was ended by a correction and is ordered after all, the same again."""
    subject = subject_of(case.pk)
    session, closed_on = raised_in(case)
    if kind is Kind.REWORK and _ended_before(case, about, when):
        return recount(case, kind, about, starts_on, when, round=case.round, reopened=True)
    entry = deadlines.commands.set_deadline(
        **when.given(), subject=subject, about=about, kind=kind, starts_on=starts_on, rule_key=_rule(case, kind), round=case.round,
        session=session, session_closed_on=closed_on,
    )  # fmt: skip
    told = deadlines.queries.deadlines(viewer=when.actor, subjects=[subject])[subject]
    return next(fact.due_on for fact in told if fact.id == entry)


def _rule(case: Case, kind: Kind) -> str:
    """Handing over counts in months from the session's close, or in days from the receipt out of session."""
    if kind is Kind.HANDOVER:
        return "handover_months" if case.meets_id else "handover_days"
    return RULES[kind]


def meet(case: Case, kind: Kind, about: UUID, when: When) -> None:
    deadlines.commands.meet(**when.given(), subject=subject_of(case.pk), about=about, kind=kind)


def lift(case: Case, about: UUID, when: When) -> None:
    """Whatever is still open about one assignment or proposer is due no longer."""
    deadlines.commands.lift(**when.given(), subject=subject_of(case.pk), about=about)


def nothing_more_owed(case: Case, kind: Kind, about: UUID, when: When) -> None:
    """Done, and with it whatever else was open about it."""
    meet(case, kind, about, when)
    lift(case, about, when)


def _ended_before(case: Case, about: UUID, when: When) -> bool:
    told = deadlines.queries.deadlines(viewer=when.actor, subjects=[subject_of(case.pk)])[subject_of(case.pk)]
    return any(one.about == about and one.kind is Kind.REWORK and one.round == case.round for one in told)


def recount(
    case: Case, kind: Kind, about: UUID, starts_on: date, when: When, *, round: int, extended: bool = False, reopened: bool = False
) -> date:  # fmt: skip
    """The start was entered wrongly: counted again from the true one. Answers the day it gives."""
    session, closed_on = raised_in(case)
    return deadlines.commands.correct(
        **when.given(), subject=subject_of(case.pk), about=about, kind=kind, round=round, starts_on=starts_on,
        rule_key=LONGEST if extended else _rule(case, kind), session=session, session_closed_on=closed_on, reopened=reopened,
    )  # fmt: skip


def redate(case: Case, kind: Kind, about: UUID, when: When, *, round: int, met_on: date | None = None, due_on: date | None = None) -> None:
    """The day of the act, or the day that somebody chose, was entered wrongly."""
    deadlines.commands.correct(**when.given(), subject=subject_of(case.pk), about=about, kind=kind, round=round, met_on=met_on, due_on=due_on)


def follow(case: Case, promise: Promise, when: When) -> None:
    """A promise is due on the day that the unit gave; followed again, under a new round, that day stands."""
    deadlines.commands.set_deadline(
        **when.given(), subject=subject_of(case.pk), about=promise.pk, kind=Kind.PROMISE, starts_on=promise.promised_on, due_on=promise.due_on,
        round=promise.round,
    )  # fmt: skip


def more_time(case: Case, about: UUID, due_on: date | None, when: When) -> date:
    """The decision of 代表法 第五十一条: the longest time that the law gives, or the day chosen within it. Answers the new day."""
    session, closed_on = raised_in(case)
    return deadlines.commands.move(
        **when.given(), subject=subject_of(case.pk), about=about, kind=Kind.REPLY, rule_key=LONGEST, due_on=due_on,
        session=session, session_closed_on=closed_on,
    )  # fmt: skip


def raised_in(case: Case) -> tuple[Session, date | None]:
    """In session or out of it, and of what was raised in session the day on which that closed."""
    session = roster.queries.session_on(case.submitted_on)
    return sitting(case), session.closes_on if session else None


# ---------------------------------------------------------------- the case follows the ledger
@command
def follow_deadline(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, kind: str, about: UUID, round: int, due_on: date
) -> Receipt:
    """A day that the ledger counted again (a year's holidays were announced). The system. Publishes case.due_date_moved when it moves."""
    actor.require(Role.SYSTEM)
    moved = choice(Kind, kind, "kind")
    case = lock_case(case_id)
    if not FOLLOW[moved](case, about, round, due_on):
        return receipt(case)
    return publish(case, DueDateMoved, Step.MOVE_DUE_DATE, actor=actor, at=at, now=now, due_on=due_on)


def _handover(case: Case, about: UUID, round: int, due_on: date) -> bool:
    moved, case.handover_due_on = case.handover_due_on != due_on, due_on
    return moved


def _reply(case: Case, about: UUID, round: int, due_on: date) -> bool:
    found = Assignment.objects.filter(case=case, pk=about, round=round, replied_on=None).exclude(due_on=due_on)
    return bool(found.update(due_on=due_on))


def _relief(case: Case, about: UUID, round: int, due_on: date) -> bool:
    return bool(Assignment.objects.filter(case=case, pk=about).exclude(relief_until=due_on).update(relief_until=due_on))


def _rating(case: Case, about: UUID, round: int, due_on: date) -> bool:
    found = Rating.objects.filter(proposer_id=about, proposer__case=case, round=round, rated_on=None).exclude(due_on=due_on)
    return bool(found.update(due_on=due_on))


def _promise(case: Case, about: UUID, round: int, due_on: date) -> bool:
    found = Promise.objects.filter(case=case, pk=about, round=round, state=PromiseState.FOLLOWING).exclude(due_on=due_on)
    return bool(found.update(due_on=due_on))


FOLLOW: Final[Mapping[Kind, Callable[[Case, UUID, int, date], bool]]] = {
    Kind.HANDOVER: _handover, Kind.REPLY: _reply, Kind.REWORK: _reply, Kind.ASSISTING_OPINION: _reply,
    Kind.RELIEF_WINDOW: _relief, Kind.RATING: _rating, Kind.RESOLUTION: _reply, Kind.PROMISE: _promise,
}  # fmt: skip
