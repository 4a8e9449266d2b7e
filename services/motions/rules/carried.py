"""办成: whether what was answered is carried out. Pure."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from motions.events import (
    AssignmentFacts,
    AssignmentState,
    CaseFacts,
    Meaning,
    Part,
    PromiseFacts,
    PromiseState,
    ReplyFacts,
    Satisfaction,
    State,
)
from motions.rules.table import AFTER_REPLY, ANSWERING


def answering(facts: CaseFacts) -> list[AssignmentFacts]:
    """The assignments on whose replies the case depends."""
    return [a for a in facts.assignments if a.kind in ANSWERING and a.state is not AssignmentState.RELIEVED]


def charged(facts: CaseFacts) -> list[AssignmentFacts]:
    """The units that are charged with carrying out a motion's resolution."""
    return [a for a in facts.assignments if a.kind is Part.CHARGED]


def reply_of(facts: CaseFacts, assignment: AssignmentFacts) -> ReplyFacts | None:
    """The answer of a unit that stands: that of its last round."""
    return max((one for one in facts.replies if one.assignment_id == assignment.id), key=lambda one: one.round, default=None)


def carried_out_on(facts: CaseFacts) -> date | None:
    """办成: the day on which the last of what was answered stood there. None while anything is open, explained or referred upward."""
    if facts.state in (State.CARRIED_OUT, State.REPORTED):
        return max(part.carried_out_on for part in charged(facts) if part.carried_out_on)
    if facts.replied_on is None or facts.state not in AFTER_REPLY:
        return None
    days = [_done_on(facts, part) for part in answering(facts)]
    return None if None in days else max([facts.replied_on, *(day for day in days if day)])


def _done_on(facts: CaseFacts, part: AssignmentFacts) -> date | None:
    """"Solved" is a claim that the deputies judge by their rating of the result; a promise is one that is judged when it is called kept."""
    reply, promises = reply_of(facts, part), _standing(facts.promises, part)
    if reply is None or any(one.state is not PromiseState.KEPT for one in promises):
        return None
    if promises:
        return max(one.kept_on or one.due_on for one in promises)
    refused = any(one.result is Satisfaction.DISSATISFIED for one in facts.proposers)
    return reply.replied_on if reply.meaning is Meaning.SOLVED and not refused else None


def _standing(promises: Sequence[PromiseFacts], part: AssignmentFacts) -> list[PromiseFacts]:
    return [one for one in promises if one.assignment_id == part.id and one.state is not PromiseState.RENEWED]
