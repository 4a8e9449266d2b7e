"""Which steps are lawful now, and for whom: read from the same tables by which the commands decide. Pure."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from motions import rules
from motions.events import AssignmentFacts, CaseFacts
from motions.rules import PART_STEPS, STEPS, Step
from people.actor import Actor, Role
from townships.errors import RuleBroken


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step that this person may take: of one assignment, for one proposer, or of the whole case. `blocked` is the rule in its way."""

    step: Step
    assignment_id: UUID | None = None
    deputy_id: UUID | None = None
    due_on: date | None = None
    blocked: RuleBroken | None = None


#: What waits for whom. The clerk may enter more on behalf of others, but it is not the clerk's to do.
DUTIES: Final[Mapping[Role, frozenset[Step]]] = {
    Role.CLERK: frozenset(
        {Step.REGISTER, Step.PROPOSE_HANDLING, Step.HAND_OVER, Step.DELIVER, Step.LIST_MOTION, Step.HANDLE_AS_SUGGESTION, Step.DECIDE_MOTION}
    ),
    **dict.fromkeys((Role.CHAIR, Role.VICE_CHAIR), frozenset({Step.APPROVE_HANDLING, Step.AGREE_RELIEF, Step.ORDER_REWORK})),
    Role.UNIT: frozenset({Step.SIGN_FOR, Step.ASSIST, Step.REPLY}),
    Role.DEPUTY: frozenset({Step.RESUBMIT, Step.RATE}),
}
REWORK: Final = frozenset({Step.ORDER_REWORK, Step.DECLINE_REWORK})


def next_steps(facts: CaseFacts, viewer: Actor, today: date) -> list[NextStep]:
    """In the order of a case's life."""
    if not viewer.may("write"):
        return []
    open_steps = [step for step, table in STEPS.items() if facts.state in table.starts and table.by & viewer.roles]
    return [offer for step in open_steps for offer in _offers(step, facts, viewer, today)]


def duties(facts: CaseFacts, viewer: Actor, today: date) -> list[NextStep]:
    """The steps that wait for this person, not only may be taken by them."""
    own = frozenset[Step]().union(*(DUTIES.get(role, frozenset()) for role in viewer.roles))
    return [offer for offer in next_steps(facts, viewer, today) if offer.step in own and _is_theirs(offer, facts, viewer)]


def _is_theirs(offer: NextStep, facts: CaseFacts, viewer: Actor) -> bool:
    """A clerk who is also a deputy rates as the deputy only."""
    if offer.assignment_id and offer.step not in DUTIES[Role.CHAIR]:
        return any(a.unit_id in viewer.unit_ids for a in facts.assignments if a.id == offer.assignment_id)
    if offer.step in DUTIES[Role.DEPUTY]:
        return bool(viewer.deputy_ids & ({offer.deputy_id} if offer.deputy_id else {p.deputy_id for p in facts.proposers}))
    return True


def _offers(step: Step, facts: CaseFacts, viewer: Actor, today: date) -> Sequence[NextStep]:
    if step in PART_STEPS:
        return _of_assignments(step, facts, viewer, today)
    if step is Step.RATE:
        return _of_proposers(step, facts, viewer)
    if step in REWORK and not rules.wants_rework(facts):
        return []
    units, deputies = [a.unit_id for a in rules.answering(facts)], [p.deputy_id for p in facts.proposers]
    return [NextStep(step=step, due_on=facts.due_on)] if rules.is_his(viewer, step, units=units, deputies=deputies) else []


def _of_assignments(step: Step, facts: CaseFacts, viewer: Actor, today: date) -> list[NextStep]:
    table = PART_STEPS[step]
    return [
        NextStep(step=step, assignment_id=a.id, due_on=a.due_on, blocked=_blocked(step, a, today))
        for a in facts.assignments
        if a.kind in table.parts and a.state in table.starts and rules.is_his(viewer, step, units=[a.unit_id])
    ]


def _blocked(step: Step, assignment: AssignmentFacts, today: date) -> RuleBroken | None:
    if step is not Step.APPLY_FOR_RELIEF:
        return None
    try:
        rules.within_relief_window(assignment, today)
    except RuleBroken as broken:
        return broken
    return None


def _of_proposers(step: Step, facts: CaseFacts, viewer: Actor) -> list[NextStep]:
    return [
        NextStep(step=step, deputy_id=p.deputy_id, due_on=p.rating_due_on)
        for p in facts.proposers
        if p.delivered_on and not p.answered and rules.is_his(viewer, step, deputies=[p.deputy_id])
    ]
