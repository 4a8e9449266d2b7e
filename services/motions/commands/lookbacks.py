"""Going back to look 回头看: a plan of all or of a drawn sample, and each visit with what it found."""
from __future__ import annotations

from datetime import date, datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from motions import events, rules
from motions.commands.clocks import When
from motions.commands.common import choice, publish, take
from motions.commands.promises import enter, follow_again
from motions.events import CaseFacts, Fulfilment, Kind, LookBackFacts, Outcome, PromiseState
from motions.models import Case, LookBack, LookBackVisit
from motions.rules import Step
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import OFFICE, Actor
from townships.clock import local_date
from townships.errors import Invalid, NotFound, RuleBroken
from townships.ids import new_id
from townships.text import required

#: What claims that something is, or will be, there to be seen.
SEEN: tuple[Outcome, ...] = (Outcome.SOLVED, Outcome.UNDER_WAY, Outcome.PLANNED)


@command
def plan_look_back(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, title: str, since: date, until: date, size: int | None = None, seed: str = ""
) -> Receipt:
    """All suggestions replied to in a period (both days), or `size` of them, drawn from a seed that is kept with the list it was drawn from.

    Without a seed one is made; at a meeting it may be thrown by dice. Clerk, chair, vice-chair or presidium. Publishes lookback.planned,
    which stays in the town. Answers the plan.
    """
    actor.require(*OFFICE)
    if until < since:
        raise Invalid("bad_value", "until")
    found = Case.objects.filter(kind=Kind.SUGGESTION, state__in=rules.AFTER_REPLY, replied_on__range=(since, until), outcome__in=SEEN)
    numbers = {number: pk for pk, number in found.values_list("id", "number")}
    rules.check_sample(size, len(numbers))
    sown, drawn = seed or token_hex(4), set[str]()
    drawn.update(rules.draw(numbers, size, sown))
    told: dict[str, Any] = {"title": required(title, "title"), "since": since, "until": until, "size": size, "seed": sown}
    plan = LookBack.objects.create(id=new_id(), version=1, planned_on=local_date(at), **told)
    LookBackVisit.objects.bulk_create(
        LookBackVisit(id=new_id(), plan=plan, case_id=pk, number=number, drawn=number in drawn) for number, pk in sorted(numbers.items())
    )
    planned = LookBackFacts(id=plan.pk, planned_on=plan.planned_on, of=len(numbers), drawn=len(drawn), **told)
    record(events.LookBackPlanned(plan=planned), subject=f"lookback/{plan.pk}", version=1, actor=actor, at=at, now=now)
    return Receipt(plan.pk, 1)


@command
def return_visit(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, visit_id: UUID, seen: int, visitors: str, findings: str, fulfilment: str,
    amount_fen: int | None = None, due_on: date | None = None, measure: str = "",
) -> Receipt:  # fmt: skip
    """Who went on the day of `at`, what they found, and what was spent, in fen. What is not there goes back to following, not to the units' desks:
    promises called kept under their own day; where there was none, a new one for `due_on`. `seen` is the case's version.

    Clerk, chair, vice-chair or presidium. Publishes case.looked_back.
    """
    result, on, when = choice(Fulfilment, fulfilment, "fulfilment"), local_date(at), When(actor, at, now)
    visit = LookBackVisit.objects.filter(pk=visit_id, drawn=True).first()
    if visit is None:
        raise NotFound("visit_id")
    case, facts = take(Step.RETURN_VISIT, actor=actor, at=at, case_id=visit.case_id, seen=seen, not_before=date.min)
    rules.in_order(on, facts.replied_on or on)
    visit.refresh_from_db()
    if visit.visited_on is not None:
        raise RuleBroken("visited_already", field="visit_id", day=visit.visited_on.isoformat())
    if amount_fen is not None and amount_fen < 0:
        raise Invalid("bad_amount", "amount_fen")
    visit.visited_on, visit.visitors, visit.findings = on, required(visitors, "visitors"), required(findings, "findings")
    visit.fulfilment, visit.amount_fen = result, amount_fen
    visit.save()
    case.looked_back_on, case.looked_back = on, result
    if result is Fulfilment.NOT_DONE:
        _follow(case, facts, when, due_on, measure)
    return publish(
        case, events.CaseLookedBack, Step.RETURN_VISIT, **when.given(), fulfilment=result, amount_fen=amount_fen, note=findings
    )  # fmt: skip


def _follow(case: Case, facts: CaseFacts, when: When, due_on: date | None, measure: str) -> None:
    for kept in case.promises.filter(state=PromiseState.KEPT).order_by("id"):
        follow_again(case, kept, when)
    if not rules.needs_new_promise(facts):
        return
    if due_on is None:
        raise Invalid("required", "due_on")
    rules.check_promised_for(local_date(when.at), local_date(when.at), due_on)
    answered = case.assignments.get(pk=rules.answering(facts)[0].id)
    leader = answered.leader or answered.unit_name
    enter(case, answered, when, due_on, measure=measure or facts.title, leader=leader)
