"""What a browser and a stranger must not be able to do, whatever the page: headers, cookies, forged forms, sessions, sign-in (docs/security.md)."""
from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from tests.unit.test_attachments_content import photo

from accounts import tokens, tries
from api.schema import schema
from attachments.models import File
from audit.models import Entry
from people import commands as people
from people.actor import Role, system
from people.models import Person
from townships.clock import local_date
from townships.context import tenant_context
from townships.models import Tenant

HOST, NEXT_DOOR = "610981117.localhost", "610981101.localhost"
LOGIN, PASSWORD, OTHER = "clerk.gouyuan", "羊山村的水渠去年修好了", "大岭村的路灯今年装好了"
VIEWER = {"query": "{ viewer { name } }"}
assert schema, "made before the clock of any request runs"


@pytest.fixture
def town(tenants: Callable[[str], Tenant]) -> Tenant:
    return tenants("t610981117")


@pytest.fixture
def clerk(town: Tenant) -> Person:
    with tenant_context(town):
        office = system(town.schema_name, town.county_schema, town.type, "tests")
        made = people.enrol(actor=office, login=LOGIN, name="张敏", password=PASSWORD)
        people.grant(actor=office, tenant=town.schema_name, person_id=made, role=Role.CLERK, valid_from=local_date(timezone.now()))
        return Person.objects.get(pk=made)


def come(login: str = LOGIN, password: str = PASSWORD, client: Client | None = None, **more: Any) -> Any:
    """A browser that has sent the form; `answer` on it is what came."""
    client = client or Client(headers={"host": HOST})
    client.answer = client.post("/sign-in", {"login": login, "password": password}, **more)  # type: ignore[attr-defined]
    return client


def is_in(client: Client) -> bool:
    """The frame of a page that asks for nothing else says who is signed in."""
    return "张敏" in client.get("/sign-in").content.decode()


# ---------------------------------------------------------------- headers
def test_every_answer_is_held_by_policy_whatever_went_wrong(town: Tenant, clerk: Person) -> None:
    signed_in, stranger = come(), Client(headers={"host": HOST})
    answers = {
        "page": signed_in.get("/cases"), "sign-in": stranger.get("/sign-in"), "redirect": stranger.get("/cases"), "no such page": signed_in.get("/nowhere"),
        "not for this role": signed_in.get("/raise"), "wrong method": signed_in.get("/sign-out"), "API": signed_in.get("/graphql", VIEWER),
        "API refused": stranger.get("/graphql", {"query": "{ cases { totalCount } }"}),
        "forged": Client(enforce_csrf_checks=True, headers={"host": HOST}).post("/sign-in"),
        "front": Client(headers={"host": "localhost"}).get("/"), "unknown host": Client(headers={"host": "nobody.localhost"}).get("/"),
        "token refused": Client(headers={"host": HOST, "authorization": "Bearer x"}).get("/cases"),
        "machine": Client(headers={"host": "localhost"}).get("/healthz"),
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200, "sign-in": 200, "redirect": 302, "no such page": 404, "not for this role": 403, "wrong method": 405, "API": 200, "API refused": 200,
        "forged": 403, "front": 200, "unknown host": 404, "token refused": 401, "machine": 200,
    }  # fmt: skip
    for name, answer in answers.items():
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == (
            "'none'", "'self'", "'none'", "'none'", "'self'"
        ), name  # fmt: skip
        assert "unsafe" not in answer["Content-Security-Policy"], name
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff"), name
        assert (answer["Referrer-Policy"], answer["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin"), name
        assert "Server" not in answer, name
    for name in ("page", "API", "API refused"):
        assert "no-store" in answers[name]["Cache-Control"], "what a person saw is kept nowhere"


def test_a_browser_that_came_by_https_never_comes_by_http_again(town: Tenant) -> None:
    assert Client(headers={"host": HOST}).get("/sign-in", secure=True)["Strict-Transport-Security"] == "max-age=31622400"


def test_what_the_machine_counts_is_for_this_machine_only(db: None) -> None:
    here = Client(headers={"host": "localhost"})
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert here.get("/metrics", REMOTE_ADDR="").status_code == 404


# ---------------------------------------------------------------- cookies
def test_cookies_belong_to_their_host_to_https_and_to_no_script(town: Tenant, clerk: Person) -> None:
    client = Client(headers={"host": HOST})
    client.get("/sign-in")
    come(client=client)
    client.post("/language", {"language": "en"})
    client.post("/_look", {"theme": "dark"}, secure=True)
    jar = client.cookies
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} == {"__Host-session", "__Host-csrf"}
    assert set(jar) == {"__Host-session", "__Host-csrf", "django_language", "theme"}
    for name, cookie in jar.items():
        assert (cookie["domain"], cookie["path"], cookie["samesite"], bool(cookie["secure"])) == ("", "/", "Lax", True), name
    assert all(jar[name]["httponly"] for name in ("__Host-session", "__Host-csrf"))


# ---------------------------------------------------------------- forged requests
def routes(urlconf: str) -> Iterator[URLPattern]:
    def walk(patterns: list[Any]) -> Iterator[URLPattern]:
        for one in patterns:
            yield from walk(one.url_patterns) if isinstance(one, URLResolver) else [one]

    yield from walk(get_resolver(urlconf).url_patterns)


@pytest.mark.parametrize("urlconf", ["hub.urls.congress", "hub.urls.front"])
def test_no_address_but_the_api_takes_a_form_unasked_and_the_api_asks_itself(urlconf: str) -> None:
    """test_graphql_http shows that the API asks sessions for the proof, and tokens not."""
    unasked = {one.name for one in routes(urlconf) if getattr(one.callback, "csrf_exempt", False)}
    assert unasked == ({"graphql", "files", "imports"} if urlconf.endswith("congress") else set())


@pytest.mark.parametrize("path", ["/files", "/imports"])
def test_a_file_from_a_strangers_page_is_refused(town: Tenant, clerk: Person, path: str) -> None:
    victim = come(client=Client(enforce_csrf_checks=False, headers={"host": HOST}))
    victim.handler.enforce_csrf_checks = True
    with tenant_context(town):
        before = File.objects.count()
    answer = victim.post(path, {"file": SimpleUploadedFile("照片.jpg", photo()), "kind": "cases"})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "csrf_failed")
    with tenant_context(town):
        assert File.objects.count() == before


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language", "/_look", "/cases/new/suggestion", "/raise", "/oversight/new"])
def test_a_form_that_is_not_from_a_page_of_ours_is_refused(town: Tenant, clerk: Person, path: str) -> None:
    victim = come(client=Client(enforce_csrf_checks=False, headers={"host": HOST}))
    victim.handler.enforce_csrf_checks = True
    entries = Entry.objects.count
    with tenant_context(town):
        before = entries()
    assert victim.post(path, {"login": LOGIN, "password": PASSWORD, "theme": "dark", "language": "en"}).status_code == 403
    assert is_in(victim), "nobody was signed out by a stranger's page"
    with tenant_context(town):
        assert entries() == before


def test_the_proof_is_good_for_our_own_page_and_for_no_other_origin(town: Tenant, clerk: Person) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": HOST})
    page = client.get("/sign-in", secure=True).content.decode()
    proof = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"login": LOGIN, "password": PASSWORD, "csrfmiddlewaretoken": proof}
    for origin in (f"https://{NEXT_DOOR}", "https://elsewhere.example", "null", f"http://{HOST}"):
        assert client.post("/sign-in", sent, secure=True, headers={"origin": origin}).status_code == 403, origin
    assert client.post("/sign-in", sent, secure=True, headers={"origin": f"https://{HOST}"}).status_code == 302


def test_forged_headers_choose_no_congress(town: Tenant, clerk: Person) -> None:
    client = come()
    for name in ("X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Tenant-ID", "X-Host", "X-HTTP-Host-Override"):
        told = client.get("/graphql", {"query": "{ congress { key } }"}, headers={name: "host=610981101.localhost" if name == "Forwarded" else NEXT_DOOR})
        assert told.json()["data"]["congress"]["key"] == "t610981117", name
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        come(password="wrong", client=Client(headers={"host": HOST, header: "198.51.100.7"}))
    with tenant_context(town):
        assert set(Entry.objects.values_list("address", flat=True)) == {"127.0.0.1"}, "what anybody may write says nothing about where one comes from"


# ---------------------------------------------------------------- sessions
def test_a_session_that_was_planted_is_not_the_one_that_signs_in(town: Tenant, clerk: Person) -> None:
    client = Client(headers={"host": HOST})
    with tenant_context(town):
        planted = client.session
        planted["draft"] = "x"
        planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    come(client=client)
    mine = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert mine != planted.session_key
    thief = Client(headers={"host": HOST})
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert is_in(client)
    assert not is_in(thief)


def test_a_session_key_that_we_did_not_make_is_never_taken_up(town: Tenant, clerk: Person) -> None:
    client = Client(headers={"host": HOST})
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    come(client=client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32


def test_who_signs_out_is_out_everywhere_the_cookie_went(town: Tenant, clerk: Person) -> None:
    client = come()
    copied = Client(headers={"host": HOST})
    copied.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_in(copied)
    client.post("/sign-out")
    assert not is_in(copied)


def test_a_new_password_ends_the_sessions_of_the_old_one(town: Tenant, clerk: Person) -> None:
    client = come()
    assert is_in(client)
    with tenant_context(town):
        clerk.set_password(OTHER)
        clerk.save()
    assert not is_in(client)
    assert is_in(come(password=OTHER))


def test_a_person_who_is_closed_is_out_at_once(town: Tenant, clerk: Person) -> None:
    client = come()
    with tenant_context(town):
        secret = tokens.create(person_id=clerk.pk, name="x", scopes=["read"], lifetime=timedelta(days=1), now=timezone.now())[1]
        Person.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not is_in(client)
    assert Client(headers={"host": HOST, "authorization": f"Bearer {secret}"}).get("/graphql", VIEWER).status_code == 401
    assert come().answer.status_code == 422


def test_a_session_ends_by_itself_after_a_fortnight(town: Tenant, clerk: Person) -> None:
    client = come()
    with tenant_context(town):
        kept = Session.objects.get(pk=client.cookies[settings.SESSION_COOKIE_NAME].value)
        assert timedelta(0) < kept.expire_date - timezone.now() <= timedelta(days=14)
        kept.expire_date = timezone.now() - timedelta(seconds=1)
        kept.save()
    assert not is_in(client)


# ---------------------------------------------------------------- sign-in
def test_a_stranger_does_not_learn_who_may_sign_in(town: Tenant, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same status, the same page, and as much hashing, whether the name is known, known next door, or nobody's."""
    hashed: list[str] = []
    from django.contrib.auth import hashers

    hasher = hashers.get_hasher()
    original = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda self, *given: hashed.append("once") or original(self, *given))
    said = []
    for login in (LOGIN, "nobody.at.all"):
        hashed.clear()
        answer = come(login, "wrong").answer
        page = answer.content.decode().replace(login, "")
        said.append((answer.status_code, page.partition('<div class="summary"')[2].partition("</div>")[0], len(hashed)))
    assert said[0] == said[1]
    assert said[0][2] == 1


def test_a_lock_is_the_same_for_a_name_that_nobody_has(town: Tenant, clerk: Person) -> None:
    for login in (LOGIN, "nobody.at.all"):
        assert [come(login, "wrong").answer.status_code for _ in range(7)] == [422] * 6 + [429]


def test_a_lock_opens_after_its_pause_and_a_right_password_begins_anew(town: Tenant, clerk: Person) -> None:
    for _ in range(5):
        come(password="wrong")
    assert come().answer.status_code == 302
    for _ in range(5):
        assert come(password="wrong").answer.status_code == 422
    with tenant_context(town):
        attempt = tries.Try(tenant=town.schema_name, login=LOGIN, address="127.0.0.1", now=timezone.now())
        tries.failed(attempt)
        with pytest.raises(Exception, match="too_many_tries"):
            tries.check(attempt)
        later = tries.Try(tenant=town.schema_name, login=LOGIN, address="127.0.0.1", now=timezone.now() + tries.PAUSE + timedelta(seconds=1))
        tries.check(later)


def test_a_password_or_token_stands_in_no_log(town: Tenant, clerk: Person, caplog: pytest.LogCaptureFixture) -> None:
    from hub.logs import JsonLine

    with caplog.at_level(logging.DEBUG), tenant_context(town):
        secret = tokens.create(person_id=clerk.pk, name="x", scopes=["read"], lifetime=timedelta(days=1), now=timezone.now())[1]
    with caplog.at_level(logging.INFO):
        come()
        come(password=OTHER)
        Client(headers={"host": HOST, "authorization": f"Bearer {secret}"}).get("/graphql", VIEWER)
        Client(headers={"host": HOST, "authorization": f"Bearer {secret}x"}).get("/graphql", VIEWER)
    written = "\n".join(JsonLine().format(record) for record in caplog.records if record.name.startswith("hub"))
    assert written.count('"path":"/sign-in"') == 2
    assert '"tenant":"t610981117"' in written, "each line tells whose it is"
    for told in (PASSWORD, OTHER, secret):
        assert told not in written


def test_an_id_of_another_congress_is_not_found_and_is_told_to_the_operators(town: Tenant, clerk: Person, caplog: pytest.LogCaptureFixture) -> None:
    from api.relay import encode
    from townships.ids import new_id

    with caplog.at_level(logging.WARNING, "api.relay"):
        asked = {"query": f'{{ node(id: "{encode("Case", "t610981101", new_id())}") {{ id }} }}'}
        assert come().get("/graphql", asked).json()["errors"][0]["extensions"]["code"] == "unknown"
    assert [(one.message, one.__dict__["tenant"], one.__dict__["asked"]) for one in caplog.records] == [
        ("an id of another congress", "t610981117", "t610981101")
    ]
