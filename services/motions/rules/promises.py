"""What was promised: into the ledger, kept, explained or promised anew. Pure."""
from __future__ import annotations

from datetime import date

from motions.events import PROMISING, AssignmentFacts, CaseFacts, PromiseFacts
from motions.rules.carried import answering, reply_of
from motions.rules.table import PROMISE_STEPS, Step
from townships.errors import RuleBroken


def may_promise(facts: CaseFacts, assignment: AssignmentFacts, on: date, due_on: date) -> None:
    """Of a reply that puts off to a later day, not before it, and for a day that is not over by then."""
    reply = reply_of(facts, assignment)
    if reply is None or reply.meaning not in PROMISING:
        raise RuleBroken("nothing_promised", field="assignment_id", meaning=reply.meaning.label if reply else "")
    check_promised_for(max(on, reply.replied_on), on, due_on)


def check_promised_for(not_before: date, on: date, due_on: date) -> None:
    if on < not_before:
        raise RuleBroken("out_of_order", field="at", day=not_before.isoformat())
    if due_on < on:
        raise RuleBroken("promised_for_the_past", field="due_on", day=on.isoformat())


def may_take_promise(step: Step, promise: PromiseFacts, on: date) -> None:
    """The promise stands where the step starts, and the step did not happen before what it follows."""
    if promise.state is not PROMISE_STEPS[step][0]:
        raise RuleBroken("promise_not_there", field="promise_id", state=promise.state.label)
    if on < (last := promise.kept_on or promise.promised_on):
        raise RuleBroken("out_of_order", field="at", day=last.isoformat())


def unpromised(facts: CaseFacts) -> list[AssignmentFacts]:
    """Units whose standing reply puts off to a later day, and of which the ledger has no promise yet."""
    promised = {one.assignment_id for one in facts.promises}
    return [part for part in promising(facts) if part.id not in promised]


def promising(facts: CaseFacts) -> list[AssignmentFacts]:
    return [part for part in answering(facts) if (reply := reply_of(facts, part)) and reply.meaning in PROMISING]
