"""Voice or photo is enough for a deputy: typed out by the clerk, read back, and only with the deputy's yes a suggestion."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django_tenants.utils import tenant_context
from tests.integration.test_console_pages import _signed_in, hidden
from tests.support.graphql_api import change, data, gid
from tests.support.house import DEPUTIES, House, settle
from tests.unit.test_attachments_content import photo

import attachments.commands as attachments
import motions.queries
from motions import commands
from motions.models import Case, CaseFile, Telling
from outbox.models import Fact
from people.channel import Channel
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id

FIRST, THIRD = DEPUTIES[0][0], DEPUTIES[2][0]
WORDS = {"title": "村口桥栏杆断了", "text": "三根栏杆断了，学生上学危险。", "where": "老庄村"}


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


def sent(house: House, role: str = "deputy", name: str = "a.jpg", content: bytes = b"") -> UUID:
    actor = house.actor(role)
    stored = attachments.store(actor=actor, name=name, data=content or photo())
    return attachments.keep(actor=actor, now=house.now, at=house.now, command_id=new_id(), name=name, stored=stored).id


def told(house: House, **more: Any) -> UUID:
    given = {"deputy_id": house.deputies[FIRST], "file_ids": [sent(house)], "line": "桥", **more}
    return house.do("deputy", commands.tell, **given).id


def seen(telling: UUID) -> dict[str, Any]:
    return {"telling_id": telling, "seen": Telling.objects.get(pk=telling).version}


def types(subject: str) -> list[str]:
    return [one.rpartition(".")[2] for one in Fact.objects.filter(subject=subject).order_by("version").values_list("type", flat=True)]


# ---------------------------------------------------------------- its way
def test_a_photo_alone_becomes_a_suggestion_with_the_deputys_yes_and_not_before(house: House) -> None:
    telling = told(house)
    house.do("clerk", commands.type_out, **seen(telling), **WORDS)
    assert Case.objects.count() == 0
    case = house.do("deputy", commands.agree_telling, **seen(telling)).id
    assert (Case.objects.get().title, Case.objects.get().channel) == (WORDS["title"], Channel.APP)
    assert [one.file_id for one in CaseFile.objects.filter(case_id=case)] == [one.file_id for one in Telling.objects.get().files.all()]
    said = [one["type"].rpartition(".")[2] for one in motions.queries.timeline(viewer=house.actor("clerk"), case_id=case)]
    assert {"told", "typed_out", "agreed", "submitted"} <= set(said)
    assert {one.audience for one in Fact.objects.filter(subject=f"telling/{telling}")} == {"town"}


def test_not_meant_so_it_is_typed_out_again(house: House) -> None:
    telling = told(house)
    house.do("clerk", commands.type_out, **seen(telling), **WORDS)
    house.do("deputy", commands.dispute_telling, **seen(telling), note="是四根。")
    house.do("clerk", commands.type_out, **seen(telling), **{**WORDS, "text": "四根栏杆断了。"})
    house.do("clerk", commands.agree_telling, **seen(telling), channel="phone")
    assert (Case.objects.get().text, Case.objects.get().channel) == ("四根栏杆断了。", Channel.PHONE)
    assert types(f"telling/{telling}") == ["told", "typed_out", "disputed", "typed_out", "agreed"]


def test_given_up_it_waits_for_nobody(house: House) -> None:
    telling = told(house)
    house.do("deputy", commands.drop_telling, **seen(telling), note="已经修好了。")
    assert motions.queries.tellings(viewer=house.actor("clerk"), open_only=True).rows == []
    with pytest.raises(RuleBroken) as refused:
        house.do("clerk", commands.type_out, **seen(telling), **WORDS)
    assert refused.value.code == "telling_not_there"


# ---------------------------------------------------------------- refusals: neither rows nor facts
def test_what_is_refused_leaves_nothing(house: House) -> None:
    telling, before = told(house), None
    paper = sent(house, name="a.pdf", content=b"%PDF-1.4\n%%EOF\n")
    others = sent(house, role="clerk")
    before = (Telling.objects.count(), Fact.objects.count(), Case.objects.count())
    deputy = house.deputies[FIRST]
    for role, command, given, error in (
        ("deputy", commands.tell, {"deputy_id": deputy, "file_ids": []}, Invalid),
        ("deputy", commands.tell, {"deputy_id": deputy, "file_ids": [paper]}, Invalid),
        ("deputy", commands.tell, {"deputy_id": deputy, "file_ids": [others]}, NotFound),
        ("deputy", commands.tell, {"deputy_id": house.deputies[THIRD], "file_ids": [paper]}, NotAllowed),
        ("clerk", commands.tell, {"deputy_id": deputy, "file_ids": [others]}, NotAllowed),
        ("unit", commands.type_out, {**seen(telling), **WORDS}, NotAllowed),
        ("deputy", commands.type_out, {**seen(telling), **WORDS}, NotAllowed),
        ("deputy", commands.agree_telling, seen(telling), RuleBroken),
        ("chair", commands.drop_telling, {**seen(telling), "note": "不要"}, NotAllowed),
        ("clerk", commands.type_out, {"telling_id": telling, "seen": 9, **WORDS}, Stale),
        ("clerk", commands.type_out, {"telling_id": new_id(), "seen": 1, **WORDS}, NotFound),
        ("clerk", commands.agree_telling, {**seen(telling), "channel": "app"}, RuleBroken),
    ):
        with pytest.raises(error):
            house.do(role, command, **given)
    assert (Telling.objects.count(), Fact.objects.count(), Case.objects.count()) == before


def test_a_file_is_told_once(house: House) -> None:
    file = sent(house)
    told(house, file_ids=[file])
    with pytest.raises(RuleBroken) as refused:
        told(house, file_ids=[file])
    assert refused.value.code == "file_attached_already"


# ---------------------------------------------------------------- who hears it
def test_the_deputy_and_the_office_hear_it_and_nobody_else(house: House, neighbour: Any) -> None:
    telling = told(house)
    file = Telling.objects.get().files.get().file_id
    for role, hears in (("deputy", True), ("clerk", True), ("chair", True), ("unit", False)):
        viewer = house.actor(role)
        assert bool(motions.queries.tellings_named(viewer=viewer, ids=[telling])) is hears, role
        assert bool(motions.queries.file(viewer=viewer, file_id=file)) is hears, role
    with tenant_context(neighbour):
        other = settle(neighbour, "neighbour", house.now)
        assert motions.queries.tellings(viewer=other.actor("clerk")).rows == []


def test_the_api_tells_it_and_offers_the_steps_that_are_ones_own(house: House) -> None:
    given = {"deputyId": gid("Deputy", house.tenant, house.deputies[FIRST]), "fileIds": [gid("File", house.tenant, sent(house))]}
    made = change(house.actor("deputy"), "tell", "telling { id steps stateLabel }", **given)["telling"]
    assert made["steps"] == ["drop_telling"]
    shown = data(house.actor("clerk"), "{ tellings(openOnly: true) { totalCount nodes { steps files { path } } } }")["tellings"]
    assert (shown["totalCount"], shown["nodes"][0]["steps"]) == (1, ["type_out", "drop_telling"])


# ---------------------------------------------------------------- the pages
def test_on_a_phone_a_photo_is_sent_typed_out_at_the_desk_and_agreed_to(house: House, visitor: Any) -> None:
    deputy, clerk = visitor("deputy.gouyuan"), visitor("clerk.gouyuan")
    page = deputy.get("/tell")
    assert "谁会看到" in page.content.decode()
    command = hidden(page.content, "command_id")
    wrong = deputy.post("/tell", {"command_id": command, "public": "yes"})
    assert wrong.status_code == 422
    file = SimpleUploadedFile("桥.jpg", photo(), content_type="image/jpeg")
    done = deputy.post("/tell", {"command_id": command, "public": "yes", "heard": file})
    assert done.status_code == 302
    telling = Telling.objects.get().pk
    assert f"/tellings/{telling}" in clerk.get("/desk").content.decode()
    page = clerk.get(f"/tellings/{telling}").content
    typed = {f"type_out-{name}": value for name, value in WORDS.items()}
    ids = {name: hidden(page, name) for name in ("type_out-command_id", "type_out-seen")}
    assert clerk.post(f"/tellings/{telling}/type_out", {**ids, **typed}).status_code == 302
    assert f"/tellings/{telling}" in deputy.get("/mine").content.decode()
    page = deputy.get(f"/tellings/{telling}").content
    assert WORDS["text"] in page.decode()
    ids = {name: hidden(page, name) for name in ("agree_telling-command_id", "agree_telling-seen")}
    assert deputy.post(f"/tellings/{telling}/agree_telling", ids)["Location"].startswith("/raise/received/")
    assert visitor("unit.gouyuan").get(f"/tellings/{telling}").status_code == 404


def test_who_will_see_it_stands_before_a_written_one_is_sent_too(house: House, visitor: Any) -> None:
    deputy = visitor("deputy.gouyuan")
    assert "拍张照片，或说一段话" in deputy.get("/raise").content.decode()
    for screen, answers in (("where", {}), ("what", {"title": "桥", "text": "断了"}), ("how", {}), ("public", {"public": "yes"})):
        deputy.post(f"/raise/{screen}", answers)
    assert "谁会看到" in deputy.get("/raise/check").content.decode()
