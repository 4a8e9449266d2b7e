"""What is lawful in a roster, without a database."""
from __future__ import annotations

from datetime import date, datetime

import pytest

from roster import rules
from roster.rules import Mandate, Span
from townships.clock import SHANGHAI
from townships.errors import Invalid, Refused, RuleBroken
from townships.ids import new_id

TODAY = date(2026, 3, 2)
TERM = Span(19, date(2021, 11, 1))


def refused(rule, *args) -> Refused:
    with pytest.raises(Refused) as caught:
        rule(*args)
    return caught.value


def test_a_term_has_its_first_day_and_not_the_first_of_the_next():
    over = Span(18, date(2016, 11, 1), date(2021, 11, 1))
    assert [over.holds(day) for day in (date(2016, 10, 31), date(2016, 11, 1))] == [False, True]
    assert [over.holds(day) for day in (date(2021, 10, 31), date(2021, 11, 1))] == [True, False]


def test_terms_follow_each_other():
    rules.may_open_term(Span(20, TODAY), TERM, TODAY)
    rules.may_open_term(Span(1, date(1954, 6, 1)), None, TODAY)
    assert refused(rules.may_open_term, Span(19, TODAY), TERM, TODAY).code == "term_number_not_next"
    assert refused(rules.may_open_term, Span(20, TERM.start), TERM, TODAY).code == "term_before_last"
    assert refused(rules.may_open_term, Span(20, date(2027, 3, 4)), TERM, TODAY).code == "too_far_ahead"
    assert refused(rules.may_open_term, Span(20, date(1948, 12, 31)), None, TODAY).code == "bad_value"


def session(number: int, opens: date, closes: date) -> Span:
    return Span(number, opens, closes)


def test_sessions_keep_the_order_of_their_numbers():
    cut_off = datetime(2026, 1, 16, 23, 59, tzinfo=SHANGHAI)
    others = [session(1, date(2025, 1, 9), date(2025, 1, 10)), session(4, date(2026, 2, 1), date(2026, 2, 2))]
    rules.may_set_session(session(2, date(2026, 1, 15), date(2026, 1, 16)), cut_off, TERM, others, TODAY)
    for number, opens, closes, code in (
        (4, date(2026, 1, 15), date(2026, 1, 16), "number_taken"),
        (2, date(2025, 1, 10), date(2026, 1, 16), "sessions_out_of_order"),
        (5, date(2026, 1, 15), date(2026, 1, 16), "sessions_out_of_order"),
        (3, date(2026, 1, 15), date(2026, 2, 1), "sessions_out_of_order"),
        (2, date(2021, 10, 31), date(2026, 1, 16), "outside_the_term"),
    ):
        assert refused(rules.may_set_session, session(number, opens, closes), cut_off, TERM, others, TODAY).code == code


def test_the_cut_off_lies_on_the_last_day_at_the_latest_as_the_day_is_in_china():
    one = session(1, date(2026, 1, 15), date(2026, 1, 16))
    rules.may_set_session(one, datetime.fromisoformat("2026-01-16T15:59:00Z"), TERM, [], TODAY)
    late = refused(rules.may_set_session, one, datetime.fromisoformat("2026-01-16T16:00:00Z"), TERM, [], TODAY)
    assert (late.code, late.field, bool(late.source)) == ("cut_off_after_session", "motions_cut_off", True)


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_a_district_elects_one_to_three(seats):
    rules.may_add_district(1, seats)
    assert refused(rules.may_add_district, 1, seats + 3).code == "bad_seats"
    assert refused(rules.seat_is_free, seats, seats).source == "选举法 第二十五条"
    rules.seat_is_free(seats, seats - 1)


@pytest.mark.parametrize("birth_year", [2004, 1910, 0])
def test_a_deputy_is_of_age_and_of_this_world(birth_year):
    assert refused(rules.may_sit, birth_year, date(2021, 11, 1), TERM, TODAY).code == "impossible_birth_year"


def test_ages_are_counted_by_the_year():
    for birth_year in (2003, 1911):
        rules.may_sit(birth_year, date(2021, 11, 1), TERM, TODAY)


@pytest.mark.parametrize(("given", "kept"), [("汉", "汉族"), ("汉族", "汉族"), ("乌孜别克", "乌孜别克族"), ("高山族", "高山族")])
def test_an_ethnic_group_is_kept_with_its_full_name(given, kept):
    assert rules.ethnic_group(given) == kept


def test_there_are_56_ethnic_groups_and_no_other():
    assert len(rules.ETHNIC_GROUPS) == 56
    for value in ("", "族", "火星", "汉族族", "Han"):
        assert isinstance(refused(rules.ethnic_group, value), Invalid)


@pytest.mark.parametrize("value", ["", "13809150001", "0915-7200001", "+86 915 7200001"])
def test_telephones_as_people_write_them(value):
    assert rules.telephone(value) == value


@pytest.mark.parametrize("value", ["1", "abc", "138;139", "１３８０９１５０００１", "-915", "1" * 21, "138\n0915"])
def test_what_is_no_telephone(value):
    assert refused(rules.telephone, value).code == "bad_phone"


def mandate(**more) -> Mandate:
    return Mandate(**{"id": new_id(), "term_id": new_id(), "mandate_from": date(2021, 11, 1)} | more)


def test_a_mandate_that_will_end_with_its_term_can_end_before():
    rules.may_end(mandate(ended_on=date(2026, 6, 1)), TODAY, "died")
    assert refused(rules.may_end, mandate(ended_on=TODAY), TODAY, "died").code == "mandate_over"


def test_suspension_has_a_beginning_and_an_end():
    rules.may_suspend(mandate(), TODAY)
    rules.may_resume(mandate(suspended_on=TODAY), TODAY)
    assert refused(rules.may_suspend, mandate(suspended_on=TODAY), TODAY).code == "suspended_already"
    assert refused(rules.may_resume, mandate(), TODAY).code == "not_suspended"
    assert refused(rules.may_resume, mandate(suspended_on=TODAY), date(2026, 3, 1)).code == "before_it_began"


def test_nobody_suspended_takes_a_seat_but_one_who_will_be():
    rules.may_take_seat(mandate(suspended_on=date(2026, 3, 3)), TODAY)
    assert refused(rules.may_take_seat, mandate(suspended_on=TODAY), TODAY).code == "suspended_already"


def test_a_group_is_led_by_one_of_its_own():
    leader = mandate()
    rules.may_group(leader.term_id, leader.id, [leader], TODAY)
    assert refused(rules.may_group, leader.term_id, new_id(), [leader], TODAY).field == "leader_id"
    assert refused(rules.may_group, leader.term_id, leader.id, [leader, mandate()], TODAY).code == "of_another_term"


def test_one_line_is_one_line():
    for value in ("a\nb", "a\tb", "a\u2028b"):
        assert refused(rules.one_line, value, "name").code == "control_characters"
    assert refused(rules.named, "  ", "name").code == "required"


@pytest.mark.parametrize("code", ["610981117", "61098111720a", "６１０９８１１１７２０１", " 610981117201"])
def test_a_village_s_code_has_twelve_digits(code):
    assert isinstance(refused(rules.division_code, code), Invalid)
    assert rules.division_code("610981117201") == "610981117201"


def test_a_refusal_of_law_names_its_source():
    assert isinstance(refused(rules.may_add_district, 1, 9), RuleBroken)
    assert refused(rules.may_add_district, 1, 9).source
