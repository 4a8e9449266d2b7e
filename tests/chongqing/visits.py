"""Visits to the running web: each town's clerk with a session, and a token for what programs enter."""
from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec

from tests.chongqing.installation import Installation
from tests.chongqing.progress import bar
from tests.support.live import Live

SECRET = "x" * 50  # that of tests.support.live: a session is bound to it
WAIT = 60.0  # seconds
TURNED_AWAY = 503  # more came than the web takes at once: come again


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """How the clerk of one congress comes in. `deputy` is who may lead a suggestion there; empty at a county."""

    code: str
    cookie: str
    token: str
    deputy: str


class Told(msgspec.Struct, frozen=True):
    """What a visit came to: the status, 0 where there was no answer; seconds until all of it was there."""

    what: str
    code: str
    status: int
    seconds: float
    said: str = ""


def keys(place: Installation) -> dict[str, Key]:
    """Of every congress, made once and kept beside the installation."""
    kept = place.var / "keys.json"
    if not kept.exists():
        kept.write_bytes(msgspec.json.encode(place.ask("admit", login="operator", TOWNSHIPS_DEMO="1", TOWNSHIPS_SECRET_KEY=SECRET)))
    return msgspec.json.decode(kept.read_bytes(), type=dict[str, Key])


def admit() -> dict[str, Key]:
    """The product's own sign-in and tokens, without the password."""
    from townships.models import Tenant

    with bar() as progress:
        tenants = list(Tenant.objects.exclude(applied={}).order_by("schema_name"))
        return {tenant.code: _admit(tenant) for tenant in progress.track(tenants, description="Signing in everywhere")}


def _admit(tenant: Any) -> Key:
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.utils import timezone

    from accounts import tokens
    from api import relay
    from people.models import Membership
    from roster.models import Deputy
    from townships.context import tenant_context

    with tenant_context(tenant):
        clerk = Membership.objects.select_related("person").filter(tenant=tenant.schema_name, role="clerk").earliest("id").person
        request = HttpRequest()
        request.session = SessionStore()
        request.tenant = tenant  # type: ignore[attr-defined]
        login(request, clerk, backend="accounts.backend.MembersOnly")
        request.session.save()
        _, secret = tokens.create(
            person_id=clerk.pk, name="visits", scopes=["read", "write"], lifetime=timedelta(days=300), now=timezone.now()
        )
        deputy = Deputy.objects.filter(ended_on=None).order_by("id").values_list("pk", flat=True).first()
    told = relay.encode("Deputy", tenant.schema_name, deputy) if deputy else ""
    return Key(code=tenant.code, cookie=f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}", token=secret, deputy=told)


# ---------------------------------------------------------------- one visit
def page(running: Live, key: Key, path: str) -> Told:
    return _ask(path, key, _request(running, key, path, None, {"Cookie": key.cookie}))


def desk(running: Live, key: Key) -> Told:
    return page(running, key, "/desk")


def cases(running: Live, key: Key) -> Told:
    return page(running, key, "/cases")


ENTER = """mutation ($input: SubmitSuggestionInput!) { submitSuggestion(input: $input) { errors { code } } }"""


def enter(running: Live, key: Key) -> Told:
    """A suggestion on paper, by the clerk on behalf of a deputy."""
    given = {"commandId": str(uuid4()), "channel": "PAPER", "title": "关于修路的建议", "text": "路坏了。", "proposerIds": [key.deputy]}
    body = msgspec.json.encode({"query": ENTER, "variables": {"input": given}})
    headers = {"Authorization": f"Bearer {key.token}", "Content-Type": "application/json", "Accept": "application/json"}
    told = _ask("submitSuggestion", key, _request(running, key, "/graphql", body, headers))
    return told if '"code"' not in told.said and '"message"' not in told.said else msgspec.structs.replace(told, status=422)


def _request(running: Live, key: Key, path: str, body: bytes | None, headers: Mapping[str, str]) -> urllib.request.Request:
    """Not every machine finds the hosts under localhost; the server goes by the name it is told."""
    told = {**headers, "Host": f"{key.code}.localhost:{running.port}"}
    return urllib.request.Request(f"http://127.0.0.1:{running.port}{path}", body, told)


def _ask(what: str, key: Key, request: urllib.request.Request) -> Told:
    begun = time.perf_counter()
    try:
        with NO_REDIRECT.open(request, timeout=WAIT) as answer:
            return Told(what, key.code, answer.status, time.perf_counter() - begun, answer.read(4000).decode(errors="replace"))
    except urllib.error.HTTPError as error:
        return Told(what, key.code, error.code, time.perf_counter() - begun, error.read(4000).decode(errors="replace"))
    except OSError as error:
        return Told(what, key.code, 0, time.perf_counter() - begun, repr(error))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Being sent to the sign-in page is an answer, not a visit."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


NO_REDIRECT = urllib.request.build_opener(_Stay)


# ---------------------------------------------------------------- what the server says of them
def served(running: Live, since: int) -> Mapping[str, list[float]]:
    """Path → milliseconds inside the application, from the web's own log behind that many bytes."""
    found: dict[str, list[float]] = {}
    with running.log.open("rb") as log:
        log.seek(since)
        for line in log:
            if line.startswith(b"{") and b'"event":"request"' in line:
                told = msgspec.json.decode(line)
                found.setdefault(told["path"], []).append(told["ms"])
    return found
