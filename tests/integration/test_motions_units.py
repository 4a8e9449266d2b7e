"""While the units have it: they speak with the deputies, tell how far they are, get more time, draft and sign off."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.support.congress import Congress

from deadlines.queries import deadlines, why
from motions import commands, queries
from motions.events import AssignmentState, State
from motions.models import Contact, Draft, Reply
from motions.rules import Step
from outbox.models import Fact
from rulebook import commands as rulebook
from townships.ids import new_id

DAY = date(2026, 3, 20)
LETTER = {"number": "构农函〔2026〕1号", "meaning": "under_way", "text": "已列入计划。", "contact": "刘洋 0915-7200001"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def contact(congress: Congress, case_id: UUID, **more: Any) -> Any:
    said = {"deputy_ids": congress.deputies[:1], "method": "现场走访", "note": "代表希望先修三组。", "signed_by": "张三", **more}
    return congress.part_step(case_id, commands.contact_deputy, congress.unit(), DAY, **said)


# ---------------------------------------------------------------- speak, and tell how far
def test_a_unit_speaks_with_the_deputy_and_the_note_stays_in_the_town(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    contact(congress, case_id, deputy_ids=congress.deputies[:2], three_party=True, present="人大办王主任")

    (part,) = congress.facts(case_id).assignments
    assert (part.contacted_on, part.state, part.signed_on) == (DAY, AssignmentState.SIGNED, DAY)
    fact = last_fact(case_id)
    assert (fact["type"].rpartition(".")[2], fact["data"]["three_party"]) == ("deputy_contacted", True)
    assert not any(said in str(fact) for said in ("希望先修三组", "现场走访"))
    assert queries.timeline(viewer=congress.deputy(1), case_id=case_id)[-1]["told"]["method"] == "现场走访"
    shown = queries.case(viewer=congress.deputy(1), case_id=case_id, today=DAY)
    assert shown is not None
    (note,) = shown["papers"]["contacts"]
    assert (note["deputies"], note["note"], note["signed_by"]) == (["张三", "李四"], "代表希望先修三组。", "张三")


def test_how_far_it_is_reads_in_the_timeline(congress: Congress) -> None:
    case_id = congress.in_hand()
    for note in ("已测量。", "已招标。"):
        congress.part_step(case_id, commands.note_progress, congress.unit(), DAY, note=note)

    happened = queries.timeline(viewer=congress.deputy(), case_id=case_id)
    assert [fact["told"]["note"] for fact in happened[-2:]] == ["已测量。", "已招标。"]
    assert congress.facts(case_id).assignments[0].progress_on == DAY


# ---------------------------------------------------------------- more time
def test_more_time_is_the_decision_of_the_law_and_moves_the_ledger(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_extension, congress.unit(), date(2026, 5, 20), note="涉及多个部门。")
    (part,) = congress.facts(case_id).assignments
    assert (part.due_on, part.extension_asked_on, part.extension_until) == (date(2026, 6, 5), date(2026, 5, 20), date(2026, 9, 7))
    assert [duty.step for duty in queries.desk(viewer=congress.chair, today=date(2026, 5, 21))[0]["duties"]] == [Step.GRANT_EXTENSION]

    told_ = {"granted": True, "due_on": date(2026, 8, 3), "note": "同意。"}
    congress.part_step(case_id, commands.decide_extension, congress.chair, date(2026, 5, 22), **told_)

    facts = congress.facts(case_id)
    (part,) = facts.assignments
    assert (part.due_on, part.first_due_on, part.extended_on) == (date(2026, 8, 3), date(2026, 6, 5), date(2026, 5, 22))
    assert (facts.due_on, part.extension_asked_on, facts.state) == (date(2026, 8, 3), None, State.IN_HAND)
    (entry,) = [one for one in deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"] if one.kind == "reply"]
    (step,) = why(viewer=congress.clerk, deadline_id=entry.id).basis.extensions
    assert (step.before, step.after) == (date(2026, 6, 5), date(2026, 8, 3))
    assert "第五十一条" in step.source

    congress.reply(case_id, date(2026, 8, 3))
    assert [reply.due_on for reply in congress.facts(case_id).replies] == [date(2026, 8, 3)]


def test_more_time_that_is_refused_leaves_the_day_and_may_be_asked_for_again(congress: Congress) -> None:
    case_id = congress.in_hand()
    for day in (date(2026, 5, 6), date(2026, 5, 20)):
        congress.part_step(case_id, commands.apply_for_extension, congress.unit(), day, note="人手不足。", due_on=date(2026, 7, 1))
        congress.part_step(case_id, commands.decide_extension, congress.chair, day, granted=False, note="按期答复。")

    (part,) = congress.facts(case_id).assignments
    assert (part.due_on, part.first_due_on, part.extension_asked_on) == (date(2026, 6, 5), None, None)
    assert told(case_id)[-4:] == ["extension_applied", "extension_refused"] * 2


def test_who_replies_needs_no_more_time(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_extension, congress.unit(), date(2026, 5, 20), note="涉及多个部门。")
    congress.reply(case_id, date(2026, 5, 25))

    (part,) = congress.facts(case_id).assignments
    assert (part.state, part.extension_asked_on) == (AssignmentState.REPLIED, None)
    assert queries.desk(viewer=congress.chair, today=date(2026, 5, 26)) == []


def test_the_last_day_that_the_law_gives_is_said_beforehand(congress: Congress) -> None:
    case_id = congress.in_hand()
    (part,) = congress.facts(case_id).assignments

    assert queries.latest_replies(viewer=congress.unit(), case_ids=[case_id]) == {part.id: date(2026, 9, 7)}


def test_the_reason_given_with_a_step_and_who_gave_it_stay_in_the_town(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.note_progress, congress.unit(), DAY, note="王某家的地不归我们管。")

    [told_of] = Fact.objects.filter(type="townships.motions.case.progress_noted")
    assert told_of.private == {"note": "王某家的地不归我们管。"}
    assert "王某" not in told_of.envelope
    assert "actorname" not in told_of.envelope
    happened = queries.timeline(viewer=congress.deputy(), case_id=case_id)[-1]
    assert (happened["told"]["note"], happened["name"]) == ("王某家的地不归我们管。", told_of.actorname)


# ---------------------------------------------------------------- draft and sign off
def test_what_is_drafted_is_seen_by_its_unit_until_the_leader_signs_it_off(congress: Congress) -> None:
    case_id, leader = congress.in_hand(), congress.leader()
    version = congress.case(case_id).version
    congress.part_step(case_id, commands.draft_reply, congress.unit(), DAY, **LETTER)
    draft = Draft.objects.get()
    assert congress.case(case_id).version == version, "what the county does not hear does not count up what it hears"
    told_of = Fact.objects.get(subject=f"draft/{draft.pk}")
    assert told_of.audience == "town"
    assert "已列入计划" not in told_of.envelope
    for viewer, drafts in ((congress.unit(), 1), (congress.clerk, 1), (congress.unit(1), None), (congress.deputy(), 0), (congress.chair, 0)):
        shown = queries.case(viewer=viewer, case_id=case_id, today=DAY)
        assert (shown and len(shown["papers"]["drafts"])) == drafts

    congress.do(commands.send_back_draft, leader, DAY, draft_id=draft.pk, seen=1, note="写明完成时间。")
    assert Draft.objects.get().state == "sent_back"
    congress.part_step(case_id, commands.draft_reply, congress.unit(), DAY, **LETTER | {"text": "八月底前完成。"})
    congress.do(commands.sign_off, leader, DAY, draft_id=draft.pk, seen=3)

    facts = congress.facts(case_id)
    (reply,) = facts.replies
    assert (facts.state, reply.text, reply.letter, reply.signed_off_by) == (State.ANSWERED, "八月底前完成。", "B", leader.name)
    assert Reply.objects.get().contact == "刘洋 0915-7200001"
    assert "7200001" not in str(last_fact(case_id))
    words = [str(fact["words"]) for fact in queries.timeline(viewer=congress.unit(), case_id=case_id)]
    assert words[-5:] == ["拟写答复", "负责人退回重拟", "拟写答复", "负责人审签答复", "答复"]
    assert "拟写答复" not in [str(fact["words"]) for fact in queries.timeline(viewer=congress.deputy(), case_id=case_id)]


def test_drafting_and_signing_off_wait_each_for_its_own_person(congress: Congress) -> None:
    case_id, leader = congress.in_hand(), congress.leader()
    congress.part_step(case_id, commands.sign_for, congress.unit(), DAY)

    def waits(viewer: Any) -> list[Step]:
        return [duty.step for row in queries.desk(viewer=viewer, today=DAY) for duty in row["duties"]]

    assert (waits(congress.unit()), waits(leader)) == ([Step.DRAFT_REPLY], [Step.REPLY])
    congress.part_step(case_id, commands.draft_reply, congress.unit(), DAY, **LETTER)
    assert (waits(congress.unit()), waits(leader)) == ([], [Step.SIGN_OFF])
    shown = queries.case(viewer=leader, case_id=case_id, today=DAY)
    assert shown is not None
    offered = {step.step: (step.draft_id, step.seen) for step in shown["next_steps"]}
    assert offered[Step.SIGN_OFF] == (Draft.objects.get().pk, 1)


def test_the_clerk_enters_a_sign_off_that_came_on_paper(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.leader()
    congress.part_step(case_id, commands.draft_reply, congress.unit(), DAY, **LETTER)
    congress.do(commands.sign_off, congress.clerk, DAY, draft_id=Draft.objects.get().pk, seen=1, signed_off_by="农站长", channel="paper")

    (reply,) = congress.facts(case_id).replies
    assert (reply.signed_off_by, last_fact(case_id)["data"]["channel"]) == ("农站长", "paper")


@pytest.mark.parametrize(("value", "name"), [("own_name", "农业综合服务站"), ("government_name", "构元镇人民政府")])
def test_an_office_of_the_government_replies_in_the_name_that_the_place_says(congress: Congress, value: str, name: str) -> None:
    adopted = {"rule_id": new_id(), "key": "office_replies_as", "value": value, "source": "镇人大办法", "valid_from": date(2026, 1, 1)}
    congress.do(rulebook.adopt_rule, congress.clerk, date(2026, 2, 1), **adopted)
    case_id = congress.in_hand()
    congress.reply(case_id, DAY)

    assert [reply.in_name_of for reply in congress.facts(case_id).replies] == [name]


def test_a_conversation_of_the_second_round_is_kept_apart(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 8), result="dissatisfied")
    congress.part_step(case_id, commands.contact_deputy, congress.unit(), date(2026, 4, 9), deputy_ids=congress.deputies[:1], method="电话", note="再听意见。")

    assert list(Contact.objects.values_list("round", flat=True)) == [2]
    assert congress.facts(case_id).state is State.REWORK
