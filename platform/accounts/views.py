"""Sign in and out, and choose the language."""
from __future__ import annotations

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

from accounts import tries
from audit.commands import address_of, record
from audit.queries import Act
from townships.errors import Invalid, Refused, message
from townships.text import LIMITS


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """A page with two fields; a wrong try keeps the name and says what to do."""
    if request.method != "POST":
        return _page(request)
    try:
        _check(request)
    except Refused as refused:
        return _page(request, message(refused), status=429 if refused.code == "too_many_tries" else 422)
    return redirect(_next(request))


def _check(request: HttpRequest) -> None:
    """Signs in, or raises Invalid. What happened stands in the trail before anything else follows from it."""
    name, password = _writable(request.POST.get("login", "").strip()), request.POST.get("password", "")
    here: str = connection.schema_name  # type: ignore[attr-defined]
    attempt = tries.Try(tenant=here, login=name, address=address_of(request), now=timezone.now())
    tries.check(attempt)
    person = authenticate(request, username=name, password=password)
    if person is None:
        tries.failed(attempt)
        raise Invalid("bad_sign_in", "login")
    with transaction.atomic():
        tries.passed(attempt, person)  # type: ignore[arg-type]
        login(request, person)


def _writable(name: str) -> str:
    """What cannot be a name at all, the database is not asked for."""
    return name if name.isprintable() and len(name) <= LIMITS["name"] else ""


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    told = {"error": error, "login": request.POST.get("login", ""), "next": _next(request), "demo": settings.DEMO}
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
    answer = redirect(_next(request))
    if check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        activate(wanted)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=366 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def _next(request: HttpRequest) -> str:
    """Where to go on: only within this host."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
