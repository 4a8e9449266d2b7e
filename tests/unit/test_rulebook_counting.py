"""The working calendar, and from a rule to a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook import book, counting, rules
from rulebook.calendar import Calendar, announced_plans, days, library_plan
from rulebook.counting import add_months, chosen_date, due_date, extended, recounted
from rulebook.shapes import Body, InForce, Level, Rest, Rule, Session, Starts, Unit, Why, YearPlan
from townships.errors import Invalid, RuleBroken

CALENDAR = Calendar(announced_plans())
SHAANXI, CHONGQING, SHANDONG = "610981117", "500101100", "371402100"
PLAN_2027 = YearPlan(
    year=2027, source="国办发明电〔2026〕测试", work=frozenset({date(2027, 1, 31), date(2027, 2, 20), date(2026, 12, 27)}),
    off=dict.fromkeys(days(date(2027, 2, 5), date(2027, 2, 13)), Rest.SPRING_FESTIVAL)
    | {date(2027, 1, 1): Rest.NEW_YEAR, date(2026, 12, 31): Rest.NEW_YEAR},
)  # fmt: skip
ANNOUNCED_2027 = Calendar([*announced_plans(), PLAN_2027])


def period(value: int, unit: Unit = Unit.MONTHS, *, starts: Starts = Starts.HANDOVER, limit: Rule | None = None) -> InForce:
    rule = Rule(
        key="reply_months",
        value=value,
        unit=unit,
        source="某办法 第一条",
        level=Level.PROVINCE,
        place="61",
        valid_from=date(2010, 1, 1),
        starts=starts,
    )
    return InForce(rule=rule, why=Why.MOST_SPECIFIC, limit=limit)


def shipped(key: str, place: str, on: date, session: Session = Session.IN_SESSION) -> InForce:
    return rules.rule_in_force(book.shipped(), key, place=place, body=Body.TOWNSHIP, session=session, on=on)


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    "day", [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]
)
def test_the_make_up_weekend_days_of_2026_are_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_workday(day)


def test_the_spring_festival_of_2026_rests_for_nine_days() -> None:
    rest = [skipped.day for skipped in CALENDAR.skipped(date(2026, 2, 10), date(2026, 2, 27))]
    assert rest == list(days(date(2026, 2, 15), date(2026, 2, 23)))


def test_each_rest_day_has_its_reason() -> None:
    assert CALENDAR.rest(date(2026, 2, 17)) is Rest.SPRING_FESTIVAL
    assert CALENDAR.rest(date(2026, 2, 20)) is Rest.SWAPPED
    assert CALENDAR.rest(date(2026, 2, 21)) is Rest.WEEKEND
    assert CALENDAR.rest(date(2026, 10, 1)) is Rest.NATIONAL_DAY
    assert CALENDAR.rest(date(2026, 2, 24)) is None


def test_a_swap_across_the_year_end_is_known() -> None:
    assert CALENDAR.is_workday(date(2018, 12, 29))
    assert not CALENDAR.is_workday(date(2018, 12, 31))


def test_a_year_not_announced_is_provisional_and_knows_the_statutory_holidays() -> None:
    assert CALENDAR.provisional(date(2027, 1, 4))
    assert not CALENDAR.is_workday(date(2027, 10, 1))
    assert not CALENDAR.is_workday(date(2027, 2, 6))


def test_the_last_days_of_december_wait_for_the_next_year() -> None:
    assert not CALENDAR.provisional(date(2026, 12, 25))
    assert CALENDAR.provisional(date(2026, 12, 28))
    assert not ANNOUNCED_2027.provisional(date(2026, 12, 28))


def test_an_announced_year_reaches_back_into_december() -> None:
    assert ANNOUNCED_2027.is_workday(date(2026, 12, 27))
    assert ANNOUNCED_2027.rest(date(2026, 12, 31)) is Rest.NEW_YEAR
    assert CALENDAR.is_workday(date(2026, 12, 31))


def test_every_announced_year_has_seven_holidays_at_least_and_works_only_on_weekend_days() -> None:
    for plan in announced_plans():
        assert len(set(plan.off.values()) - {Rest.SWAPPED}) >= 6
        assert all(day.weekday() >= 5 for day in plan.work)
        assert not plan.work & plan.off.keys()


def test_the_announced_years_are_the_ones_the_data_names() -> None:
    assert sorted(CALENDAR.plans) == list(range(book.announced().first, book.announced().last + 1))
    assert library_plan(2026).source == "国办发明电〔2025〕7号"


# ---------------------------------------------------------------- counting


@pytest.mark.parametrize(
    "start,months,end",
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
    ],
)  # fmt: skip
def test_months_end_on_the_same_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_three_months_that_end_in_the_spring_festival_of_2026_are_due_on_the_first_workday_after_it() -> None:
    due = due_date(date(2025, 11, 17), shipped("reply_months", SHAANXI, date(2025, 11, 17)), CALENDAR)
    assert (due.basis.raw_on, due.due_on, due.provisional) == (date(2026, 2, 17), date(2026, 2, 24), False)
    assert [skipped.day for skipped in due.basis.skipped] == list(days(date(2026, 2, 17), date(2026, 2, 23)))
    assert due.basis.skipped[0].reason is Rest.SPRING_FESTIVAL


def test_a_period_that_ends_on_a_make_up_saturday_is_due_on_it() -> None:
    due = due_date(date(2025, 11, 28), period(3), CALENDAR)
    assert due.due_on == date(2026, 2, 28)
    assert due.basis.skipped == ()


def test_a_period_that_ends_on_a_plain_saturday_is_due_on_monday() -> None:
    due = due_date(date(2026, 4, 11), period(3), CALENDAR)
    assert due.due_on == date(2026, 7, 13)
    assert [(s.day, s.reason) for s in due.basis.skipped] == [(date(2026, 7, 11), Rest.WEEKEND), (date(2026, 7, 12), Rest.WEEKEND)]


def test_the_first_day_does_not_count() -> None:
    assert due_date(date(2026, 3, 2), period(1, Unit.DAYS), CALENDAR).due_on == date(2026, 3, 3)
    assert due_date(date(2026, 3, 2), period(1, Unit.WORKDAYS), CALENDAR).due_on == date(2026, 3, 3)


def test_workdays_count_make_up_days_and_skip_the_festival() -> None:
    due = due_date(date(2026, 2, 12), period(5, Unit.WORKDAYS), CALENDAR)
    assert due.due_on == date(2026, 2, 26)  # 13, 14 (made up), 24, 25, 26
    assert [skipped.day for skipped in due.basis.skipped] == list(days(date(2026, 2, 15), date(2026, 2, 23)))


def test_ten_workdays_over_the_national_day_weeks() -> None:
    due = due_date(date(2026, 9, 18), period(10, Unit.WORKDAYS), CALENDAR)
    assert due.due_on == date(2026, 10, 9)  # 20 (made up), 21–24, 28–30, then 8 and 9, past the mid-autumn and national days
    assert due.basis.skipped[0].day == date(2026, 9, 19)


def test_a_due_day_in_a_year_not_announced_is_provisional_until_it_is() -> None:
    start = date(2026, 11, 9)
    before = due_date(start, period(3), CALENDAR)
    after = recounted(before.basis, ANNOUNCED_2027)
    assert (before.due_on, before.provisional) == (date(2027, 2, 11), True)
    assert after is not None
    assert (after.due_on, after.provisional) == (date(2027, 2, 14) + timedelta(days=1), False)


def test_workdays_that_cross_into_a_year_not_announced_are_provisional() -> None:
    assert due_date(date(2026, 12, 24), period(5, Unit.WORKDAYS), CALENDAR).provisional
    assert not due_date(date(2026, 12, 14), period(5, Unit.WORKDAYS), CALENDAR).provisional


def test_what_is_not_a_period_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="not a period"):
        due_date(date(2026, 3, 2), shipped("motion_signers", SHAANXI, date(2026, 3, 2)), CALENDAR)


# ---------------------------------------------------------------- one case, three provinces


def test_the_same_case_in_three_provinces() -> None:
    closed, handed_over = date(2026, 2, 6), date(2026, 3, 2)
    due = {
        place: due_date(handed_over, shipped("reply_months", place, handed_over), CALENDAR, session_closed_on=closed)
        for place in (SHAANXI, CHONGQING, SHANDONG)
    }
    assert {place: found.due_on for place, found in due.items()} == {
        SHAANXI: date(2026, 6, 2),
        CHONGQING: date(2026, 6, 2),
        SHANDONG: date(2026, 4, 7),  # 6 April is Qingming's day off
    }
    whys = {place: found.basis.in_force.why for place, found in due.items() if found.basis.in_force}
    assert whys == {SHAANXI: Why.NATION, CHONGQING: Why.TIE_NATION, SHANDONG: Why.MOST_SPECIFIC}
    assert due[SHANDONG].basis.counted_from == closed


def test_without_the_day_of_the_close_shandong_counts_from_the_hand_over() -> None:
    due = due_date(date(2026, 3, 2), shipped("reply_months", SHANDONG, date(2026, 3, 2)), CALENDAR)
    assert (due.due_on, due.basis.counted_from) == (date(2026, 5, 6), date(2026, 3, 2))


def test_a_local_period_from_another_start_never_ends_after_the_nations() -> None:
    nation = shipped("reply_months", SHAANXI, date(2026, 1, 5)).rule
    late_close = due_date(
        date(2026, 1, 5), period(2, starts=Starts.SESSION_CLOSE, limit=nation), CALENDAR, session_closed_on=date(2026, 3, 20)
    )
    assert late_close.due_on == date(2026, 4, 7)  # 5 April is Qingming, 6 April its day off
    assert late_close.basis.limited_by == nation
    assert late_close.basis.skipped[0].reason is Rest.QINGMING


def test_recounting_a_limited_date_gives_the_same_again() -> None:
    nation = shipped("reply_months", SHAANXI, date(2026, 1, 5)).rule
    due = due_date(date(2026, 1, 5), period(2, starts=Starts.SESSION_CLOSE, limit=nation), CALENDAR, session_closed_on=date(2026, 3, 20))
    assert recounted(due.basis, CALENDAR) == due


# ---------------------------------------------------------------- chosen and extended


def test_a_chosen_day_within_the_longest_keeps_the_rule_it_was_chosen_under() -> None:
    longest = due_date(date(2026, 3, 2), shipped("reply_months", SHAANXI, date(2026, 3, 2)), CALENDAR)
    chosen = chosen_date(date(2026, 5, 1), date(2026, 3, 2), longest=longest)
    assert (chosen.due_on, chosen.basis.in_force, chosen.provisional) == (date(2026, 5, 1), longest.basis.in_force, False)
    assert recounted(chosen.basis, CALENDAR) is None


def test_a_chosen_day_beyond_the_longest_is_refused_with_the_article() -> None:
    longest = due_date(date(2026, 3, 2), shipped("reply_months", SHAANXI, date(2026, 3, 2)), CALENDAR)
    with pytest.raises(RuleBroken) as refused:
        chosen_date(date(2026, 6, 3), date(2026, 3, 2), longest=longest)
    assert (refused.value.code, refused.value.source, refused.value.params["limit"]) == ("beyond_limit", "代表法 第五十一条", "2026-06-02")


def test_a_chosen_day_before_the_start_is_refused() -> None:
    with pytest.raises(Invalid, match="due_before_start"):
        chosen_date(date(2026, 3, 1), date(2026, 3, 2))


def test_an_extension_keeps_the_old_day_and_its_article_in_view() -> None:
    start = date(2026, 3, 2)
    first = due_date(start, shipped("reply_months", SHAANXI, start), CALENDAR)
    longer = extended(first, due_date(start, shipped("reply_extended_months", SHAANXI, start), CALENDAR), date(2026, 5, 20))
    step = longer.basis.extensions[0]
    assert (step.before, step.after, step.decided_on, step.source) == (
        first.due_on,
        date(2026, 9, 2),
        date(2026, 5, 20),
        "代表法 第五十一条",
    )


# ---------------------------------------------------------------- properties

STARTS = st.dates(date(2012, 1, 1), date(2027, 6, 30))
PERIODS = st.one_of(
    st.tuples(st.integers(1, 12), st.just(Unit.MONTHS)),
    st.tuples(st.integers(1, 60), st.just(Unit.DAYS)),
    st.tuples(st.integers(1, 40), st.just(Unit.WORKDAYS)),
)


@given(STARTS, PERIODS)
def test_a_due_day_is_a_workday_after_the_start_and_explains_itself(start: date, count: tuple[int, Unit]) -> None:
    due = due_date(start, period(*count), CALENDAR)
    assert due.due_on > start
    assert CALENDAR.is_workday(due.due_on)
    assert recounted(due.basis, CALENDAR) == due
    assert all(not CALENDAR.is_workday(skipped.day) for skipped in due.basis.skipped)


@given(STARTS, STARTS, PERIODS)
def test_a_later_start_is_never_due_earlier(one: date, other: date, count: tuple[int, Unit]) -> None:
    first, second = sorted([one, other])
    assert due_date(first, period(*count), CALENDAR).due_on <= due_date(second, period(*count), CALENDAR).due_on


@given(STARTS, st.integers(1, 40))
def test_counted_workdays_are_as_many_as_asked(start: date, count: int) -> None:
    due = due_date(start, period(count, Unit.WORKDAYS), CALENDAR).due_on
    assert sum(CALENDAR.is_workday(day) for day in days(start + counting.DAY, due)) == count


@given(STARTS, PERIODS)
def test_only_days_that_are_announced_make_a_firm_date(start: date, count: tuple[int, Unit]) -> None:
    due = due_date(start, period(*count), CALENDAR)
    assert due.provisional or due.due_on.year <= book.announced().last
