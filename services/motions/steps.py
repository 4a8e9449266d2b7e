"""Which steps are lawful now, and for whom: read from the same tables by which the commands decide. Pure."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from deadlines.events import SOON_DAYS
from motions import rules
from motions.events import AssignmentFacts, CaseFacts, ProposerFacts
from motions.rules import PART_STEPS, STEPS, Step
from people.actor import Actor, Role
from townships.errors import RuleBroken


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step that this person may take: of one assignment, for one proposer, or of the whole case. `blocked` is the rule in its way.

    A step of a draft names it, with its version `seen`.
    """

    step: Step
    assignment_id: UUID | None = None
    draft_id: UUID | None = None
    promise_id: UUID | None = None
    seen: int | None = None
    deputy_id: UUID | None = None
    due_on: date | None = None
    blocked: RuleBroken | None = None


class WaitingDraft(msgspec.Struct, frozen=True):
    id: UUID
    version: int


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What is no part of a case's public state and decides over its steps: drafts that wait, by assignment; units whose leader signs in; who
    has judged which promise's fulfilment."""

    drafts: Mapping[UUID, WaitingDraft] = {}
    led: frozenset[UUID] = frozenset()
    judged: frozenset[tuple[UUID, UUID]] = frozenset()


NOTHING: Final = Beside()
#: What waits for whom. The clerk may enter more on behalf of others, but it is not the clerk's to do.
DUTIES: Final[Mapping[Role, frozenset[Step]]] = {
    Role.CLERK: frozenset({
        Step.REGISTER, Step.PROPOSE_HANDLING, Step.HAND_OVER, Step.DELIVER, Step.RATE, Step.REMIND,
        Step.HOLD_STAGE, Step.CONCLUDE_DELIBERATION, Step.LIST_MOTION, Step.HANDLE_AS_SUGGESTION, Step.DELIBERATE_MOTION, Step.DECIDE_MOTION,
        Step.WRITE_RESOLUTION, Step.CHARGE_UNIT, Step.REPORT_BACK,
    }),
    **dict.fromkeys((Role.CHAIR, Role.VICE_CHAIR), frozenset({
        Step.APPROVE_HANDLING, Step.AGREE_RELIEF, Step.GRANT_EXTENSION, Step.ORDER_REWORK, Step.AGREE_WITHDRAWAL,
    })),
    Role.UNIT: frozenset({Step.SIGN_FOR, Step.ASSIST, Step.DRAFT_REPLY, Step.REPLY, Step.MAKE_PROMISE, Step.KEEP_PROMISE, Step.CARRY_OUT_RESOLUTION}),
    Role.UNIT_LEADER: frozenset({Step.SIGN_OFF}),
    Role.DEPUTY: frozenset({Step.RESUBMIT, Step.RATE, Step.RATE_FULFILMENT}),
}
OF_PROPOSER: Final = frozenset({Step.RATE, Step.ASK_FOR_CALL, Step.NOTE_CALL})
REMINDED: Final = timedelta(days=SOON_DAYS)
#: So long before its day a promise stands on its unit's desk.
CHASED: Final = timedelta(days=30)
STAGES: Final = frozenset({Step.HOLD_STAGE, Step.CONCLUDE_DELIBERATION})
OF_DRAFT: Final = frozenset({Step.SIGN_OFF, Step.SEND_BACK_DRAFT})
OF_EXTENSION: Final = frozenset({Step.GRANT_EXTENSION, Step.REFUSE_EXTENSION})
WITHDRAWAL: Final = frozenset({Step.ASK_WITHDRAWAL, Step.AGREE_WITHDRAWAL, Step.REFUSE_WITHDRAWAL})
RESOLVED: Final = frozenset({Step.WRITE_RESOLUTION, Step.CHARGE_UNIT})
REWORK: Final = frozenset({Step.ORDER_REWORK, Step.DECLINE_REWORK})


def next_steps(facts: CaseFacts, viewer: Actor, today: date, beside: Beside = NOTHING) -> list[NextStep]:
    """In the order of a case's life."""
    if not viewer.may("write"):
        return []
    elsewhere = rules.ANY_TIME | (rules.OF_COUNTIES if viewer.level == "township" else rules.OF_TOWNSHIPS)
    open_steps = [step for step, table in STEPS.items() if step not in elsewhere and facts.state in table.starts and table.by & viewer.roles]
    return [offer for step in open_steps for offer in _offers(step, facts, viewer, today, beside)]


def duties(facts: CaseFacts, viewer: Actor, today: date, beside: Beside = NOTHING) -> list[NextStep]:
    """The steps that wait for this person, not only may be taken by them."""
    own = frozenset[Step]().union(*(DUTIES.get(role, frozenset()) for role in viewer.roles))
    offers = [offer for offer in next_steps(facts, viewer, today, beside) if offer.step in own]
    return [offer for offer in offers if _is_theirs(offer, facts, viewer) and _is_due(offer, facts, viewer, beside, today)]


def _is_theirs(offer: NextStep, facts: CaseFacts, viewer: Actor) -> bool:
    """A clerk who is also a deputy rates as the deputy only; and enters by telephone what those say who asked to be rung up."""
    if offer.assignment_id and offer.step not in DUTIES[Role.CHAIR]:
        return _unit_of(offer, facts) in (viewer.led_unit_ids if offer.step is Step.SIGN_OFF else viewer.unit_ids)
    if offer.step is Step.RATE and viewer.has(Role.CLERK) and offer.deputy_id in _to_ring(facts):
        return True
    if offer.step in DUTIES[Role.DEPUTY]:
        return bool(viewer.deputy_ids & ({offer.deputy_id} if offer.deputy_id else {p.deputy_id for p in facts.proposers}))
    return True


def _to_ring(facts: CaseFacts) -> set[UUID]:
    return {p.deputy_id for p in facts.proposers if p.call_asked_on and not p.answered}


def _is_due(offer: NextStep, facts: CaseFacts, viewer: Actor, beside: Beside, today: date) -> bool:
    """What is drafted waits for the leader; the leader may write himself, and is not asked to draft. Who has time yet is not reminded."""
    if offer.step is Step.WRITE_RESOLUTION:
        return not facts.resolution
    if offer.step is Step.CHARGE_UNIT:
        return offer.blocked is None and not rules.charged(facts)
    if offer.step is Step.REMIND:
        return offer.due_on is not None and today <= offer.due_on <= today + REMINDED
    if offer.step is Step.DRAFT_REPLY and _unit_of(offer, facts) in viewer.led_unit_ids:
        return False
    if offer.step is Step.MAKE_PROMISE:
        return offer.assignment_id in {part.id for part in rules.unpromised(facts)}
    if offer.step is Step.KEEP_PROMISE:
        return offer.due_on is not None and offer.due_on <= today + CHASED
    return offer.step not in (Step.DRAFT_REPLY, Step.REPLY) or offer.assignment_id not in beside.drafts


def _unit_of(offer: NextStep, facts: CaseFacts) -> UUID:
    return _unit_of_part(facts, offer.assignment_id)


def _unit_of_part(facts: CaseFacts, assignment_id: UUID | None) -> UUID:
    return next(a.unit_id for a in facts.assignments if a.id == assignment_id)


def _offers(step: Step, facts: CaseFacts, viewer: Actor, today: date, beside: Beside) -> Sequence[NextStep]:
    if step in PART_STEPS:
        return _of_assignments(step, facts, viewer, today, beside)
    if step in OF_PROPOSER:
        return _of_proposers(step, facts, viewer)
    if step in rules.PROMISE_STEPS:
        return _of_promises(step, facts, viewer, beside)
    if step is Step.REMIND:
        due_on = min((p.rating_due_on for p in rules.to_remind(facts) if p.rating_due_on), default=None)
        return [NextStep(step=step, due_on=due_on)] if due_on else []
    if step in STAGES and (step is Step.HOLD_STAGE) != any(stage.held_on is None for stage in facts.stages):
        return []
    if step is Step.NAME_KEY and not _passes(lambda: rules.may_name_key(facts)):
        return []
    if step in REWORK and not rules.wants_rework(facts):
        return []
    if step in WITHDRAWAL and (step is Step.ASK_WITHDRAWAL) == (facts.withdrawal_asked_on is not None):
        return []
    if step in RESOLVED and not _passes(lambda: rules.is_adopted(facts)):
        return []
    if step is Step.CHARGE_UNIT:
        return [NextStep(step=step, blocked=_broken(lambda: rules.may_charge(facts)))]
    units, deputies = [a.unit_id for a in rules.answering(facts)], [p.deputy_id for p in facts.proposers]
    return [NextStep(step=step, due_on=facts.due_on)] if rules.is_his(viewer, step, units=units, deputies=deputies) else []


def _of_assignments(step: Step, facts: CaseFacts, viewer: Actor, today: date, beside: Beside) -> list[NextStep]:
    table = PART_STEPS[step]
    return [
        _of_part(step, a, today, beside)
        for a in facts.assignments
        if a.kind in table.parts and a.state in table.starts and rules.is_his(viewer, step, units=[a.unit_id]) and _fits(step, a, facts, viewer, beside)
    ]


def _fits(step: Step, assignment: AssignmentFacts, facts: CaseFacts, viewer: Actor, beside: Beside) -> bool:
    """Whether there is anything that the step could be about."""
    led = assignment.unit_id in beside.led
    if step in OF_DRAFT:
        return assignment.id in beside.drafts
    if step in OF_EXTENSION:
        return assignment.extension_asked_on is not None
    if step is Step.MAKE_PROMISE:
        return assignment in rules.promising(facts)
    return led if step is Step.DRAFT_REPLY else step is not Step.REPLY or _passes(lambda: rules.may_reply(viewer, assignment.unit_id, led=led))


def _of_part(step: Step, assignment: AssignmentFacts, today: date, beside: Beside) -> NextStep:
    draft = beside.drafts.get(assignment.id) if step in OF_DRAFT else None
    return NextStep(
        step=step, assignment_id=assignment.id, due_on=assignment.due_on, blocked=_blocked(step, assignment, today),
        draft_id=draft.id if draft else None, seen=draft.version if draft else None,
    )  # fmt: skip


def _blocked(step: Step, assignment: AssignmentFacts, today: date) -> RuleBroken | None:
    checks: Mapping[Step, Callable[[], None]] = {
        Step.APPLY_FOR_RELIEF: lambda: rules.within_relief_window(assignment, today),
        Step.APPLY_FOR_EXTENSION: lambda: rules.may_ask_for_time(assignment, today),
        Step.GRANT_EXTENSION: lambda: rules.may_decide_on_time(assignment, today, granted=True),
    }
    return _broken(checks[step]) if step in checks else None


def _broken(check: Callable[[], None]) -> RuleBroken | None:
    try:
        check()
    except RuleBroken as broken:
        return broken
    return None


def _passes(check: Callable[[], None]) -> bool:
    return _broken(check) is None


def _of_proposers(step: Step, facts: CaseFacts, viewer: Actor) -> list[NextStep]:
    return [
        NextStep(step=step, deputy_id=p.deputy_id, due_on=p.rating_due_on)
        for p in facts.proposers
        if p.delivered_on and not p.answered and rules.is_his(viewer, step, deputies=[p.deputy_id]) and _asks(step, p)
    ]


def _asks(step: Step, proposer: ProposerFacts) -> bool:
    """Who waits to be rung up does not ask for it again, and only of those a call is noted."""
    return step is Step.RATE or (proposer.call_asked_on is not None) == (step is Step.NOTE_CALL)


def _of_promises(step: Step, facts: CaseFacts, viewer: Actor, beside: Beside) -> list[NextStep]:
    return [
        NextStep(step=step, promise_id=one.id, assignment_id=None if step is Step.RATE_FULFILMENT else one.assignment_id, due_on=one.due_on)
        for one in facts.promises
        if one.state is rules.PROMISE_STEPS[step][0] and rules.is_his(viewer, step, units=[_unit_of_part(facts, one.assignment_id)], deputies=[
            p.deputy_id for p in facts.proposers if (one.id, p.deputy_id) not in beside.judged
        ])
    ]  # fmt: skip
