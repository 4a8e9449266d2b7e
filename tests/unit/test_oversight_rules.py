"""A supervision's rules as pure functions: its table of steps, its forms, and what follows from a step."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from oversight import rules
from oversight.events import OWING, Form, Stage, State, SupervisionFacts
from oversight.rules import FORMS, STEPS, Step
from people.actor import Actor, Role
from townships.errors import Invalid, NotAllowed, RuleBroken

UNIT = UUID(int=7)
DAY, DUE = date(2026, 3, 12), date(2026, 4, 30)


def facts(state: State, **more: Any) -> SupervisionFacts:
    told = {"topic": "垃圾", "form": Form.INSPECTION, "stage": Stage.DURING, "state_since": DAY, "planned_on": date(2026, 3, 10), **more}
    return SupervisionFacts(id=UUID(int=1), state=state, **told)


def actor(*roles: Role, unit: UUID | None = None) -> Actor:
    units = frozenset([unit] if unit else [])
    return Actor(tenant="t610981117", county="c610981", level="township", roles=frozenset(roles), unit_ids=units)


def code(caught: Any) -> str:
    return str(caught.value.code)


# ---------------------------------------------------------------- the table
def test_every_state_is_reached_and_every_state_has_a_way_on() -> None:
    assert {table.leads for table in STEPS.values() if table.leads} == set(State)
    moving = [table for step, table in STEPS.items() if step is not Step.MOVE_DUE_DATE]
    assert frozenset[State]().union(*(table.starts for table in moving)) == set(State)


def test_every_form_has_its_law() -> None:
    assert list(FORMS) == list(Form)
    assert {form for form, law in FORMS.items() if law.level} == {Form.SPECIFIC_INVESTIGATION, Form.FILING_REVIEW}
    assert {form for form, law in FORMS.items() if law.amounts} == {Form.BUDGET_REVIEW, Form.SPECIAL_FUNDS}


def test_a_step_is_taken_only_from_where_it_starts_and_not_before_what_it_follows() -> None:
    rules.may_take(Step.LOOK_BACK, facts(State.RECTIFIED), DAY)

    with pytest.raises(RuleBroken) as caught:
        rules.may_take(Step.LOOK_BACK, facts(State.PLANNED), DAY)
    assert code(caught) == "wrong_state"
    with pytest.raises(RuleBroken) as caught:
        rules.may_take(Step.LOOK_BACK, facts(State.RECTIFIED), date(2026, 3, 11))
    assert (code(caught), caught.value.params) == ("out_of_order", {"day": "2026-03-12"})


def test_only_what_an_opinion_was_sent_on_can_be_reopened() -> None:
    assert rules.starts(Step.REOPEN, facts(State.CLOSED, opinion_on=DAY))
    assert not rules.starts(Step.REOPEN, facts(State.CLOSED))


# ---------------------------------------------------------------- what follows
@pytest.mark.parametrize(
    ("step", "before", "due_on"),
    [
        (Step.CARRY_OUT, State.PLANNED, None),
        (Step.SEND_OPINION, State.CARRIED_OUT, DUE),
        (Step.REPORT_RECTIFICATION, State.OPINION_SENT, None),
        (Step.LOOK_BACK, State.RECTIFIED, None),
        (Step.CLOSE, State.LOOKED_BACK, None),
        (Step.REOPEN, State.LOOKED_BACK, DUE),
    ],
)
def test_after_a_step_the_state_is_the_tables_and_only_the_unit_has_a_day(step: Step, before: State, due_on: date | None) -> None:
    after = rules.settled(facts(before, opinion_due_on=DUE), step, date(2026, 4, 1))

    assert (after.state, after.state_since, after.due_on) == (STEPS[step].leads, date(2026, 4, 1), due_on)


def test_what_is_planned_is_due_on_its_day() -> None:
    assert rules.settled(facts(State.PLANNED), Step.PLAN, DAY).due_on == date(2026, 3, 10)


def test_a_day_that_moves_leaves_the_state_as_it_is() -> None:
    before = facts(State.OPINION_SENT, opinion_due_on=DUE, due_on=date(2026, 4, 29))

    assert rules.settled(before, Step.MOVE_DUE_DATE, date(2026, 4, 1)) == msgspec.structs.replace(before, due_on=DUE)


# ---------------------------------------------------------------- the forms
def test_a_power_of_the_county_is_not_a_townships() -> None:
    rules.check_level("county", "county", "代表法 第二十二条")
    rules.check_level("township", "township", "")

    with pytest.raises(RuleBroken) as caught:
        rules.check_level("township", "county", "代表法 第二十二条")
    assert (code(caught), caught.value.field, caught.value.source) == ("not_at_this_level", "form", "代表法 第二十二条")


@pytest.mark.parametrize("form", list(Form))
def test_only_inquiry_and_questioning_wait_for_the_session_and_only_in_a_township(form: Form) -> None:
    assert bool(rules.bound_to_session(form, "township")) == (form in (Form.INQUIRY, Form.QUESTIONING))
    assert rules.bound_to_session(form, "county") is None


@pytest.mark.parametrize(("amount", "refused"), [(None, False), (0, False), (35_000_000, False), (-1, True), (10**15, True)])
def test_an_amount_is_a_whole_number_of_fen(amount: int | None, refused: bool) -> None:
    if not refused:
        return rules.check_fen(amount, "planned_fen")
    with pytest.raises(Invalid) as caught:
        rules.check_fen(amount, "planned_fen")
    assert (code(caught), caught.value.field) == ("bad_amount", "planned_fen")


# ---------------------------------------------------------------- who
def test_a_unit_reports_only_what_was_sent_to_it_and_the_clerk_for_any() -> None:
    for state in OWING:
        assert State(state) in STEPS[Step.REPORT_RECTIFICATION].starts
    rules.may_act(actor(Role.UNIT, unit=UNIT), Step.REPORT_RECTIFICATION, UNIT)
    rules.may_act(actor(Role.CLERK), Step.REPORT_RECTIFICATION, UNIT)

    for other in (actor(Role.UNIT, unit=UUID(int=8)), actor(Role.UNIT), actor(Role.DEPUTY), actor(Role.CHAIR)):
        with pytest.raises(NotAllowed):
            rules.may_act(other, Step.REPORT_RECTIFICATION, UNIT)
