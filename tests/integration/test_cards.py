"""A deputy's card: bound to the device that used it first, good for that deputy only, issued and revoked in a minute."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings
from django_tenants.utils import tenant_context
from tests.integration.test_console_pages import _signed_in
from tests.support.house import DEPUTIES, House, settle

import roster.queries
from accounts import cards
from accounts.models import Card
from audit.models import Entry
from audit.queries import Act
from outbox.models import Fact
from people.actor import Role
from people.models import Person
from roster import commands as roster_commands
from townships.errors import NotAllowed, NotFound, RuleBroken
from townships.ids import new_id

HOST = "610981117.localhost"
WHO = "{ viewer { name roles { role } deputies { name } } }"


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


def issue(house: House, index: int = 0, seen: Any = None) -> cards.Issued:
    name = DEPUTIES[index][0]
    return cards.issue(actor=house.actor("clerk"), deputy_id=house.deputies[name], seen=seen, now=house.now)


def phone() -> Client:
    return Client(headers={"host": HOST}, enforce_csrf_checks=False)


def scan(device: Client, secret: str, tap: bool = True) -> Any:
    looked = device.get("/card", {"k": secret})
    return device.post("/card", {"k": secret}) if tap else looked


def who(device: Client) -> Any:
    return device.get("/graphql", {"query": WHO}).json()


def acts() -> list[str]:
    return list(Entry.objects.order_by("at", "id").values_list("act", flat=True))


# ---------------------------------------------------------------- at the door
def test_looking_at_the_address_binds_nothing_and_the_first_tap_binds_the_device(house: House, visitor: Any) -> None:
    made = issue(house)
    assert scan(Client(headers={"host": HOST}), made.secret, tap=False).status_code == 200
    assert Card.objects.get().device == ""
    own = phone()
    assert scan(own, made.secret).status_code == 302
    assert who(own)["data"]["viewer"]["deputies"] == [{"name": DEPUTIES[0][0]}]
    card = Card.objects.get()
    assert card.device
    assert card.bound
    assert card.last_used
    assert {Act.CARD_ISSUED, Act.CARD_BOUND, Act.CARD_USED} <= set(acts())


def test_a_second_device_is_told_plainly_that_the_card_is_bound_and_whom_to_ring(house: House, visitor: Any) -> None:
    house.do("clerk", roster_commands.set_office, phone="0915-8720001", hours="周一至周五")
    made = issue(house)
    scan(phone(), made.secret)
    other = phone()
    for answer in (scan(other, made.secret, tap=False), scan(other, made.secret)):
        assert answer.status_code == 403
        assert "这张卡已绑定另一部手机" in answer.content.decode()
        assert 'href="tel:0915-8720001"' in answer.content.decode()
    assert who(other)["errors"][0]["extensions"]["code"] == "sign_in_required"
    assert Act.CARD_REFUSED in acts()


def test_the_same_device_comes_back_without_scanning_and_others_do_not(house: House, visitor: Any) -> None:
    made, own = issue(house), phone()
    scan(own, made.secret)
    own.post("/sign-out")
    page = own.get("/sign-in").content.decode()
    assert f"以{DEPUTIES[0][0]}的身份继续" in page
    assert own.post("/card", {"card": str(made.card_id)}).status_code == 302
    assert who(own)["data"]["viewer"]["name"] == DEPUTIES[0][0]
    assert phone().post("/card", {"card": str(made.card_id)}).status_code == 404


def test_two_deputies_share_one_telephone(house: House, visitor: Any) -> None:
    first, second, shared = issue(house, 0), issue(house, 2), phone()
    scan(shared, first.secret)
    scan(shared, second.secret)
    assert who(shared)["data"]["viewer"]["deputies"] == [{"name": DEPUTIES[2][0]}]
    assert scan(shared, first.secret).status_code == 302


def test_a_cookie_that_somebody_wrote_himself_opens_nothing(house: House, visitor: Any) -> None:
    made = issue(house)
    scan(phone(), made.secret)
    forged = phone()
    forged.cookies["device"] = Card.objects.get().device
    assert scan(forged, made.secret).status_code == 403


def test_a_card_is_the_deputy_only_whatever_else_the_person_is(house: House, visitor: Any) -> None:
    made, own = issue(house, 1), phone()  # the second deputy chairs
    scan(own, made.secret)
    assert who(own)["data"]["viewer"]["roles"] == [{"role": "DEPUTY"}]
    chair = visitor("chair.gouyuan")
    assert {"role": "CHAIR"} in who(chair)["data"]["viewer"]["roles"]
    assert own.get("/people").status_code == 403
    assert own.get("/second-factor").status_code == 403


def test_who_came_in_by_a_card_is_out_the_moment_it_is_revoked(house: House, visitor: Any) -> None:
    made, own = issue(house), phone()
    scan(own, made.secret)
    assert who(own)["data"]
    cards.revoke(actor=house.actor("clerk"), card_id=made.card_id, now=house.now)
    assert who(own)["errors"]
    assert scan(own, made.secret).status_code == 403
    with pytest.raises(NotFound):
        cards.revoke(actor=house.actor("clerk"), card_id=made.card_id, now=house.now)


def test_a_card_ends_with_the_mandate(house: House, visitor: Any) -> None:
    made, own = issue(house), phone()
    scan(own, made.secret)
    deputy = roster.queries.deputy(viewer=house.actor("clerk"), deputy_id=made.deputy_id)
    house.do("clerk", roster_commands.end_mandate, deputy_id=made.deputy_id, seen=deputy["version"], why="resigned")  # type: ignore[index]
    assert who(own)["errors"]
    assert "这张卡无效" in scan(own, made.secret).content.decode()
    with pytest.raises(RuleBroken) as refused:
        issue(house, 0, seen=made.card_id)
    assert refused.value.code == "card_without_mandate"


def test_a_card_of_one_town_is_unknown_in_the_next(house: House, visitor: Any, neighbour: Any) -> None:
    made = issue(house)
    next_door = Client(headers={"host": "610981101.localhost"})
    assert next_door.post("/card", {"k": made.secret}).status_code == 404
    with tenant_context(house.tenant):
        assert Card.objects.get().device == ""
    assert scan(phone(), made.secret).status_code == 302, "the control: at home it works"


# ---------------------------------------------------------------- at the counter
def test_the_secret_is_kept_as_a_hash_and_its_page_shows_it_once(house: House, visitor: Any) -> None:
    clerk, deputy = visitor("clerk.gouyuan"), house.deputies[DEPUTIES[0][0]]
    sheet = clerk.post("/cards/issue", {"deputy": [f"{deputy}:"]})
    assert sheet.status_code == 200
    assert sheet.content.decode().count("<svg xmlns") + sheet.content.decode().count('class="qr"') >= 1
    again = clerk.post("/cards/issue", {"deputy": [f"{deputy}:"]})
    assert again.status_code == 422, "sent again, it is no second card"
    assert "刚刚被发放或收回" in again.content.decode()
    assert Card.objects.count() == 1
    assert sheet["Cache-Control"] == "no-store"


def test_the_qr_is_the_address_of_the_card(house: House, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("accounts.views.cards.qr", lambda text: told.append(text) or "")
    visitor("clerk.gouyuan").post("/cards/issue", {"deputy": [f"{house.deputies[DEPUTIES[0][0]]}:"]})
    parts = urlsplit(told[0])
    assert (parts.netloc, parts.path) == (HOST, "/card")
    assert scan(phone(), parse_qs(parts.query)["k"][0]).status_code == 302


def test_reissued_at_the_counter_the_old_one_is_dead_and_the_new_one_binds_anew(house: House, visitor: Any) -> None:
    lost = issue(house)
    scan(phone(), lost.secret)
    new, own = issue(house, seen=lost.card_id), phone()
    assert scan(own, lost.secret).status_code == 403
    assert scan(own, new.secret).status_code == 302
    assert Card.objects.filter(revoked=None).count() == 1


def test_a_deputy_on_paper_gets_somebody_to_sign_in_with_the_card(house: House, visitor: Any) -> None:
    made, own = issue(house, 3), phone()
    scan(own, made.secret)
    assert who(own)["data"]["viewer"]["deputies"] == [{"name": DEPUTIES[3][0]}]
    person = Person.objects.get(pk=Card.objects.get().person_id)
    assert not person.has_usable_password()


@pytest.mark.parametrize("role", ["chair", "deputy", "unit"])
def test_nobody_but_the_clerk_issues_or_revokes(house: House, visitor: Any, role: str) -> None:
    made = issue(house)
    before, facts = list(Card.objects.values()), Fact.objects.count()
    with pytest.raises(NotAllowed):
        cards.issue(actor=house.actor(role), deputy_id=house.deputies[DEPUTIES[2][0]], seen=None, now=house.now)
    with pytest.raises(NotAllowed):
        cards.revoke(actor=house.actor(role), card_id=made.card_id, now=house.now)
    client = visitor(f"{role}.gouyuan")
    assert client.get("/cards").status_code == client.post("/cards/issue", {"deputy": "x"}).status_code == 403
    assert (list(Card.objects.values()), Fact.objects.count()) == (before, facts)


@pytest.mark.parametrize(("given", "words"), [([], "1至60"), (["nonsense"], ""), ([f"{new_id()}:"], "")])
def test_what_is_no_deputy_makes_no_card(house: House, visitor: Any, given: list[str], words: str) -> None:
    answer = visitor("clerk.gouyuan").post("/cards/issue", {"deputy": given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Card.objects.count() == 0


def test_the_counter_says_how_each_card_stands(house: House, visitor: Any) -> None:
    used = issue(house, 0)
    scan(phone(), used.secret)
    issue(house, 2)
    page = re.sub(r"\s+", " ", visitor("clerk.gouyuan").get("/cards").content.decode())
    assert ("使用中" in page, "已发放，尚未使用" in page, "尚未发放" in page) == (True, True, True)


def test_card_roles_are_the_deputys_in_every_town_alike(house: House, neighbour: Any) -> None:
    """Two towns: a card session asks only for the own town's memberships."""
    from people.queries import actor_of
    from townships.clock import local_date

    made = issue(house, 1)
    person = Card.objects.get(pk=made.card_id).person
    here = actor_of(person, house.tenant, local_date(house.now), deputy_id=made.deputy_id)
    assert here.roles == {Role.DEPUTY}
    with tenant_context(neighbour):
        assert actor_of(person, neighbour, local_date(house.now), deputy_id=made.deputy_id).anonymous
