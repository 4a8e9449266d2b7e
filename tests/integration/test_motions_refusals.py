"""What a case's commands refuse: who may not, when it may not, what cannot be; after which neither rows nor facts have changed."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest
from tests.support.congress import Congress, at

from deadlines.models import Deadline
from motions import commands
from motions.events import State
from motions.models import Assignment, Case, Contact, Cosigning, Draft, HandOver, Invitation, Proposer, Rating, Reply, Series, Stage
from outbox.models import Fact
from people.actor import Actor, Role
from roster import commands as roster
from roster.models import Deputy, Unit
from townships.context import tenant_context
from townships.errors import Invalid, NotAllowed, NotFound, Refused, RuleBroken, Stale, message
from townships.ids import new_id

IN_TIME, LATE = date(2026, 5, 20), date(2026, 7, 1)
TABLES = (Case, Proposer, Assignment, Contact, Cosigning, Draft, HandOver, Invitation, Reply, Rating, Series, Stage)


def everything() -> tuple[Any, ...]:
    """All that a refused command must leave as it was."""
    return (*(sorted(map(str, table.objects.values_list())) for table in TABLES), Fact.objects.count(), Deadline.objects.count())


def refused(code: str, error: type[Refused], act: Callable[[], Any]) -> Refused:
    """The refusal, after which nothing is written, and which has words."""
    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    assert caught.value.code == code
    assert message(caught.value) != code
    return caught.value


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


# ---------------------------------------------------------------- every step
class Given(NamedTuple):
    """A step, how a case comes to where it starts, and how it is asked for by somebody who may."""

    command: Callable[..., Any]
    before: Callable[[Congress], UUID]
    by: Callable[[Congress], Actor]
    told: Callable[[Congress], dict[str, Any]]
    day: date = LATE


def filed(congress: Congress) -> UUID:
    day = date(2026, 2, 26)
    told = {"title": "关于汉江保护的议案", "grounds": "江边垃圾。", "proposal": "作出决议。", "proposer_ids": congress.deputies[:5]}
    return congress.do(commands.file_motion, congress.clerk, day, channel="paper", **told).id


def listed(congress: Congress) -> UUID:
    case_id = filed(congress)
    congress.step(case_id, commands.list_motion, congress.clerk, date(2026, 2, 26))
    return case_id


def deliberated(congress: Congress) -> UUID:
    case_id = listed(congress)
    congress.step(case_id, commands.deliberate_motion, congress.clerk, date(2026, 2, 27), note="分组审议。")
    return case_id


def adopted(congress: Congress) -> UUID:
    case_id = deliberated(congress)
    votes = {"votes_for": 5, "votes_against": 0, "votes_abstained": 0, "resolution": "关于汉江保护的决议"}
    congress.step(case_id, commands.decide_motion, congress.clerk, date(2026, 2, 27), **votes)
    return case_id


def asked_back(congress: Congress) -> UUID:
    case_id = listed(congress)
    congress.step(case_id, commands.ask_withdrawal, congress.clerk, date(2026, 2, 27), note="另有办法。", channel="paper")
    return case_id


def charged(congress: Congress) -> UUID:
    case_id = adopted(congress)
    congress.step(case_id, commands.charge_unit, congress.clerk, date(2026, 3, 2), **charge(congress))
    return case_id


def carried_out(congress: Congress) -> UUID:
    case_id = charged(congress)
    congress.part_step(case_id, commands.carry_out_resolution, congress.unit(), date(2026, 6, 1), note="垃圾已清运。")
    return case_id


def charge(congress: Congress) -> dict[str, Any]:
    return {"unit_id": congress.units[0], "due_on": date(2026, 12, 1)}


def sent_back(congress: Congress) -> UUID:
    case_id = congress.suggest()
    congress.step(case_id, commands.send_back, congress.clerk, date(2026, 3, 3), reason="incomplete", note="请补充。")
    return case_id


def proposed(congress: Congress) -> UUID:
    case_id = congress.registered()
    congress.step(case_id, commands.propose_handling, congress.clerk, date(2026, 3, 4), **parts(congress))
    return case_id


def asked(congress: Congress) -> UUID:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_relief, congress.unit(), date(2026, 3, 9), note="不是我站职责。")
    return case_id


def answered(congress: Congress) -> UUID:
    case_id = congress.in_hand()
    congress.reply(case_id, date(2026, 4, 1))
    return case_id


def asked_for_time(congress: Congress) -> UUID:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_extension, congress.unit(), date(2026, 3, 9), note="涉及多个部门。")
    return case_id


def led(congress: Congress) -> UUID:
    """In the hands of a unit whose leader signs in."""
    congress.leader()
    return congress.in_hand()


def parts(congress: Congress) -> dict[str, Any]:
    return {"parts": [commands.Handling(unit_id=congress.units[0], part="sole")]}


def clerk(congress: Congress) -> Actor:
    return congress.clerk


def chair(congress: Congress) -> Actor:
    return congress.chair


def unit(congress: Congress) -> Actor:
    return congress.unit()


def deputy(congress: Congress) -> Actor:
    return congress.deputy()


def says(**told: Any) -> Callable[[Congress], dict[str, Any]]:
    return lambda congress: told


def rating(congress: Congress) -> dict[str, Any]:
    return {"deputy_id": congress.deputies[0], "attitude": "satisfied", "result": "satisfied"}


def conversation(congress: Congress) -> dict[str, Any]:
    return {"deputy_ids": congress.deputies[:1], "method": "电话", "note": "听取了意见。"}


DRAFT = {"number": "构政函〔2026〕1号", "meaning": "solved", "text": "已解决。"}
REPLY = {"number": "构政函〔2026〕1号", "meaning": "solved", "text": "已解决。", "signed_off_by": "站长"}
OF_CASE = {
    "send_back": Given(commands.send_back, Congress.suggest, clerk, says(reason="incomplete", note="请补充。")),
    "resubmit": Given(commands.resubmit, sent_back, deputy, says(title="路", text="路不好走。")),
    "not_accept": Given(commands.not_accept, Congress.suggest, clerk, says(reason="petition", note="信访。")),
    "register": Given(commands.register, Congress.suggest, clerk, says()),
    "propose_handling": Given(commands.propose_handling, Congress.registered, clerk, parts),
    "return_proposal": Given(commands.return_proposal, proposed, chair, says(note="改交派出所。")),
    "approve_handling": Given(commands.approve_handling, proposed, chair, says()),
    "hand_over": Given(commands.hand_over, Congress.approved, clerk, says(occasion="slip")),
    "deliver": Given(commands.deliver, answered, clerk, says()),
    "rate": Given(commands.rate, Congress.delivered, deputy, rating),
    "list_motion": Given(commands.list_motion, filed, clerk, says()),
    "handle_as_suggestion": Given(commands.handle_as_suggestion, filed, clerk, says(note="不属于本级大会职权。")),
    "deliberate_motion": Given(commands.deliberate_motion, listed, clerk, says(note="分组审议。")),
    "decide_withdrawal": Given(commands.decide_withdrawal, asked_back, chair, says(agreed=False, note="不同意。")),
    "decide_motion": Given(commands.decide_motion, deliberated, clerk, says(votes_for=5, votes_against=0, votes_abstained=0)),
    "write_resolution": Given(commands.write_resolution, adopted, clerk, says(resolution="决议全文。")),
    "charge_unit": Given(commands.charge_unit, adopted, clerk, charge),
    "report_back": Given(commands.report_back, carried_out, clerk, says(report="各项任务已完成。")),
}
OF_PART = {
    "sign_for": Given(commands.sign_for, Congress.in_hand, unit, says()),
    "apply_for_relief": Given(commands.apply_for_relief, Congress.in_hand, unit, says(note="不是我站职责。"), date(2026, 3, 9)),
    "decide_relief": Given(commands.decide_relief, asked, chair, says(agreed=False, note="就是你站。")),
    "contact_deputy": Given(commands.contact_deputy, Congress.in_hand, unit, conversation),
    "note_progress": Given(commands.note_progress, Congress.in_hand, unit, says(note="已测量。")),
    "apply_for_extension": Given(commands.apply_for_extension, Congress.in_hand, unit, says(note="涉及多个部门。"), IN_TIME),
    "decide_extension": Given(commands.decide_extension, asked_for_time, chair, says(granted=True, note="同意。"), IN_TIME),
    "draft_reply": Given(commands.draft_reply, led, unit, says(**DRAFT)),
    "reply": Given(commands.reply, Congress.in_hand, unit, says(**REPLY)),
}
GIVEN = OF_CASE | OF_PART


def ask(congress: Congress, name: str, case_id: UUID, actor: Actor | None = None, day: date | None = None, **changed: Any) -> Any:
    given = GIVEN[name]
    take = congress.part_step if name in OF_PART else congress.step
    return take(case_id, given.command, actor or given.by(congress), day or given.day, **{**given.told(congress), **changed})


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_can_be_taken_as_the_refusals_below_ask_for_it(congress: Congress, name: str) -> None:
    case_id = GIVEN[name].before(congress)
    before = Fact.objects.count()

    ask(congress, name, case_id)
    assert Fact.objects.count() > before


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_is_refused_to_who_may_not_take_it(congress: Congress, name: str) -> None:
    case_id = GIVEN[name].before(congress)
    token = GIVEN[name].by(congress)

    for stranger in (congress.deputy(5), congress.unit(3), congress.person(Role.PRESIDIUM)):
        refused("not_allowed", NotAllowed, lambda stranger=stranger: ask(congress, name, case_id, stranger))
    reader = msgspec.structs.replace(token, scopes=frozenset({"read"}))
    refused("not_allowed", NotAllowed, lambda: ask(congress, name, case_id, reader))


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_is_refused_in_the_wrong_state(congress: Congress, name: str) -> None:
    wrong = congress.delivered()
    congress.rate(wrong, date(2026, 4, 8))
    assert congress.case(wrong).state == State.CONCLUDED

    refused("wrong_state", RuleBroken, lambda: ask(congress, name, wrong))


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_is_refused_before_what_it_follows_and_in_the_future(congress: Congress, name: str) -> None:
    case_id = GIVEN[name].before(congress)

    refused("out_of_order", RuleBroken, lambda: ask(congress, name, case_id, day=date(2026, 2, 1), now=at(LATE)))
    refused("in_the_future", Invalid, lambda: ask(congress, name, case_id, now=at(date(2026, 2, 1))))


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_is_refused_on_a_stale_view_that_is_told_what_changed(congress: Congress, name: str) -> None:
    case_id = GIVEN[name].before(congress)

    stale = refused("stale", Stale, lambda: ask(congress, name, case_id, seen=0))
    assert "提出" in message(stale)


def test_what_changed_is_not_told_to_whoever_is_no_part_of_the_case(congress: Congress) -> None:
    case_id, rated = congress.delivered(public=False), {"attitude": "satisfied", "result": "satisfied"}
    for seen in (0, 99):
        told = {"seen": seen, "deputy_id": congress.deputies[0], **rated}
        refused("not_allowed", NotAllowed, lambda told=told: congress.step(case_id, commands.rate, congress.deputy(1), LATE, **told))


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_step_is_refused_for_an_unknown_id_and_for_another_towns(congress: Congress, neighbour: Any, name: str) -> None:
    given = GIVEN[name]
    with tenant_context(neighbour):
        there = Congress(neighbour)
        theirs = given.before(there)
        part = there.facts(theirs).assignments[0].id if name in OF_PART else None

    for own_id in (new_id(), part or theirs):
        told = {"assignment_id" if name in OF_PART else "case_id": own_id, "seen": 1, **given.told(congress)}
        refused("unknown", NotFound, lambda told=told: congress.do(given.command, given.by(congress), given.day, **told))


# ---------------------------------------------------------------- raising a case
@pytest.mark.parametrize(
    ("change", "code", "error"),
    [
        ({"title": "  "}, "required", Invalid),
        ({"text": ""}, "required", Invalid),
        ({"title": "题" * 101}, "too_long", Invalid),
        ({"text": "文" * 5001}, "too_long", Invalid),
        ({"where": "村\x07里"}, "control_characters", Invalid),
        ({"channel": "pigeon"}, "bad_value", Invalid),
        ({"channel": "paper"}, "own_step_in_app", RuleBroken),
    ],
)
def test_a_bad_suggestion_is_refused(congress: Congress, change: dict[str, Any], code: str, error: type[Refused]) -> None:
    assert refused(code, error, lambda: congress.suggest(**change)).field is not None


def test_proposers_are_deputies_in_office_each_once(congress: Congress) -> None:
    ended, suspended = congress.deputies[4:6]
    for command, deputy_id, told in ((roster.end_mandate, ended, {"why": "resigned"}), (roster.suspend_deputy, suspended, {})):
        seen = Deputy.objects.get(pk=deputy_id).version
        congress.do(command, congress.clerk, date(2026, 2, 27), deputy_id=deputy_id, seen=seen, **told)

    def raised(ids: list[UUID]) -> Callable[[], Any]:
        told = {"title": "路", "text": "路不好走。", "proposer_ids": ids, "channel": "paper"}
        return lambda: congress.do(commands.submit_suggestion, congress.clerk, date(2026, 3, 2), **told)

    first = congress.deputies[0]
    assert refused("mandate_ended", RuleBroken, raised([first, ended])).params["name"] == "钱七"
    assert refused("mandate_ended", RuleBroken, raised([first, suspended])).params["name"] == "孙八"
    refused("same_signer_twice", RuleBroken, raised([first, first]))
    refused("unknown", NotFound, raised([first, new_id()]))
    refused("required", Invalid, raised([]))
    own = {"title": "路", "text": "路不好走。"}
    for ids in ([congress.deputies[1], first], []):
        given = {**own, "proposer_ids": ids}
        refused("not_allowed", NotAllowed, lambda given=given: congress.do(commands.submit_suggestion, congress.deputy(), date(2026, 3, 2), **given))


def test_the_clerk_enters_for_a_deputy_and_says_how_it_came(congress: Congress) -> None:
    def enter(**more: Any) -> Any:
        told = {"title": "路", "text": "路不好走。", "proposer_ids": congress.deputies[:1], "now": at(date(2026, 3, 20)), **more}
        return congress.do(commands.submit_suggestion, congress.clerk, date(2026, 3, 2), **told)

    refused("channel_needed", RuleBroken, enter)
    refused("required", Invalid, lambda: enter(channel="phone", proposer_ids=[]))

    case = congress.case(enter(channel="phone").id)
    assert (case.channel, case.submitted_on, case.entered_on) == ("phone", date(2026, 3, 2), date(2026, 3, 20))


def test_before_the_first_term_there_are_no_numbers(congress: Congress) -> None:
    case_id = congress.suggest()
    Case.objects.filter(pk=case_id).update(submitted_on=date(2021, 1, 4))

    refused("no_term", RuleBroken, lambda: congress.step(case_id, commands.register, congress.clerk, LATE))


def test_a_reason_that_the_rules_send_back_does_not_refuse(congress: Congress) -> None:
    case_id = congress.suggest()

    for reason in ("several_matters", "incomplete"):
        refused("reason_sends_back", RuleBroken, lambda reason=reason: ask(congress, "not_accept", case_id, reason=reason))
    refused("bad_value", Invalid, lambda: ask(congress, "not_accept", case_id, reason="dislike"))
    refused("required", Invalid, lambda: ask(congress, "not_accept", case_id, note=" "))


# ---------------------------------------------------------------- handling
@pytest.mark.parametrize("shares", [(), ("lead",), ("sole", "sole"), ("separate",), ("lead", "lead"), ("sole", "assisting"), ("separate", "lead")])
def test_parts_that_do_not_go_together_are_refused(congress: Congress, shares: tuple[str, ...]) -> None:
    case_id = congress.registered()
    handled = [commands.Handling(unit_id=unit_id, part=part) for unit_id, part in zip(congress.units, shares, strict=False)]

    refused("parts_do_not_fit", RuleBroken, lambda: ask(congress, "propose_handling", case_id, parts=handled))


def test_units_are_open_units_of_this_town_each_once(congress: Congress) -> None:
    case_id, closed = congress.registered(), congress.units[3]
    congress.do(roster.close_unit, congress.clerk, date(2026, 3, 4), unit_id=closed, seen=Unit.objects.get(pk=closed).version)

    def to(*units: UUID) -> Callable[[], Any]:
        share = "sole" if len(units) == 1 else "separate"
        return lambda: ask(congress, "propose_handling", case_id, parts=[commands.Handling(unit_id=one, part=share) for one in units])

    assert refused("unit_closed", RuleBroken, to(closed)).params["name"] == "卫生院"
    refused("unknown", NotFound, to(new_id()))
    refused("same_unit_twice", RuleBroken, to(congress.units[0], congress.units[0]))


def test_nothing_is_handed_to_a_unit_that_closed_meanwhile(congress: Congress) -> None:
    case_id, unit_id = congress.approved(), congress.units[0]
    congress.do(roster.close_unit, congress.clerk, date(2026, 3, 5), unit_id=unit_id, seen=Unit.objects.get(pk=unit_id).version)

    refused("unit_closed", RuleBroken, lambda: ask(congress, "hand_over", case_id))


def test_after_its_window_a_unit_has_accepted(congress: Congress) -> None:
    case_id = congress.in_hand()
    until = congress.facts(case_id).assignments[0].relief_until

    refused("relief_window_over", RuleBroken, lambda: ask(congress, "apply_for_relief", case_id, day=date(2026, 3, 20)))
    ask(congress, "apply_for_relief", case_id, day=until)


def test_a_relieved_part_goes_to_another_open_unit(congress: Congress) -> None:
    case_id = asked(congress)

    refused("required", Invalid, lambda: ask(congress, "decide_relief", case_id, agreed=True))
    refused("unknown", NotFound, lambda: ask(congress, "decide_relief", case_id, agreed=True, unit_id=new_id()))
    refused("same_unit_twice", RuleBroken, lambda: ask(congress, "decide_relief", case_id, agreed=True, unit_id=congress.units[0]))


def test_an_assisting_unit_does_not_reply_and_a_lead_gives_no_opinion(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))

    def assist(index: int, **told: Any) -> Callable[[], Any]:
        return lambda: congress.part_step(case_id, commands.assist, congress.unit(index), LATE, index, **told)

    refused("wrong_part", RuleBroken, lambda: congress.reply(case_id, LATE, 1))
    refused("wrong_part", RuleBroken, assist(0, opinion="同意。"))
    refused("required", Invalid, assist(1, opinion=""))
    refused("channel_needed", RuleBroken, lambda: congress.part_step(case_id, commands.assist, congress.clerk, LATE, 1, opinion="同意。"))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"number": ""}, "required"), ({"text": " "}, "required"), ({"signed_off_by": ""}, "required"), ({"meaning": "E"}, "bad_value")],
)
def test_a_reply_is_whole(congress: Congress, change: dict[str, Any], code: str) -> None:
    case_id = congress.in_hand()

    refused(code, Invalid, lambda: ask(congress, "reply", case_id, **change))


# ---------------------------------------------------------------- more time, drafts, conversations
def test_time_is_never_extended_past_the_laws_limit(congress: Congress) -> None:
    case_id = congress.in_hand()

    beyond = refused("beyond_limit", RuleBroken, lambda: ask(congress, "apply_for_extension", case_id, due_on=date(2026, 9, 8)))
    assert "第五十一条" in (beyond.source or "")
    refused("extension_not_longer", RuleBroken, lambda: ask(congress, "apply_for_extension", case_id, due_on=date(2026, 6, 5)))
    ask(congress, "apply_for_extension", case_id, due_on=date(2026, 9, 7))
    refused("extension_asked_already", RuleBroken, lambda: ask(congress, "apply_for_extension", case_id))
    refused("beyond_limit", RuleBroken, lambda: ask(congress, "decide_extension", case_id, due_on=date(2026, 9, 8)))
    refused("deadline_not_longer", RuleBroken, lambda: ask(congress, "decide_extension", case_id, due_on=date(2026, 6, 5)))


def test_once_the_time_is_over_nobody_extends_it(congress: Congress) -> None:
    case_id = asked_for_time(congress)

    refused("reply_time_over", RuleBroken, lambda: ask(congress, "decide_extension", case_id, day=date(2026, 6, 6)))
    ask(congress, "decide_extension", case_id, day=date(2026, 6, 6), granted=False)
    refused("extension_not_asked", RuleBroken, lambda: ask(congress, "decide_extension", case_id, day=date(2026, 6, 8)))
    refused("reply_time_over", RuleBroken, lambda: ask(congress, "apply_for_extension", case_id, day=date(2026, 6, 8)))


@pytest.mark.parametrize(("change", "code", "error"), [({"method": ""}, "required", Invalid), ({"note": " "}, "required", Invalid)])
def test_a_conversation_is_told_whole(congress: Congress, change: dict[str, Any], code: str, error: type[Refused]) -> None:
    case_id = congress.in_hand()

    refused(code, error, lambda: ask(congress, "contact_deputy", case_id, **change))


def test_a_unit_speaks_with_those_who_raised_it(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))

    for nobody in ([], congress.deputies[3:4], [*congress.deputies[:1], new_id()]):
        refused("unknown", NotFound, lambda nobody=nobody: ask(congress, "contact_deputy", case_id, deputy_ids=nobody))
    for command, told in ((commands.contact_deputy, conversation(congress)), (commands.apply_for_extension, {"note": "难。"})):
        refused("wrong_part", RuleBroken, lambda c=command, t=told: congress.part_step(case_id, c, congress.unit(1), IN_TIME, 1, **t))


def test_where_the_leader_signs_in_others_draft_and_where_not_nobody_does(congress: Congress) -> None:
    case_id = congress.in_hand()
    refused("no_leader_signs_in", RuleBroken, lambda: ask(congress, "draft_reply", case_id))

    leader = congress.leader()
    refused("leader_signs_off", RuleBroken, lambda: ask(congress, "reply", case_id))
    ask(congress, "reply", case_id, leader)
    assert congress.case(case_id).state == State.ANSWERED


def drafted(congress: Congress) -> tuple[UUID, Draft, Actor]:
    case_id, leader = congress.in_hand(), congress.leader()
    ask(congress, "draft_reply", case_id, day=IN_TIME)
    return case_id, Draft.objects.get(), leader


@pytest.mark.parametrize("command", [commands.sign_off, commands.send_back_draft])
def test_a_draft_is_judged_by_its_units_leader_as_it_was_seen(congress: Congress, neighbour: Any, command: Any) -> None:
    case_id, draft, leader = drafted(congress)

    def judge(by: Actor, **more: Any) -> Any:
        note = {"note": "重写。"} if command is commands.send_back_draft else {}
        return congress.do(command, by, more.pop("day", LATE), **{"draft_id": draft.pk, "seen": 1, **note, **more})

    elsewhere = msgspec.structs.replace(leader, unit_ids=frozenset({congress.units[1]}), led_unit_ids=frozenset({congress.units[1]}))
    for stranger in (congress.unit(), congress.chair, congress.deputy(), elsewhere):
        refused("not_allowed", NotAllowed, lambda stranger=stranger: judge(stranger))
    refused("channel_needed", RuleBroken, lambda: judge(congress.clerk))
    refused("own_step_in_app", RuleBroken, lambda: judge(leader, channel="paper"))
    refused("unknown", NotFound, lambda: judge(leader, draft_id=new_id()))
    refused("out_of_order", RuleBroken, lambda: judge(leader, day=date(2026, 5, 19)))
    assert "拟写答复" in message(refused("stale", Stale, lambda: judge(leader, seen=0)))
    judge(leader)
    refused("wrong_state" if command is commands.sign_off else "draft_not_waiting", RuleBroken, lambda: judge(leader, seen=2))
    assert congress.case(case_id).state == (State.ANSWERED if command is commands.sign_off else State.IN_HAND)


def test_what_the_office_enters_as_signed_off_says_by_whom(congress: Congress) -> None:
    _, draft, _ = drafted(congress)

    told = {"draft_id": draft.pk, "seen": 1, "channel": "paper"}
    refused("required", Invalid, lambda: congress.do(commands.sign_off, congress.clerk, LATE, **told))


# ---------------------------------------------------------------- deputies again
def test_a_deputy_confirms_for_nobody_but_himself(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    congress.reply(case_id, date(2026, 4, 1))

    other = congress.deputies[1]
    refused("delivered_already", RuleBroken, lambda: ask(congress, "deliver", case_id, congress.deputy(0), deputy_ids=[other]))
    refused("unknown", NotFound, lambda: ask(congress, "deliver", case_id, deputy_ids=[congress.deputies[4]]))


def test_a_rating_comes_once_after_the_receipt_from_a_proposer(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    congress.reply(case_id, date(2026, 4, 1))
    congress.step(case_id, commands.deliver, congress.deputy(0), date(2026, 4, 2))
    congress.rate(case_id, date(2026, 4, 3))

    refused("rated_already", RuleBroken, lambda: congress.rate(case_id, LATE, 0))
    refused("not_delivered", RuleBroken, lambda: congress.rate(case_id, LATE, 1))
    refused("not_allowed", NotAllowed, lambda: congress.rate(case_id, LATE, 0, deputy_id=congress.deputies[1]))
    refused("unknown", NotFound, lambda: ask(congress, "rate", case_id, congress.clerk, deputy_id=congress.deputies[4], channel="paper"))


def test_nobody_orders_a_rework_that_nobody_asked_for(congress: Congress) -> None:
    case_id = congress.delivered(proposers=2)
    congress.rate(case_id, date(2026, 4, 3), result="dissatisfied")

    for command in (commands.order_rework, commands.decline_rework):
        refused("nobody_dissatisfied", RuleBroken, lambda command=command: congress.step(case_id, command, congress.chair, LATE, note="定了。"))
        refused("not_allowed", NotAllowed, lambda command=command: congress.step(case_id, command, congress.clerk, LATE, note="定了。"))


def test_what_the_system_records_nobody_else_does(congress: Congress) -> None:
    case_id = congress.delivered()
    about = congress.case(case_id).proposers.get().pk

    told = {"case_id": case_id, "about": about}
    refused("not_allowed", NotAllowed, lambda: congress.do(commands.record_no_feedback, congress.clerk, LATE, **told))
    told |= {"kind": "rating", "round": 1, "due_on": LATE}
    refused("not_allowed", NotAllowed, lambda: congress.do(commands.follow_deadline, congress.clerk, LATE, **told))


# ---------------------------------------------------------------- motions
def file(congress: Congress, signers: int = 5, day: date = date(2026, 2, 26), **more: Any) -> Any:
    told = {"title": "议案", "grounds": "案据。", "proposal": "方案。", "proposer_ids": congress.deputies[:signers], **more}
    return congress.do(commands.file_motion, congress.clerk, day, channel="paper", **told)


def test_too_few_signers_are_told_how_many_are_missing(congress: Congress) -> None:
    broken = refused("too_few_signers", RuleBroken, lambda: file(congress, 3))

    assert (broken.params["least"], broken.params["have"], broken.params["missing"]) == (5, 3, 2)
    assert "第二十二条" in (broken.source or "")


def test_at_the_county_a_motion_takes_ten(county: Any) -> None:
    congress = Congress(county, deputies=11)

    assert refused("too_few_signers", RuleBroken, lambda: file(congress, 9)).params["missing"] == 1
    assert file(congress, 10).number == "十九届三次会议议案第1号"


def test_a_motion_is_filed_in_session_before_the_cut_off_with_all_its_parts(congress: Congress) -> None:
    refused("not_in_session", RuleBroken, lambda: file(congress, day=date(2026, 3, 2)))
    refused("after_cut_off", RuleBroken, lambda: file(congress, day=date(2026, 2, 28)))
    for part in ("title", "grounds", "proposal"):
        assert refused("required", Invalid, lambda part=part: file(congress, **{part: " "})).field == part
    refused("same_signer_twice", RuleBroken, lambda: file(congress, proposer_ids=congress.deputies[:4] + congress.deputies[:1]))


def test_votes_add_up_to_no_more_than_all_deputies(congress: Congress) -> None:
    case_id = deliberated(congress)

    refused("votes_do_not_add_up", Invalid, lambda: ask(congress, "decide_motion", case_id, votes_for=5, votes_against=2))
    refused("votes_do_not_add_up", Invalid, lambda: ask(congress, "decide_motion", case_id, votes_for=-1))


@pytest.mark.parametrize(("votes", "outcome"), [((4, 0, 0), "adopted"), ((3, 0, 0), "not_adopted"), ((3, 3, 0), "not_adopted")])
def test_a_motion_is_adopted_by_more_than_half_of_all_six_deputies(congress: Congress, votes: tuple[int, int, int], outcome: str) -> None:
    case_id = deliberated(congress)
    said = dict(zip(("votes_for", "votes_against", "votes_abstained"), votes, strict=True))
    ask(congress, "decide_motion", case_id, resolution="关于汉江保护的决议", **said)

    facts = congress.facts(case_id)
    assert (facts.outcome, facts.all_deputies, facts.state) == (outcome, 6, State.DECIDED)


def test_a_motion_that_is_not_listed_goes_a_suggestions_way(congress: Congress) -> None:
    case_id = filed(congress)
    ask(congress, "handle_as_suggestion", case_id, day=date(2026, 2, 27))

    facts = congress.facts(case_id)
    assert (facts.kind, facts.state) == ("suggestion", State.REGISTERED)
    assert (facts.number, facts.former_number) == ("十九届三次会议第1号", "十九届三次会议议案第1号")
    ask(congress, "propose_handling", case_id)
    assert congress.case(case_id).state == State.PROPOSED
