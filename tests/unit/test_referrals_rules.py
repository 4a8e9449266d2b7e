"""What may go up and come down, and what of it is news."""
from __future__ import annotations

from datetime import date

import pytest

from motions.events import AssignmentState
from referrals import rules
from referrals.events import MatterState, Sent, Way
from townships.errors import Refused

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("level", "way", "deputy", "code"),
    [
        ("county", Way.PASSED_THROUGH, "", "no_congress_above"),
        ("township", Way.TAKEN_UP, "  ", "county_deputy_unnamed"),
        ("township", Way.REPORTED, "", "bad_value"),
    ],
)
def test_what_does_not_go_up(level: str, way: Way, deputy: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.may_refer(level, way, deputy)
    assert caught.value.code == code


def test_a_township_sends_what_a_county_deputy_takes_up_or_the_congress_passes_through() -> None:
    rules.may_refer("township", Way.TAKEN_UP, "陈桂芳")
    rules.may_refer("township", Way.PASSED_THROUGH, "")


@pytest.mark.parametrize("state", [MatterState.TAKEN_UP, MatterState.DECLINED])
def test_a_matter_is_settled_once(state: MatterState) -> None:
    with pytest.raises(Refused, match="wrong_state"):
        rules.may_settle(state, DAY, DAY)


def test_a_matter_is_not_settled_before_it_came() -> None:
    with pytest.raises(Refused, match="out_of_order"):
        rules.may_settle(MatterState.WAITING, DAY, date(2026, 3, 1))
    rules.may_settle(MatterState.WAITING, DAY, DAY)


@pytest.mark.parametrize(
    ("town", "kind", "taken", "code"),
    [
        ("t2", "township_government", False, "not_of_this_county"),
        ("t1", "county_department", False, "no_town_government"),
        ("t1", "township_government", True, "town_connected_already"),
    ],
)
def test_a_desk_is_a_town_government_of_this_county_and_of_one_unit(town: str, kind: str, taken: bool, code: str) -> None:
    with pytest.raises(Refused, match=code):
        rules.may_connect(town, ["t1"], kind, taken)
    rules.may_connect("t1", ["t1"], "township_government", False)


def test_what_is_on_its_way_is_not_sent_again() -> None:
    rules.may_sign(AssignmentState.HANDED_OVER, Sent.NOTHING)
    rules.may_reply(AssignmentState.HANDED_OVER, Sent.SIGNED)
    for check, state, sent in (
        (rules.may_sign, AssignmentState.HANDED_OVER, Sent.SIGNED),
        (rules.may_reply, AssignmentState.SIGNED, Sent.REPLIED),
    ):
        with pytest.raises(Refused, match="on_its_way"):
            check(state, sent)


@pytest.mark.parametrize("state", sorted(set(AssignmentState) - {AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.REWORK}))
def test_nothing_is_replied_to_what_the_county_does_not_wait_for(state: AssignmentState) -> None:
    with pytest.raises(Refused, match="wrong_state"):
        rules.may_reply(state, Sent.NOTHING)


@pytest.mark.parametrize(
    ("sent", "state", "after"),
    [
        (Sent.SIGNED, AssignmentState.HANDED_OVER, Sent.SIGNED),
        (Sent.SIGNED, AssignmentState.SIGNED, Sent.NOTHING),
        (Sent.REPLIED, AssignmentState.SIGNED, Sent.REPLIED),
        (Sent.REPLIED, AssignmentState.REPLIED, Sent.NOTHING),
        (Sent.REPLIED, AssignmentState.ENDED, Sent.NOTHING),
        (Sent.NOTHING, AssignmentState.REPLIED, Sent.NOTHING),
    ],
)
def test_what_is_on_its_way_until_the_county_says_so(sent: Sent, state: AssignmentState, after: Sent) -> None:
    assert rules.still_sent(sent, state) is after


def test_what_comes_late_or_again_is_no_news() -> None:
    assert rules.is_news((1, 4), (1, 5))
    assert rules.is_news((1, 9), (2, 1)), "a restored congress counts on in its next incarnation"
    assert not rules.is_news((1, 5), (1, 5))
    assert not rules.is_news((2, 1), (1, 9))
