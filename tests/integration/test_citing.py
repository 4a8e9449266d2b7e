"""Similar earlier cases beside a draft and a case, and citing them: what search shows, kept with the case."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, override_settings
from tests.integration.test_console_pages import _signed_in, version
from tests.support import matters
from tests.support.graphql_api import change, data, gid
from tests.support.house import House, settle

import motions.queries
from countysearch import similar
from countysearch.documents import Document
from motions import commands
from motions.events import Outcome
from motions.models import Citation
from outbox.models import Fact
from townships.errors import NotAllowed, NotFound, RuleBroken
from townships.ids import new_id

EARLIER = UUID(int=7)


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """What the engine has, without an engine: one ended case of the neighbour."""
    rows = [
        Document(
            tenant="t610981101", subject=f"case/{EARLIER}", incarnation=1, version=9, county="c610981", public=True, tenant_name="城关镇", kind="case",
            state="concluded", number="十九届二次会议第8号", title="解决饮水管道冻裂", text="", reply="已埋深管道四公里。", outcome="已经解决",
            opened_on=date(2025, 3, 1), concluded_on=date(2025, 6, 1),
        )
    ]  # fmt: skip

    class Engine:
        def like(self, likeness: Any) -> list[Any]:
            from countysearch.engine import Hit

            return [Hit(row, 1.0) for row in rows]

        def one(self, county: str, id: str) -> Document | None:
            return next((row for row in rows if row.id == id), None)

    monkeypatch.setattr(similar, "current_engine", Engine)
    return rows


def cited(**more: Any) -> commands.Cited:
    usual = {"town": "t610981101", "town_name": "城关镇", "cited_id": EARLIER, "number": "8号", "title": "管道", "outcome": Outcome.SOLVED}
    return commands.Cited(**{**usual, "concluded_on": date(2025, 6, 1), **more})


def given(house: House, case: Any, **more: Any) -> dict[str, Any]:
    return {"case_id": case, "seen": version(house, case), "cited": cited(), **more}


# ---------------------------------------------------------------- the command
def test_a_citation_is_kept_with_the_case_and_told_in_its_timeline(house: House) -> None:
    case = matters.suggestion(house)
    house.do("clerk", commands.cite, **given(house, case))
    kept = Citation.objects.get()
    assert (kept.case_id, kept.town_name, kept.outcome) == (case, "城关镇", Outcome.SOLVED)
    fact = Fact.objects.get(type="townships.motions.case.cited")
    assert "城关镇 8号 管道" in fact.envelope
    house.do("clerk", commands.uncite, citation_id=kept.pk, seen=version(house, case))
    assert Citation.objects.count() == 0
    told = [one["type"].rpartition(".")[2] for one in motions.queries.timeline(viewer=house.actor("clerk"), case_id=case)]
    assert told[-2:] == ["cited", "citation_removed"]


@pytest.mark.parametrize("role", ["chair", "deputy", "unit"])
def test_only_the_clerk_cites_and_takes_a_citation_away(house: House, role: str) -> None:
    case = matters.suggestion(house)
    house.do("clerk", commands.cite, **given(house, case))
    before = Fact.objects.count()
    with pytest.raises(NotAllowed):
        house.do(role, commands.cite, **given(house, case, cited=cited(cited_id=new_id())))
    with pytest.raises(NotAllowed):
        house.do(role, commands.uncite, citation_id=Citation.objects.get().pk, seen=version(house, case))
    assert (Citation.objects.count(), Fact.objects.count()) == (1, before)


def test_twice_the_same_itself_and_too_many_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case = matters.suggestion(house)
    house.do("clerk", commands.cite, **given(house, case))
    before = Fact.objects.count()
    monkeypatch.setattr("motions.commands.citing.MOST", 1)
    for wrong, code in ((cited(), "cited_already"), (cited(cited_id=case), "cited_already"), (cited(cited_id=new_id()), "too_many_citations")):
        with pytest.raises(RuleBroken) as refused:
            house.do("clerk", commands.cite, **given(house, case, cited=wrong))
        assert (refused.value.code, refused.value.field) == (code, "cited")
    with pytest.raises(NotFound):
        house.do("clerk", commands.uncite, citation_id=new_id(), seen=1)
    assert (Citation.objects.count(), Fact.objects.count()) == (1, before)


# ---------------------------------------------------------------- the API
ASKED = "{ similarCases(title: \"饮水管道冻裂\") { town townName caseId recordId number title outcome outcomeLabel concludedOn reply } }"


def test_the_api_shows_what_is_alike_and_takes_a_citation_from_search_alone(house: House, found: list[Document]) -> None:
    clerk = house.actor("clerk")
    shown = data(clerk, ASKED)["similarCases"]
    assert [(one["caseId"], one["outcome"], one["outcomeLabel"], one["recordId"]) for one in shown] == [(str(EARLIER), "SOLVED", "solved", None)]
    case = matters.suggestion(house)
    sent = {"caseId": gid("Case", house.tenant, case), "seen": version(house, case)}
    strange = {"town": "t500101109", "caseId": str(EARLIER)}
    refused = change(clerk, "cite", "case { id }", **sent, cited=strange)
    assert refused["errors"][0]["code"] == "unknown"
    done = change(clerk, "cite", "case { papers { citations { townName title outcomeLabel citedName } } }", **sent, cited={**strange, "town": "t610981101"})
    [kept] = done["case"]["papers"]["citations"]
    assert (kept["title"], kept["outcomeLabel"], kept["citedName"]) == ("解决饮水管道冻裂", "solved", "张敏")


def test_units_are_not_shown_any_and_a_deputy_is(house: House, found: list[Document]) -> None:
    from tests.support.graphql_api import ask

    assert ask(house.actor("unit"), ASKED)["errors"][0]["extensions"]["code"] == "not_allowed"
    assert len(data(house.actor("deputy"), ASKED)["similarCases"]) == 1


# ---------------------------------------------------------------- the pages
def test_the_clerk_cites_from_the_intake_page_and_takes_it_away_again(house: House, visitor: Any, found: list[Document]) -> None:
    case, clerk = matters.suggestion(house), visitor("clerk.gouyuan")
    assert f"/cases/{case}/similar" in clerk.get(f"/cases/{case}").content.decode()
    page = clerk.get(f"/cases/{case}/similar").content.decode()
    assert "解决饮水管道冻裂" in page
    assert "已经解决" in page
    assert clerk.post(f"/cases/{case}/cite", {}).status_code == 404
    sent = {"seen": version(house, case), "town": "t610981101", "cited": str(EARLIER)}
    assert clerk.post(f"/cases/{case}/cite", {**sent, "command_id": "no number"}).status_code == 404
    assert clerk.post(f"/cases/{case}/cite", sent).status_code == 302
    again = clerk.post(f"/cases/{case}/cite", {**sent, "seen": version(house, case)})
    assert again.status_code == 422
    assert "已经引用" in again.content.decode()
    assert "引用的以往案例" in clerk.get(f"/cases/{case}").content.decode()
    kept = Citation.objects.get()
    assert clerk.post(f"/cases/{case}/citations/{kept.pk}/remove", {"seen": version(house, case)}).status_code == 302
    assert "引用的以往案例" not in clerk.get(f"/cases/{case}").content.decode()


def test_what_is_being_typed_in_is_looked_up_and_stays(house: House, visitor: Any, found: list[Document]) -> None:
    page = visitor("clerk.gouyuan").post("/cases/similar", {"title": "饮水管道冻裂", "text": "冬天冻裂"})
    assert "解决饮水管道冻裂" in page.content.decode()
    assert "暂无相似" in visitor("clerk.gouyuan").post("/cases/similar", {}).content.decode()
    assert visitor("unit.gouyuan").post("/cases/similar", {"title": "饮水管道冻裂"}).status_code == 403


def test_a_deputy_sees_what_others_raised_before_sending(house: House, visitor: Any, found: list[Document]) -> None:
    deputy = visitor("deputy.gouyuan")
    for screen, typed in (("where", {}), ("what", {"title": "饮水管道", "text": "冻裂"}), ("how", {}), ("public", {"public": "yes"})):
        deputy.post(f"/raise/{screen}", typed)
    page = deputy.get("/raise/check").content.decode()
    assert "已有人提过类似的事" in page
    assert "解决饮水管道冻裂" in page
