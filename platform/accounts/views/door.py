"""Sign in and out, with a second factor where there is one, and choose the language."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import cards, devices, factor, tries
from accounts.look import dress
from audit.commands import address_of, record
from audit.queries import Act
from people.models import Person
from people.queries import actor_of
from townships.clock import local_date
from townships.context import current_tenant, in_public
from townships.errors import Invalid, Refused, message
from townships.text import LIMITS

#: Who gave the right password and still owes a code; nobody is signed in by it.
PENDING: Final = "pending"
PATIENCE: Final = timedelta(minutes=10)


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """A page with two fields; a wrong try keeps the name and says what to do."""
    if request.method != "POST":
        return _page(request)
    try:
        return _entered(request)
    except Refused as refused:
        return _page(request, message(refused), status=status_of(refused))


def _entered(request: HttpRequest) -> HttpResponse:
    """Signed in, or on the way to the code; raises Invalid. What happened stands in the trail before anything else follows from it."""
    attempt = _try(request, _writable(request.POST.get("login", "").strip()))
    tries.check(attempt)
    person = authenticate(request, username=attempt.login, password=request.POST.get("password", ""))
    if person is None:
        tries.failed(attempt)
        raise Invalid("bad_sign_in", "login")
    if owes := _owed(person, attempt.now):  # type: ignore[arg-type]
        request.session[PENDING] = {"person": str(person.pk), "since": attempt.now.isoformat(), "next": next_of(request)}
        return redirect(owes)
    return let_in(request, person, attempt, next_of(request))  # type: ignore[arg-type]


def _try(request: HttpRequest, name: str) -> tries.Try:
    here: str = connection.schema_name  # type: ignore[attr-defined]
    return tries.Try(tenant=here, login=name, address=address_of(request), now=timezone.now())


def _owed(person: Person, now: datetime) -> str:
    """Where one goes on before being let in: to the code, or first of all to the setting up of one. Operators' own door has none."""
    if in_public():
        return ""
    if factor.is_on(person):
        return "sign-in-code"
    return "second-factor" if factor.must_have(actor_of(person, current_tenant(), local_date(now))) else ""


def let_in(request: HttpRequest, person: Person, attempt: tries.Try, leads: str) -> HttpResponse:
    with transaction.atomic():
        tries.passed(attempt, person)
        login(request, person)
    return dress(redirect(leads), person)


# ---------------------------------------------------------------- the second half of it
@sensitive_post_parameters("code")
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code, for who gave the right password a moment ago. Wrong codes count as wrong passwords do."""
    person = pending(request)
    if person is None:
        return redirect("sign-in")
    if request.method != "POST":
        return render(request, "accounts/code.html")
    attempt = _try(request, person.login)
    try:
        tries.check(attempt)
        if not factor.check(person=person, code=request.POST.get("code", "")[:40], now=attempt.now):
            tries.failed(attempt)
            raise Invalid("wrong_code", "code")
    except Refused as refused:
        return render(request, "accounts/code.html", {"error": message(refused)}, status=status_of(refused))
    return let_in(request, person, attempt, request.session.pop(PENDING)["next"])


def pending(request: HttpRequest) -> Person | None:
    """Who gave the right password within the last minutes and is not let in yet."""
    held = request.session.get(PENDING)
    if not held or timezone.now() - datetime.fromisoformat(held["since"]) > PATIENCE:
        return None
    return Person.objects.filter(pk=UUID(held["person"]), is_active=True).first()


def let_in_pending(request: HttpRequest, person: Person) -> None:
    """Who was pending has set up what was asked, and is in."""
    attempt = _try(request, person.login)
    request.session.pop(PENDING, None)
    with transaction.atomic():
        tries.passed(attempt, person)
        login(request, person)


def status_of(refused: Refused) -> int:
    return 429 if refused.code == "too_many_tries" else 422


def _writable(name: str) -> str:
    """What cannot be a name at all, the database is not asked for."""
    return name if name.isprintable() and len(name) <= LIMITS["name"] else ""


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    known = [] if in_public() else cards.of_device(devices.of(request))
    told = {"error": error, "login": request.POST.get("login", ""), "next": next_of(request), "demo": settings.DEMO, "cards": known}
    return render(request, "accounts/sign_in.html", told, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        record(Act.SIGNED_OUT, now=timezone.now(), person_id=request.user.pk, name=request.user.name, address=address_of(request))
    logout(request)
    return redirect("sign-in")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language of this browser, kept in a cookie and, for who is signed in, with the person."""
    wanted = request.POST.get("language", "")
    answer = redirect(next_of(request))
    if check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        activate(wanted)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=366 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def next_of(request: HttpRequest) -> str:
    """Where to go on: only within this host."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
