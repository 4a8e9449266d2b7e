"""Cards at the counter, and cards at the door."""
from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

import roster.queries
from accounts import cards, devices
from accounts.cards import Standing
from accounts.look import dress
from accounts.views.door import next_of
from accounts.views.pages import link, members_only, qr
from audit.commands import address_of
from people.actor import Role
from townships.clock import local_date
from townships.errors import Invalid, Refused, message
from townships.paging import Page

PER_PAGE: Final = 60  # as many as stand on one sheet
SIGNED_IN: Final = 90 * 24 * 3600  # seconds that a deputy's sign-in lasts; afterwards one tap on the same device


# ---------------------------------------------------------------- at the counter
@members_only(Role.CLERK)
def counter(request: HttpRequest, refused: str = "") -> HttpResponse:
    """All deputies in office and how it stands with their cards; a card is issued, revoked and issued again from here."""
    viewer, today = request.actor, local_date(timezone.now())  # type: ignore[attr-defined]
    try:
        found = roster.queries.deputy_list(
            viewer=viewer, page=Page(PER_PAGE, request.GET.get("after") or None), serving_on=today, text=request.GET.get("text", "")[:60]
        )
    except Invalid as wrong:
        raise Http404 from wrong
    held = cards.held_by([row["id"] for row in found.rows])
    told = {
        "section": "deputies", "rows": [{**row, "card": held.get(row["id"])} for row in found.rows], "refused": refused, "text": request.GET.get("text", ""),
        "total": found.total(), "more": found.cursors[-1] if found.has_next else "", "first": bool(request.GET.get("after")),
    }  # fmt: skip
    return render(request, "accounts/cards.html", told, status=422 if refused else 200)


@members_only(Role.CLERK)
@require_POST
@sensitive_variables("issued")
def issue(request: HttpRequest) -> HttpResponse:
    """Cards for the deputies that were ticked, on a sheet to print: the one page that ever shows their secrets."""
    try:
        chosen = [_named(value) for value in request.POST.getlist("deputy")]
        issued = cards.issue_sheet(actor=request.actor, deputies=chosen, now=timezone.now())  # type: ignore[attr-defined]
    except Refused as refused:
        return counter(request, refused=message(refused))
    shown = [{"name": one.name, "number": one.number, "qr": qr(link(request, "card", one.secret))} for one in issued]
    return render(request, "accounts/cards_sheet.html", {"section": "deputies", "cards": shown})


def _named(value: str) -> tuple[UUID, UUID | None]:
    """«deputy:card», the card being the one that the page showed, or none."""
    deputy, _, card = value.partition(":")
    try:
        return UUID(deputy), UUID(card) if card else None
    except ValueError:
        raise Invalid("bad_id", "deputy") from None


@members_only(Role.CLERK)
@require_POST
def revoke(request: HttpRequest, card_id: UUID) -> HttpResponse:
    try:
        cards.revoke(actor=request.actor, card_id=card_id, now=timezone.now())  # type: ignore[attr-defined]
    except Refused as refused:
        return counter(request, refused=message(refused))
    return redirect("cards")


# ---------------------------------------------------------------- at the door
@never_cache
@sensitive_post_parameters("k")
def card(request: HttpRequest) -> HttpResponse:
    """Where the QR leads. Looking binds nothing, for programs look at addresses too; the tap on the button does.

    Works without script, without a new window, and with no cookies but this host's own.
    """
    device, now = devices.of(request), timezone.now()
    held = _asked(request, device)
    if held is None:
        return render(request, "accounts/card.html", {"standing": Standing.OVER, "office": _office(request)}, status=404)
    if request.method != "POST":
        stands = cards.standing(held, device, now)
        return _shown(request, held, stands, status=200 if stands in (Standing.FRESH, Standing.MINE) else 403)
    given = device or devices.new()
    stands, held = cards.enter(card_id=held.pk, device=given, now=now, address=address_of(request))
    if stands in (Standing.ELSEWHERE, Standing.OVER):
        return _shown(request, held, stands, status=403)
    return _let_in(request, held, given)


def _asked(request: HttpRequest, device: str) -> Any:
    """The card of the QR; or, from the sign-in page, one that is bound to this device already."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("k"):
        return cards.found(given["k"][:100])
    return next((one for one in cards.of_device(device) if str(one.pk) == given.get("card")), None)


def _shown(request: HttpRequest, held: Any, stands: Standing, status: int) -> HttpResponse:
    told = {"standing": stands, "held": held, "k": request.POST.get("k") or request.GET.get("k", ""), "office": _office(request)}
    return render(request, "accounts/card.html", told, status=status)


def _office(request: HttpRequest) -> Any:
    return roster.queries.office(viewer=request.actor)  # type: ignore[attr-defined]


def _let_in(request: HttpRequest, held: Any, device: str) -> HttpResponse:
    login(request, held.person)
    request.session["card"] = str(held.pk)
    request.session.set_expiry(SIGNED_IN)
    answer = redirect(next_of(request))
    devices.keep(answer, device)
    return dress(answer, held.person)
