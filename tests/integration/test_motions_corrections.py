"""更正: a wrong entry is put right with reason and consent; the old value is kept, clocks are counted again, and the county reads the true state."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.integration.test_motions_promises import promised
from tests.support.congress import Congress, at

from deadlines.commands import sweep_all
from deadlines.events import DeadlineFacts
from deadlines.queries import deadlines
from motions import commands, queries
from motions.correcting import TABLE
from motions.events import AssignmentState, Correctable, Meaning, Outcome, Satisfaction, State
from outbox.models import Fact
from people.actor import system
from townships.errors import Invalid, NotAllowed, NotFound, Refused, RuleBroken, Stale
from townships.ids import new_id

TODAY = date(2026, 5, 11)
NOTE = "录入时看错了日期。"


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def correct(congress: Congress, case_id: UUID, what: str, correction: str, day: date = TODAY, actor: Any = None, which: int = 0, **more: Any) -> Any:
    """The first record of that kind, with the consent of everybody whom it concerns."""
    case, facts = congress.case(case_id), congress.facts(case_id)
    found = [one for one in queries.correctables(viewer=congress.clerk, case_id=case_id) if one["what"] == what]
    about = found[which]["about"] if found else None
    agreed = {"deputy_ids": [p.deputy_id for p in facts.proposers], "unit_ids": congress.units}
    given = {"case_id": case_id, "seen": case.version, "what": what, "correction": correction, "note": NOTE, "about": about, **agreed, **more}
    return congress.do(commands.correct, actor or congress.clerk, day, **given)


def ledger(congress: Congress, case_id: UUID) -> dict[str, DeadlineFacts]:
    """Kind → its last round."""
    subject = f"case/{case_id}"
    return {one.kind: one for one in deadlines(viewer=congress.clerk, subjects=[subject])[subject]}


def last(case_id: UUID) -> Fact:
    return Fact.objects.filter(subject=f"case/{case_id}").latest("version")


def test_a_true_hand_over_day_counts_every_clock_again_and_the_old_day_is_kept(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))
    before = congress.facts(case_id)
    correct(congress, case_id, "handed_over_on", "2026-03-04")

    facts = congress.facts(case_id)
    assert (facts.handed_over_on, facts.state_since) == (date(2026, 3, 4), date(2026, 3, 4))
    assert [(a.handed_over_on, a.first_handed_over_on) for a in facts.assignments] == [(date(2026, 3, 4), date(2026, 3, 4))] * 2
    assert [a.due_on for a in facts.assignments] == [date(2026, 6, 4), date(2026, 5, 6)]
    assert before.assignments[0].due_on == date(2026, 6, 5)
    entries = ledger(congress, case_id)
    assert (entries["reply"].due_on, entries["reply"].starts_on, entries["handover"].met_on) == (date(2026, 6, 4), date(2026, 3, 4), date(2026, 3, 4))
    told = queries.timeline(viewer=congress.clerk, case_id=case_id)[-1]["told"]
    assert (told["what"], told["before"], told["after"], told["note"]) == ("handed_over_on", "2026-03-05", "2026-03-04", NOTE)
    assert set(told["consented"]) == {"农业综合服务站", "派出所"}


def test_what_stood_there_before_and_who_agreed_stays_in_the_town(congress: Congress) -> None:
    case_id = congress.registered()
    correct(congress, case_id, "text", "三公里土路雨天不通车，涉及四十户。")
    envelope = last(case_id).envelope
    assert "三公里土路雨天不通车。" not in envelope
    assert NOTE not in envelope
    assert "涉及四十户" in envelope
    assert congress.facts(case_id).text.endswith("四十户。")


def test_a_late_reply_that_was_none_is_on_time_again_and_the_other_way_round(congress: Congress) -> None:
    case_id = congress.in_hand()
    sweep_all(now=at(date(2026, 6, 8)))
    congress.reply(case_id, date(2026, 6, 8))
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 6, 9))
    assert ledger(congress, case_id)["reply"].missed_on == date(2026, 6, 6)
    correct(congress, case_id, "replied_on", "2026-06-03", date(2026, 6, 10))

    entry, facts = ledger(congress, case_id)["reply"], congress.facts(case_id)
    assert (entry.met_on, entry.missed_on, facts.replies[0].replied_on, facts.assignments[0].replied_on) == (
        date(2026, 6, 3), None, date(2026, 6, 3), date(2026, 6, 3),
    )  # fmt: skip
    correct(congress, case_id, "replied_on", "2026-06-08", date(2026, 6, 10))
    assert ledger(congress, case_id)["reply"].missed_on == date(2026, 6, 6)


def test_more_time_that_was_given_stands_as_far_as_the_law_gives_it_from_the_true_day(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_extension, congress.unit(), date(2026, 4, 1), note="范围广。")
    congress.part_step(case_id, commands.decide_extension, congress.chair, date(2026, 4, 2), granted=True, note="同意。")
    assert congress.facts(case_id).assignments[0].due_on == date(2026, 9, 7)
    correct(congress, case_id, "signed_on", "2026-03-06")
    correct(congress, case_id, "handed_over_on", "2026-03-04")
    facts = congress.facts(case_id)
    assert (facts.assignments[0].due_on, ledger(congress, case_id)["reply"].due_on) == (date(2026, 9, 4), date(2026, 9, 4))
    assert (facts.assignments[0].first_due_on, facts.assignments[0].extended_on) == (date(2026, 6, 5), date(2026, 4, 2))


def test_a_true_receipt_moves_the_time_to_rate_and_takes_no_feedback_back(congress: Congress) -> None:
    case_id = congress.delivered()
    due = congress.facts(case_id).proposers[0].rating_due_on
    after = date(2026, 5, 12)
    assert due < after
    sweep_all(now=at(after))
    given = system(congress.tenant.schema_name, congress.tenant.county_schema, congress.tenant.type, "clock")
    proposer = congress.case(case_id).proposers.get().pk
    congress.do(commands.record_no_feedback, given, after, case_id=case_id, about=proposer)
    assert congress.facts(case_id).state is State.CONCLUDED
    correct(congress, case_id, "delivered_on", "2026-04-30", after)

    facts = congress.facts(case_id)
    assert (facts.state, facts.proposers[0].no_feedback, facts.proposers[0].delivered_on) == (State.REPLIED, False, date(2026, 4, 30))
    assert (facts.replied_on, facts.concluded_on, facts.carried_out_on) == (date(2026, 4, 30), None, date(2026, 4, 30))
    entry = ledger(congress, case_id)["rating"]
    assert (entry.due_on, entry.missed_on) == (facts.proposers[0].rating_due_on, None)
    congress.rate(case_id, date(2026, 5, 13))
    assert congress.facts(case_id).concluded_on == date(2026, 5, 13)


def test_a_true_day_of_rating_moves_the_conclusion_with_it(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 20))
    correct(congress, case_id, "rated_on", "2026-04-10")
    assert (congress.facts(case_id).concluded_on, ledger(congress, case_id)["rating"].met_on) == (date(2026, 4, 10), date(2026, 4, 10))


def test_a_rating_that_was_dissatisfied_in_truth_opens_what_it_would_have(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 20))
    assert congress.facts(case_id).state is State.CONCLUDED
    correct(congress, case_id, "result", "dissatisfied")
    facts = congress.facts(case_id)
    assert (facts.proposers[0].result, facts.state, facts.concluded_on, facts.carried_out_on) in (
        (Satisfaction.DISSATISFIED, State.REPLIED, None, None), (None, State.REWORK, None, None),
    )  # fmt: skip


def test_a_rework_that_rested_on_a_wrong_entry_alone_is_ended_and_can_be_ordered_after_all(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 20), result="dissatisfied")
    if congress.facts(case_id).state is State.REPLIED:
        congress.step(case_id, commands.order_rework, congress.chair, date(2026, 4, 21), note="重新办理。")
    assert congress.facts(case_id).state is State.REWORK
    correct(congress, case_id, "result", "satisfied")

    facts = congress.facts(case_id)
    assert (facts.state, facts.round, facts.proposers[0].result) == (State.CONCLUDED, 1, Satisfaction.SATISFIED)
    assert (facts.assignments[0].state, facts.assignments[0].replied_on) == (AssignmentState.REPLIED, date(2026, 4, 1))
    assert ledger(congress, case_id)["rework"].lifted_on == TODAY
    correct(congress, case_id, "result", "dissatisfied", date(2026, 5, 12))
    if congress.facts(case_id).state is State.REPLIED:
        congress.step(case_id, commands.order_rework, congress.chair, date(2026, 5, 13), note="重新办理。")
    entry = ledger(congress, case_id)["rework"]
    assert (congress.facts(case_id).state, entry.lifted_on, entry.due_on) == (State.REWORK, None, congress.facts(case_id).assignments[0].due_on)


def test_meaning_letter_outcome_and_carried_out_follow(congress: Congress) -> None:
    case_id = congress.delivered()
    correct(congress, case_id, "meaning", "planned")
    facts = congress.facts(case_id)
    assert (facts.replies[0].meaning, facts.replies[0].letter, facts.outcome, facts.carried_out_on) == (Meaning.PLANNED, "C", Outcome.PLANNED, None)


def test_the_right_unit_gets_the_part_and_both_agree(congress: Congress) -> None:
    case_id = congress.in_hand()
    right = congress.units[2]
    with pytest.raises(RuleBroken) as refused:
        correct(congress, case_id, "unit", str(right), unit_ids=congress.units[:1])
    assert (refused.value.code, refused.value.params["names"]) == ("no_consent", "自然资源所")
    correct(congress, case_id, "unit", str(right))
    part = congress.facts(case_id).assignments[0]
    assert (part.unit_id, part.unit_name, part.leader) == (right, "自然资源所", "自站长")
    assert queries.desk(viewer=congress.unit(2), today=TODAY)
    assert queries.desk(viewer=congress.unit(0), today=TODAY) == []


def test_promises_are_put_right_with_their_clock(congress: Congress) -> None:
    case_id = promised(congress)
    correct(congress, case_id, "promised_for", "2026-07-31")
    correct(congress, case_id, "measure", "四公里路面硬化")
    (promise,) = congress.facts(case_id).promises
    assert (promise.due_on, promise.measure, ledger(congress, case_id)["promise"].due_on) == (date(2026, 7, 31), "四公里路面硬化", date(2026, 7, 31))


def test_a_conversations_day_and_a_leaders_name_are_put_right(congress: Congress) -> None:
    case_id = congress.in_hand()
    told = {"deputy_ids": congress.deputies[:1], "method": "电话", "note": "听取意见。"}
    congress.part_step(case_id, commands.contact_deputy, congress.unit(), date(2026, 3, 20), **told)
    correct(congress, case_id, "contacted_on", "2026-03-12")
    correct(congress, case_id, "leader", "孙副镇长")
    part = congress.facts(case_id).assignments[0]
    assert (part.contacted_on, part.leader) == (date(2026, 3, 12), "孙副镇长")


def test_the_day_it_was_handed_in_moves_the_hand_over_clock(congress: Congress) -> None:
    case_id = congress.registered()
    before = congress.facts(case_id).handover_due_on
    correct(congress, case_id, "submitted_on", "2026-03-01")
    facts = congress.facts(case_id)
    assert facts.submitted_on == date(2026, 3, 1)
    assert facts.handover_due_on < before
    assert ledger(congress, case_id)["handover"].due_on == facts.handover_due_on


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize(("what", "correction", "more", "code", "field"), [
    ("handed_over_on", "2026-03-04", {"unit_ids": []}, "no_consent", "deputy_ids"),
    ("result", "satisfied", {"deputy_ids": []}, "no_consent", "deputy_ids"),
    ("title", "修路", {"deputy_ids": []}, "no_consent", "deputy_ids"),
    ("handed_over_on", "2026-03-05", {}, "nothing_corrected", "correction"),
    ("handed_over_on", "2026-02-20", {}, "out_of_order", "correction"),
    ("handed_over_on", "2026-04-30", {}, "too_late_for_what_follows", "correction"),
    ("handed_over_on", "2027-01-01", {}, "in_the_future", "correction"),
    ("handed_over_on", "昨天", {}, "bad_value", "correction"),
    ("handed_over_on", "", {}, "required", "correction"),
    ("submitted_on", "1999-01-01", {}, "no_term", "correction"),
    ("submitted_on", "2026-02-27", {}, "another_sitting", "correction"),
    ("replied_on", "2026-03-01", {}, "out_of_order", "correction"),
    ("replied_on", "2026-04-09", {}, "too_late_for_what_follows", "correction"),
    ("delivered_on", "2026-03-30", {}, "out_of_order", "correction"),
    ("meaning", "excellent", {}, "bad_value", "correction"),
    ("title", "修" * 101, {}, "too_long", "correction"),
    ("title", "修路", {"note": ""}, "required", "note"),
    ("price", "1", {}, "bad_value", "what"),
    ("unit", str(UUID(int=7)), {}, "answered_by_the_unit", "correction"),
])  # fmt: skip
def test_denied_neither_rows_nor_facts_change(congress: Congress, what: str, correction: str, more: Any, code: str, field: str) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 8), result="basically")
    before = (Fact.objects.count(), congress.facts(case_id), ledger(congress, case_id))
    with pytest.raises(Refused) as refused:
        correct(congress, case_id, what, correction, **more)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Fact.objects.count(), congress.facts(case_id), ledger(congress, case_id)) == before


def test_two_cases_do_not_get_one_number_and_only_the_clerk_corrects_what_there_is(congress: Congress) -> None:
    first, second = congress.registered(), congress.registered()
    before = Fact.objects.count()
    with pytest.raises(RuleBroken) as taken:
        correct(congress, second, "number", congress.case(first).number)
    assert taken.value.code == "case_number_taken"
    for actor in (congress.chair, congress.deputy(), congress.unit(), msgspec.structs.replace(congress.clerk, scopes=frozenset({"read"}))):
        with pytest.raises(NotAllowed):
            correct(congress, second, "title", "修桥", actor=actor)
    with pytest.raises(NotFound):
        correct(congress, second, "title", "修桥", about=new_id())
    with pytest.raises(NotFound):
        correct(congress, second, "replied_on", "2026-03-09")
    with pytest.raises(Stale):
        correct(congress, second, "title", "修桥", seen=1)
    assert Fact.objects.count() == before
    correct(congress, second, "number", "十九届闭会第2号（原第3号）")
    assert congress.case(second).number == "十九届闭会第2号（原第3号）"


def test_what_was_answered_a_second_time_keeps_its_first_rating(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 20), result="dissatisfied")
    if congress.facts(case_id).state is State.REPLIED:
        congress.step(case_id, commands.order_rework, congress.chair, date(2026, 4, 21), note="重新办理。")
    congress.reply(case_id, date(2026, 4, 25))
    with pytest.raises(RuleBroken) as refused:
        correct(congress, case_id, "result", "satisfied")
    assert refused.value.code == "handled_again_since"


# ---------------------------------------------------------------- a true date before the term or in the future
def test_a_true_date_before_the_term_or_in_the_future_is_refused(congress: Congress) -> None:
    told = {"title": "修路", "text": "路坏了。", "proposer_ids": congress.deputies[:1], "channel": "paper"}
    before = Fact.objects.count()
    with pytest.raises(RuleBroken) as early:
        congress.do(commands.submit_suggestion, congress.clerk, TODAY, at=at(date(2021, 12, 31)), **told)
    assert (early.value.code, early.value.field) == ("no_term", "at")
    with pytest.raises(Invalid) as late:
        congress.do(commands.submit_suggestion, congress.clerk, TODAY, at=at(date(2026, 5, 12)), **told)
    assert (late.value.code, late.value.field) == ("in_the_future", "at")
    assert Fact.objects.count() == before


def test_everything_that_can_be_put_right_says_where_it_stands() -> None:
    assert set(TABLE) == set(Correctable)
