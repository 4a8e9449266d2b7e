"""The record of sign-ins and access: everything that belongs in it is in it, nobody changes it, nobody reads another's."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from tests.conftest import ROOT, ROOTS, Committed

from accounts import tokens
from accounts.middleware import files
from accounts.models import Token
from api.schema import schema
from audit.commands import BATCH, LEAST_KEPT, purge, record
from audit.models import Act, Entry
from audit.queries import entries
from hub import wiring
from people import commands as people
from people.actor import Role, system
from people.models import Person
from townships.clock import local_date
from townships.context import tenant_context
from townships.errors import Invalid, NotAllowed
from townships.models import Tenant
from townships.paging import Page

HOST, NEXT_DOOR = "610981117.localhost", "610981101.localhost"
LOGIN, PASSWORD = "clerk.gouyuan", "羊山村的水渠去年修好了"


@pytest.fixture
def town(tenants: Callable[[str], Tenant]) -> Tenant:
    """Gouyuan, not entered: pages enter it by their host."""
    return tenants("t610981117")


@pytest.fixture
def own_town(committed: Committed) -> Tenant:
    return Tenant.objects.get(schema_name="t610981117")


@pytest.fixture
def clerk(town: Tenant) -> Person:
    return _clerk(town)


def _clerk(town: Tenant) -> Person:
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        made = people.enrol(actor=office, login=LOGIN, name="张敏", password=PASSWORD)
        people.grant(actor=office, tenant=town.schema_name, person_id=made, role=Role.CLERK, valid_from=local_date(timezone.now()))
        return Person.objects.get(pk=made)


def trail(tenant: Tenant) -> list[tuple[str, str, str]]:
    """Act, name, detail: oldest first."""
    with tenant_context(tenant):
        return list(Entry.objects.order_by("at", "id").values_list("act", "name", "detail"))


def sign_in(password: str = PASSWORD, login: str = LOGIN, host: str = HOST) -> Client:
    client = Client(headers={"host": host})
    client.post("/sign-in", {"login": login, "password": password})
    return client


# ---------------------------------------------------------------- what is in it
def test_a_sign_in_a_wrong_one_and_a_sign_out_are_noted_where_they_happened(town: Tenant, neighbour: Tenant, clerk: Person) -> None:
    sign_in("wrong")
    sign_in().post("/sign-out")
    Client(headers={"host": HOST}).post("/sign-out")
    assert trail(town) == [("sign_in_failed", "张敏", ""), ("signed_in", "张敏", ""), ("signed_out", "张敏", "")]
    assert trail(neighbour) == []
    sign_in(host=NEXT_DOOR)
    assert trail(neighbour) == [("sign_in_failed", "", "")], "who is nobody here has no name here"
    with tenant_context(town):
        assert set(Entry.objects.values_list("address", "person_id")) == {("127.0.0.1", clerk.pk)}


def test_what_a_stranger_types_is_not_kept(town: Tenant, clerk: Person) -> None:
    sign_in("wrong", login=PASSWORD)
    sign_in("another-wrong-one")
    with tenant_context(town):
        kept = str(list(Entry.objects.values_list()))
    assert PASSWORD not in kept
    assert "another-wrong-one" not in kept


def test_a_lock_out_is_noted_once_and_refused_tries_after_it_fill_nothing(town: Tenant, clerk: Person) -> None:
    for _ in range(10):
        sign_in("wrong")
    acts = [act for act, _, _ in trail(town)]
    assert acts == ["sign_in_failed"] * 6 + ["locked_out"]


def test_a_flood_of_other_names_does_not_free_a_locked_one(town: Tenant, clerk: Person) -> None:
    for _ in range(6):
        sign_in("wrong")
    for number in range(350):  # more than a cache of Django's own would hold
        with tenant_context(town):
            record(Act.SIGN_IN_FAILED, now=timezone.now(), address="127.0.0.1", mark=f"{number:032}")
    assert Client(headers={"host": HOST}).post("/sign-in", {"login": LOGIN, "password": PASSWORD}).status_code == 429


def test_a_name_that_cannot_be_one_is_a_wrong_one(town: Tenant, clerk: Person) -> None:
    for login in ("\0", "clerk\0.gouyuan", "x" * 5000, ""):
        answer = Client(headers={"host": HOST}).post("/sign-in", {"login": login, "password": "\0"})
        assert answer.status_code == 422


def test_no_sign_in_without_its_entry(own_town: Tenant, committed: Committed) -> None:
    _clerk(own_town)
    with psycopg.connect(committed.admin_url()) as owner:
        owner.execute("REVOKE INSERT ON audit_entry FROM tenant_common")
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    assert client.post("/sign-in", {"login": LOGIN, "password": PASSWORD}).status_code == 500
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    with psycopg.connect(committed.admin_url()) as owner:
        assert owner.execute("SELECT count(*) FROM t610981117.django_session").fetchone() == (0,)


def test_a_tokens_life_is_noted_and_its_first_use_once(town: Tenant, clerk: Person) -> None:
    now = timezone.now()
    with tenant_context(town):
        made, secret = tokens.create(person_id=clerk.pk, name="县里的系统", scopes=["read"], lifetime=timedelta(days=30), now=now, by="root")
        for _ in range(2):
            assert tokens.holder(secret, now, "10.0.0.7")
        Token.objects.filter(pk=made).update(last_used=local_date(now) - timedelta(days=1))
        assert tokens.holder(secret, now, "10.0.0.7"), "the next day's first use is not the first of all"
        assert Token.objects.get(pk=made).last_used == local_date(now)
        tokens.revoke(token_id=made, now=now, by="root")
        kept = str(list(Entry.objects.values_list()))
    assert next((act, detail) for act, _, detail in trail(town)) == ("token_created", "县里的系统 (read) root")
    assert sorted(act for act, _, _ in trail(town)) == ["token_created", "token_first_used", "token_revoked"]
    assert secret not in kept


def test_a_file_that_leaves_is_noted_before_it_leaves(town: Tenant, clerk: Person) -> None:
    def give(kind: str) -> Callable[[Any], HttpResponse]:
        return lambda request: HttpResponse("x", headers={"Content-Disposition": kind})

    request: Any = RequestFactory().get("/cases", {"export": "csv"})
    request.user = clerk
    with tenant_context(town):
        for kind in ("inline", 'attachment; filename="a.csv"'):
            assert files(give(kind))(request).content == b"x"
    assert trail(town) == [("exported", "张敏", "/cases?export=csv")]


def test_the_status_page_notes_who_opened_it(committed: Committed, settings: Any) -> None:
    settings.DEMO = True
    with committed.login("operator"):
        office = system("public", "public", "public", "tests")
        made = people.enrol(actor=office, login="operator", name="运维员", password=PASSWORD, demonstration=True)
        people.grant(actor=office, tenant="public", person_id=made, role=Role.OPERATOR, valid_from=local_date(timezone.now()))
    operator = sign_in(login="operator", host="localhost")
    assert operator.get("/status").status_code == 200
    assert list(Entry.objects.order_by("at", "id").values_list("tenant", "act", "name", "detail")) == [
        ("public", "signed_in", "运维员", ""), ("public", "operated", "运维员", "/status")
    ]  # fmt: skip
    page = operator.get("/audit")
    assert page.status_code == 200
    assert "127.0.0.1" in page.content.decode()
    assert Client(headers={"host": "localhost"}).get("/audit")["Location"] == "/sign-in?next=/audit"


def test_platform_staff_who_enter_a_town_are_seen_by_the_town(committed: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub import cli

    monkeypatch.setattr("sys.argv", ["townships", "audit", "t610981117"])
    monkeypatch.setenv("SUDO_USER", "li.wei")
    monkeypatch.setenv("SSH_CLIENT", "10.1.2.3 50000 22")
    with committed.login("operator"):
        cli.note()
        with cli.entered("t610981117"):
            pass
        assert list(Entry.objects.order_by("id").values_list("tenant", "act", "name", "address", "detail")) == [
            (tenant, "operated", "li.wei", "10.1.2.3", "townships audit t610981117") for tenant in ("public", "t610981117")
        ]


@pytest.mark.parametrize("login", ["migrator", "worker", "operator"])
def test_a_command_is_noted_with_whatever_login_it_works(committed: Committed, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub import cli

    monkeypatch.setattr("sys.argv", ["townships", "upgrade"])
    with committed.login(login):
        cli.note()
    with committed.login("operator"):
        assert list(Entry.objects.values_list("tenant", "act", "detail")) == [("public", "operated", "townships upgrade")]


def test_the_operator_reads_any_congresss_record_in_pages_and_is_seen_doing_so(committed: Committed, own_town: Tenant, tmp_path: Path) -> None:
    with tenant_context(own_town):
        for number in range(3):
            record(Act.SIGNED_IN, now=timezone.now(), name="张敏", address="10.0.0.7", detail=str(number))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TOWNSHIPS_", "DATABASE_"))}
    env = {**clean, "PYTHONPATH": os.pathsep.join(ROOTS), "DATABASE_URL_OPERATOR": committed.url("operator"), "TOWNSHIPS_VAR": str(tmp_path)}
    words = [sys.executable, "-m", "hub", "audit", "t610981117", "--first", "2"]
    told = subprocess.run(words, cwd=ROOT, env={**env, "SUDO_USER": "li.wei"}, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    first, second, more = told.stdout.splitlines()
    assert ("li.wei" in first, "townships audit t610981117 --first 2" in first) == (True, True)
    assert second.endswith("张敏 10.0.0.7 2")
    rest = subprocess.run([*words, *more.split()], cwd=ROOT, env=env, capture_output=True, text=True).stdout.splitlines()
    assert [line.rpartition(" ")[2] for line in rest] == ["1", "0"]


# ---------------------------------------------------------------- append only
def _noted(tenant: Tenant) -> None:
    with tenant_context(tenant):
        record(Act.SIGNED_IN, now=timezone.now(), name="张敏")


CHANGES = ["UPDATE audit_entry SET name = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
ROLES = ["SET ROLE t610981117", "SET ROLE townships_public", "SET ROLE townships_web", "SET ROLE townships_worker", "SET ROLE townships_operator",
    "SET ROLE townships_migrator", "RESET ROLE"]  # fmt: skip


def test_nobody_changes_the_record(committed: Committed, own_town: Tenant) -> None:
    _noted(own_town)
    for role in ROLES:  # the last is the administrator's own
        for change in CHANGES:
            with psycopg.connect(committed.admin_url()) as own:
                own.execute(role)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(change)
    assert len(trail(own_town)) == 1


def test_a_town_writes_and_reads_its_own_only_and_not_into_the_past(town: Tenant, neighbour: Tenant) -> None:
    _noted(town)
    _noted(neighbour)
    with tenant_context(town):
        assert set(Entry.objects.values_list("tenant", flat=True)) == {town.schema_name}
        past, future = timezone.now() - timedelta(days=300), timezone.now() + timedelta(days=1)
        for wrong in ({"tenant": neighbour.schema_name}, {"tenant": "public"}, {"at": past}, {"at": future}):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Entry.objects.create(**{"tenant": town.schema_name, "at": timezone.now(), "act": Act.SIGNED_IN, **wrong})
    connection.set_schema_to_public()
    assert Entry.objects.count() == 0, "the front door sees the platform's own"


# ---------------------------------------------------------------- kept, and then taken away
def _aged(committed: Committed, days: int, count: int = 1) -> None:
    with psycopg.connect(committed.admin_url()) as owner:
        owner.execute(
            "INSERT INTO audit_entry (id, tenant, at, act, name, address, mark, detail)"
            " SELECT gen_random_uuid(), 't610981117', now() - make_interval(days => %s), 'signed_in', '', '', '', %s FROM generate_series(1, %s)",
            [days, str(days), count],
        )


def test_the_clock_takes_away_what_is_past_its_time_and_nothing_younger(committed: Committed, own_town: Tenant) -> None:
    for days in (1, 183, 300, 400, 800):
        _aged(committed, days)
    _aged(committed, 900, BATCH)
    with committed.login("worker"):
        assert wiring.sweep(datetime.now(UTC)) == BATCH
        assert wiring.sweep(datetime.now(UTC)) == 2
        assert wiring.sweep(datetime.now(UTC)) == 0
        with pytest.raises(Invalid):
            purge(now=timezone.now(), keep=timedelta(days=183))
        assert purge(now=timezone.now(), keep=LEAST_KEPT) == 1
        with pytest.raises(DatabaseError, match="kept for six months"):
            purge(now=timezone.now() + timedelta(days=200), keep=LEAST_KEPT)
    assert sorted(detail for _, _, detail in trail(own_town)) == ["1", "183"]


# ---------------------------------------------------------------- who reads it
@pytest.mark.parametrize(("role", "may"), [("clerk", True), ("chair", True), ("vice_chair", True), ("presidium", False), ("deputy", False), ("unit", False)])
def test_the_office_reads_its_own_and_nobody_else(town: Tenant, neighbour: Tenant, acting: Any, role: str, may: bool) -> None:
    _noted(town)
    _noted(neighbour)
    holder = {role: uuid4()} if role in ("deputy", "unit") else {}
    with tenant_context(town):
        if may:
            assert [row["name"] for row in entries(viewer=acting(town, role), page=Page()).rows] == ["张敏"]
        else:
            with pytest.raises(NotAllowed):
                entries(viewer=acting(town, role, **holder), page=Page())


def test_the_record_is_paged_and_chosen_from(town: Tenant, acting: Any) -> None:
    with tenant_context(town):
        for number in range(7):
            record(Act.SIGNED_IN if number % 2 else Act.SIGNED_OUT, now=timezone.now(), detail=str(number))
        seen, after = [], None
        while True:
            page = entries(viewer=acting(town, "clerk"), page=Page(first=3, after=after))
            seen += [row["detail"] for row in page.rows]
            if not page.has_next:
                break
            after = page.cursors[-1]
        assert seen == list("6543210")
        assert [row["detail"] for row in entries(viewer=acting(town, "clerk"), page=Page(), acts=[Act.SIGNED_IN]).rows] == list("531")


def test_the_api_tells_the_office(town: Tenant, clerk: Person) -> None:
    asked = "{ auditTrail(acts: [SIGNED_IN]) { totalCount nodes { act actLabel name address } } }"
    assert schema, "made before the clock of the request runs"
    told = sign_in().get("/graphql", {"query": asked}).json()["data"]["auditTrail"]
    assert told == {"totalCount": 1, "nodes": [{"act": "SIGNED_IN", "actLabel": "登录", "name": "张敏", "address": "127.0.0.1"}]}
