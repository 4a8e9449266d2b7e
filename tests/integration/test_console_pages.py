"""The console's pages without a browser: who may open what, that nothing typed is lost, and that twice is once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from tests.conftest import Committed
from tests.support import matters
from tests.support.house import PASSWORD, House, settle

import motions.queries
from api import documents
from outbox.models import Fact
from people import commands as people
from people.actor import Role, system
from townships.clock import local_date

TOWN, COUNTY = "610981117.localhost", "610981.localhost"


@pytest.fixture
def house(town: Any) -> House:
    """Gouyuan with its people; pages are for people, so its now is the real one."""
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    """A browser without a window: visitor("clerk.gouyuan")."""
    with override_settings(DEMO=True):
        yield _signed_in


def _signed_in(login: str = "", host: str = TOWN, language: str = "zh-hans") -> Client:
    client = Client(headers={"host": host})
    client.cookies["django_language"] = language
    if login:
        answer = client.post("/sign-in", {"login": login, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
    return client


def hidden(page: bytes, name: str) -> str:
    """The value of a hidden field of a form."""
    field = page.decode().partition(f'name="{name}" value="')[2]
    return field.partition('"')[0]


def version(house: House, case: Any) -> int:
    return motions.queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))["version"]  # type: ignore[index]


# ---------------------------------------------------------------- who may open what
def test_every_stored_document_fits_the_schema() -> None:
    names = [name for name in documents.names() if name.startswith("console/")]
    assert len(names) > 40
    for name in names:
        documents.stored(name)


@pytest.mark.parametrize("page", ["/desk", "/cases", "/raise", "/mine", "/oversight", "/deputies", "/library", "/search", "/board"])
def test_a_stranger_signs_in_first_and_comes_back(house: House, visitor: Callable[..., Client], page: str) -> None:
    answer = visitor().get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next=%2F{page[1:]}")


@pytest.mark.parametrize(
    ("login", "page", "status"),
    [
        ("clerk", "/raise", 403),
        ("clerk", "/mine", 403),
        ("clerk", "/board", 403),
        ("clerk", "/county/cases", 403),
        ("deputy", "/oversight/new", 403),
        ("clerk", "/cases?after=nonsense", 404),
        ("clerk", "/cases?unit=nonsense", 404),
        ("clerk", "/cases?kind=nonsense", 404),
        ("clerk", "/search?from=nonsense", 200),
        ("clerk", "/cases/019c9f00-0000-7000-8000-000000000001", 404),
        ("deputy", "/raise/nonsense", 404),
        ("deputy", "/raise/check", 302),
    ],
)
def test_an_address_that_is_not_for_this_person_says_so_in_a_page(house: House, visitor: Callable[..., Client], login: str, page: str, status: int) -> None:
    assert visitor(f"{login}.gouyuan").get(page).status_code == status


def test_a_member_of_one_town_is_a_stranger_in_the_other(house: House, visitor: Callable[..., Client]) -> None:
    answer = Client(headers={"host": "610981101.localhost"}).post("/sign-in", {"login": "clerk.gouyuan", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_page_of_a_member_is_kept_by_nobody(house: House, visitor: Callable[..., Client]) -> None:
    assert visitor("clerk.gouyuan").get("/cases")["Cache-Control"] == "no-store"


# ---------------------------------------------------------------- a step
def test_a_step_that_is_sent_twice_is_taken_once(house: House, visitor: Callable[..., Client]) -> None:
    case, clerk = matters.suggestion(house), visitor("clerk.gouyuan")
    sent = {"register-command_id": str(uuid4()), "register-seen": "1"}
    assert clerk.post(f"/cases/{case}/register", sent).status_code == 302
    again = clerk.post(f"/cases/{case}/register", sent)
    assert again.status_code == 409
    assert "没有完成：登记" in again.content.decode()
    assert Fact.objects.filter(subject=f"case/{case}").count() == 2


def test_a_step_on_an_old_version_says_what_changed_and_keeps_what_was_typed(house: House, visitor: Callable[..., Client]) -> None:
    case, clerk = matters.suggestion(house, to="registered"), visitor("clerk.gouyuan")
    unit = next(iter(house.units.values()))
    from api.relay import encode

    typed = {
        "propose_handling-command_id": str(uuid4()), "propose_handling-seen": "1", "propose_handling-share": "SOLE",
        "propose_handling-unit": encode("Unit", house.tenant.schema_name, unit), "propose_handling-person": "小周",
    }  # fmt: skip
    answer = clerk.post(f"/cases/{case}/propose_handling", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "登记编号" in page.partition('class="summary"')[2].partition("</div>")[0]
    assert 'value="小周"' in page
    assert hidden(answer.content, "propose_handling-seen") == "2"
    assert version(house, case) == 2
    assert clerk.post(f"/cases/{case}/propose_handling", {**typed, "propose_handling-seen": "2"}).status_code == 302
    assert version(house, case) == 3


def test_what_the_rules_refuse_stands_at_its_field_with_its_article(house: House, visitor: Callable[..., Client]) -> None:
    case, clerk = matters.suggestion(house), visitor("clerk.gouyuan")
    sent = {"not_accept-command_id": str(uuid4()), "not_accept-seen": "1", "not_accept-reason": "INCOMPLETE", "not_accept-note": "缺地点"}
    page = clerk.post(f"/cases/{case}/not_accept", sent)
    assert page.status_code == 422
    assert 'href="#id_not_accept-reason' in page.content.decode()
    assert "缺地点" in page.content.decode()
    assert version(house, case) == 1


def test_the_office_enters_a_units_step_with_channel_and_true_date(house: House, visitor: Callable[..., Client]) -> None:
    case, clerk = matters.suggestion(house, to="in_hand", days=3), visitor("clerk.gouyuan")
    page = clerk.get(f"/cases/{case}")
    assert "签收（代录）" in page.content.decode()
    part = motions.queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))["facts"].assignments[0].id  # type: ignore[index]
    prefix = f"sign_for-{part}"
    sent = {f"{prefix}-command_id": str(uuid4()), f"{prefix}-seen": str(version(house, case))}
    missing = clerk.post(f"/cases/{case}/sign_for/{part}", sent)
    assert missing.status_code == 422
    done = clerk.post(f"/cases/{case}/sign_for/{part}", {**sent, f"{prefix}-channel": "PHONE", f"{prefix}-at": local_date(house.now).isoformat()})
    assert done.status_code == 302
    assert "电话" in clerk.get(f"/cases/{case}").content.decode()


def test_a_deputy_confirms_a_receipt_and_does_not_deliver(house: House, visitor: Callable[..., Client]) -> None:
    case = matters.suggestion(house, to="answered")
    page = visitor("deputy.gouyuan").get(f"/cases/{case}").content.decode()
    assert "确认已收到答复" in page
    assert "怎样送达" not in page


# ---------------------------------------------------------------- raising one
ANSWERS = {
    "where": {"village": "羊山村", "spot": "村口"},
    "what": {"title": "修路", "text": "路坏了"},
    "how": {"proposal": ""},
    "public": {"public": "no"},
}


def test_a_draft_lives_with_the_sign_in_until_it_is_sent_and_twice_is_once(house: House, visitor: Callable[..., Client]) -> None:
    deputy = visitor("deputy.gouyuan")
    for screen, answers in ANSWERS.items():
        assert deputy.post(f"/raise/{screen}", answers).status_code == 302
    assert 'value="修路"' in deputy.get("/raise/what").content.decode()
    sent = deputy.post("/raise/check")
    assert sent.status_code == 302
    assert "修路" in deputy.get(sent["Location"]).content.decode()
    assert deputy.post("/raise/check")["Location"] == "/raise"
    rows = motions.queries.cases(viewer=house.actor("clerk"), today=local_date(house.now)).rows
    assert [(row["title"], row["public"]) for row in rows] == [("修路", False)]


def test_an_unfinished_answer_stays_where_it_was_typed(house: House, visitor: Callable[..., Client]) -> None:
    page = visitor("deputy.gouyuan").post("/raise/what", {"title": "修路", "text": ""})
    assert page.status_code == 422
    assert 'value="修路"' in page.content.decode()


def test_the_office_enters_a_suggestion_for_two_deputies(house: House, visitor: Callable[..., Client]) -> None:
    from api.relay import encode

    lead, other = (encode("Deputy", house.tenant.schema_name, one) for one in list(house.deputies.values())[2:4])
    typed = {
        "command_id": str(uuid4()), "lead": lead, "others": [other, lead], "channel": "PAPER", "at": local_date(house.now).isoformat(),
        "title": "修桥", "text": "桥坏了", "public": "on",
    }  # fmt: skip
    clerk = visitor("clerk.gouyuan")
    future = clerk.post("/cases/new", {**typed, "at": "2099-01-01"})
    assert future.status_code == 422
    assert 'value="修桥"' in future.content.decode()
    done = clerk.post("/cases/new", typed)
    assert done.status_code == 302
    assert "李秀英" in clerk.get(done["Location"]).content.decode()


def test_the_offices_desk_shows_what_is_overdue_with_others(house: House, visitor: Callable[..., Client]) -> None:
    matters.suggestion(house, title="修好的还没答复", to="signed", days=300)
    matters.suggestion(house, title="才交办的", to="signed")
    office, unit = (visitor(login).get("/desk").content.decode() for login in ("clerk.gouyuan", "unit.gouyuan"))
    chased = office.partition("超期未办、该催的")[2]
    assert "修好的还没答复" in chased
    assert "才交办的" not in chased
    assert "超期未办、该催的" not in unit


# ---------------------------------------------------------------- speed
@pytest.mark.parametrize("page", ["/desk", "/cases", "/oversight"])
def test_a_list_asks_as_often_for_many_as_for_few(house: House, visitor: Callable[..., Client], page: str) -> None:
    clerk = visitor("clerk.gouyuan")
    _one_of_each(house)
    clerk.get(page)
    few = _statements(clerk, page)
    for _more in range(4):
        _one_of_each(house)
    assert _statements(clerk, page) == few


def _one_of_each(house: House) -> None:
    for state in ("submitted", "registered", "signed", "answered"):
        matters.suggestion(house, to=state)
    matters.supervision(house)


def _statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


# ---------------------------------------------------------------- the front door
def test_the_front_door_lists_the_congresses_and_sign_ins_of_a_demonstration_only(db: None) -> None:
    client = Client(headers={"host": "localhost"})
    told = {"DIRECTORY": "congresses", "DEMO_SIGN_INS": "sign_ins", "DEMO_NOTE": "note"}
    sources = {name: f"{__name__}.{function}" for name, function in told.items()}
    with override_settings(DEMO=True, DEMO_PASSWORD="let-me-in", **sources):
        shown = client.get("/").content.decode()
    with override_settings(DEMO=False):
        plain = client.get("/").content.decode()
    assert 'href="http://610981117.localhost/"' in shown
    assert ("let-me-in" in shown, "王建国" in shown, "虚构" in shown) == (True, True, True)
    assert ("let-me-in" in plain, "构元镇" in plain) == (False, False)


def congresses() -> list[dict[str, str]]:
    return [{"code": "610981117", "name": "构元镇", "type": "township", "host": "610981117.localhost"}]


def sign_ins() -> list[dict[str, str]]:
    return [{"login": "chair.gouyuan", "name": "王建国", "role": "chair", "host": TOWN}]


def note() -> str:
    return "均为虚构"


def test_the_status_page_is_for_operators(committed: Committed) -> None:
    office = system("public", "public", "public", "tests")
    with committed.login("operator"):
        operator, nobody = (people.enrol(actor=office, login=name, name=name, password=PASSWORD, demonstration=True) for name in ("operator", "nobody"))
        since = local_date(datetime.now(UTC))
        people.grant(actor=office, tenant="public", person_id=operator, role=Role.OPERATOR, valid_from=since)
        people.grant(actor=office, tenant="t610981117", person_id=nobody, role=Role.CLERK, valid_from=since)
    with override_settings(DEMO=True):
        assert Client(headers={"host": "localhost"}).get("/status")["Location"] == "/sign-in?next=/status"
        assert Client(headers={"host": "localhost"}).post("/sign-in", {"login": "nobody", "password": PASSWORD}).status_code == 422
        page = _signed_in("operator", host="localhost").get("/status")
    assert page.status_code == 200
    assert "平台运行状况" in page.content.decode()
