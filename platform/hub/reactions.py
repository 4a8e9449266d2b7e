"""What one fact starts elsewhere: deadlines in their own town, a town's case at the county, a county's case at a town's desk, and back."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

import guidance.commands
import motions.commands
import oversight.commands
import referrals.commands
import referrals.queries
from deadlines.events import DeadlineFacts, DeadlineMissed, DeadlineMoved, Kind
from guidance.events import LetterAnswered, LetterChecked, LetterFacts, LetterSent
from motions.events import AssignmentFacts, AssignmentState, CaseFacts, Meaning, UnitReplied
from outbox.events import Envelope
from reactors.reactor import Reaction, Reactor, as_command
from referrals.events import (
    AnswerFacts,
    AnswerRefused,
    MatterDeclined,
    MatterFacts,
    ReferralFacts,
    ReferralSent,
    Sent,
    Sheet,
    TaskFacts,
    TaskReplied,
    TaskSigned,
)
from townships.context import tenant_context, tenant_named

CASE: Final = "townships.motions.case."


def reactor() -> Reactor:
    return Reactor("reactor", lambda event_type: event_type in REACTIONS or event_type.startswith(CASE), found)


def found(fact: Envelope) -> Reaction | None:
    """A county's own case may have come from a town, or be on the desk of one."""
    if fact.type.startswith(CASE) and fact.tenant == fact.county:
        return county_case_went_on
    return REACTIONS.get(fact.type)


def here(fact: Envelope) -> tenant_context:
    return tenant_context(tenant_named(fact.tenant, fact.incarnation))


def at_the_county(fact: Envelope) -> tenant_context:
    return tenant_context(tenant_named(fact.county))


# ---------------------------------------------------------------- the ledger and its cases, in one town
def deadline_missed(fact: Envelope) -> None:
    deadline = msgspec.convert(fact.data["deadline"], DeadlineFacts)
    kind, _, subject_id = deadline.subject.partition("/")
    if kind == "case" and deadline.kind is Kind.RATING:
        with here(fact):
            motions.commands.record_no_feedback(**as_command(fact, "clock"), case_id=UUID(subject_id), about=deadline.about)


def deadline_moved(fact: Envelope) -> None:
    deadline = msgspec.convert(fact.data["deadline"], DeadlineFacts)
    kind, _, subject_id = deadline.subject.partition("/")
    moved: dict[str, Any] = {"kind": deadline.kind, "about": deadline.about, "round": deadline.round, "due_on": deadline.due_on}
    with here(fact):
        if kind == "case":
            motions.commands.follow_deadline(**as_command(fact, "clock"), case_id=UUID(subject_id), **moved)
        elif kind == "supervision":
            oversight.commands.follow_deadline(**as_command(fact, "clock"), supervision_id=UUID(subject_id), **moved)


# ---------------------------------------------------------------- upward
def unit_replied(fact: Envelope) -> None:
    """A town's unit says that the matter is for the county."""
    case = msgspec.convert(fact.data["case"], CaseFacts)
    reply = next(one for one in case.replies if one.id == UUID(fact.data["reply_id"]))
    if reply.meaning is Meaning.REFERRED:
        with here(fact):
            referrals.commands.report_upward(**as_command(fact, "reactor"), case_id=case.id)


def referral_sent(fact: Envelope) -> None:
    sent = msgspec.convert(fact.data["referral"], ReferralFacts)
    with at_the_county(fact):
        referrals.commands.receive_matter(
            **as_command(fact, "reactor"), matter_id=sent.id, town=fact.tenant, way=sent.way, referred_on=sent.referred_on, sheet=sent.sheet,
            deputy=sent.deputy,
        )  # fmt: skip


def matter_declined(fact: Envelope) -> None:
    matter = msgspec.convert(fact.data["matter"], MatterFacts)
    with tenant_context(tenant_named(matter.town)):
        referrals.commands.follow_county(
            **as_command(fact, "reactor"), case_id=matter.id, incarnation=fact.incarnation, told_version=fact.version,
            declined_on=matter.declined_on, reason=matter.reason,
        )  # fmt: skip


# ---------------------------------------------------------------- a county's case: back up the way it came, and down to the desks
def county_case_went_on(fact: Envelope) -> None:
    case = msgspec.convert(fact.data["case"], CaseFacts)
    handed = {part.unit_id: part for part in case.assignments if part.state is not AssignmentState.PROPOSED}
    with here(fact):
        origin, desks = referrals.queries.origin_of(case.id), referrals.queries.towns_of_units(handed)
    if origin:
        _tell_origin(fact, case, *origin)
    for unit_id, town in desks.items():
        _tell_desk(fact, case, handed[unit_id], town)


def _tell_origin(fact: Envelope, case: CaseFacts, case_id: UUID, town: str) -> None:
    with tenant_context(tenant_named(town)):
        referrals.commands.follow_county(
            **as_command(fact, "reactor"), case_id=case_id, incarnation=fact.incarnation, told_version=fact.version, county_case_id=case.id,
            county_number=case.number, county_state=case.state, county_outcome=case.outcome, county_since=case.state_since,
        )  # fmt: skip


def _tell_desk(fact: Envelope, case: CaseFacts, part: AssignmentFacts, town: str) -> None:
    sheet = Sheet(**{name: getattr(case, name) for name in Sheet.__struct_fields__})
    given = {name: getattr(part, name) for name in ("unit_id", "kind", "state", "handed_over_on", "due_on")}
    with tenant_context(tenant_named(town)):
        command = as_command(fact, "reactor", "desk")
        referrals.commands.receive_task(
            **command, task_id=part.id, incarnation=fact.incarnation, told_version=fact.version, county_case_id=case.id, sheet=sheet, **given
        )


# ---------------------------------------------------------------- from a town's desk to the county, and back when it cannot be taken
def task_sent(fact: Envelope) -> None:
    task = msgspec.convert(fact.data["task"], TaskFacts)
    told = {name: fact.data.get(name, "") for name in ("number", "meaning", "text", "signed_off_by")}
    step = Sent.REPLIED if fact.type == TaskReplied.type else Sent.SIGNED
    with at_the_county(fact):
        referrals.commands.take_answer(
            **as_command(fact, "reactor"), town=fact.tenant, unit_id=task.unit_id, assignment_id=task.id, step=step, **told
        )


def answer_refused(fact: Envelope) -> None:
    answer = msgspec.convert(fact.data["answer"], AnswerFacts)
    with tenant_context(tenant_named(answer.town)):
        referrals.commands.note_refusal(**as_command(fact, "reactor"), task_id=answer.assignment_id, code=answer.code)


# ---------------------------------------------------------------- the county's reminder letters, and the towns' answers
def letter_went_down(fact: Envelope) -> None:
    letter = msgspec.convert(fact.data["letter"], LetterFacts)
    with tenant_context(tenant_named(letter.town)):
        guidance.commands.receive_letter(**as_command(fact, "reactor"), letter=letter)


def letter_came_back(fact: Envelope) -> None:
    letter = msgspec.convert(fact.data["letter"], LetterFacts)
    with at_the_county(fact):
        guidance.commands.take_answer(**as_command(fact, "reactor"), letter=letter)


REACTIONS: Final[Mapping[str, Callable[[Envelope], None]]] = {
    DeadlineMissed.type: deadline_missed,
    DeadlineMoved.type: deadline_moved,
    UnitReplied.type: unit_replied,
    ReferralSent.type: referral_sent,
    MatterDeclined.type: matter_declined,
    TaskSigned.type: task_sent,
    TaskReplied.type: task_sent,
    AnswerRefused.type: answer_refused,
    LetterSent.type: letter_went_down,
    LetterChecked.type: letter_went_down,
    LetterAnswered.type: letter_came_back,
}
