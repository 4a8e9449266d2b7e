"""Files of a case: sent, put to it, seen by those whose case it is and by nobody else, taken away; each refusal leaves everything as it was."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from tests.support.congress import Congress, at
from tests.support.graphql_api import ask, change, data, gid
from tests.unit.test_attachments_content import PDF, photo

import attachments.commands
import attachments.queries
from api.files import FilesView
from api.files import file as served
from attachments.models import File
from motions import commands, queries
from motions.models import CaseFile
from outbox.models import Fact
from people.actor import Actor, anonymous
from townships.errors import Invalid, NotAllowed, NotFound, Refused, RuleBroken
from townships.ids import new_id

DAY = date(2026, 3, 6)


@pytest.fixture
def congress(town: Any, settings: Any, tmp_path: Path) -> Congress:
    settings.STORAGES = {**settings.STORAGES, "attachments": {**settings.STORAGES["attachments"], "OPTIONS": {"location": tmp_path}}}
    return Congress(town)


def send(actor: Actor, name: str = "桥头.jpg", content: bytes | None = None) -> UUID:
    stored = attachments.commands.store(actor=actor, name=name, data=photo() if content is None else content)
    return attachments.commands.keep(actor=actor, now=at(DAY), at=at(DAY), command_id=new_id(), name=name, stored=stored).id


def attach(congress: Congress, actor: Actor, case_id: UUID, purpose: str = "matter", file_id: UUID | None = None) -> UUID:
    file_id = file_id or send(actor)
    congress.step(case_id, commands.attach_file, actor, DAY, file_id=file_id, purpose=purpose)
    return file_id


def everything() -> tuple[int, int, int]:
    return File.objects.count(), CaseFile.objects.count(), Fact.objects.count()


def refused(work: Callable[[], object], kind: type[Refused], code: str, field: str | None) -> None:
    before = everything()
    with pytest.raises(kind) as found:
        work()
    assert (found.value.code, found.value.field) == (code, field)
    assert everything() == before


def seen_by(viewer: Actor, file_id: UUID) -> bool:
    return queries.file(viewer=viewer, file_id=file_id) is not None


def test_a_proposers_photo_is_put_to_the_case_and_told_without_its_name(congress: Congress, facts: Callable[[], list[Any]]) -> None:
    case_id, deputy = congress.in_hand(), congress.deputy(0)
    attach(congress, deputy, case_id)
    kept, attached = facts()[-2:]
    assert (kept.type, kept.audience) == ("townships.attachments.file.kept", "town")
    assert (attached.type, attached.data["purpose"], attached.data["kind"]) == ("townships.motions.case.file_attached", "matter", "photo")
    assert "桥头" not in str(kept.data) + str(attached.data)
    [row] = queries.case(viewer=congress.clerk, case_id=case_id, today=DAY)["papers"]["files"]  # type: ignore[index]
    assert (row["name"], row["purpose"], row["added_name"], row["own"]) == ("桥头.jpg", "matter", deputy.name, True)
    assert congress.case(case_id).state == "in_hand"


def test_a_file_is_seen_by_those_whose_case_it_is_and_by_nobody_else(congress: Congress) -> None:
    case_id, deputy = congress.in_hand(), congress.deputy(0)
    file_id = attach(congress, deputy, case_id)
    for viewer in (congress.clerk, congress.chair, deputy, congress.unit(0)):
        assert seen_by(viewer, file_id)
    nobody = anonymous(congress.tenant.schema_name, congress.tenant.county_schema, congress.tenant.type)
    for viewer in (congress.deputy(3), congress.unit(3), nobody):
        assert not seen_by(viewer, file_id)


def test_a_file_that_is_put_to_nothing_is_its_senders_alone(congress: Congress) -> None:
    deputy = congress.deputy(0)
    file_id = send(deputy)
    assert attachments.queries.own(viewer=deputy, file_id=file_id) is not None
    for viewer in (congress.clerk, congress.deputy(1)):
        assert attachments.queries.own(viewer=viewer, file_id=file_id) is None
        assert not seen_by(viewer, file_id)
    case_id = congress.in_hand()
    refused(lambda: attach(congress, congress.clerk, case_id, file_id=file_id), NotFound, "unknown", "file_id")


def test_each_shows_what_is_theirs_to_show(congress: Congress) -> None:
    case_id = congress.in_hand()
    allowed = {("clerk", "sheet"), ("clerk", "reply"), ("deputy", "matter"), ("deputy", "evidence"), ("unit", "reply"), ("unit", "evidence")}
    people = {"clerk": congress.clerk, "deputy": congress.deputy(0), "unit": congress.unit(0)}
    for role, purpose in sorted(allowed):
        attach(congress, people[role], case_id, purpose)
    for role, purpose in (("deputy", "sheet"), ("deputy", "reply"), ("unit", "matter"), ("unit", "sheet")):
        file_id = send(people[role])
        shown = partial(attach, congress, people[role], case_id, purpose, file_id)
        refused(shown, NotAllowed, "file_purpose_not_yours", "purpose")


def test_strangers_to_the_case_and_wrong_files_are_refused(congress: Congress) -> None:
    case_id, deputy = congress.in_hand(), congress.deputy(0)
    stranger, mine = congress.deputy(3), send(deputy)
    theirs = send(stranger)
    refused(lambda: attach(congress, stranger, case_id, file_id=theirs), NotAllowed, "not_allowed", None)
    refused(lambda: attach(congress, deputy, case_id, "portrait", mine), Invalid, "bad_value", "purpose")
    attach(congress, deputy, case_id, file_id=mine)
    refused(lambda: attach(congress, deputy, case_id, file_id=mine), RuleBroken, "file_attached_already", "file_id")
    for _ in range(29):
        attach(congress, deputy, case_id)
    one_more = send(deputy)
    refused(lambda: attach(congress, deputy, case_id, file_id=one_more), RuleBroken, "too_many_files", "file_id")


def test_a_stranger_to_the_congress_and_a_token_that_only_reads_send_nothing(congress: Congress) -> None:
    nobody = anonymous(congress.tenant.schema_name, congress.tenant.county_schema, congress.tenant.type)
    refused(lambda: send(nobody), NotAllowed, "sign_in_required", None)
    deputy = congress.deputy(0)
    reads = Actor(**{**{name: getattr(deputy, name) for name in deputy.__struct_fields__}, "scopes": frozenset({"read"})})
    refused(lambda: send(reads), NotAllowed, "not_allowed", None)
    refused(lambda: send(deputy, "宏.docx", PDF), Invalid, "not_what_its_name_says", "file")


def test_taken_away_it_is_shown_no_more_and_stays_known(congress: Congress, facts: Callable[[], list[Any]]) -> None:
    case_id, deputy = congress.in_hand(), congress.deputy(0)
    file_id = attach(congress, deputy, case_id)
    one = CaseFile.objects.get(file_id=file_id)

    def remove(actor: Actor, **given: Any) -> Any:
        told = {"attachment_id": one.pk, "seen": congress.case(case_id).version, "note": "传错了"} | given
        return congress.do(commands.remove_file, actor, DAY, **told)

    refused(lambda: remove(congress.unit(0)), NotAllowed, "not_allowed", None)
    refused(lambda: remove(deputy, note=" "), Invalid, "required", "note")
    refused(lambda: remove(deputy, attachment_id=new_id()), NotFound, "unknown", "attachment_id")
    remove(deputy)
    assert facts()[-1].type == "townships.motions.case.file_removed"
    assert not seen_by(congress.clerk, file_id)
    assert queries.case(viewer=congress.clerk, case_id=case_id, today=DAY)["papers"]["files"] == []  # type: ignore[index]
    refused(lambda: remove(deputy), NotFound, "unknown", "attachment_id")


# ---------------------------------------------------------------- over HTTP
def asked(actor: Actor, file_id: UUID, preview: bool = False) -> Any:
    request = RequestFactory().get("/files/x")
    request.actor = actor  # type: ignore[attr-defined]
    return served(request, file_id, preview)


def test_bytes_go_out_with_their_own_type_and_can_do_nothing(congress: Congress) -> None:
    from django.http import Http404

    case_id = congress.in_hand()
    picture, paper = attach(congress, congress.deputy(0), case_id), attach(congress, congress.clerk, case_id, "reply", send(congress.clerk, "答复.pdf", PDF))
    answer = asked(congress.unit(0), picture)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert answer["Content-Disposition"].startswith("inline")
    assert len(b"".join(asked(congress.unit(0), picture, preview=True).streaming_content)) > 0
    assert asked(congress.unit(0), paper)["Content-Disposition"].startswith("attachment")
    for viewer in (congress.deputy(3), anonymous(congress.tenant.schema_name, congress.tenant.county_schema, congress.tenant.type)):
        with pytest.raises(Http404):
            asked(viewer, picture)


def test_a_program_sends_a_file_and_puts_it_to_a_case(congress: Congress) -> None:
    case_id, deputy = congress.in_hand(), congress.deputy(0)
    by_token = Actor(**{**{name: getattr(deputy, name) for name in deputy.__struct_fields__}, "scopes": frozenset({"read", "write"})})

    def post(**given: Any) -> Any:
        request = RequestFactory().post("/files", given)
        request.actor = by_token  # type: ignore[attr-defined]
        return FilesView.as_view()(request)

    import json

    answer = post(file=SimpleUploadedFile("桥头.jpg", photo()))
    assert answer.status_code == 201
    sent = json.loads(answer.content)["file"]["id"]
    named = {"caseId": gid("Case", congress.tenant, case_id), "seen": congress.case(case_id).version, "fileId": sent}
    shows = "case { papers { files { own file { name kindLabel previewPath } } } }"
    payload = change(deputy, "attachFile", shows, purpose="MATTER", caption="断了三根", **named)
    assert payload["errors"] == []
    [shown] = payload["case"]["papers"]["files"]
    assert (shown["own"], shown["file"]["name"], shown["file"]["kindLabel"]) == (True, "桥头.jpg", "photo")
    assert shown["file"]["previewPath"].startswith("/files/")
    wrong = post(file=SimpleUploadedFile("桥头.jpg", PDF))
    assert (wrong.status_code, json.loads(wrong.content)["errors"][0]["code"]) == (422, "not_what_its_name_says")
    assert post().status_code == 422
    assert data(congress.deputy(3), "query ($id: ID!) { case(id: $id) { papers { files { caption } } } }", id=named["caseId"])["case"]["papers"] is None
    assert "errors" not in ask(deputy, "{ __typename }")
