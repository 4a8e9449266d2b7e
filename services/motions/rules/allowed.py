"""May this step be taken: where the case stands, on which day, and by whom."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from motions.events import AssignmentFacts, CaseFacts, DraftState, Kind, ProposerFacts, Purpose, StageFacts, State
from motions.rules.state import wants_rework
from motions.rules.table import MOST_FILES, PART_STEPS, PURPOSES, STEPS, Step
from people.actor import Actor, Role
from people.channel import Channel
from townships.errors import NotAllowed, RuleBroken

#: Roles that stand for one unit or one deputy, and for nobody else.
OF_SOME: Final = frozenset({Role.UNIT, Role.UNIT_LEADER, Role.DEPUTY})


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


# ---------------------------------------------------------------- files
def may_attach(actor: Actor, purpose: Purpose, have: int) -> None:
    """Who may show what; not more than anybody would look at."""
    if not actor.has(*PURPOSES[purpose]):
        raise NotAllowed("file_purpose_not_yours", "purpose", purpose=purpose.label)
    if have >= MOST_FILES:
        raise RuleBroken("too_many_files", field="file_id", most=MOST_FILES)


def may_remove(actor: Actor, attached_by: UUID | None) -> None:
    if not is_removable(actor, attached_by):
        raise NotAllowed()


def is_removable(actor: Actor, attached_by: UUID | None) -> bool:
    """By the clerk, or by who put it there."""
    return actor.has(Role.CLERK) or (attached_by is not None and attached_by == actor.person_id)


# ---------------------------------------------------------------- more time, and who signs off
def may_ask_for_time(assignment: AssignmentFacts, on: date) -> None:
    """Once at a time, and while the time to reply still runs: what is late does not become punctual by asking."""
    if assignment.extension_asked_on:
        raise RuleBroken("extension_asked_already", field="assignment_id", day=assignment.extension_asked_on.isoformat())
    _time_still_runs(assignment, on)


def may_decide_on_time(assignment: AssignmentFacts, on: date, *, granted: bool) -> None:
    if assignment.extension_asked_on is None:
        raise RuleBroken("extension_not_asked", field="assignment_id")
    in_order(on, assignment.extension_asked_on)
    if granted:
        _time_still_runs(assignment, on)


def _time_still_runs(assignment: AssignmentFacts, on: date) -> None:
    if assignment.due_on and on > assignment.due_on:
        raise RuleBroken("reply_time_over", field="at", day=assignment.due_on.isoformat())


def may_reply(actor: Actor, unit_id: UUID, *, led: bool) -> None:
    """Where a unit's leader signs in, the others draft and the leader signs off; what the clerk enters was signed on paper."""
    if led and not actor.has(Role.CLERK) and unit_id not in actor.led_unit_ids:
        raise RuleBroken("leader_signs_off", field="assignment_id")


def may_draft(*, led: bool) -> None:
    if not led:
        raise RuleBroken("no_leader_signs_in", field="assignment_id")


def may_judge_draft(state: DraftState) -> None:
    if state is not DraftState.WAITING:
        raise RuleBroken("draft_not_waiting", field="draft_id", state=state.label)


def may_name_key(facts: CaseFacts) -> None:
    """A suggestion, once."""
    if facts.kind is not Kind.SUGGESTION:
        raise RuleBroken("only_suggestions_are_key", field="case_id")
    if facts.key_on:
        raise RuleBroken("key_already", field="case_id", day=facts.key_on.isoformat())


# ---------------------------------------------------------------- after the reply
def may_rework(facts: CaseFacts) -> None:
    if not wants_rework(facts):
        raise RuleBroken("nobody_dissatisfied", field="case_id")


def next_stage(facts: CaseFacts, on: date) -> StageFacts:
    """The meeting that is to be held next, not before the one that was held last."""
    held = [stage.held_on for stage in facts.stages if stage.held_on]
    if len(held) == len(facts.stages):
        raise RuleBroken("all_stages_held", field="case_id")
    in_order(on, max([facts.state_since, *held]))
    return facts.stages[len(held)]


def may_conclude(facts: CaseFacts, on: date) -> None:
    left = [stage.name for stage in facts.stages if stage.held_on is None]
    if left:
        raise RuleBroken("stages_left", field="case_id", stage=left[0])
    in_order(on, max(stage.held_on for stage in facts.stages if stage.held_on))


def may_withdraw(facts: CaseFacts, channel: Channel, *, until_handover: bool, source: str) -> None:
    """Where the rules of this place end it at the hand-over, no later; what several raised, all of them withdraw in writing."""
    if until_handover and facts.handed_over_on:
        raise RuleBroken("withdrawal_over", field="case_id", source=source, day=facts.handed_over_on.isoformat())
    if len(facts.proposers) > 1 and channel is not Channel.PAPER:
        raise RuleBroken("withdrawn_by_all", field="channel")


def may_rate(proposer: ProposerFacts, on: date) -> None:
    if proposer.delivered_on is None:
        raise RuleBroken("not_delivered", field="deputy_id", name=proposer.name)
    if proposer.answered:
        raise RuleBroken("rated_already", field="deputy_id", name=proposer.name)
    in_order(on, proposer.delivered_on)


def may_ask_for_call(proposer: ProposerFacts, on: date) -> None:
    may_rate(proposer, on)
    if proposer.call_asked_on:
        raise RuleBroken("call_asked_already", field="deputy_id", name=proposer.name)


def may_note_call(proposer: ProposerFacts, on: date) -> None:
    may_rate(proposer, on)
    if proposer.call_asked_on is None:
        raise RuleBroken("call_not_asked", field="deputy_id", name=proposer.name)
    in_order(on, proposer.call_asked_on)


def not_through_the_unit(actor: Actor, facts: CaseFacts, deputy_id: UUID) -> None:
    """What a deputy says about a unit's answer is entered by nobody who works for that unit."""
    if deputy_id not in actor.deputy_ids and actor.unit_ids.intersection(a.unit_id for a in facts.assignments):
        raise RuleBroken("not_through_the_unit", field="deputy_id")


def to_remind(facts: CaseFacts) -> list[ProposerFacts]:
    """Who has the reply, has not rated it, and was not reminded."""
    return [p for p in facts.proposers if p.delivered_on and not p.answered and p.reminded_on is None]


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
    if by - OF_SOME:
        return True
    own = {Role.UNIT: actor.unit_ids & set(units), Role.UNIT_LEADER: actor.led_unit_ids & set(units), Role.DEPUTY: actor.deputy_ids & set(deputies)}
    return any(own[role] for role in by)
