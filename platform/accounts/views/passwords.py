"""To a new password: the clerk makes the link, its person chooses."""
from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import factor, passwords
from accounts.models import SecondFactor
from accounts.views.pages import link, members_only, qr
from audit.commands import address_of
from people.actor import ASSIGNERS, Actor, Role
from people.models import Membership, Person
from people.queries import members
from townships.clock import local_date
from townships.errors import Invalid, NotFound, Refused, RuleBroken, message


# ---------------------------------------------------------------- at the counter
@members_only(Role.CLERK, *ASSIGNERS)
def people(request: HttpRequest, refused: str = "") -> HttpResponse:
    """Who signs in here; from here the clerk helps somebody in, and the congress asks its office for a second factor."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = {
        "section": "settings", "people": _people(actor), "asked": factor.is_asked(), "refused": refused, "helps": actor.has(Role.CLERK),
    }  # fmt: skip
    return render(request, "accounts/people.html", told, status=422 if refused else 200)


def _people(actor: Actor) -> list[dict[str, object]]:
    """One row a person, with all that the person is here. Two queries."""
    with_factor = set(SecondFactor.objects.exclude(confirmed=None).values_list("person_id", flat=True))
    rows: dict[UUID, dict[str, object]] = {}
    for one in members(actor.tenant, local_date(timezone.now())):
        row = rows.setdefault(one["person_id"], {"id": one["person_id"], "name": one["person__name"], "login": one["person__login"], "roles": []})
        row["roles"].append(Membership.Role(one["role"]).label)  # type: ignore[attr-defined]
        row["factor"] = one["person_id"] in with_factor
    return sorted(rows.values(), key=lambda row: str(row["login"]))


@members_only(Role.CLERK)
@require_POST
def help_to(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The link, as a QR and in letters, to be printed and handed over: the one page that shows it."""
    try:
        person, secret = passwords.help_to(actor=request.actor, person_id=person_id, now=timezone.now())  # type: ignore[attr-defined]
    except Refused as refused:
        return people(request, refused=message(refused))
    address = link(request, "password", secret)
    told = {"section": "settings", "person": person, "address": address, "qr": qr(address), "days": passwords.GOOD_FOR.days}
    return render(request, "accounts/password_link.html", told)


@members_only(Role.CLERK)
@require_POST
def take_factor_away(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """For who lost the telephone and the printed codes, and stands at the counter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = Person.objects.filter(pk=person_id).first()
    try:
        if person is None:
            raise NotFound("person_id")
        if person.pk == actor.person_id:
            raise RuleBroken("not_allowed", field="person_id")
        factor.take_away(person=person, now=timezone.now(), by=actor.name)
    except Refused as refused:
        return people(request, refused=message(refused))
    return redirect("people")


@members_only(Role.CLERK, *ASSIGNERS)
@require_POST
def ask_of_office(request: HttpRequest) -> HttpResponse:
    factor.ask_of_office(actor=request.actor, asked=request.POST.get("asked") == "yes", now=timezone.now())  # type: ignore[attr-defined]
    return redirect("people")


# ---------------------------------------------------------------- at home
@never_cache
@sensitive_post_parameters("password", "again", "k")
def choose(request: HttpRequest) -> HttpResponse:
    """The page of the link: two fields, and nobody looks over the shoulder."""
    secret = (request.POST if request.method == "POST" else request.GET).get("k", "")[:100]
    known = passwords.found(secret, timezone.now())
    if known is None:
        return render(request, "accounts/password.html", {"gone": True}, status=404)
    told = {"person": known.person, "k": secret}
    if request.method != "POST":
        return render(request, "accounts/password.html", told)
    try:
        if request.POST.get("password", "") != request.POST.get("again", ""):
            raise Invalid("passwords_differ", "again")
        passwords.take(secret=secret, password=request.POST.get("password", ""), now=timezone.now(), address=address_of(request))
    except Refused as refused:
        return render(request, "accounts/password.html", {**told, "error": message(refused)}, status=422)
    return render(request, "accounts/password.html", {"done": True, "person": known.person})
