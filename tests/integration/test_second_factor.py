"""The second factor and the way to a new password: nobody is let in half, and nobody learns another's password."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.test import Client, override_settings
from django.utils import timezone
from django_tenants.utils import tenant_context
from tests.integration.test_console_pages import _signed_in
from tests.support.house import PASSWORD, House, settle

from accounts import factor, passwords, tokens
from accounts.models import PasswordLink, SecondFactor
from audit.models import Entry
from audit.queries import Act
from people import commands as people
from people.actor import Role, system
from people.models import Person
from townships.clock import local_date
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken

HOST = "610981117.localhost"
NEW = "羊山村的水渠去年修好了"


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


def browser() -> Client:
    return Client(headers={"host": HOST})


def person(login: str) -> Person:
    return Person.objects.get(login=login)


def turned_on(login: str, now: datetime) -> tuple[str, list[str]]:
    """Secret and recovery codes. The code that turned it on is a step back, so that the present one is fresh."""
    begun = factor.begun(person(login))
    code = pyotp.TOTP(begun.secret).at(now - timedelta(seconds=30))
    return begun.secret, factor.confirm(person=person(login), code=code, now=now)


def knock(client: Client, login: str = "clerk.gouyuan", password: str = PASSWORD) -> Any:
    return client.post("/sign-in", {"login": login, "password": password})


def is_in(client: Client) -> bool:
    return "data" in client.get("/graphql", {"query": "{ viewer { name } }"}).json()


# ---------------------------------------------------------------- the code
def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(house: House, visitor: Any) -> None:
    secret, _codes = turned_on("clerk.gouyuan", timezone.now())
    client = browser()
    assert knock(client)["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()}).status_code == 302
    assert is_in(client)


def test_a_code_counts_once(house: House, visitor: Any) -> None:
    now = timezone.now()
    secret, _codes = turned_on("clerk.gouyuan", now)
    code = pyotp.TOTP(secret).at(now)
    assert factor.check(person=person("clerk.gouyuan"), code=code, now=now)
    assert not factor.check(person=person("clerk.gouyuan"), code=code, now=now)


def test_a_printed_code_lets_in_once_and_however_it_is_typed(house: House, visitor: Any) -> None:
    _secret, codes = turned_on("clerk.gouyuan", timezone.now())
    assert len(set(codes)) == factor.RECOVERY
    client = browser()
    knock(client)
    assert client.post("/sign-in/code", {"code": f" {codes[0].upper()} "}).status_code == 302
    again = browser()
    knock(again)
    assert again.post("/sign-in/code", {"code": codes[0]}).status_code == 422
    assert codes[1] not in str(SecondFactor.objects.values())


def test_wrong_codes_lock_as_wrong_passwords_do_and_only_this_person_from_this_address(house: House, visitor: Any) -> None:
    secret, _codes = turned_on("clerk.gouyuan", timezone.now())
    client = browser()
    knock(client)
    for _ in range(6):
        client.post("/sign-in/code", {"code": "000000"})
    assert client.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()}).status_code == 429
    assert knock(browser()).status_code == 429
    assert knock(browser(), "chair.gouyuan").status_code == 302, "the office goes on"


def test_setting_it_up_shows_a_qr_and_then_ten_codes_once(house: House, visitor: Any) -> None:
    client = visitor("chair.gouyuan")
    page = client.get("/second-factor").content.decode()
    secret = SecondFactor.objects.get().secret
    assert secret in page
    assert 'class="qr"' in page
    wrong = client.post("/second-factor", {"code": "123"})
    assert wrong.status_code == 422
    assert secret in wrong.content.decode(), "the same secret stays until it is confirmed"
    done = client.post("/second-factor", {"code": pyotp.TOTP(secret).now()})
    assert done.content.decode().count("<code>") == factor.RECOVERY
    assert secret not in client.get("/second-factor").content.decode()
    assert Entry.objects.filter(act=Act.SECOND_FACTOR_ON).count() == 1


def test_a_token_sets_none_up(house: House) -> None:
    given = {"name": "县里的系统", "scopes": ["read", "write"], "lifetime": timedelta(days=1), "now": timezone.now()}
    secret = tokens.create(person_id=person("clerk.gouyuan").pk, **given)[1]
    system_of_the_county = Client(headers={"host": HOST, "authorization": f"Bearer {secret}"})
    assert {system_of_the_county.get("/second-factor").status_code, system_of_the_county.post("/second-factor").status_code} == {403}
    assert not SecondFactor.objects.exists()


def test_it_is_taken_away_with_a_code_and_not_without(house: House, visitor: Any) -> None:
    client = visitor("chair.gouyuan")
    secret, _codes = turned_on("chair.gouyuan", timezone.now())
    assert client.post("/second-factor/off", {"code": "1"}).status_code == 422
    assert factor.is_on(person("chair.gouyuan"))
    assert client.post("/second-factor/off", {"code": pyotp.TOTP(secret).now()}).status_code == 302
    assert not factor.is_on(person("chair.gouyuan"))


# ---------------------------------------------------------------- asked of the office
def test_a_congress_that_asks_for_it_lets_its_office_in_only_with_one(house: House, visitor: Any, neighbour: Any) -> None:
    assert visitor("chair.gouyuan").post("/people/second-factor", {"asked": "yes"}).status_code == 302
    client = browser()
    assert knock(client)["Location"] == "/second-factor"
    assert not is_in(client)
    page = client.get("/second-factor")
    assert "本级人大要求办公室使用二次验证" in page.content.decode()
    secret = SecondFactor.objects.get(person=person("clerk.gouyuan")).secret
    assert client.post("/second-factor", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    assert is_in(client)
    assert client.post("/second-factor/off", {"code": "x"}).status_code == 422
    assert "但不能取消" in client.post("/second-factor/off", {"code": "x"}).content.decode()
    assert knock(browser(), "deputy.gouyuan")["Location"] == "/", "a deputy is not of the office"
    with tenant_context(neighbour):
        assert not factor.is_asked(), "each congress for itself"


@pytest.mark.parametrize("role", ["deputy", "unit"])
def test_nobody_else_asks_for_it_or_sees_who_signs_in(house: House, visitor: Any, role: str) -> None:
    client = visitor(f"{role}.gouyuan")
    assert client.get("/people").status_code == client.post("/people/second-factor", {"asked": "yes"}).status_code == 403
    with pytest.raises(NotAllowed):
        factor.ask_of_office(actor=house.actor(role), asked=True, now=house.now)
    assert not factor.is_asked()


def test_the_clerk_takes_it_away_for_who_lost_the_telephone_and_not_for_himself(house: House, visitor: Any) -> None:
    turned_on("chair.gouyuan", timezone.now())
    clerk = visitor("clerk.gouyuan")
    assert clerk.post(f"/people/{person('chair.gouyuan').pk}/second-factor").status_code == 302
    assert not factor.is_on(person("chair.gouyuan"))
    assert clerk.post(f"/people/{person('clerk.gouyuan').pk}/second-factor").status_code == 422
    assert Entry.objects.get(act=Act.SECOND_FACTOR_OFF).detail == "张敏"


# ---------------------------------------------------------------- to a new password
def link(house: House, login: str = "unit.gouyuan", now: datetime | None = None) -> str:
    return passwords.help_to(actor=house.actor("clerk"), person_id=person(login).pk, now=now or timezone.now())[1]


def test_the_clerk_hands_over_a_link_and_its_person_chooses_the_password(house: House, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("accounts.views.passwords.qr", lambda text: told.append(text) or "")
    page = visitor("clerk.gouyuan").post(f"/people/{person('unit.gouyuan').pk}/password")
    assert told[0] in page.content.decode().replace("&amp;", "&")
    secret = parse_qs(urlsplit(told[0]).query)["k"][0]
    own = browser()
    assert "unit.gouyuan" in own.get("/password", {"k": secret}).content.decode()
    assert own.post("/password", {"k": secret, "password": NEW, "again": NEW + "!"}).status_code == 422
    weak = own.post("/password", {"k": secret, "password": "12345678", "again": "12345678"})
    assert weak.status_code == 422
    assert "密码" in weak.content.decode()
    assert own.post("/password", {"k": secret, "password": NEW, "again": NEW}).status_code == 200
    assert knock(browser(), "unit.gouyuan").status_code == 422
    assert knock(browser(), "unit.gouyuan", NEW).status_code == 302
    assert own.post("/password", {"k": secret, "password": NEW, "again": NEW}).status_code == 404, "good once"
    assert {Act.LINK_MADE, Act.LINK_TAKEN} <= set(Entry.objects.values_list("act", flat=True))


def test_a_link_is_a_hash_ends_after_days_and_gives_way_to_a_newer_one(house: House, visitor: Any) -> None:
    old = link(house)
    assert old not in str(list(PasswordLink.objects.values()))
    new, now = link(house), timezone.now()
    assert passwords.found(old, now) is None
    assert passwords.found(new, now)
    assert passwords.found(new, now + timedelta(days=4)) is None
    with pytest.raises(NotFound):
        passwords.take(secret=old, password=NEW, now=now, address="")
    with pytest.raises(Invalid):
        passwords.take(secret=new, password="short", now=now, address="")
    assert passwords.found(new, now), "a refused password does not use the link up"


def test_who_signs_in_at_another_congress_too_is_not_helped_by_a_town(house: House, visitor: Any, county: Any) -> None:
    office = system(county.schema_name, county.county_schema, county.type, "tests")
    today = local_date(timezone.now())
    with tenant_context(house.tenant):
        both, other = person("deputy.gouyuan"), person("unit.gouyuan")
    with tenant_context(county):
        people.grant(actor=office, tenant=county.schema_name, person_id=both.pk, role=Role.CLERK, valid_from=today)
    with tenant_context(house.tenant):
        with pytest.raises(RuleBroken) as refused:
            link(house, "deputy.gouyuan")
        assert refused.value.code == "password_of_others_too"
        assert PasswordLink.objects.count() == 0
        assert link(house), f"the control: {other.name} is here only"


@pytest.mark.parametrize("role", ["chair", "deputy", "unit"])
def test_nobody_but_the_clerk_makes_a_link(house: House, visitor: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        passwords.help_to(actor=house.actor(role), person_id=person("unit.gouyuan").pk, now=house.now)
    assert visitor(f"{role}.gouyuan").post(f"/people/{person('unit.gouyuan').pk}/password").status_code == 403
    assert PasswordLink.objects.count() == 0


def test_a_stranger_of_another_town_is_not_helped_here(house: House, visitor: Any, neighbour: Any) -> None:
    with tenant_context(neighbour):
        settle(neighbour, "neighbour", house.now)
        theirs = person("clerk.neighbour").pk
    with tenant_context(house.tenant), pytest.raises(NotFound):
        passwords.help_to(actor=house.actor("clerk"), person_id=theirs, now=house.now)
