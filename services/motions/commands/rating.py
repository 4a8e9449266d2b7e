"""Back to the deputies: deliver, rate or let the time run out; and handle again where somebody is dissatisfied."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import rulebook.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, meet, start
from motions.commands.common import choice, lock_case, publish, receipt, take
from motions.events import AssignmentState, CaseFacts, ProposerFacts, Satisfaction
from motions.facts import facts_of, sitting
from motions.models import Case, Rating, Stage
from motions.rules import STEPS, Step
from outbox.command import Receipt, command
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.text import required

AUTOMATIC: Final = "automatic"


# ---------------------------------------------------------------- deliver
@command
def deliver(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, deputy_ids: Sequence[UUID] = (),
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The replies reach these proposers (none named: all who wait for them); each one's time to rate runs from the day of the receipt.

    The clerk, a unit that replied, or a proposer who confirms the receipt. Publishes case.delivered.
    """
    came = choice(Channel, channel, "channel")
    case, facts = take(Step.DELIVER, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.in_order(local_date(at), rules.replied_by(facts))
    reached = _receivers(actor, facts, deputy_ids)
    _note_receipts(case, reached, When(actor, at, now))
    return publish(case, events.ReplyDelivered, Step.DELIVER, actor=actor, at=at, now=now, channel=came, deputy_ids=tuple(reached))


def _receivers(actor: Actor, facts: CaseFacts, deputy_ids: Sequence[UUID]) -> list[UUID]:
    """A deputy, being nothing else, confirms for nobody but himself."""
    waiting = [p.deputy_id for p in facts.proposers if p.delivered_on is None]
    if not actor.has(Role.CLERK, Role.UNIT):
        waiting = [deputy_id for deputy_id in waiting if deputy_id in actor.deputy_ids]
    if not set(deputy_ids) <= {p.deputy_id for p in facts.proposers}:
        raise NotFound("deputy_ids")
    if not waiting or not set(deputy_ids) <= set(waiting):
        raise RuleBroken("delivered_already", field="deputy_ids")
    return [deputy_id for deputy_id in waiting if not deputy_ids or deputy_id in deputy_ids]


def _note_receipts(case: Case, deputy_ids: Collection[UUID], when: When) -> None:
    on = local_date(when.at)
    for proposer in case.proposers.filter(deputy_id__in=deputy_ids).order_by("order"):
        due_on = start(case, Clock.RATING, proposer.pk, on, when)
        Rating.objects.create(proposer=proposer, round=case.round, delivered_on=on, due_on=due_on)


# ---------------------------------------------------------------- rate
@command
def rate(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, deputy_id: UUID, attitude: str, result: str,
    comment: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """One proposer's judgement of attitude and of result, apart. That proposer, or the clerk on behalf.

    Publishes case.rated; where it was the last one out also case.concluded, or case.rework_ordered by a rule that orders it.
    """
    came = choice(Channel, channel, "channel")
    said = {"attitude": choice(Satisfaction, attitude, "attitude"), "result": choice(Satisfaction, result, "result"), "comment": comment}
    case, facts = take(Step.RATE, actor=actor, at=at, case_id=case_id, seen=seen, deputies=[deputy_id], not_before=local_date(at))
    fits_channel(came, own=deputy_id in actor.deputy_ids)
    rules.not_through_the_unit(actor, facts, deputy_id)
    rules.may_rate(proposer_of(facts, deputy_id), local_date(at))
    rating = rating_of(case, deputy_id)
    Rating.objects.filter(pk=rating.pk).update(rated_on=local_date(at), **said)
    meet(case, Clock.RATING, rating.proposer_id, When(actor, at, now))
    publish(case, events.CaseRated, Step.RATE, actor=actor, at=at, now=now, channel=came, deputy_id=deputy_id, **said)
    return after_rating(case, When(actor, at, now))


def proposer_of(facts: CaseFacts, deputy_id: UUID) -> ProposerFacts:
    found = next((p for p in facts.proposers if p.deputy_id == deputy_id), None)
    if found is None:
        raise NotFound("deputy_id")
    return found


def rating_of(case: Case, deputy_id: UUID) -> Rating:
    return Rating.objects.get(proposer__case=case, proposer__deputy_id=deputy_id, round=case.round)


@command
def record_no_feedback(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, about: UUID) -> Receipt:
    """A proposer's time to rate has run out: 未反馈, never "satisfied". The system, after the clock; changes nothing where a rating came, or
    where the proposer waits to be rung up.

    `about` is the proposer as the ledger knows it. Publishes case.no_feedback_recorded, and what follows as `rate` does.
    """
    actor.require(Role.SYSTEM)
    case = lock_case(case_id)
    waiting = Rating.objects.filter(proposer_id=about, proposer__case=case, round=case.round, rated_on=None, no_feedback=False, call_asked_on=None)
    rating = waiting.filter(due_on__lt=local_date(at)).select_related("proposer").first()
    if rating is None or case.state not in STEPS[Step.RECORD_NO_FEEDBACK].starts:
        return receipt(case)
    return time_over(case, rating, When(actor, at, now))


def time_over(case: Case, rating: Rating, when: When) -> Receipt:
    rating.no_feedback = True
    rating.save(update_fields=["no_feedback"])
    publish(case, events.NoFeedbackRecorded, Step.RECORD_NO_FEEDBACK, **when.given(), deputy_id=rating.proposer.deputy_id)
    return after_rating(case, when)


# ---------------------------------------------------------------- handle again
def after_rating(case: Case, when: When) -> Receipt:
    """Once all have spoken and somebody is dissatisfied, some places' rule orders the rework by itself; elsewhere the assigner decides.

    Dissatisfied again, it goes the way of the meetings that this place has, to the presidium.
    """
    facts = facts_of([case])[0]
    if rules.wants_deliberation(facts):
        return _bring_to_presidium(case, when)
    if not rules.wants_rework(facts):
        return receipt(case)
    rule = rulebook.queries.in_force(viewer=when.actor, key="rework_decided_by", on=local_date(when.at), session=sitting(case)).rule
    return rework(case, when, automatic=True) if rule.value == AUTOMATIC else receipt(case)


def _bring_to_presidium(case: Case, when: When) -> Receipt:
    names = rulebook.queries.deliberation_stages(viewer=when.actor, on=local_date(when.at))
    Stage.objects.bulk_create(Stage(case=case, round=case.round, order=order, name=name) for order, name in enumerate(names, 1))
    return publish(case, events.DeliberationOpened, Step.RATE, **when.given())


@command
def order_rework(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """The units that answered handle it a second time. Chair or vice-chair. Publishes case.rework_ordered."""
    case, facts = take(Step.ORDER_REWORK, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_rework(facts)
    return rework(case, When(actor, at, now), automatic=False, note=required(note, "note"))


def rework(case: Case, when: When, *, automatic: bool, note: str = "") -> Receipt:
    on, case.round = local_date(when.at), case.round + 1
    for assignment in case.assignments.filter(kind__in=rules.ANSWERING, state=AssignmentState.REPLIED).order_by("order"):
        assignment.state, assignment.round, assignment.replied_on = AssignmentState.REWORK, case.round, None
        assignment.due_on = start(case, Clock.REWORK, assignment.pk, on, when)
        assignment.save()
    return publish(case, events.ReworkOrdered, Step.ORDER_REWORK, **when.given(), automatic=automatic, note=note)


@command
def decline_rework(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """It stays at the first reply, with the reason told; the dissatisfied rating stands. Chair or vice-chair.

    Publishes case.rework_declined and case.concluded.
    """
    case, facts = take(Step.DECLINE_REWORK, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_rework(facts)
    case.rework_declined_on = local_date(at)
    return publish(case, events.ReworkDeclined, Step.DECLINE_REWORK, actor=actor, at=at, now=now, note=required(note, "note"))
