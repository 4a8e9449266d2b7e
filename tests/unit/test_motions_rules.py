"""The rules of a case as pure functions: the state that follows, the tables, numbers and votes."""
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from motions import rules
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
    ReplyFacts,
    Satisfaction,
    State,
)  # fmt: skip
from motions.rules import PART_STEPS, STEPS, Step
from motions.steps import DUTIES, duties, next_steps
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.errors import Invalid, NotAllowed, RuleBroken
from townships.ids import new_id

DAY = date(2026, 3, 5)
UNIT, DEPUTY = new_id(), new_id()


def assignment(state: AssignmentState = AssignmentState.SIGNED, kind: Part = Part.SOLE, **more: Any) -> AssignmentFacts:
    told = {"unit_id": UNIT, "unit_name": "农业站", "handed_over_on": DAY, "first_handed_over_on": DAY, "due_on": date(2026, 6, 5), **more}
    return AssignmentFacts(**{"id": new_id(), "kind": kind, "state": state, **told})


def proposer(said: Satisfaction | None = None, **more: Any) -> ProposerFacts:
    told = {"delivered_on": date(2026, 4, 2), "attitude": said, "result": said, "rated_on": date(2026, 4, 8) if said else None, **more}
    return ProposerFacts(deputy_id=DEPUTY, name="张三", order=1, **told)


def reply(meaning: Meaning = Meaning.SOLVED, round: int = 1) -> ReplyFacts:
    return ReplyFacts(
        id=new_id(), assignment_id=new_id(), unit_name="农业站", number="1号", meaning=meaning, letter="A", text="已办。", signed_off_by="站长",
        replied_on=date(2026, 4, 1), due_on=date(2026, 6, 5), round=round,
    )  # fmt: skip


def case(state: State = State.IN_HAND, **more: Any) -> CaseFacts:
    told: dict[str, Any] = {"handed_over_on": DAY, "assignments": (assignment(),), "proposers": (proposer(delivered_on=None),), **more}
    return CaseFacts(
        id=new_id(), kind=Kind.SUGGESTION, state=state, state_since=DAY, title="路", submitted_on=date(2026, 3, 2),
        entered_on=date(2026, 3, 2), **told,
    )  # fmt: skip


DONE = {"assignments": (assignment(AssignmentState.REPLIED),), "replies": (reply(),)}
HAPPY, FINE, UNHAPPY = Satisfaction.SATISFIED, Satisfaction.BASICALLY, Satisfaction.DISSATISFIED


# ---------------------------------------------------------------- the state that follows
@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, State.IN_HAND),
        ({"assignments": (assignment(AssignmentState.REPLIED), assignment(AssignmentState.RELIEF_ASKED, Part.SEPARATE))}, State.IN_HAND),
        ({"assignments": (assignment(AssignmentState.RELIEVED), assignment(AssignmentState.REPLIED))}, State.ANSWERED),
        ({"assignments": (assignment(AssignmentState.REPLIED, Part.LEAD), assignment(AssignmentState.SIGNED, Part.ASSISTING))}, State.ANSWERED),
        ({**DONE, "proposers": (proposer(), proposer(delivered_on=None))}, State.ANSWERED),
        ({**DONE, "proposers": (proposer(HAPPY), proposer())}, State.REPLIED),
        ({**DONE, "proposers": (proposer(HAPPY), proposer(no_feedback=True))}, State.CONCLUDED),
        ({**DONE, "proposers": (proposer(UNHAPPY),)}, State.REPLIED),
        ({**DONE, "proposers": (proposer(HAPPY, attitude=UNHAPPY),)}, State.REPLIED),
        ({**DONE, "proposers": (proposer(UNHAPPY),), "rework_declined_on": DAY}, State.CONCLUDED),
        ({**DONE, "proposers": (proposer(UNHAPPY),), "round": 2}, State.DELIBERATION),
        ({**DONE, "proposers": (proposer(UNHAPPY),), "round": 2, "deliberated_on": DAY}, State.CONCLUDED),
        ({"assignments": (assignment(AssignmentState.REWORK),), "round": 2}, State.REWORK),
    ],
)
def test_after_the_hand_over_assignments_and_proposers_say_the_state(more: dict[str, Any], state: State) -> None:
    assert rules.state_of(case(**more)) is state


def test_before_the_hand_over_a_case_has_its_own_state() -> None:
    for state in set(State) - rules.DERIVED:
        assert rules.state_of(case(state, handed_over_on=None)) is state


def test_the_least_of_several_replies_is_the_outcome() -> None:
    answered = case(**DONE | {"replies": (reply(Meaning.EXPLAINED), reply(Meaning.SOLVED))})

    assert rules.settled(answered, Step.REPLY, DAY).outcome is Outcome.EXPLAINED


def test_a_second_reply_replaces_the_first_as_outcome() -> None:
    again = case(**DONE | {"round": 2, "replies": (reply(Meaning.EXPLAINED), reply(Meaning.SOLVED, 2))})

    assert rules.settled(again, Step.REPLY, DAY).outcome is Outcome.SOLVED


def test_due_is_the_next_day_by_which_somebody_must_act() -> None:
    late, early = assignment(due_on=date(2026, 6, 5)), assignment(kind=Part.ASSISTING, due_on=date(2026, 5, 6))
    replied = assignment(AssignmentState.REPLIED, due_on=date(2026, 4, 1))

    assert rules.settled(case(assignments=(late, early, replied)), Step.REPLY, DAY).due_on == date(2026, 5, 6)
    assert rules.settled(case(**DONE), Step.REPLY, DAY).due_on is None
    registered = case(State.SUBMITTED, handed_over_on=None, handover_due_on=date(2026, 3, 12))
    assert rules.settled(registered, Step.REGISTER, DAY).due_on == date(2026, 3, 12)


def test_the_first_reply_to_all_makes_it_replied_for_good() -> None:
    first = rules.settled(case(**DONE, proposers=(proposer(),)), Step.DELIVER, DAY)
    second = {**DONE, "replies": (reply(), reply(round=2)), "proposers": (proposer(delivered_on=date(2026, 5, 9)),), "round": 2}
    again = rules.settled(case(**second, replied_on=first.replied_on), Step.DELIVER, DAY)

    assert first.replied_on == again.replied_on == date(2026, 4, 2)


def test_a_state_keeps_the_day_that_brought_it() -> None:
    stays = rules.settled(case(), Step.SIGN_FOR, date(2026, 3, 9))
    moves = rules.settled(case(**DONE), Step.REPLY, date(2026, 4, 1))

    assert (stays.state_since, moves.state_since) == (DAY, date(2026, 4, 1))


# ---------------------------------------------------------------- the tables
def test_every_state_but_the_ends_has_a_way_on_and_every_state_a_way_in() -> None:
    beside = {Step.MOVE_DUE_DATE, Step.MAKE_PROMISE, *rules.PROMISE_STEPS, *rules.ANY_TIME}
    users = {step: table for step, table in STEPS.items() if step not in beside}
    left = frozenset().union(*(table.starts for table in users.values()))
    reached = {table.leads for table in users.values() if table.leads} | rules.DERIVED

    assert set(State) - left == {State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN, State.REFERRED, State.CONCLUDED, State.REPORTED}
    assert reached == set(State)


def test_every_assignment_state_that_owes_has_a_way_on() -> None:
    assert frozenset().union(*(table.starts for step, table in PART_STEPS.items() if step is not Step.MAKE_PROMISE)) == OWING
    assert set(PART_STEPS) <= set(STEPS)


def test_nothing_leads_by_itself_into_a_state_that_is_derived() -> None:
    assert not {table.leads for table in STEPS.values()} & rules.DERIVED


# ---------------------------------------------------------------- who
def actor(*roles: Role, unit: UUID | None = None, deputy: UUID | None = None, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(
        tenant="t", county="c", level="township", person_id=new_id(), roles=frozenset(roles), scopes=scopes,
        unit_ids=frozenset([unit] if unit else []), deputy_ids=frozenset([deputy] if deputy else []),
    )  # fmt: skip


def test_a_unit_acts_for_itself_and_a_deputy_as_a_proposer_only() -> None:
    rules.may_act(actor(Role.UNIT, unit=UNIT), Step.REPLY, units=[UNIT])
    rules.may_act(actor(Role.DEPUTY, deputy=DEPUTY), Step.RATE, deputies=[DEPUTY])
    rules.may_act(actor(Role.CLERK), Step.REPLY, units=[UNIT])

    for stranger, step in ((actor(Role.UNIT, unit=new_id()), Step.REPLY), (actor(Role.DEPUTY, deputy=new_id()), Step.RATE), (actor(Role.UNIT), Step.REPLY)):
        with pytest.raises(NotAllowed):
            rules.may_act(stranger, step, units=[UNIT], deputies=[DEPUTY])


def test_who_may_only_read_is_offered_nothing() -> None:
    reader = actor(Role.CLERK, scopes=frozenset({"read"}))

    assert next_steps(case(), reader, DAY) == []


def test_a_clerk_who_is_a_deputy_too_has_the_duties_of_both_but_not_those_of_others() -> None:
    both = actor(Role.CLERK, Role.DEPUTY, deputy=DEPUTY)
    delivered = case(State.REPLIED, **DONE, proposers=(proposer(), ProposerFacts(deputy_id=new_id(), name="李四", order=2, delivered_on=DAY)))

    assert {step.step for step in next_steps(delivered, both, DAY)} == {Step.RATE, Step.ASK_FOR_CALL}
    assert len(next_steps(delivered, both, DAY)) == 4
    assert [step.deputy_id for step in duties(delivered, both, DAY)] == [DEPUTY]


def test_every_duty_is_a_step_that_its_role_may_take() -> None:
    assert all(role in STEPS[step].by for role, steps in DUTIES.items() for step in steps)


@pytest.mark.parametrize(("channel", "own", "code"), [(Channel.PAPER, True, "own_step_in_app"), (Channel.APP, False, "channel_needed")])
def test_the_channel_fits_who_enters_it(channel: Channel, own: bool, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        fits_channel(channel, own=own)
    fits_channel(channel, own=not own)


# ---------------------------------------------------------------- numbers, votes, the session
@pytest.mark.parametrize(
    ("kind", "session", "number"),
    [
        (Kind.SUGGESTION, 3, "十九届三次会议第12号"), (Kind.SUGGESTION, 0, "十九届闭会第12号"), (Kind.MOTION, 3, "十九届三次会议议案第12号"),
    ],
)  # fmt: skip
def test_a_number_says_term_session_kind_and_place(kind: Kind, session: int, number: str) -> None:
    assert rules.number_of(kind, 19, session, 12) == number


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")])
def test_numerals_are_chinese(number: int, words: str) -> None:
    assert rules.chinese(number) == words


@pytest.mark.parametrize(("votes_for", "everybody", "outcome"), [(24, 47, Outcome.ADOPTED), (23, 47, Outcome.NOT_ADOPTED), (24, 48, Outcome.NOT_ADOPTED)])
def test_a_majority_is_of_all_deputies(votes_for: int, everybody: int, outcome: Outcome) -> None:
    voted = case(State.LISTED, handed_over_on=None, votes_for=votes_for, all_deputies=everybody)

    assert rules.settled(voted, Step.DECIDE_MOTION, DAY).outcome is outcome


def test_votes_are_no_more_than_deputies() -> None:
    rules.check_votes((30, 10, 7), 47)
    for votes in ((30, 10, 8), (-1, 0, 0)):
        with pytest.raises(Invalid):
            rules.check_votes(votes, 47)


def test_the_moment_of_the_cut_off_is_still_in_time() -> None:
    cut_off = datetime(2026, 2, 27, 4, 0, tzinfo=UTC)

    rules.before_cut_off(cut_off, cut_off)
    with pytest.raises(RuleBroken, match="after_cut_off"):
        rules.before_cut_off(cut_off.replace(minute=1), cut_off)
    with pytest.raises(RuleBroken, match="not_in_session"):
        rules.before_cut_off(cut_off, None)
