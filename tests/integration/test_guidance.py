"""A reminder letter from the county to a town and back, by facts; calls and the book of whom to ring; and what each command refuses."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from django.apps import apps
from tests.support.between import Between
from tests.support.house import House, settle

from guidance import commands, queries
from guidance.events import LetterFacts, LetterState
from guidance.models import Call, Entry, Letter
from outbox.models import Fact
from people.actor import system
from townships.context import tenant_context
from townships.errors import Refused, message
from townships.ids import new_id
from townships.models import Tenant

TODAY = date(2026, 6, 1)
LETTER = {"number": "旬人办函〔2026〕3号", "subject": "关于超期建议", "text": "请督促办理。", "answer_by": date(2026, 6, 8), "check_on": date(2026, 6, 9)}
GOUYUAN, NEIGHBOUR = "t610981117", "t610981101"


# ---------------------------------------------------------------- there and back
def test_a_letter_goes_to_its_town_alone_is_answered_and_checked_until_it_is_settled(committed: Any) -> None:
    both = Between(committed)
    sent = both.do(both.county, "clerk", commands.send_letter, 3, town=GOUYUAN, **LETTER).id
    both.carry()
    neighbour = Tenant.objects.get(schema_name=NEIGHBOUR)
    with tenant_context(neighbour):
        assert not Letter.objects.exists()
    with tenant_context(both.town):
        [waits] = queries.to_answer(viewer=both.houses[GOUYUAN].actor("clerk"), today=TODAY)
        assert (waits["id"], waits["text"], waits["due"]) == (sent, LETTER["text"], True)
    both.do(both.town, "chair", commands.answer_letter, 2, letter_id=sent, seen=1, answer="两件已督办，本周答复。")
    both.carry()
    told = shown(both, both.county, sent)
    assert (told["state"], told["answer"], told["answered_on"], told["due"]) == (LetterState.ANSWERED, "两件已督办，本周答复。", date(2026, 5, 30), False)
    both.do(both.county, "clerk", commands.check_letter, 1, letter_id=sent, seen=2, settled=False, note="一件仍未答复。", check_on=date(2026, 6, 20))
    both.do(both.county, "clerk", commands.check_letter, 0, letter_id=sent, seen=3, settled=True, note="都已答复。")
    both.carry()
    assert [shown(both, tenant, sent)["state"] for tenant in (both.county, both.town)] == [LetterState.SETTLED] * 2
    assert [shown(both, tenant, sent)["check_note"] for tenant in (both.county, both.town)] == ["都已答复。", ""]
    assert shown(both, both.town, sent)["answer"] == "两件已督办，本周答复。"


def shown(both: Between, tenant: Any, letter: Any) -> dict[str, Any]:
    with tenant_context(tenant):
        found = queries.letter(viewer=both.houses[tenant.schema_name].actor("clerk"), letter_id=letter, today=TODAY)
    assert found
    return found


def test_a_fact_that_is_told_twice_and_one_that_comes_late_change_nothing_more(committed: Any) -> None:
    both = Between(committed)
    sent = both.do(both.county, "clerk", commands.send_letter, 3, town=GOUYUAN, **LETTER).id
    both.carry()
    both.do(both.town, "clerk", commands.answer_letter, 2, letter_id=sent, seen=1, answer="已督办。")
    with tenant_context(both.county):
        as_sent = LetterFacts(id=sent, town=GOUYUAN, state=LetterState.SENT, sent_on=date(2026, 5, 29), **LETTER)
    by_system(both.houses[GOUYUAN], commands.receive_letter, letter=as_sent)
    with tenant_context(both.town):
        own = Letter.objects.get(pk=sent)
    assert (own.state, own.answer) == (LetterState.ANSWERED, "已督办。")


def by_system(house: House, command: Callable[..., Any], **given: Any) -> Any:
    tenant = house.tenant
    with tenant_context(tenant):
        actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "reactor")
        return command(actor=actor, now=house.now, at=house.now, command_id=new_id(), **given)


# ---------------------------------------------------------------- calls, and whom to ring
@pytest.fixture
def above(county: Any, now: Any) -> House:
    return settle(county, "xunyang", now)


def test_calls_and_letters_tell_when_a_town_was_last_spoken_to(above: House) -> None:
    above.do("clerk", commands.note_call_to_town, town=NEIGHBOUR, spoke_with="李主席", note="下周答复两件。")
    above.do("clerk", commands.send_letter, town=GOUYUAN, **letter(above))
    clerk = above.actor("clerk")
    assert queries.last_contacts(viewer=clerk) == {NEIGHBOUR: date(2026, 3, 2), GOUYUAN: date(2026, 3, 2)}
    [call] = queries.calls(viewer=clerk, town=NEIGHBOUR).rows
    assert (call["spoke_with"], call["note"], call["called_by"]) == ("李主席", "下周答复两件。", "张敏")
    assert queries.calls(viewer=clerk, town=GOUYUAN).rows == []


def test_the_book_keeps_one_of_each_post_and_no_fact_has_the_name_or_the_telephone(above: House) -> None:
    for name, phone in (("李主席", "15400000001"), ("王主席", "15400000002")):
        above.do("clerk", commands.keep_entry, town=GOUYUAN, post="chair", name=name, phone=phone)
    assert [(one["name"], one["phone"]) for one in queries.entries(viewer=above.actor("clerk"), town=GOUYUAN)] == [("王主席", "15400000002")]
    told = [msgspec.json.encode(one).decode() for one in Fact.objects.filter(type__startswith="townships.guidance").values_list("envelope", flat=True)]
    assert len(told) == 2
    assert not any("154000" in one or "主席" in one for one in told)


def letter(house: House, **more: Any) -> dict[str, Any]:
    return {**LETTER, "answer_by": date(2026, 3, 12), "check_on": date(2026, 3, 13), **more}


# ---------------------------------------------------------------- refusals
def everything(house: House) -> list[Any]:
    rows = [sorted(map(str, model.objects.values_list())) for model in apps.get_app_config("guidance").get_models()]
    return [*rows, Fact.objects.filter(tenant=house.tenant.schema_name).count()]


def refuse(house: House, code: str, role: str, command: Callable[..., Any], **given: Any) -> None:
    before = everything(house)
    with pytest.raises(Refused) as caught:
        house.do(role, command, **given)
    assert caught.value.code == code
    assert message(caught.value) != code, "a refusal has words"
    assert everything(house) == before


@pytest.mark.parametrize(
    "code, given",
    [
        ("unknown", {"town": "t500101109"}),
        ("unknown", {"town": "c610981"}),
        ("answer_needs_time", {"answer_by": date(2026, 3, 2)}),
        ("check_after_answer", {"check_on": date(2026, 3, 11)}),
        ("required", {"text": " "}),
        ("required", {"number": ""}),
    ],
)
def test_a_letter_that_cannot_be_is_refused(above: House, code: str, given: dict[str, Any]) -> None:
    refuse(above, code, "clerk", commands.send_letter, **{"town": GOUYUAN, **letter(above), **given})


def test_who_is_not_of_the_office_guides_nobody(above: House) -> None:
    for command, given in (
        (commands.send_letter, {"town": GOUYUAN, **letter(above)}),
        (commands.note_call_to_town, {"town": GOUYUAN, "spoke_with": "李主席", "note": "好。"}),
        (commands.keep_entry, {"town": GOUYUAN, "post": "chair", "name": "李主席", "phone": "1"}),
    ):
        refuse(above, "not_allowed", "deputy", command, **given)
    for code, given in (("unknown", {"town": "t500101109"}), ("required", {"spoke_with": ""}), ("required", {"note": ""})):
        refuse(above, code, "clerk", commands.note_call_to_town, **{"town": GOUYUAN, "spoke_with": "李主席", "note": "好。", **given})
    refuse(above, "bad_value", "clerk", commands.keep_entry, town=GOUYUAN, post="mayor", name="某", phone="1")


def test_the_county_does_not_answer_for_a_town_and_a_settled_letter_rests(above: House) -> None:
    sent = above.do("clerk", commands.send_letter, town=GOUYUAN, **letter(above)).id
    refuse(above, "town_answers", "clerk", commands.answer_letter, letter_id=sent, seen=1, answer="好。")
    check = {"letter_id": sent, "seen": 1, "note": "看过。"}
    refuse(above, "check_again_needs_a_day", "clerk", commands.check_letter, settled=False, **check)
    refuse(above, "stale", "clerk", commands.check_letter, settled=True, **{**check, "seen": 7})
    refuse(above, "unknown", "clerk", commands.check_letter, settled=True, **{**check, "letter_id": new_id()})
    above.do("clerk", commands.check_letter, settled=True, **check)
    refuse(above, "letter_settled", "clerk", commands.check_letter, settled=True, **{**check, "seen": 2})


def test_a_town_guides_nobody_answers_once_and_takes_no_letter_of_anothers(town: Any, now: Any) -> None:
    house = settle(town, "gouyuan", now)
    for command, given in (
        (commands.send_letter, {"town": NEIGHBOUR, **letter(house)}),
        (commands.note_call_to_town, {"town": NEIGHBOUR, "spoke_with": "李主席", "note": "好。"}),
        (commands.keep_entry, {"town": NEIGHBOUR, "post": "chair", "name": "李主席", "phone": "1"}),
        (commands.check_letter, {"letter_id": new_id(), "seen": 1, "settled": True, "note": "好。"}),
    ):
        refuse(house, "county_only", "clerk", command, **given)
    facts = LetterFacts(id=new_id(), town=GOUYUAN, state=LetterState.SENT, sent_on=date(2026, 3, 1), **letter(house))
    refuse(house, "not_allowed", "clerk", commands.receive_letter, letter=facts)
    with pytest.raises(Refused):
        by_system(house, commands.receive_letter, letter=msgspec.structs.replace(facts, town=NEIGHBOUR))
    by_system(house, commands.receive_letter, letter=facts)
    refuse(house, "not_allowed", "unit", commands.answer_letter, letter_id=facts.id, seen=1, answer="好。")
    house.do("clerk", commands.answer_letter, letter_id=facts.id, seen=1, answer="已督办。")
    refuse(house, "letter_answered_already", "clerk", commands.answer_letter, letter_id=facts.id, seen=2, answer="再答。")
    for viewer in (house.actor("deputy"), house.actor("unit")):
        assert queries.letters_named(viewer=viewer, ids=[facts.id], today=TODAY) == {}
        for query in (queries.letters, queries.calls):
            with pytest.raises(Refused):
                query(**{"viewer": viewer, **({"today": TODAY} if query is queries.letters else {})})
    with pytest.raises(Refused, match="county_only"):
        queries.last_contacts(viewer=house.actor("clerk"))
    assert not Call.objects.exists()
    assert not Entry.objects.exists()
