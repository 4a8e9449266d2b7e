"""The second factor: set up, renewed, taken away."""
from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from accounts import factor
from accounts.views.door import let_in_pending, pending
from accounts.views.pages import by_card, members_only, person_of, qr
from people.models import Person
from townships.context import current_tenant
from townships.errors import Invalid, Refused, RuleBroken, message


@never_cache
@sensitive_post_parameters("code")
@sensitive_variables("codes")
def second_factor(request: HttpRequest) -> HttpResponse:
    """For who is signed in; and for who owes one to this congress and is let in by it."""
    signed_in = not request.actor.anonymous  # type: ignore[attr-defined]
    person = person_of(request) if signed_in else pending(request)
    if person is None:
        return redirect("sign-in")
    if signed_in and (by_card(request) or getattr(request, "by_token", False)):
        raise PermissionDenied
    if factor.is_on(person):
        return render(request, "accounts/second_factor.html", {"section": "settings", "on": True}) if signed_in else redirect("sign-in-code")
    if request.method != "POST":
        return _page(request, person, asked=not signed_in)
    try:
        codes = factor.confirm(person=person, code=request.POST.get("code", "")[:40], now=timezone.now())
    except Refused as refused:
        return _page(request, person, asked=not signed_in, error=message(refused))
    if not signed_in:
        let_in_pending(request, person)
    return render(request, "accounts/recovery.html", {"section": "settings", "codes": codes})


def _page(request: HttpRequest, person: Person, *, asked: bool, error: str = "") -> HttpResponse:
    begun = factor.begun(person)
    told = {"section": "settings", "qr": qr(factor.address_of(begun, current_tenant().name)), "secret": begun.secret, "asked": asked, "error": error}
    return render(request, "accounts/second_factor.html", told, status=422 if error else 200)


@members_only()
@require_POST
@sensitive_post_parameters("code")
def take_away(request: HttpRequest) -> HttpResponse:
    """With a code, so that nobody does it at a desk that was left open. Where the office must have one, the next sign-in sets up another."""
    person, now = person_of(request), timezone.now()
    if by_card(request):
        raise PermissionDenied
    try:
        if factor.must_have(request.actor):  # type: ignore[attr-defined]
            raise RuleBroken("second_factor_needed", field="code")
        if not factor.check(person=person, code=request.POST.get("code", "")[:40], now=now):
            raise Invalid("wrong_code", "code")
    except Refused as refused:
        return render(request, "accounts/second_factor.html", {"section": "settings", "on": True, "error": message(refused)}, status=422)
    factor.take_away(person=person, now=now)
    return redirect("second-factor")
