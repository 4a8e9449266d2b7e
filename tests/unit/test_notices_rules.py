"""When one is reminded, how often it is tried again, which facts are told, and where nothing is sent."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import rules, told, words
from notices.events import Kind, Rhythm
from outbox.events import event_types
from townships.errors import Refused

DUE = date(2026, 6, 2)
LONG_AGO = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("left", "mark"), [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (6, 7), (2, 7), (1, 1), (0, 0), (-1, -1), (-40, -1)]
)
def test_the_nearest_mark_that_has_come_stands(left: int, mark: int | None) -> None:
    assert rules.reminder(LONG_AGO, DUE, DUE - timedelta(days=left)) == mark


def test_who_was_just_given_a_week_is_not_told_that_a_week_is_left() -> None:
    given_on = DUE - timedelta(days=7)
    assert rules.reminder(given_on, DUE, given_on) is None
    assert rules.reminder(given_on, DUE, DUE - timedelta(days=1)) == 1


@given(st.integers(1, 200))
def test_each_mark_is_passed_once_and_none_is_skipped_by_a_day_without_reminders(days: int) -> None:
    start = DUE - timedelta(days=days)
    marks = [rules.reminder(start, DUE, start + timedelta(days=n)) for n in range(days + 3)]
    seen = [mark for mark in marks if mark is not None]
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {mark for mark in (*rules.BEFORE, rules.OVERDUE) if mark < days}


def test_it_is_tried_ever_more_slowly_and_then_given_up() -> None:
    waits = [rules.wait(tries) for tries in range(1, len(rules.WAITS) + 1)]
    assert waits == sorted(waits)  # type: ignore[type-var]
    assert rules.wait(len(rules.WAITS) + 1) is None


def test_every_fact_that_is_told_is_published_and_every_kind_has_its_sentence() -> None:
    assert set(told.TOLD) <= set(event_types())
    assert set(words.SENTENCES) == set(Kind)
    more = {"units": ["水利站"], "what": "reply", "day": "2026-06-02", "left": 7, "state": "in_hand", "since": "2026-03-02"}
    assert all("修路" in words.sentence(kind, "修路", "第3号", more) for kind in Kind)


def test_an_old_fact_is_news_to_nobody() -> None:
    now = datetime(2026, 6, 2, tzinfo=UTC)
    assert told.is_fresh(now - timedelta(days=6), now)
    assert not told.is_fresh(now - timedelta(days=8), now)


# ---------------------------------------------------------------- choices
def test_e_mail_needs_an_address_and_an_installation_that_sends() -> None:
    rules.check_choice("", Rhythm.NEVER, mail=False)
    rules.check_choice("a@example.org", Rhythm.DAILY, mail=True)
    for email, mail, code in (("", True, "email_missing"), ("a@example.org", False, "mail_not_set_up")):
        with pytest.raises(Refused) as caught:
            rules.check_choice(email, Rhythm.AT_ONCE, mail=mail)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("scheme", "rest", "code"),
    [
        ("ftp", "robot.example.org/", "bad_webhook"),
        ("", "robot.example.org", "bad_webhook"),
        ("https", "/path", "bad_webhook"),
        ("https", "user:x@robot.example.org/", "bad_webhook"),
        ("https", "robot.example.org:99999/", "bad_webhook"),
        ("https", "robot.example.org/a b", "bad_webhook"),
        ("http", "localhost:8000/", "inner_webhook"),
        ("http", "db.localhost/", "inner_webhook"),
        ("http", "postgres/", "inner_webhook"),
        ("http", "metadata.internal/", "inner_webhook"),
        ("http", "127.0.0.1/", "inner_webhook"),
        ("http", "127.1/", "inner_webhook"),
        ("http", "2130706433/", "inner_webhook"),
        ("http", "0x7f000001/", "inner_webhook"),
        ("http", "0177.0.0.1/", "inner_webhook"),
        ("http", "10.1.2.3/", "inner_webhook"),
        ("http", "192.168.1.1./", "inner_webhook"),
        ("http", "169.254.169.254/latest", "inner_webhook"),
        ("http", "[::1]/", "inner_webhook"),
        ("http", "[::ffff:10.0.0.1]/", "inner_webhook"),
        ("http", "[fd00::1]/", "inner_webhook"),
        ("http", "0.0.0.0/", "inner_webhook"),
    ],
)
def test_a_webhook_is_an_address_outside(scheme: str, rest: str, code: str) -> None:
    address = f"{scheme}://{rest}" if scheme else rest
    with pytest.raises(Refused) as caught:
        rules.check_webhook(address, frozenset())
    assert caught.value.code == code


def test_what_the_operator_lets_in_and_what_is_outside_may_be_called() -> None:
    rules.check_webhook("https://robot.example.org/hook?key=1", frozenset())
    rules.check_webhook("http" + "://10.1.2.3:8080/sms", frozenset({"10.1.2.3:8080"}))
    with pytest.raises(Refused, match="inner_webhook"):
        rules.check_webhook("http" + "://10.1.2.3:8081/sms", frozenset({"10.1.2.3:8080"}))


@pytest.mark.parametrize("inner", ["64:ff9b::a00:1", "2002:a00:1::", "::ffff:192.168.0.1", "fe80::1", "224.0.0.1", "100.64.0.1", "240.0.0.1", "::"])
def test_an_address_that_wraps_an_inner_one_is_inner(inner: str) -> None:
    assert rules.is_inner(ip_address(inner))


@pytest.mark.parametrize("outer", ["93.184.215.14", "2606:2800:220:1::1", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_hosts_of_the_public_net_are_outside(outer: str) -> None:
    assert not rules.is_inner(ip_address(outer))
