"""Signed together: a draft is saved, others are asked and answer for themselves, it is sent with those who signed; and nothing of it leaves the town before."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.integration.test_motions_life import told
from tests.integration.test_motions_refusals import refused
from tests.support.congress import NAMES, Congress, at

from motions import commands, queries
from motions.events import Answer, CosigningState, State
from motions.models import Case, Cosigning
from outbox.command import Receipt
from outbox.models import Fact
from people.actor import Actor, Role
from roster import commands as roster
from townships.context import tenant_context
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id

BEFORE, IN_SESSION, AFTER = date(2026, 2, 20), date(2026, 2, 26), date(2026, 3, 2)
MOTION = {"kind": "motion", "title": "关于汉江保护的议案", "grounds": "江边垃圾。", "proposal": "作出决议。"}
SUGGESTION = {"kind": "suggestion", "title": "硬化樊坡村通村组路", "text": "三公里土路雨天不通车。", "where": "樊坡村三组"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def opened(congress: Congress, day: date = BEFORE, ask: int = 4, **more: Any) -> UUID:
    """A motion's draft of the first deputy, in the app, with so many of the next ones asked."""
    given = {**MOTION, "initiator_id": congress.deputies[0], "deputy_ids": congress.deputies[1 : 1 + ask], **more}
    return congress.do(commands.open_cosigning, congress.deputy(), day, **given).id


def draft(cosigning_id: UUID) -> Cosigning:
    return Cosigning.objects.get(pk=cosigning_id)


def answer(congress: Congress, cosigning_id: UUID, index: int, confirms: bool = True, day: date = BEFORE, by: Actor | None = None, **more: Any) -> Receipt:
    given = {"cosigning_id": cosigning_id, "deputy_id": congress.deputies[index], "revision": draft(cosigning_id).revision, "confirms": confirms}
    return congress.do(commands.answer_invitation, by or congress.deputy(index), day, **{**given, **more})


def lead(congress: Congress, cosigning_id: UUID, command: Callable[..., Receipt], day: date = BEFORE, by: Actor | None = None, **more: Any) -> Receipt:
    return congress.do(command, by or congress.deputy(), day, cosigning_id=cosigning_id, **{"seen": draft(cosigning_id).version, **more})


def seen(congress: Congress, cosigning_id: UUID, by: Actor | None = None, now: datetime = at(BEFORE)) -> Any:
    return queries.cosigning(viewer=by or congress.deputy(), cosigning_id=cosigning_id, now=now)


def steps(shown: Any) -> dict[str, str]:
    """Step → the code of the rule in its way."""
    return {one.step.value: one.blocked.code if one.blocked else "" for one in shown["next_steps"]}


# ---------------------------------------------------------------- the way of it
def test_each_answers_for_himself_and_the_motion_is_filed_with_those_who_signed(congress: Congress) -> None:
    cosigning_id = opened(congress, ask=5)
    for index in (1, 2, 3):
        answer(congress, cosigning_id, index)
    answer(congress, cosigning_id, 4, confirms=False, note="不了解情况。")
    assert steps(seen(congress, cosigning_id, now=at(IN_SESSION)))["send"] == "too_few_signers"
    answer(congress, cosigning_id, 5, by=congress.clerk, channel="phone", day=IN_SESSION)

    receipt = lead(congress, cosigning_id, commands.send_cosigning, IN_SESSION)
    facts = congress.facts(receipt.id)
    assert (facts.state, facts.number, [p.name for p in facts.proposers]) == (State.FILED, "十九届三次会议议案第1号", [NAMES[i] for i in (0, 1, 2, 3, 5)])
    assert (draft(cosigning_id).state, draft(cosigning_id).case_id) == (CosigningState.SENT, receipt.id)
    assert told(receipt.id) == ["filed"]
    shown = seen(congress, cosigning_id, by=congress.deputy(4))
    assert shown["next_steps"] == []
    said = [(one["name"], one["answer"], one["channel"]) for one in shown["invitations"]]
    assert said[-2:] == [("钱七", Answer.DECLINED, "app"), ("孙八", Answer.CONFIRMED, "phone")]


def test_nothing_of_it_leaves_the_town_before_it_is_sent(congress: Congress, facts: Callable[[], list[Any]]) -> None:
    before = len(facts())
    cosigning_id = opened(congress, **SUGGESTION)
    answer(congress, cosigning_id, 1)
    lead(congress, cosigning_id, commands.change_cosigning, title="硬化樊坡村三组路", text="四公里土路。")
    answer(congress, cosigning_id, 1)
    sent = lead(congress, cosigning_id, commands.send_cosigning)

    written = facts()[before:]
    assert [fact.type.removeprefix("townships.motions.") for fact in written] == [
        "cosigning.opened", "cosigning.invited", "cosigning.confirmed", "cosigning.changed", "cosigning.confirmed", "case.submitted", "cosigning.sent",
    ]  # fmt: skip
    assert {fact.audience for fact in written if fact.subject.startswith("cosigning/")} == {"town"}
    assert [fact.version for fact in written if fact.subject.startswith("cosigning/")] == [1, 2, 3, 4, 5, 6]
    assert {fact.audience for fact in written if fact.subject == f"case/{sent.id}"} == {"county"}  # the control
    assert [one.subject for one in queries.published()] == [f"case/{sent.id}"]


def test_who_signed_another_text_is_asked_again(congress: Congress) -> None:
    cosigning_id = opened(congress, ask=2)
    answer(congress, cosigning_id, 1)
    answer(congress, cosigning_id, 2, confirms=False)
    lead(congress, cosigning_id, commands.change_cosigning, title="关于汉江与支流保护的议案", grounds="江边垃圾。", proposal="作出决议。")

    assert [one["answer"] for one in seen(congress, cosigning_id)["invitations"]] == [Answer.WAITING, Answer.DECLINED]
    assert seen(congress, cosigning_id)["signed"] == 1
    refused("stale", Stale, lambda: answer(congress, cosigning_id, 1, revision=1))
    answer(congress, cosigning_id, 1)
    assert seen(congress, cosigning_id)["signed"] == 2


def test_what_is_not_complete_is_saved_and_asks_nobody_yet(congress: Congress) -> None:
    cosigning_id = opened(congress, ask=0, grounds="", proposal="")
    ask = {"deputy_ids": congress.deputies[1:2]}
    assert refused("required", Invalid, lambda: lead(congress, cosigning_id, commands.invite_to_cosign, **ask)).field == "grounds"
    assert refused("required", Invalid, lambda: lead(congress, cosigning_id, commands.send_cosigning, IN_SESSION)).field == "grounds"
    lead(congress, cosigning_id, commands.change_cosigning, title=MOTION["title"], grounds=MOTION["grounds"], proposal=MOTION["proposal"])
    lead(congress, cosigning_id, commands.invite_to_cosign, **ask)
    assert [one["name"] for one in seen(congress, cosigning_id)["invitations"]] == ["李四"]


def test_with_too_few_or_too_late_it_is_offered_as_a_suggestion(congress: Congress) -> None:
    cosigning_id = opened(congress)
    answer(congress, cosigning_id, 1)
    assert steps(seen(congress, cosigning_id)) == {"send": "not_in_session", "send_as_suggestion": "", "invite": "", "change": "", "drop": ""}
    assert steps(seen(congress, cosigning_id, now=at(IN_SESSION)))["send"] == "too_few_signers"
    assert steps(seen(congress, cosigning_id, now=at(date(2026, 2, 28))))["send"] == "after_cut_off"
    broken = refused("too_few_signers", RuleBroken, lambda: lead(congress, cosigning_id, commands.send_cosigning, IN_SESSION))
    assert (broken.params["have"], broken.params["least"], "第二十二条" in (broken.source or "")) == (2, 5, True)
    refused("after_cut_off", RuleBroken, lambda: lead(congress, cosigning_id, commands.send_cosigning, date(2026, 2, 28)))

    sent = lead(congress, cosigning_id, commands.send_cosigning, AFTER, as_suggestion=True)
    facts = congress.facts(sent.id)
    assert (facts.kind, facts.state, facts.text, facts.proposal) == ("suggestion", State.SUBMITTED, "江边垃圾。", "作出决议。")
    assert [p.name for p in facts.proposers] == ["张三", "李四"]


def test_invitations_lapse_at_the_cut_off(congress: Congress) -> None:
    cosigning_id = opened(congress)
    assert [row["id"] for row in queries.invited(viewer=congress.deputy(1), now=at(BEFORE))] == [cosigning_id]
    late = at(date(2026, 2, 27), 13)

    assert queries.invited(viewer=congress.deputy(1), now=late) == []
    shown = seen(congress, cosigning_id, by=congress.deputy(1), now=late)
    assert (shown["lapsed"], steps(shown)) == (True, {"confirm": "invitation_lapsed", "decline": "invitation_lapsed"})
    for confirms in (True, False):
        refused("invitation_lapsed", RuleBroken, lambda confirms=confirms: answer(congress, cosigning_id, 1, confirms, now=late, at=late))
    answer(congress, cosigning_id, 1, by=congress.clerk, channel="paper", now=late)  # signed on paper in time, entered afterwards
    assert seen(congress, cosigning_id)["signed"] == 2


def test_a_suggestions_invitations_end_when_it_is_sent(congress: Congress) -> None:
    cosigning_id = opened(congress, **SUGGESTION, ask=2)
    answer(congress, cosigning_id, 1, day=AFTER)
    sent = lead(congress, cosigning_id, commands.send_cosigning, AFTER)
    assert [p.name for p in congress.facts(sent.id).proposers] == ["张三", "李四"]
    assert queries.invited(viewer=congress.deputy(2), now=at(AFTER)) == []
    refused("cosigning_over", RuleBroken, lambda: answer(congress, cosigning_id, 2, day=AFTER))


def test_who_is_no_deputy_any_more_does_not_count(congress: Congress) -> None:
    cosigning_id = opened(congress)
    for index in (1, 2, 3, 4):
        answer(congress, cosigning_id, index)
    ended = {"deputy_id": congress.deputies[4], "seen": 1, "why": "resigned"}
    congress.do(roster.end_mandate, congress.clerk, date(2026, 2, 24), **ended)
    assert seen(congress, cosigning_id, now=at(IN_SESSION))["signed"] == 4
    assert refused("too_few_signers", RuleBroken, lambda: lead(congress, cosigning_id, commands.send_cosigning, IN_SESSION)).params["have"] == 4


# ---------------------------------------------------------------- bad input
def test_nobody_signs_twice(congress: Congress) -> None:
    cosigning_id = opened(congress)
    answer(congress, cosigning_id, 1)
    assert refused("cosigned_already", RuleBroken, lambda: answer(congress, cosigning_id, 1)).field == "deputy_id"
    refused("cosigned_already", RuleBroken, lambda: answer(congress, cosigning_id, 1, by=congress.clerk, channel="paper"))
    answer(congress, cosigning_id, 1, confirms=False)
    refused("declined_already", RuleBroken, lambda: answer(congress, cosigning_id, 1, confirms=False))
    answer(congress, cosigning_id, 1)

    for ids in ([congress.deputies[1]], [congress.deputies[0]], [congress.deputies[5]] * 2):
        again = "invited_already" if ids == [congress.deputies[1]] else "same_signer_twice"
        refused(again, RuleBroken, lambda ids=ids: lead(congress, cosigning_id, commands.invite_to_cosign, deputy_ids=ids))


def test_in_the_app_nobody_signs_for_others(congress: Congress) -> None:
    told_ = {"title": "路", "text": "路不好走。", "proposer_ids": congress.deputies[:2]}
    broken = refused("cosigners_confirm", RuleBroken, lambda: congress.do(commands.submit_suggestion, congress.deputy(), AFTER, **told_))
    assert broken.field == "proposer_ids"
    motion = {"title": "议案", "grounds": "案据。", "proposal": "方案。", "proposer_ids": congress.deputies[:5]}
    refused("cosigners_confirm", RuleBroken, lambda: congress.do(commands.file_motion, congress.deputy(), IN_SESSION, **motion))
    congress.do(commands.file_motion, congress.clerk, IN_SESSION, channel="paper", **motion)


def test_only_the_initiator_decides_and_only_the_invited_answer(congress: Congress) -> None:
    cosigning_id = opened(congress, ask=1)
    given: dict[str, Any] = {"title": "别的", "grounds": "别的", "proposal": "别的"}
    for stranger in (congress.deputy(1), congress.deputy(5), congress.unit(), congress.chair, congress.person(Role.PRESIDIUM)):
        for command, more in (
            (commands.change_cosigning, given), (commands.drop_cosigning, {}), (commands.send_cosigning, {"as_suggestion": True}),
            (commands.invite_to_cosign, {"deputy_ids": congress.deputies[5:]}),
        ):  # fmt: skip
            refused("not_allowed", NotAllowed, lambda command=command, more=more, by=stranger: lead(congress, cosigning_id, command, by=by, **more))
        if stranger.deputy_ids != {congress.deputies[1]}:
            refused("not_allowed", NotAllowed, lambda by=stranger: answer(congress, cosigning_id, 1, by=by))
    refused("not_allowed", NotAllowed, lambda: opened(congress, initiator_id=congress.deputies[2]))
    refused("unknown", NotFound, lambda: answer(congress, cosigning_id, 5))
    reader = msgspec.structs.replace(congress.deputy(1), scopes=frozenset({"read"}))
    refused("not_allowed", NotAllowed, lambda: answer(congress, cosigning_id, 1, by=reader))
    refused("channel_needed", RuleBroken, lambda: answer(congress, cosigning_id, 1, by=congress.clerk))
    refused("own_step_in_app", RuleBroken, lambda: answer(congress, cosigning_id, 1, channel="paper"))
    refused("stale", Stale, lambda: lead(congress, cosigning_id, commands.drop_cosigning, seen=1))
    refused("out_of_order", RuleBroken, lambda: answer(congress, cosigning_id, 1, day=date(2026, 2, 19)))
    refused("mandate_ended", RuleBroken, lambda: opened(congress, day=date(2021, 1, 4)))
    answer(congress, cosigning_id, 1)


def test_what_is_given_up_is_over(congress: Congress) -> None:
    cosigning_id = opened(congress)
    lead(congress, cosigning_id, commands.drop_cosigning)
    assert draft(cosigning_id).state == CosigningState.DROPPED
    refused("cosigning_over", RuleBroken, lambda: lead(congress, cosigning_id, commands.send_cosigning, IN_SESSION))
    refused("cosigning_over", RuleBroken, lambda: answer(congress, cosigning_id, 1))
    assert Case.objects.count() == 0


# ---------------------------------------------------------------- who sees it
def test_a_draft_is_for_who_writes_it_who_is_asked_and_the_clerk(congress: Congress, neighbour: Any) -> None:
    cosigning_id = opened(congress, ask=2)
    for viewer in (congress.deputy(), congress.deputy(1), congress.clerk):
        assert seen(congress, cosigning_id, by=viewer)["title"] == MOTION["title"]
        assert [row["id"] for row in queries.cosignings(viewer=viewer, now=at(BEFORE)).rows] == [cosigning_id]
    for viewer in (congress.deputy(4), congress.chair, congress.person(Role.PRESIDIUM), congress.unit()):
        assert seen(congress, cosigning_id, by=viewer) is None
        assert list(queries.cosignings(viewer=viewer, now=at(BEFORE)).rows) == []
    assert steps(seen(congress, cosigning_id, by=congress.deputy(1))) == {"confirm": "", "decline": ""}
    with tenant_context(neighbour):
        other = Congress(neighbour)
        assert seen(other, cosigning_id, by=other.clerk) is None
        own = opened(other, ask=1)
        assert [row["id"] for row in queries.cosignings(viewer=other.clerk, now=at(BEFORE)).rows] == [own]
        given = {"cosigning_id": cosigning_id, "seen": 2}
        refused("unknown", NotFound, lambda: other.do(commands.drop_cosigning, other.clerk, BEFORE, **given))


def test_the_clerk_takes_it_all_by_telephone(congress: Congress) -> None:
    told_ = {**SUGGESTION, "initiator_id": congress.deputies[3], "deputy_ids": congress.deputies[4:5], "channel": "phone"}
    cosigning_id = congress.do(commands.open_cosigning, congress.clerk, AFTER, **told_).id
    answer(congress, cosigning_id, 4, by=congress.clerk, channel="phone", day=AFTER)
    sent = lead(congress, cosigning_id, commands.send_cosigning, AFTER, by=congress.clerk, channel="phone")
    assert [p.name for p in congress.facts(sent.id).proposers] == ["赵六", "钱七"]
    assert Fact.objects.filter(type="townships.motions.cosigning.sent").count() == 1


def test_the_same_answer_twice_over_a_slow_line_is_one(congress: Congress) -> None:
    cosigning_id, again = opened(congress), {"command_id": new_id(), "by": congress.deputy(1)}
    first, second = (answer(congress, cosigning_id, 1, **again) for _ in range(2))
    assert first == second
