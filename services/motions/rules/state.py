"""The state of a case, and everything else that follows from what is in it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import msgspec

from motions.events import OWING, AssignmentState, CaseFacts, Meaning, Outcome, ProposerFacts, Satisfaction, State
from motions.rules.carried import answering, carried_out_on, charged
from motions.rules.table import EXECUTION, GOING_ON, ROUNDS, STEPS, WITH_DEPUTIES, Step

Changed = msgspec.structs.replace


def wants_rework(facts: CaseFacts) -> bool:
    """Everybody has spoken, somebody is dissatisfied, and nobody has decided about it. Attitude and result count alike."""
    spoken = all(p.answered for p in facts.proposers)
    return spoken and any(map(dissatisfied, facts.proposers)) and facts.round < ROUNDS and facts.rework_declined_on is None


def wants_deliberation(facts: CaseFacts) -> bool:
    """Handled again, everybody has spoken, somebody is still dissatisfied, and the presidium has not concluded."""
    spoken = all(p.answered for p in facts.proposers)
    return spoken and any(map(dissatisfied, facts.proposers)) and facts.round >= ROUNDS and facts.deliberated_on is None


def dissatisfied(proposer: ProposerFacts) -> bool:
    return Satisfaction.DISSATISFIED in (proposer.attitude, proposer.result)


#: The first that is true of a case that was handed over is its state; none of them: concluded.
OPEN: Final[Sequence[tuple[State, Callable[[CaseFacts], bool]]]] = (
    (State.REWORK, lambda facts: any(a.state is AssignmentState.REWORK for a in answering(facts))),
    (State.IN_HAND, lambda facts: any(a.state is not AssignmentState.REPLIED for a in answering(facts))),
    (State.ANSWERED, lambda facts: any(p.delivered_on is None for p in facts.proposers)),
    (State.REPLIED, lambda facts: any(not p.answered for p in facts.proposers) or wants_rework(facts)),
    (State.DELIBERATION, wants_deliberation),
)
DERIVED: Final = frozenset({State.CONCLUDED, State.CARRIED_OUT, *(state for state, _ in OPEN)})


def state_of(facts: CaseFacts) -> State:
    """The state of a case: its own until the hand-over, from then on what its assignments and proposers say; so too while a resolution is carried out."""
    if facts.state in EXECUTION and charged(facts):
        return State.EXECUTING if any(part.state is not AssignmentState.CARRIED_OUT for part in charged(facts)) else State.CARRIED_OUT
    if facts.handed_over_on is None or facts.state in (State.WITHDRAWN, State.REFERRED):
        return facts.state
    return next((state for state, holds in OPEN if holds(facts)), State.CONCLUDED)


def settled(facts: CaseFacts, step: Step | None, on: date) -> CaseFacts:
    """The case as it stands after a step: its state, and everything that follows from that."""
    state = (step and STEPS[step].leads) or state_of(facts)
    facts = Changed(facts, state=state, state_since=facts.state_since if state is facts.state else on)
    facts = Changed(facts, outcome=_outcome(facts), due_on=_next_due(facts), replied_on=facts.replied_on or _replied_on(facts))
    return Changed(facts, concluded_on=_concluded_on(facts, on), carried_out_on=carried_out_on(facts))


def _outcome(facts: CaseFacts) -> Outcome | None:
    """Of a suggestion answered by several units: what the least of their replies means."""
    if facts.state is State.REFERRED:
        return Outcome.REFERRED
    if facts.state is State.DECIDED:
        return Outcome.ADOPTED if 2 * (facts.votes_for or 0) > (facts.all_deputies or 0) else Outcome.NOT_ADOPTED
    if facts.state not in (*WITH_DEPUTIES, State.DELIBERATION, State.CONCLUDED):
        return facts.outcome
    meant = [reply.meaning for reply in facts.replies if reply.round == facts.round]
    return Outcome(max(meant, key=list(Meaning).index))


def _next_due(facts: CaseFacts) -> date | None:
    if facts.state in GOING_ON or facts.state is State.EXECUTING:
        return min((a.due_on for a in facts.assignments if a.due_on and a.state in OWING), default=None)
    return facts.handover_due_on if facts.state in (State.REGISTERED, State.PROPOSED, State.APPROVED) else None


def _replied_on(facts: CaseFacts) -> date | None:
    """办复: the day on which the last proposer had the reply."""
    if facts.state not in (State.REPLIED, State.DELIBERATION, State.CONCLUDED):
        return None
    return max(p.delivered_on for p in facts.proposers if p.delivered_on)


def _concluded_on(facts: CaseFacts, on: date) -> date | None:
    """办结: the day that brought it, whatever is added afterwards."""
    if facts.state is not State.CONCLUDED:
        return None
    return facts.concluded_on or max([on, *(p.rated_on for p in facts.proposers if p.rated_on)])
