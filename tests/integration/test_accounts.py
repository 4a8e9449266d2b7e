"""Sign-in and tokens: for members of this congress, on this host, and nowhere else."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from django_tenants.utils import tenant_context

from accounts import tokens
from accounts.models import Token
from people import commands as people
from people.actor import Role, system
from people.models import Membership, Person
from people.queries import actor_of
from townships.clock import local_date
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken
from townships.models import Tenant

HERE, THERE = {"HTTP_HOST": "610981117.localhost"}, {"HTTP_HOST": "610981101.localhost"}
PASSWORD = "羊山村的水渠去年修好了"


@pytest.fixture
def town(committed: Any) -> Tenant:
    cache.clear()
    return Tenant.objects.get(schema_name="t610981117")


@pytest.fixture
def clerk(town: Tenant) -> Person:
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        made = people.enrol(actor=office, login="clerk.gouyuan", name="张敏", password=PASSWORD)
        people.grant(actor=office, tenant=town.schema_name, person_id=made, role=Role.CLERK, valid_from=local_date(timezone.now()))
        return Person.objects.get(pk=made)


def _sign_in(client: Client, password: str = PASSWORD, host: Any = HERE, login: str = "clerk.gouyuan") -> Any:
    return client.post("/sign-in", {"login": login, "password": password}, **host)


def test_a_member_signs_in_where_he_is_one_and_not_next_door(town: Tenant, clerk: Person) -> None:
    assert _sign_in(Client()).status_code == 302
    there = _sign_in(Client(), host=THERE)
    assert there.status_code == 422
    assert "clerk.gouyuan" in there.content.decode(), "what was typed is kept"


def test_a_cookie_moved_to_another_host_is_nobodys(town: Tenant, clerk: Person) -> None:
    client = Client()
    _sign_in(client)
    asked = {"query": "{ viewer { name } }"}
    assert client.get("/graphql", asked, **HERE).json()["data"]["viewer"]["name"] == "张敏"
    assert client.get("/graphql", asked, **THERE).json()["errors"][0]["extensions"]["code"] == "sign_in_required"


def test_wrong_tries_lock_the_name_from_that_address_and_nobody_else(town: Tenant, clerk: Person) -> None:
    for _ in range(6):
        assert _sign_in(Client(), "wrong").status_code == 422
    assert _sign_in(Client()).status_code == 429
    assert Client().post("/sign-in", {"login": "clerk.gouyuan", "password": PASSWORD}, REMOTE_ADDR="127.0.0.9", **HERE).status_code == 302
    assert _sign_in(Client(), "wrong", login="someone.else").status_code == 422


def test_a_demonstrations_sign_in_is_good_only_while_the_demonstration_runs(town: Tenant, clerk: Person) -> None:
    with tenant_context(town):
        Person.objects.filter(pk=clerk.pk).update(demonstration=True)
    assert _sign_in(Client()).status_code == 422
    with override_settings(DEMO=True):
        client = Client()
        assert _sign_in(client).status_code == 302
        assert client.get("/graphql", {"query": "{ viewer { name } }"}, **HERE).json()["data"]
    assert client.get("/graphql", {"query": "{ viewer { name } }"}, **HERE).json()["errors"]


def test_a_membership_that_has_ended_is_none(town: Tenant, clerk: Person) -> None:
    today = local_date(timezone.now())
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        assert actor_of(clerk, town, today).has(Role.CLERK)
        membership = Membership.objects.get(person=clerk)
        people.revoke(actor=office, tenant=town.schema_name, membership_id=membership.pk, now_on=today + timedelta(days=1))
        assert actor_of(clerk, town, today + timedelta(days=1)).anonymous
        with pytest.raises(RuleBroken):
            people.revoke(actor=office, tenant=town.schema_name, membership_id=membership.pk, now_on=today + timedelta(days=1))


def test_sign_in_leads_only_to_pages_of_this_host(town: Tenant, clerk: Person) -> None:
    for wanted, leads in (("/cases?state=in_hand", "/cases?state=in_hand"), ("https://example.org/", "/"), ("//example.org", "/")):
        answer = Client().post("/sign-in", {"login": "clerk.gouyuan", "password": PASSWORD, "next": wanted}, **HERE)
        assert answer["Location"] == leads


def test_a_weak_password_and_a_taken_name_are_refused(town: Tenant, clerk: Person) -> None:
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        with pytest.raises(Invalid) as weak:
            people.enrol(actor=office, login="another", name="李四", password="12345678")
        with pytest.raises(RuleBroken) as taken:
            people.enrol(actor=office, login="clerk.gouyuan", name="李四", password=PASSWORD)
    assert (weak.value.code, taken.value.code, taken.value.field) == ("weak_password", "login_taken", "login")


def test_presidium_and_unit_are_refused_in_either_order(town: Tenant, clerk: Person) -> None:
    from townships.ids import new_id

    today = local_date(timezone.now())
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        unit = {"role": Role.UNIT, "holder": new_id()}
        for first, then in (({"role": Role.CHAIR}, unit), (unit, {"role": Role.PRESIDIUM})):
            person = people.enrol(actor=office, login=f"both{first['role']}", name="王五", password=PASSWORD)
            people.grant(actor=office, tenant=town.schema_name, person_id=person, valid_from=today, **first)
            before = Membership.objects.count()
            with pytest.raises(RuleBroken) as refused:
                people.grant(actor=office, tenant=town.schema_name, person_id=person, valid_from=today, **then)
            assert (refused.value.code, refused.value.source) == ("presidium_and_unit", "地方组织法 第十八条")
            assert Membership.objects.count() == before


def test_only_the_office_gives_roles(town: Tenant, clerk: Person, acting: Any) -> None:
    with tenant_context(town), pytest.raises(NotAllowed):
        people.grant(actor=acting(town, "deputy"), tenant=town.schema_name, person_id=clerk.pk, role=Role.CHAIR, valid_from=local_date(timezone.now()))
    with tenant_context(town), pytest.raises(NotAllowed):
        people.grant(actor=acting(town, "clerk"), tenant="t610981101", person_id=clerk.pk, role=Role.CHAIR, valid_from=local_date(timezone.now()))


# ---------------------------------------------------------------- tokens
@pytest.fixture
def token(town: Tenant, clerk: Person) -> str:
    with tenant_context(town):
        return tokens.create(person_id=clerk.pk, name="县里的系统", scopes=["read"], lifetime=timedelta(days=30), now=timezone.now())[1]


def _ask(secret: str, host: Any = HERE, query: str = "{ viewer { name } }") -> Any:
    return Client().post("/graphql", {"query": query}, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {secret}", **host)


def test_a_token_speaks_for_its_member_in_its_town_only(token: str) -> None:
    assert _ask(token).json()["data"]["viewer"]["name"] == "张敏"
    assert _ask(token, THERE).status_code == 401
    assert _ask(token + "x").status_code == 401


def test_a_token_is_kept_as_a_hash_only(town: Tenant, token: str) -> None:
    with tenant_context(town):
        assert token not in str(list(Token.objects.values_list()))


def test_an_expired_or_revoked_token_is_none(town: Tenant, clerk: Person, token: str) -> None:
    with tenant_context(town):
        assert tokens.holder(token, timezone.now() + timedelta(days=31)) is None
        tokens.revoke(token_id=Token.objects.get().pk, now=timezone.now())
        with pytest.raises(NotFound):
            tokens.revoke(token_id=Token.objects.get().pk, now=timezone.now())
    told = _ask(token)
    assert (told.status_code, told["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert "已吊销" in told.json()["errors"][0]["message"]


def test_a_read_token_changes_nothing(town: Tenant, token: str) -> None:
    told = _ask(token, query='mutation { addVillage(input: {commandId: "019c9f00-0000-7000-8000-000000000001", name: "羊山村"}) { errors { code } } }').json()
    assert told["errors"][0]["extensions"]["code"] == "scope_missing"


@pytest.mark.parametrize(
    ("given", "code"), [({"scopes": ["all"]}, "bad_scope"), ({"scopes": []}, "bad_scope"), ({"lifetime": timedelta(days=800)}, "bad_lifetime")]
)
def test_what_a_token_may_not_be(town: Tenant, clerk: Person, given: Any, code: str) -> None:
    usual = {"person_id": clerk.pk, "name": "x", "scopes": ["read"], "lifetime": timedelta(days=1), "now": timezone.now()}
    with tenant_context(town), pytest.raises(Invalid) as refused:
        tokens.create(**{**usual, **given})
    assert refused.value.code == code
