"""Who takes which step, from where, and where it leads: the law of a case's life as data."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from motions.events import OWING, AssignmentState, Part, PromiseState, Purpose, State
from people.actor import ASSIGNERS, Role

ROUNDS: Final = 2  # handled, and once more; a second dissatisfaction goes to the presidium, which alone can send it to the units again
CLERK: Final = frozenset({Role.CLERK})
OFFICE: Final = CLERK | ASSIGNERS
UNIT: Final = frozenset({Role.CLERK, Role.UNIT})
LEADER: Final = frozenset({Role.CLERK, Role.UNIT_LEADER})
DEPUTY: Final = frozenset({Role.CLERK, Role.DEPUTY})


class Step(StrEnum):
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    NOT_ACCEPT = "not_accept"
    MERGE = "merge"
    SPLIT = "split"
    CITE = "cite"
    UNCITE = "uncite"
    REGISTER = "register"
    PROPOSE_HANDLING = "propose_handling"
    RETURN_PROPOSAL = "return_proposal"
    APPROVE_HANDLING = "approve_handling"
    HAND_OVER = "hand_over"
    NAME_KEY = "name_key"
    SIGN_FOR = "sign_for"
    APPLY_FOR_RELIEF = "apply_for_relief"
    AGREE_RELIEF = "agree_relief"
    REFUSE_RELIEF = "refuse_relief"
    ASSIST = "assist"
    CONTACT_DEPUTY = "contact_deputy"
    NOTE_PROGRESS = "note_progress"
    PRESS = "press"
    APPLY_FOR_EXTENSION = "apply_for_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    DRAFT_REPLY = "draft_reply"
    SEND_BACK_DRAFT = "send_back_draft"
    SIGN_OFF = "sign_off"
    REPLY = "reply"
    DELIVER = "deliver"
    RATE = "rate"
    MAKE_PROMISE = "make_promise"
    KEEP_PROMISE = "keep_promise"
    EXPLAIN_PROMISE = "explain_promise"
    PROMISE_ANEW = "promise_anew"
    RATE_FULFILMENT = "rate_fulfilment"
    RETURN_VISIT = "return_visit"
    CORRECT = "correct"
    ASK_FOR_CALL = "ask_for_call"
    NOTE_CALL = "note_call"
    REMIND = "remind"
    WITHDRAW = "withdraw"
    REFER_UPWARD = "refer_upward"
    RECORD_NO_FEEDBACK = "record_no_feedback"
    ORDER_REWORK = "order_rework"
    DECLINE_REWORK = "decline_rework"
    HOLD_STAGE = "hold_stage"
    CONCLUDE_DELIBERATION = "conclude_deliberation"
    MOVE_DUE_DATE = "move_due_date"
    FILE_MOTION = "file_motion"
    LIST_MOTION = "list_motion"
    HANDLE_AS_SUGGESTION = "handle_as_suggestion"
    GIVE_COMMITTEE_OPINION = "give_committee_opinion"
    DELIBERATE_MOTION = "deliberate_motion"
    ASK_WITHDRAWAL = "ask_withdrawal"
    AGREE_WITHDRAWAL = "agree_withdrawal"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    DECIDE_MOTION = "decide_motion"
    WRITE_RESOLUTION = "write_resolution"
    CHARGE_UNIT = "charge_unit"
    CARRY_OUT_RESOLUTION = "carry_out_resolution"
    REPORT_BACK = "report_back"
    ATTACH_FILE = "attach_file"
    REMOVE_FILE = "remove_file"


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the whole case: who takes it, from which states, and the state it leads to (None: what `state_of` finds)."""

    by: frozenset[Role]
    starts: frozenset[State]
    leads: State | None = None


class PartTransition(msgspec.Struct, frozen=True, kw_only=True):
    """What a step does to the one assignment that it is about; `leads` None leaves it where it is."""

    starts: frozenset[AssignmentState]
    leads: AssignmentState | None
    parts: frozenset[Part]


def _step(by: Collection[Role], starts: Iterable[State], leads: State | None = None) -> Transition:
    return Transition(by=frozenset(by), starts=frozenset(starts), leads=leads)


def _part(starts: Iterable[AssignmentState], leads: AssignmentState | None, parts: Iterable[Part] = Part) -> PartTransition:
    return PartTransition(starts=frozenset(starts), leads=leads, parts=frozenset(parts))


ANSWERING: Final = frozenset({Part.SOLE, Part.LEAD, Part.SEPARATE})
FIRST_TIME: Final = frozenset({AssignmentState.HANDED_OVER, AssignmentState.SIGNED})
WRITING: Final = FIRST_TIME | {AssignmentState.REWORK}
SYSTEM: Final = frozenset({Role.SYSTEM})
#: Registered, and not answered yet: others who ask for the same can still join.
JOINABLE: Final = frozenset({State.REGISTERED, State.PROPOSED, State.APPROVED, State.IN_HAND})
GOING_ON: Final = frozenset({State.IN_HAND, State.REWORK})
#: On the agenda and not voted on: its movers may still ask to take it back.
ON_AGENDA: Final = frozenset({State.LISTED, State.DELIBERATED})
EXECUTION: Final = frozenset({State.EXECUTING, State.CARRIED_OUT})
FRESH: Final = frozenset({State.SUBMITTED, State.SENT_BACK, State.FILED})
BEFORE_HANDOVER: Final = frozenset({State.REGISTERED, State.PROPOSED, State.APPROVED})
WITH_DEPUTIES: Final = frozenset({State.ANSWERED, State.REPLIED})
#: Delivered: from here on a return visit can see what came of it.
AFTER_REPLY: Final = frozenset({State.REPLIED, State.DELIBERATION, State.CONCLUDED})
#: One of the units at least may have answered.
ANSWERED_SO_FAR: Final = GOING_ON | WITH_DEPUTIES | AFTER_REPLY

STEPS: Final[Mapping[Step, Transition]] = {
    Step.SUBMIT: _step(DEPUTY, [], State.SUBMITTED),
    Step.SEND_BACK: _step(CLERK, [State.SUBMITTED], State.SENT_BACK),
    Step.RESUBMIT: _step(DEPUTY, [State.SENT_BACK], State.SUBMITTED),
    Step.NOT_ACCEPT: _step(CLERK, [State.SUBMITTED], State.NOT_ACCEPTED),
    Step.MERGE: _step(CLERK, [State.SUBMITTED], State.MERGED),
    Step.SPLIT: _step(CLERK, [State.SUBMITTED], State.SUBMITTED),
    Step.CITE: _step(CLERK, State),
    Step.UNCITE: _step(CLERK, State),
    Step.REGISTER: _step(CLERK, [State.SUBMITTED], State.REGISTERED),
    Step.PROPOSE_HANDLING: _step(CLERK, [State.REGISTERED], State.PROPOSED),
    Step.RETURN_PROPOSAL: _step(ASSIGNERS, [State.PROPOSED], State.REGISTERED),
    Step.APPROVE_HANDLING: _step(ASSIGNERS, [State.PROPOSED], State.APPROVED),
    Step.HAND_OVER: _step(OFFICE, [State.APPROVED]),
    Step.NAME_KEY: _step(OFFICE, BEFORE_HANDOVER | GOING_ON),
    Step.SIGN_FOR: _step(UNIT, [State.IN_HAND, State.EXECUTING]),
    Step.APPLY_FOR_RELIEF: _step(UNIT, [State.IN_HAND]),
    Step.AGREE_RELIEF: _step(ASSIGNERS, [State.IN_HAND]),
    Step.REFUSE_RELIEF: _step(ASSIGNERS, [State.IN_HAND]),
    Step.ASSIST: _step(UNIT, [State.IN_HAND]),
    Step.CONTACT_DEPUTY: _step(UNIT, GOING_ON),
    Step.NOTE_PROGRESS: _step(UNIT, GOING_ON | {State.EXECUTING}),
    Step.PRESS: _step(OFFICE, GOING_ON),
    Step.APPLY_FOR_EXTENSION: _step(UNIT, [State.IN_HAND]),
    Step.GRANT_EXTENSION: _step(ASSIGNERS, [State.IN_HAND]),
    Step.REFUSE_EXTENSION: _step(ASSIGNERS, [State.IN_HAND]),
    Step.DRAFT_REPLY: _step(UNIT, GOING_ON),
    Step.SEND_BACK_DRAFT: _step(LEADER, GOING_ON),
    Step.SIGN_OFF: _step(LEADER, GOING_ON),
    Step.REPLY: _step(UNIT, GOING_ON),
    Step.DELIVER: _step(UNIT | DEPUTY, [State.ANSWERED]),
    Step.RATE: _step(DEPUTY, WITH_DEPUTIES),
    Step.ASK_FOR_CALL: _step(DEPUTY, WITH_DEPUTIES),
    Step.NOTE_CALL: _step(CLERK, WITH_DEPUTIES),
    Step.REMIND: _step(CLERK, WITH_DEPUTIES),
    Step.MAKE_PROMISE: _step(UNIT, ANSWERED_SO_FAR),
    Step.KEEP_PROMISE: _step(UNIT, ANSWERED_SO_FAR),
    Step.EXPLAIN_PROMISE: _step(UNIT, ANSWERED_SO_FAR),
    Step.PROMISE_ANEW: _step(UNIT, ANSWERED_SO_FAR),
    Step.RATE_FULFILMENT: _step(DEPUTY, ANSWERED_SO_FAR),
    Step.CORRECT: _step(CLERK, State),
    Step.RETURN_VISIT: _step({*OFFICE, Role.PRESIDIUM}, AFTER_REPLY),
    Step.WITHDRAW: _step(DEPUTY, FRESH | BEFORE_HANDOVER | GOING_ON, State.WITHDRAWN),
    Step.REFER_UPWARD: _step(OFFICE, BEFORE_HANDOVER | {State.IN_HAND}, State.REFERRED),
    Step.RECORD_NO_FEEDBACK: _step(SYSTEM, WITH_DEPUTIES),
    Step.ORDER_REWORK: _step(ASSIGNERS, [State.REPLIED]),
    Step.DECLINE_REWORK: _step(ASSIGNERS, [State.REPLIED]),
    Step.HOLD_STAGE: _step(OFFICE, [State.DELIBERATION]),
    Step.CONCLUDE_DELIBERATION: _step(OFFICE, [State.DELIBERATION]),
    Step.MOVE_DUE_DATE: _step(SYSTEM, State),
    Step.FILE_MOTION: _step(DEPUTY, [], State.FILED),
    Step.LIST_MOTION: _step(OFFICE, [State.FILED], State.LISTED),
    Step.HANDLE_AS_SUGGESTION: _step(OFFICE, [State.FILED], State.REGISTERED),
    Step.GIVE_COMMITTEE_OPINION: _step(OFFICE, [State.FILED, State.LISTED]),
    Step.DELIBERATE_MOTION: _step(OFFICE, [State.LISTED], State.DELIBERATED),
    Step.ASK_WITHDRAWAL: _step(DEPUTY, ON_AGENDA),
    Step.AGREE_WITHDRAWAL: _step(ASSIGNERS, ON_AGENDA, State.WITHDRAWN),
    Step.REFUSE_WITHDRAWAL: _step(ASSIGNERS, ON_AGENDA),
    Step.DECIDE_MOTION: _step(OFFICE, [State.DELIBERATED], State.DECIDED),
    Step.WRITE_RESOLUTION: _step(OFFICE, [State.DECIDED]),
    Step.CHARGE_UNIT: _step(OFFICE, EXECUTION | {State.DECIDED}, State.EXECUTING),
    Step.CARRY_OUT_RESOLUTION: _step(UNIT, [State.EXECUTING]),
    Step.REPORT_BACK: _step(OFFICE, [State.CARRIED_OUT], State.REPORTED),
    Step.ATTACH_FILE: _step(UNIT | DEPUTY, State),
    Step.REMOVE_FILE: _step(UNIT | DEPUTY, State),
}  # fmt: skip

#: Open at any time and nobody's next step: not offered among the steps.
ANY_TIME: Final = frozenset({Step.CITE, Step.UNCITE, Step.ATTACH_FILE, Step.REMOVE_FILE, Step.RETURN_VISIT, Step.CORRECT})
#: A township alone has a congress above it that can take a case up.
OF_TOWNSHIPS: Final = frozenset({Step.REFER_UPWARD})
#: A county's congress alone has committees (地方组织法 第三十三条).
OF_COUNTIES: Final = frozenset({Step.GIVE_COMMITTEE_OPINION})
#: Who may put which files to a case.
PURPOSES: Final[Mapping[Purpose, frozenset[Role]]] = {
    Purpose.MATTER: DEPUTY, Purpose.SHEET: CLERK, Purpose.REPLY: UNIT, Purpose.EVIDENCE: UNIT | DEPUTY,
}  # fmt: skip
MOST_FILES: Final = 30

PART_STEPS: Final[Mapping[Step, PartTransition]] = {
    Step.SIGN_FOR: _part([AssignmentState.HANDED_OVER], AssignmentState.SIGNED),
    Step.APPLY_FOR_RELIEF: _part([AssignmentState.HANDED_OVER, AssignmentState.SIGNED], AssignmentState.RELIEF_ASKED),
    Step.AGREE_RELIEF: _part([AssignmentState.RELIEF_ASKED], AssignmentState.RELIEVED),
    Step.REFUSE_RELIEF: _part([AssignmentState.RELIEF_ASKED], AssignmentState.SIGNED),
    Step.ASSIST: _part([AssignmentState.HANDED_OVER, AssignmentState.SIGNED], AssignmentState.OPINION_GIVEN, [Part.ASSISTING]),
    Step.CONTACT_DEPUTY: _part(WRITING, None, ANSWERING),
    Step.NOTE_PROGRESS: _part(WRITING, None),
    Step.PRESS: _part(OWING, None),
    Step.APPLY_FOR_EXTENSION: _part(FIRST_TIME, None, ANSWERING),
    Step.GRANT_EXTENSION: _part(FIRST_TIME, None, ANSWERING),
    Step.REFUSE_EXTENSION: _part(FIRST_TIME, None, ANSWERING),
    Step.DRAFT_REPLY: _part(WRITING, None, ANSWERING),
    Step.SEND_BACK_DRAFT: _part(WRITING, None, ANSWERING),
    Step.SIGN_OFF: _part(WRITING, AssignmentState.REPLIED, ANSWERING),
    Step.REPLY: _part(WRITING, AssignmentState.REPLIED, ANSWERING),
    Step.CARRY_OUT_RESOLUTION: _part(FIRST_TIME, AssignmentState.CARRIED_OUT, [Part.CHARGED]),
    Step.MAKE_PROMISE: _part([AssignmentState.REPLIED], None, ANSWERING),
}  # fmt: skip

#: Which promises a step is about, and what it makes of them; None leaves it to what is said.
PROMISE_STEPS: Final[Mapping[Step, tuple[PromiseState, PromiseState | None]]] = {
    Step.KEEP_PROMISE: (PromiseState.FOLLOWING, PromiseState.KEPT),
    Step.EXPLAIN_PROMISE: (PromiseState.FOLLOWING, PromiseState.EXPLAINED),
    Step.PROMISE_ANEW: (PromiseState.FOLLOWING, PromiseState.RENEWED),
    Step.RATE_FULFILMENT: (PromiseState.KEPT, None),
}
