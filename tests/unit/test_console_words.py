"""How the console says dates, deadlines, figures and names, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from console import words

TODAY = date(2026, 2, 18)
NOW = datetime(2026, 2, 18, 6, 5, tzinfo=UTC)


def both(say: Callable[[], object]) -> tuple[object, object]:
    with translation.override("zh-hans"):
        chinese = say()
    with translation.override("en"):
        return chinese, say()


@pytest.mark.parametrize(
    ("on", "chinese", "english"),
    [
        (date(2026, 3, 2), "3 月 2 日 周一", "Mon 2 March"),
        (date(2027, 1, 3), "2027 年 1 月 3 日 周日", "Sun 3 January 2027"),
        (date(2025, 12, 31), "2025 年 12 月 31 日 周三", "Wed 31 December 2025"),
    ],
)
def test_a_day_is_said_with_its_weekday_and_with_its_year_only_when_that_is_another(on: date, chinese: str, english: str) -> None:
    assert both(lambda: words.day(on, today=TODAY)) == (chinese, english)


def test_a_binding_date_always_has_its_year() -> None:
    assert both(lambda: words.long_day(date(2026, 3, 2))) == ("2026 年 3 月 2 日", "2 March 2026")


def test_a_moment_is_said_in_the_time_of_china() -> None:
    late_evening_utc = datetime(2026, 2, 17, 16, 30, tzinfo=UTC)
    assert both(lambda: words.moment(late_evening_utc, today=TODAY)) == ("2 月 18 日 周三 00:30", "Wed 18 February, 00:30")


@pytest.mark.parametrize(
    ("before", "chinese", "english"),
    [
        (timedelta(seconds=-5), "刚刚", "just now"),
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 分钟前", "59 minutes ago"),
        (timedelta(hours=3), "3 小时前", "3 hours ago"),
        (timedelta(hours=47), "1 天前", "1 day ago"),
    ],
)
def test_time_past_is_said_in_its_largest_whole_unit(before: timedelta, chinese: str, english: str) -> None:
    assert both(lambda: words.ago(NOW - before, now=NOW)) == (chinese, english)


@pytest.mark.parametrize(
    ("days", "chinese", "english", "mark"),
    [
        (12, "还剩 12 天", "12 days left", "going"),
        (8, "还剩 8 天", "8 days left", "going"),
        (7, "还剩 7 天", "7 days left", "soon"),
        (1, "还剩 1 天", "1 day left", "soon"),
        (0, "今天到期", "due today", "soon"),
        (-1, "超期 1 天", "1 day overdue", "late"),
        (-1200, "超期 1,200 天", "1,200 days overdue", "late"),
    ],
)
def test_an_open_deadline_says_how_long_is_left_and_is_late_only_after_its_day(days: int, chinese: str, english: str, mark: str) -> None:
    said = both(lambda: words.due(TODAY + timedelta(days=days), today=TODAY)[:2])
    assert said == ((chinese, mark), (english, mark))


def test_a_deadline_met_on_its_very_day_was_met_in_time() -> None:
    assert both(lambda: words.due(TODAY, today=TODAY, met_on=TODAY)[:2]) == (("按期办完", "done"), ("done in time", "done"))


def test_a_deadline_met_late_stays_late() -> None:
    said = both(lambda: words.due(date(2026, 2, 13), today=TODAY, met_on=date(2026, 2, 16))[:2])
    assert said == (("晚了 3 天办完", "late"), ("done 3 days late", "late"))


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(31, 32, "96.8%"), (9999, 10000, "99.9%"), (32, 32, "100%"), (1, 2, "50%"), (0, 3, "0%"), (0, 0, "—")]
)
def test_a_rate_never_reads_as_all_when_one_is_missing(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


def test_counts_stand_before_the_rate() -> None:
    assert both(lambda: words.share(31, 32)) == ("31／32（96.8%）", "31 of 32 (96.8%)")
    assert both(lambda: words.share(0, 0)) == ("暂无", "none yet")


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (35_000_000, "35 万元", "350,000 yuan"),
        (202_000_000_000, "20.2 亿元", "2,020,000,000 yuan"),
        (1_234_567, "12,345.67 元", "12,345.67 yuan"),
        (123_456_700, "1,234,567 元", "1,234,567 yuan"),
        (-35_000_000, "-35 万元", "-350,000 yuan"),
        (50, "0.5 元", "0.5 yuan"),
        (0, "0 元", "0 yuan"),
    ],
)
def test_money_is_said_in_the_units_of_the_language_and_never_rounded(fen: int, chinese: str, english: str) -> None:
    assert both(lambda: words.yuan(fen)) == (chinese, english)


def test_the_surname_comes_first_in_both_scripts() -> None:
    assert words.full_name("欧阳", "建国") == "欧阳建国"
    assert words.full_name("Ouyang", "Jianguo") == "Ouyang Jianguo"
    assert words.full_name("", "Jianguo") == "Jianguo"


def test_a_long_list_of_names_says_how_many_there_are_in_all() -> None:
    names = ["王芳", "李强", "赵敏", "张伟"]
    assert both(lambda: words.listed(names)) == ("王芳、李强、赵敏等 4 人", "王芳, 李强, 赵敏 and others (4 people)")
    assert both(lambda: words.listed(names[:2])) == ("王芳、李强", "王芳, 李强")


@pytest.mark.parametrize(("code", "lang"), [("zh-hans", "zh-Hans"), ("en", "en"), ("en-gb", "en-GB")])
def test_the_lang_attribute_is_written_as_browsers_know_it(code: str, lang: str) -> None:
    assert words.html_lang(code) == lang
