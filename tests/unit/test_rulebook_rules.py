"""Which rule is in force: by place, body, session and day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook import book, rules, words
from rulebook.shapes import Body, Force, InForce, Level, Rule, Session, Stricter, Unit, Why
from townships.errors import Invalid, RuleBroken

SHAANXI, CHONGQING, SHANDONG, HENAN = "610981117", "500101100", "371402100", "410122100"
DAY = date(2026, 3, 2)


def answer(key: str, place: str, *, body: Body = Body.TOWNSHIP, session: Session = Session.IN_SESSION, on: date = DAY) -> InForce:
    return rules.rule_in_force(book.shipped(), key, place=place, body=body, session=session, on=on)


def local(value: int | str = 2, *, key: str = "reply_months", **told: object) -> Rule:
    known = book.keys()[key]
    plain = {
        "key": key, "value": value, "unit": known.unit, "stricter": known.stricter, "starts": known.starts, "source": "本镇办法",
        "level": Level.TOWNSHIP, "place": SHAANXI, "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    return Rule(**{**plain, **told})  # type: ignore[arg-type]


def test_shaanxi_has_the_nations_three_months() -> None:
    found = answer("reply_months", SHAANXI)
    assert (found.rule.value, found.rule.source, found.why) == (3, "代表法 第五十一条", Why.NATION)
    assert found.rule.verified


def test_chongqing_contradicts_itself_so_the_nations_rule_serves_and_both_are_named() -> None:
    found = answer("reply_months", CHONGQING)
    assert (found.rule.value, found.rule.place, found.why) == (3, "", Why.TIE_NATION)
    assert {(rule.value, rule.source.split()[-1]) for rule in found.tied} == {(2, "第十六条"), (3, "第四十七条")}


def test_shandong_counts_two_months_from_the_close_of_the_session() -> None:
    found = answer("reply_months", SHANDONG)
    assert (found.rule.value, found.rule.starts, found.why) == (2, "session_close", Why.MOST_SPECIFIC)
    assert found.limit is not None
    assert found.limit.value == 3


def test_shandong_out_of_session_falls_back_to_the_nation() -> None:
    assert answer("reply_months", SHANDONG, session=Session.OUT_OF_SESSION).why is Why.NATION


@pytest.mark.parametrize(
    "on,article", [(date(2012, 6, 1), "2010年修正"), (date(2020, 6, 1), "2015年修正"), (date(2025, 3, 12), "第五十一条")]
)
def test_the_text_in_force_on_the_day_the_clock_started_is_the_source(on: date, article: str) -> None:
    found = answer("reply_months", SHAANXI, on=on)
    assert found.rule.value == 3
    assert article in found.rule.source


def test_the_last_day_of_a_text_still_has_it_and_the_next_day_has_the_new_one() -> None:
    assert "2015年修正" in answer("reply_months", SHAANXI, on=date(2025, 3, 11)).rule.source
    assert answer("reply_months", SHAANXI, on=date(2025, 3, 12)).rule.source == "代表法 第五十一条"


def test_before_any_known_text_the_refusal_names_key_and_day() -> None:
    with pytest.raises(RuleBroken) as refused:
        answer("reply_months", SHAANXI, on=date(2010, 10, 27))
    assert (refused.value.code, refused.value.params["on"]) == ("no_rule_in_force", "2010-10-27")


def test_signers_depend_on_the_body() -> None:
    assert answer("motion_signers", SHAANXI).rule.value == 5
    assert answer("motion_signers", "610981", body=Body.COUNTY).rule.value == 10


def test_motions_are_filed_in_session_only() -> None:
    with pytest.raises(RuleBroken, match="no_rule_in_force"):
        answer("motion_signers", SHAANXI, session=Session.OUT_OF_SESSION)


def test_a_reference_serves_only_where_nothing_binds_and_says_so() -> None:
    found = answer("relief_window_workdays", HENAN)
    assert (found.rule.value, found.rule.force, found.why) == (10, Force.REFERENCE, Why.REFERENCE)
    assert "河南" in found.rule.source


def test_a_reference_never_beats_a_binding_rule_however_specific() -> None:
    closer = local(1, place=SHAANXI, force=Force.REFERENCE)
    found = rules.rule_in_force([*book.shipped(), closer], "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert found.why is Why.NATION


def test_where_no_law_is_known_the_platforms_default_says_what_it_is() -> None:
    found = answer("rating_workdays", SHAANXI)
    assert (found.rule.value, found.why, found.rule.verified) == (15, Why.REFERENCE, False)
    assert found.rule.source.startswith("平台默认值")


def test_a_town_of_a_city_gets_the_citys_rule_before_the_provinces() -> None:
    assert answer("handover_days", "370211100", session=Session.OUT_OF_SESSION).rule.value == 5
    assert answer("handover_days", SHANDONG, session=Session.OUT_OF_SESSION).rule.value == 10


def test_a_local_rule_that_is_too_loose_is_passed_over_for_the_nations() -> None:
    found = rules.rule_in_force([*book.shipped(), local(4)], "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert (found.rule.value, found.why) == (3, Why.LOCAL_TOO_LOOSE)
    assert [rule.value for rule in found.passed_over] == [4]


def test_a_too_loose_town_rule_does_not_hide_a_lawful_one_of_the_province() -> None:
    known = [*book.shipped(), local(4), local(2, place="61", level=Level.PROVINCE, source="省办法")]
    found = rules.rule_in_force(known, "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert (found.rule.source, found.why, len(found.passed_over)) == ("省办法", Why.MOST_SPECIFIC, 1)


def test_the_towns_own_rule_settles_the_tie_of_its_province() -> None:
    own = local(2, place=CHONGQING)
    found = rules.rule_in_force([*book.shipped(), own], "reply_months", place=CHONGQING, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert (found.rule, found.why, found.tied) == (own, Why.MOST_SPECIFIC, ())


def test_a_tie_where_the_nation_is_silent_gives_the_strictest() -> None:
    known = [local(value, key="rework_months", source=f"办法{value}") for value in (2, 1)]
    found = rules.rule_in_force(known, "rework_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert (found.rule.value, found.why, len(found.tied)) == (1, Why.TIE_STRICTEST, 2)


def test_two_acts_that_say_the_same_are_no_tie() -> None:
    known = [local(2, source="甲"), local(2, source="乙", valid_from=date(2026, 2, 1))]
    found = rules.rule_in_force(known, "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=DAY)
    assert (found.rule.source, found.tied) == ("乙", ())


def test_the_operator_is_told_of_chongqing_and_of_nobody_else() -> None:
    found = rules.ties(book.shipped(), DAY)
    assert {(tie.key, tie.place, tie.body) for tie in found} == {
        ("reply_months", "50", Body.TOWNSHIP), ("reply_extended_months", "50", Body.TOWNSHIP),
    }  # fmt: skip


def test_a_stronger_form_is_no_township_power() -> None:
    assert answer("specific_investigation_level", SHAANXI).rule.value == "county"
    assert "township" in answer("filing_review_level", SHAANXI).rule.notes[0].en


LETTERS = [("610730100", "BCC"), ("410882100", "乙丙丙"), (SHAANXI, "CDD")]


@pytest.mark.parametrize("place,planned_explained_referred", LETTERS)
def test_the_letter_of_a_meaning_is_local(place: str, planned_explained_referred: str) -> None:
    found = [answer(f"letter_{meaning}", place).rule.value for meaning in ("planned", "explained", "referred")]
    assert "".join(map(str, found)) == planned_explained_referred


# ---------------------------------------------------------------- adopting


def test_a_stricter_local_rule_may_be_adopted() -> None:
    rules.may_adopt(local(2), nation=answer("reply_months", SHAANXI).rule, others=[])


def test_a_looser_local_rule_is_refused_with_the_article() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.may_adopt(local(4), nation=answer("reply_months", SHAANXI).rule, others=[])
    assert (refused.value.code, refused.value.field, refused.value.source) == ("looser_than_nation", "value", "代表法 第五十一条")


def test_what_the_law_fixes_cannot_be_adopted_not_even_the_same() -> None:
    rule = local(5, key="motion_signers")
    with pytest.raises(RuleBroken, match="fixed_by_law"):
        rules.may_adopt(rule, nation=answer("motion_signers", SHAANXI).rule, others=[])


def test_more_sessions_a_year_are_stricter_and_fewer_are_looser() -> None:
    nation = answer("sessions_a_year", SHAANXI).rule
    rules.may_adopt(local(3, key="sessions_a_year"), nation=nation, others=[])
    with pytest.raises(RuleBroken, match="looser_than_nation"):
        rules.may_adopt(local(1, key="sessions_a_year"), nation=nation, others=[])


@pytest.mark.parametrize("session,refused", [(Session.ANY, True), (Session.IN_SESSION, True), (Session.OUT_OF_SESSION, False)])
def test_one_rule_at_a_time_for_a_scope(session: Session, refused: bool) -> None:
    others = [local(2, session=Session.IN_SESSION)]
    if not refused:
        rules.may_adopt(local(1, session=session), nation=None, others=others)
        return
    with pytest.raises(RuleBroken, match="rule_adopted_already"):
        rules.may_adopt(local(1, session=session), nation=None, others=others)


def test_after_the_last_day_of_a_rule_the_next_may_begin() -> None:
    ended = local(2, valid_to=date(2026, 5, 31))
    rules.may_adopt(local(1, valid_from=date(2026, 6, 1)), nation=None, others=[ended])
    with pytest.raises(RuleBroken, match="rule_adopted_already"):
        rules.may_adopt(local(1, valid_from=date(2026, 5, 31)), nation=None, others=[ended])


def test_a_rule_is_retired_once_and_not_before_it_began() -> None:
    rules.may_retire(local(), last_day=date(2026, 1, 1))
    with pytest.raises(Invalid, match="ends_before_it_starts"):
        rules.may_retire(local(), last_day=date(2025, 12, 31))
    with pytest.raises(RuleBroken, match="rule_retired_already"):
        rules.may_retire(local(valid_to=date(2026, 6, 1)), last_day=date(2026, 7, 1))


GOOD = [
    ("reply_months", "2", 2),
    ("quorum", "2/3", "2/3"),
    ("withdrawal_until", "handover", "handover"),
    ("letter_solved", " 甲 ", "甲"),
    ("training", True, 1),
]
BAD = [
    ("reply_months", "0"), ("reply_months", "-1"), ("reply_months", "三"), ("reply_months", "1.5"), ("reply_months", "401"),
    ("reply_months", True),
    ("reply_months", "²"), ("quorum", "3/2"), ("quorum", "1/0"), ("quorum", "0.5"), ("withdrawal_until", "never"), ("letter_solved", ""),
    ("letter_solved", "ABCDE"), ("letter_solved", "<b>"), ("training", "0"), ("motion_parts", "  "),
]  # fmt: skip


@pytest.mark.parametrize("key,value,read", GOOD)
def test_a_value_is_read_by_its_unit(key: str, value: object, read: object) -> None:
    assert rules.valid_value(book.keys()[key], value) == read  # type: ignore[arg-type]


@pytest.mark.parametrize("key,value", BAD)
def test_a_value_that_its_unit_cannot_be_is_refused(key: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        rules.valid_value(book.keys()[key], value)  # type: ignore[arg-type]
    assert refused.value.field == "value"


# ---------------------------------------------------------------- properties

PLACES = ["", "61", "6109", "610981", SHAANXI]


def drawn(values: tuple[int, str, Force, int, int]) -> Rule:
    value, place, force, begins, lasts = values
    start = date(2025, 1, 1) + timedelta(days=begins)
    return local(
        value, place=place, force=force, valid_from=start, valid_to=start + timedelta(days=lasts), source=f"{place}/{value}/{begins}"
    )


RULES = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(PLACES), st.sampled_from(Force), st.integers(0, 800), st.integers(0, 800)).map(drawn),
    max_size=12,
)


@given(RULES, st.integers(0, 1600))
def test_the_answer_is_in_force_never_looser_than_the_nation_and_binding_when_anything_binds(known: list[Rule], days: int) -> None:
    on = date(2025, 1, 1) + timedelta(days=days)
    live = [rule for rule in known if rule.valid_from <= on <= (rule.valid_to or on)]
    if not live:
        with pytest.raises(RuleBroken):
            rules.rule_in_force(known, "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=on)
        return
    found = rules.rule_in_force(known, "reply_months", place=SHAANXI, body=Body.TOWNSHIP, session=Session.ANY, on=on)
    binding = [rule for rule in live if rule.force is Force.BINDING]
    nations = [rule for rule in binding if not rule.place]
    assert found.rule in (binding or live)
    if nations:
        assert found.rule.value <= max(nations, key=lambda rule: rule.valid_from).value  # type: ignore[operator]


def test_two_laws_of_the_nation_of_one_day_tie_and_the_strictest_serves() -> None:
    asked = {"place": SHAANXI, "body": Body.TOWNSHIP, "session": Session.ANY, "on": date(2026, 1, 1)}
    laws = [local(months, place="", level=Level.NATION) for months in (3, 2)]
    for known in (laws, laws[::-1]):
        assert rules.rule_in_force(known, "reply_months", **asked).rule.value == 2  # type: ignore[arg-type]
        [tie] = {one.rules for one in rules.ties(known, date(2026, 1, 1))}
        assert {rule.value for rule in tie} == {2, 3}


@given(RULES, st.randoms())
def test_the_order_of_the_table_does_not_matter(known: list[Rule], chance: object) -> None:
    shuffled = sorted(known, key=lambda _: chance.random())  # type: ignore[attr-defined]
    asked = {"place": SHAANXI, "body": Body.TOWNSHIP, "session": Session.ANY, "on": date(2026, 1, 1)}
    try:
        one = rules.rule_in_force(known, "reply_months", **asked)  # type: ignore[arg-type]
    except RuleBroken:
        return
    other = rules.rule_in_force(shuffled, "reply_months", **asked)  # type: ignore[arg-type]
    assert (one.rule.value, one.why, len(one.tied)) == (other.rule.value, other.why, len(other.tied))


# ---------------------------------------------------------------- the data itself


def test_every_place_fits_its_level() -> None:
    widths = {Level.NATION: 0, Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}
    assert all(len(rule.place) == widths[rule.level] for rule in book.shipped())


def test_every_key_has_a_rule_and_words() -> None:
    assert {rule.key for rule in book.shipped()} == set(book.keys()) == set(words.KEYS)


def test_every_choice_and_plain_value_has_words() -> None:
    choices = {choice for key in book.keys().values() for choice in key.choices}
    assert choices <= set(words.VALUES)
    assert set(words.UNITS) == set(Unit)
    assert set(words.WHYS) == set(Why)


def test_every_note_speaks_both_languages() -> None:
    notes = [note for rule in book.shipped() for note in rule.notes]
    assert all(note.en and note.zh and note.text("zh-hans") == note.zh and note.text("en") == note.en for note in notes)


def test_the_village_articles_are_not_verified_and_say_so() -> None:
    found = answer("village_meeting_months", SHAANXI)
    assert not found.rule.verified
    assert "not read" in found.rule.notes[0].en


def test_no_act_repeats_a_rule_in_one_scope() -> None:
    seen = Counter((r.source, r.key, r.place, r.body, r.session, r.valid_from) for r in book.shipped())
    assert [scope for scope, times in seen.items() if times > 1] == []


def test_a_rule_survives_the_way_through_json() -> None:
    assert all(msgspec.json.decode(msgspec.json.encode(rule), type=Rule) == rule for rule in book.shipped())


def test_periods_alone_are_counted_from_something() -> None:
    periods = {name for name, key in book.keys().items() if key.unit in (Unit.MONTHS, Unit.DAYS, Unit.WORKDAYS)}
    assert periods == {name for name, key in book.keys().items() if key.starts}
    assert all(rule.stricter is not Stricter.MORE for rule in book.shipped() if rule.key in periods)


def test_every_word_of_the_room_is_translated() -> None:
    catalogue = (Path(book.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po").read_text("utf-8")
    tables = (words.KEYS, words.UNITS, words.LEVELS, words.FORCES, words.SESSIONS, words.STARTS, words.WHYS, words.RESTS, words.VALUES)
    asked = {word._args[-1] for table in tables for word in table.values()}
    blocks = catalogue.split("\n\n")
    told = {block.split('msgid "')[1].split('"\nmsgstr')[0] for block in blocks if 'msgid "' in block and 'msgstr ""' not in block}
    assert asked - told == set()
