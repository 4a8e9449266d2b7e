"""What may happen to a case, and what follows from it. Pure: plain values in, a value out or `RuleBroken`."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

import msgspec

from motions.events import (
    OWING,
    AssignmentFacts,
    AssignmentState,
    CaseFacts,
    Kind,
    Meaning,
    Outcome,
    Part,
    ProposerFacts,
    Satisfaction,
    State,
)
from people.actor import ASSIGNERS, Actor, Role
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken

Changed = msgspec.structs.replace
ROUNDS: Final = 2  # handled, and once more; a second dissatisfaction goes to the presidium, not to the unit again
CLERK: Final = frozenset({Role.CLERK})
OFFICE: Final = CLERK | ASSIGNERS
UNIT: Final = frozenset({Role.CLERK, Role.UNIT})
DEPUTY: Final = frozenset({Role.CLERK, Role.DEPUTY})


class Step(StrEnum):
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    NOT_ACCEPT = "not_accept"
    REGISTER = "register"
    PROPOSE_HANDLING = "propose_handling"
    RETURN_PROPOSAL = "return_proposal"
    APPROVE_HANDLING = "approve_handling"
    HAND_OVER = "hand_over"
    SIGN_FOR = "sign_for"
    APPLY_FOR_RELIEF = "apply_for_relief"
    AGREE_RELIEF = "agree_relief"
    REFUSE_RELIEF = "refuse_relief"
    ASSIST = "assist"
    REPLY = "reply"
    DELIVER = "deliver"
    RATE = "rate"
    RECORD_NO_FEEDBACK = "record_no_feedback"
    ORDER_REWORK = "order_rework"
    DECLINE_REWORK = "decline_rework"
    MOVE_DUE_DATE = "move_due_date"
    FILE_MOTION = "file_motion"
    LIST_MOTION = "list_motion"
    HANDLE_AS_SUGGESTION = "handle_as_suggestion"
    DECIDE_MOTION = "decide_motion"


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the whole case: who takes it, from which states, and the state it leads to (None: what `state_of` finds)."""

    by: frozenset[Role]
    starts: frozenset[State]
    leads: State | None = None


class PartTransition(msgspec.Struct, frozen=True, kw_only=True):
    """What a step does to the one assignment that it is about."""

    starts: frozenset[AssignmentState]
    leads: AssignmentState
    parts: frozenset[Part]


def _step(by: Collection[Role], starts: Iterable[State], leads: State | None = None) -> Transition:
    return Transition(by=frozenset(by), starts=frozenset(starts), leads=leads)


def _part(starts: Iterable[AssignmentState], leads: AssignmentState, parts: Iterable[Part] = Part) -> PartTransition:
    return PartTransition(starts=frozenset(starts), leads=leads, parts=frozenset(parts))


ANSWERING: Final = frozenset({Part.SOLE, Part.LEAD, Part.SEPARATE})
SYSTEM: Final = frozenset({Role.SYSTEM})
GOING_ON: Final = frozenset({State.IN_HAND, State.REWORK})
WITH_DEPUTIES: Final = frozenset({State.ANSWERED, State.REPLIED})

STEPS: Final[Mapping[Step, Transition]] = {
    Step.SUBMIT: _step(DEPUTY, [], State.SUBMITTED),
    Step.SEND_BACK: _step(CLERK, [State.SUBMITTED], State.SENT_BACK),
    Step.RESUBMIT: _step(DEPUTY, [State.SENT_BACK], State.SUBMITTED),
    Step.NOT_ACCEPT: _step(CLERK, [State.SUBMITTED], State.NOT_ACCEPTED),
    Step.REGISTER: _step(CLERK, [State.SUBMITTED], State.REGISTERED),
    Step.PROPOSE_HANDLING: _step(CLERK, [State.REGISTERED], State.PROPOSED),
    Step.RETURN_PROPOSAL: _step(ASSIGNERS, [State.PROPOSED], State.REGISTERED),
    Step.APPROVE_HANDLING: _step(ASSIGNERS, [State.PROPOSED], State.APPROVED),
    Step.HAND_OVER: _step(OFFICE, [State.APPROVED]),
    Step.SIGN_FOR: _step(UNIT, [State.IN_HAND]),
    Step.APPLY_FOR_RELIEF: _step(UNIT, [State.IN_HAND]),
    Step.AGREE_RELIEF: _step(ASSIGNERS, [State.IN_HAND]),
    Step.REFUSE_RELIEF: _step(ASSIGNERS, [State.IN_HAND]),
    Step.ASSIST: _step(UNIT, [State.IN_HAND]),
    Step.REPLY: _step(UNIT, GOING_ON),
    Step.DELIVER: _step(UNIT | DEPUTY, [State.ANSWERED]),
    Step.RATE: _step(DEPUTY, WITH_DEPUTIES),
    Step.RECORD_NO_FEEDBACK: _step(SYSTEM, WITH_DEPUTIES),
    Step.ORDER_REWORK: _step(ASSIGNERS, [State.REPLIED]),
    Step.DECLINE_REWORK: _step(ASSIGNERS, [State.REPLIED]),
    Step.MOVE_DUE_DATE: _step(SYSTEM, State),
    Step.FILE_MOTION: _step(DEPUTY, [], State.FILED),
    Step.LIST_MOTION: _step(OFFICE, [State.FILED], State.LISTED),
    Step.HANDLE_AS_SUGGESTION: _step(OFFICE, [State.FILED], State.REGISTERED),
    Step.DECIDE_MOTION: _step(OFFICE, [State.LISTED], State.DECIDED),
}  # fmt: skip

PART_STEPS: Final[Mapping[Step, PartTransition]] = {
    Step.SIGN_FOR: _part([AssignmentState.HANDED_OVER], AssignmentState.SIGNED),
    Step.APPLY_FOR_RELIEF: _part([AssignmentState.HANDED_OVER, AssignmentState.SIGNED], AssignmentState.RELIEF_ASKED),
    Step.AGREE_RELIEF: _part([AssignmentState.RELIEF_ASKED], AssignmentState.RELIEVED),
    Step.REFUSE_RELIEF: _part([AssignmentState.RELIEF_ASKED], AssignmentState.SIGNED),
    Step.ASSIST: _part([AssignmentState.HANDED_OVER, AssignmentState.SIGNED], AssignmentState.OPINION_GIVEN, [Part.ASSISTING]),
    Step.REPLY: _part([AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.REWORK], AssignmentState.REPLIED, ANSWERING),
}  # fmt: skip


# ---------------------------------------------------------------- the state that follows
def answering(facts: CaseFacts) -> list[AssignmentFacts]:
    """The assignments on whose replies the case depends."""
    return [a for a in facts.assignments if a.kind in ANSWERING and a.state is not AssignmentState.RELIEVED]


def wants_rework(facts: CaseFacts) -> bool:
    """Everybody has spoken, somebody is dissatisfied, and nobody has decided about it. Attitude and result count alike."""
    spoken = all(p.answered for p in facts.proposers)
    return spoken and any(map(dissatisfied, facts.proposers)) and facts.round < ROUNDS and facts.rework_declined_on is None


def dissatisfied(proposer: ProposerFacts) -> bool:
    return Satisfaction.DISSATISFIED in (proposer.attitude, proposer.result)


#: The first that is true of a case that was handed over is its state; none of them: concluded.
OPEN: Final[Sequence[tuple[State, Callable[[CaseFacts], bool]]]] = (
    (State.REWORK, lambda facts: any(a.state is AssignmentState.REWORK for a in answering(facts))),
    (State.IN_HAND, lambda facts: any(a.state is not AssignmentState.REPLIED for a in answering(facts))),
    (State.ANSWERED, lambda facts: any(p.delivered_on is None for p in facts.proposers)),
    (State.REPLIED, lambda facts: any(not p.answered for p in facts.proposers) or wants_rework(facts)),
)
DERIVED: Final = frozenset({State.CONCLUDED, *(state for state, _ in OPEN)})


def state_of(facts: CaseFacts) -> State:
    """The state of a case: its own until the hand-over, from then on what its assignments and proposers say."""
    if facts.handed_over_on is None:
        return facts.state
    return next((state for state, holds in OPEN if holds(facts)), State.CONCLUDED)


def settled(facts: CaseFacts, step: Step, on: date) -> CaseFacts:
    """The case as it stands after a step: its state, and everything that follows from that."""
    state = STEPS[step].leads or state_of(facts)
    facts = Changed(facts, state=state, state_since=facts.state_since if state is facts.state else on)
    return Changed(
        facts,
        outcome=_outcome(facts),
        due_on=_next_due(facts),
        replied_on=facts.replied_on or _replied_on(facts),
        concluded_on=max([on, *(p.rated_on for p in facts.proposers if p.rated_on)]) if state is State.CONCLUDED else None,
    )


def _outcome(facts: CaseFacts) -> Outcome | None:
    """Of a suggestion answered by several units: what the least of their replies means."""
    if facts.state is State.DECIDED:
        return Outcome.ADOPTED if 2 * (facts.votes_for or 0) > (facts.all_deputies or 0) else Outcome.NOT_ADOPTED
    if facts.state not in (*WITH_DEPUTIES, State.CONCLUDED):
        return facts.outcome
    meant = [reply.meaning for reply in facts.replies if reply.round == facts.round]
    return Outcome(max(meant, key=list(Meaning).index))


def _next_due(facts: CaseFacts) -> date | None:
    if facts.state in GOING_ON:
        return min((a.due_on for a in facts.assignments if a.due_on and a.state in OWING), default=None)
    return facts.handover_due_on if facts.state in (State.REGISTERED, State.PROPOSED, State.APPROVED) else None


def _replied_on(facts: CaseFacts) -> date | None:
    """办复: the day on which the last proposer had the reply."""
    if facts.state not in (State.REPLIED, State.CONCLUDED):
        return None
    return max(p.delivered_on for p in facts.proposers if p.delivered_on)


# ---------------------------------------------------------------- may this step be taken
def may_take(step: Step, facts: CaseFacts, on: date, *, not_before: date | None = None) -> None:
    """The case stands where the step starts, and the step did not happen before what it follows."""
    if facts.state not in STEPS[step].starts:
        raise RuleBroken("wrong_state", field="case_id", state=facts.state.label)
    in_order(on, not_before or facts.state_since)


def may_take_part(step: Step, facts: CaseFacts, assignment: AssignmentFacts, on: date) -> None:
    """As `may_take`, for a step of one assignment."""
    table = PART_STEPS[step]
    if assignment.kind not in table.parts:
        raise RuleBroken("wrong_part", field="assignment_id", part=assignment.kind.label)
    if facts.state not in STEPS[step].starts or assignment.state not in table.starts:
        raise RuleBroken("wrong_state", field="assignment_id", state=assignment.state.label)
    again = [facts.state_since] if facts.state is State.REWORK else []
    in_order(on, max(day for day in (assignment.handed_over_on, assignment.signed_on, *again) if day))
    if step is Step.APPLY_FOR_RELIEF:
        within_relief_window(assignment, on)


def in_order(on: date, not_before: date) -> None:
    if on < not_before:
        raise RuleBroken("out_of_order", field="at", day=not_before.isoformat())


def within_relief_window(assignment: AssignmentFacts, on: date) -> None:
    """The window over, the unit has accepted."""
    if assignment.relief_until and on > assignment.relief_until:
        raise RuleBroken("relief_window_over", field="at", day=assignment.relief_until.isoformat())


def may_rework(facts: CaseFacts) -> None:
    if not wants_rework(facts):
        raise RuleBroken("nobody_dissatisfied", field="case_id")


def may_rate(proposer: ProposerFacts, on: date) -> None:
    if proposer.delivered_on is None:
        raise RuleBroken("not_delivered", field="deputy_id", name=proposer.name)
    if proposer.answered:
        raise RuleBroken("rated_already", field="deputy_id", name=proposer.name)
    in_order(on, proposer.delivered_on)


def replied_by(facts: CaseFacts) -> date:
    """The day of the last reply of this round: nothing was delivered before it."""
    return max(reply.replied_on for reply in facts.replies if reply.round == facts.round)


# ---------------------------------------------------------------- who
def may_act(actor: Actor, step: Step, *, units: Collection[UUID] = (), deputies: Collection[UUID] = ()) -> None:
    """The actor holds a role that takes this step; a unit only for itself, a deputy only as one of these."""
    actor.require(*STEPS[step].by)
    if not is_his(actor, step, units=units, deputies=deputies):
        raise NotAllowed()


def is_his(actor: Actor, step: Step, *, units: Collection[UUID] = (), deputies: Collection[UUID] = ()) -> bool:
    by = STEPS[step].by & actor.roles
    if by - {Role.UNIT, Role.DEPUTY}:
        return True
    return bool((Role.UNIT in by and actor.unit_ids.intersection(units)) or (Role.DEPUTY in by and actor.deputy_ids.intersection(deputies)))


# ---------------------------------------------------------------- the parts of a case
class Mandate(Protocol):
    @property
    def name(self) -> str: ...
    def serves_on(self, day: date) -> bool: ...


class OpenUnit(Protocol):
    @property
    def name(self) -> str: ...
    def open_on(self, day: date) -> bool: ...


def check_proposers(ids: Sequence[UUID], known: Mapping[UUID, Mandate], on: date) -> None:
    """Each once, each a deputy of this congress in office on the day."""
    if not ids:
        raise Invalid("required", "proposer_ids")
    if len(set(ids)) < len(ids):
        raise RuleBroken("same_signer_twice", field="proposer_ids")
    for deputy_id in ids:
        if deputy_id not in known:
            raise NotFound("proposer_ids")
        if not known[deputy_id].serves_on(on):
            raise RuleBroken("mandate_ended", field="proposer_ids", name=known[deputy_id].name)


def check_units(ids: Sequence[UUID], known: Mapping[UUID, OpenUnit], on: date, field: str = "parts") -> None:
    """Each once, each a unit of this congress that is open on the day."""
    if len(set(ids)) < len(ids):
        raise RuleBroken("same_unit_twice", field=field)
    for unit_id in ids:
        if unit_id not in known:
            raise NotFound(field)
        if not known[unit_id].open_on(on):
            raise RuleBroken("unit_closed", field=field, name=known[unit_id].name)


def check_successor(facts: CaseFacts, unit_id: UUID, known: Mapping[UUID, OpenUnit], on: date) -> None:
    """A part goes to an open unit that has none in the case."""
    if any(a.unit_id == unit_id and a.state is not AssignmentState.RELIEVED for a in facts.assignments):
        raise RuleBroken("same_unit_twice", field="unit_id")
    check_units([unit_id], known, on, field="unit_id")


def check_parts(parts: Sequence[Part]) -> None:
    """One alone, one lead with others assisting, or several separately."""
    count = {part: parts.count(part) for part in Part}
    alone = count[Part.SOLE] == 1 and len(parts) == 1
    led = count[Part.LEAD] == 1 and count[Part.ASSISTING] >= 1 and len(parts) == 1 + count[Part.ASSISTING]
    apart = count[Part.SEPARATE] >= 2 and len(parts) == count[Part.SEPARATE]
    if not (alone or led or apart):
        raise RuleBroken("parts_do_not_fit", field="parts")


def check_signers(have: int, least: int, source: str) -> None:
    if have < least:
        raise RuleBroken("too_few_signers", field="proposer_ids", source=source, least=least, have=have, missing=least - have)


def before_cut_off(at: datetime, cut_off: datetime | None) -> None:
    """`cut_off` None: the congress is not in session."""
    if cut_off is None:
        raise RuleBroken("not_in_session", field="at")
    if at > cut_off:
        raise RuleBroken("after_cut_off", field="at", cut_off=cut_off.isoformat(timespec="minutes"))


def check_votes(votes: Sequence[int], all_deputies: int) -> None:
    """For, against and abstentions; the base of the majority is all deputies, present or not (地方组织法 第二十五条)."""
    if min(votes) < 0 or sum(votes) > all_deputies:
        raise Invalid("votes_do_not_add_up", "votes_for", have=sum(votes), most=all_deputies)


# ---------------------------------------------------------------- numbers
DIGITS: Final = "零一二三四五六七八九"


def number_of(kind: Kind, term: int, session: int, serial: int) -> str:
    """届·次·种类·号: 十九届三次会议第12号, 十九届闭会第3号, 十九届三次会议议案第1号."""
    sitting = f"{chinese(session)}次会议" if session else "闭会"
    return f"{chinese(term)}届{sitting}{'议案' if kind is Kind.MOTION else ''}第{serial}号"


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")
