"""What "under way" and "planned" replies promised: into the ledger, kept, explained, promised anew; and what the deputies say of it."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, follow, lift, meet
from motions.commands.common import check_seen, choice, lock_case, part_of, publish, take_part
from motions.events import CaseFacts, Fulfilment, PromiseFacts, PromiseState
from motions.facts import facts_of
from motions.models import Assignment, Case, Promise, PromiseRating
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.ids import new_id
from townships.text import required


# ---------------------------------------------------------------- into the ledger
@command
def make_promise(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, measure: str, due_on: date, leader: str = "",
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """What a reply that puts off to a later day promised: what, by when, and who answers for it (without a name the part's leader).

    Its day is a deadline of its own. The unit, or the clerk on behalf. Publishes case.promised.
    """
    came, when = choice(Channel, channel, "channel"), When(actor, at, now)
    case, facts, assignment = take_part(Step.MAKE_PROMISE, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    rules.may_promise(facts, part_of(facts, assignment_id), local_date(at), due_on)
    made = enter(case, assignment, when, due_on, measure=required(measure, "measure"), leader=required(leader or assignment.leader, "leader"))
    return publish(
        case, events.PromiseMade, Step.MAKE_PROMISE, **when.given(), channel=came, assignment_id=assignment_id, promise_id=made.pk, due_on=due_on
    )  # fmt: skip


def enter(case: Case, assignment: Assignment, when: When, due_on: date, **told: Any) -> Promise:
    made = Promise(
        id=new_id(), case=case, assignment=assignment, promised_on=local_date(when.at), due_on=due_on, state=PromiseState.FOLLOWING, **told
    )  # fmt: skip
    made.save(force_insert=True)
    follow(case, made, when)
    return made


# ---------------------------------------------------------------- what became of it
@command
def keep_promise(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, promise_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """Carried out, on the day of `at`, and what is to be seen there. Its deputies then say so themselves.

    The unit, or the clerk on behalf. Publishes case.promise_kept.
    """
    step, when = Step.KEEP_PROMISE, When(actor, at, now)
    case, _, kept, came = _take(step, when, promise_id, seen, channel)
    _end(kept, step, note, kept_on=local_date(at))
    meet(case, Clock.PROMISE, kept.pk, when)
    return publish(case, events.PromiseKept, step, **when.given(), **_about(kept), channel=came, note=note)


@command
def explain_promise(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, promise_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """It cannot be carried out, and its deputies are told why. It counts as not carried out.

    The unit, or the clerk on behalf. Publishes case.promise_explained.
    """
    step, when = Step.EXPLAIN_PROMISE, When(actor, at, now)
    case, _, given_up, came = _take(step, when, promise_id, seen, channel)
    _end(given_up, step, note, ended_on=local_date(at))
    lift(case, given_up.pk, when)
    return publish(case, events.PromiseExplained, step, **when.given(), **_about(given_up), channel=came, note=note)


@command
def promise_anew(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, promise_id: UUID, seen: int, due_on: date, note: str, measure: str = "",
    leader: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """Another promise takes its place, with a day of its own and the reason; that the first was late stays in view.

    The unit, or the clerk on behalf. Publishes case.promise_renewed.
    """
    step, on, when = Step.PROMISE_ANEW, local_date(at), When(actor, at, now)
    case, _, before, came = _take(step, when, promise_id, seen, channel)
    rules.check_promised_for(before.promised_on, on, due_on)
    _end(before, step, note, ended_on=on)
    lift(case, before.pk, when)
    made = enter(case, before.assignment, when, due_on, measure=measure or before.measure, leader=leader or before.leader, renews=before)
    return publish(case, events.PromiseRenewed, step, **when.given(), **_about(made), channel=came, due_on=due_on, note=note)


def _end(promise: Promise, step: Step, note: str, **days: date) -> None:
    promise.state, promise.note = rules.PROMISE_STEPS[step][1] or promise.state, required(note, "note")
    for name, day in days.items():
        setattr(promise, name, day)
    promise.save()


def _about(promise: Promise) -> dict[str, Any]:
    return {"promise_id": promise.pk, "assignment_id": promise.assignment_id}


# ---------------------------------------------------------------- what the deputies say
@command
def rate_fulfilment(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, promise_id: UUID, seen: int, fulfilment: str,
    deputy_id: UUID | None = None, comment: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """A proposer says whether it is carried out. "Not carried out" goes back to following, under its own day; not to the units' desks.

    That proposer (`deputy_id` may be left out), or the clerk on behalf. Publishes case.fulfilment_rated.
    """
    step, when, said = Step.RATE_FULFILMENT, When(actor, at, now), choice(Fulfilment, fulfilment, "fulfilment")
    case, facts, kept, came = _take(step, when, promise_id, seen, channel, deputy_id)
    deputy = deputy_id or next(iter(actor.deputy_ids.intersection(p.deputy_id for p in facts.proposers)))
    rules.not_through_the_unit(actor, facts, deputy)
    _keep_rating(case, kept, deputy, said, comment, when)
    if said is Fulfilment.NOT_DONE:
        follow_again(case, kept, when)
    told: dict[str, Any] = {"deputy_id": deputy, "promise_id": kept.pk, "fulfilment": said, "comment": comment}
    return publish(case, events.FulfilmentRated, step, **when.given(), channel=came, **told)


def _keep_rating(case: Case, promise: Promise, deputy_id: UUID, said: Fulfilment, comment: str, when: When) -> None:
    proposer = case.proposers.get(deputy_id=deputy_id)
    if promise.ratings.filter(proposer=proposer, round=promise.round).exists():
        raise RuleBroken("fulfilment_rated_already", field="deputy_id", name=proposer.name)
    PromiseRating.objects.create(
        promise=promise, proposer=proposer, round=promise.round, fulfilment=said, comment=comment, rated_on=local_date(when.at)
    )  # fmt: skip


def follow_again(case: Case, promise: Promise, when: When) -> None:
    """Said to be carried out, and it is not: its clock runs again for the day that was promised."""
    promise.state, promise.kept_on, promise.round = PromiseState.FOLLOWING, None, promise.round + 1
    promise.save()
    follow(case, promise, when)


# ---------------------------------------------------------------- take a step of a promise
def _take(
    step: Step, when: When, promise_id: UUID, seen: int, channel: str, deputy_id: UUID | None = None
) -> tuple[Case, CaseFacts, Promise, Channel]:
    """Authorise, lock, decide: of a promise whose unit, or whose proposer, the actor is, or for whom the clerk enters it."""
    came, actor = choice(Channel, channel, "channel"), when.actor
    actor.require(*rules.STEPS[step].by)
    found = Promise.objects.filter(pk=promise_id).select_related("assignment", "case").first()
    if found is None:
        raise NotFound("promise_id")
    _authorise(step, found, actor, came, deputy_id)
    case = lock_case(found.case_id)
    check_seen(case, seen)
    found = Promise.objects.select_related("assignment").get(pk=promise_id)
    facts = facts_of([case])[0]
    rules.may_take(step, facts, local_date(when.at), not_before=date.min)
    rules.may_take_promise(step, promise_of(facts, promise_id), local_date(when.at))
    return case, facts, found, came


def _authorise(step: Step, promise: Promise, actor: Actor, channel: Channel, deputy_id: UUID | None) -> None:
    proposers = set(promise.case.proposers.values_list("deputy_id", flat=True))
    if deputy_id is not None and deputy_id not in proposers:
        raise NotFound("deputy_id")
    named = proposers if deputy_id is None else {deputy_id}
    rules.may_act(actor, step, units=[promise.assignment.unit_id], deputies=named)
    own = actor.deputy_ids & named if Role.DEPUTY in rules.STEPS[step].by else actor.unit_ids & {promise.assignment.unit_id}
    if deputy_id is None and Role.DEPUTY in rules.STEPS[step].by and not own:
        raise NotFound("deputy_id")
    fits_channel(channel, own=bool(own))


def promise_of(facts: CaseFacts, promise_id: UUID) -> PromiseFacts:
    return next(one for one in facts.promises if one.id == promise_id)
