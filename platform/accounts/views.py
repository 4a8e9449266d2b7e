"""Sign in and out, and choose the language."""
from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import tries
from townships.errors import Invalid, Refused, message


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
    name, password = request.POST.get("login", "").strip(), request.POST.get("password", "")
    whose = (connection.schema_name, name, request.META.get("REMOTE_ADDR", ""))  # type: ignore[attr-defined]
    if tries.locked(*whose):
        raise Invalid("too_many_tries", "login", minutes=int(tries.PAUSE.total_seconds() // 60))
    person = authenticate(request, username=name, password=password)
    if person is None:
        tries.count(*whose)
        raise Invalid("bad_sign_in", "login")
    tries.forget(*whose)
    login(request, person)


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    told = {"error": error, "login": request.POST.get("login", ""), "next": _next(request), "demo": settings.DEMO}
    return render(request, "accounts/sign_in.html", told, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
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
