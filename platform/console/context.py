"""What every template knows: the shell around the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from audit.queries import READERS
from console.pages import ask
from console.shell import Shell, places
from people.actor import OFFICE, Actor, Role

ROLES: Mapping[Role, str | Promise] = {
    Role.CLERK: pgettext_lazy("role", "Congress office"),
    Role.CHAIR: pgettext_lazy("role", "Chair"),
    Role.VICE_CHAIR: pgettext_lazy("role", "Vice-chair"),
    Role.PRESIDIUM: pgettext_lazy("role", "Presidium"),
    Role.DEPUTY: pgettext_lazy("role", "Deputy"),
    Role.UNIT: pgettext_lazy("role", "Handling unit"),
    Role.UNIT_LEADER: pgettext_lazy("role", "Leader of a unit"),
    Role.OPERATOR: pgettext_lazy("role", "Operator"),
}
RAILS: Mapping[Role, tuple[str, ...]] = {
    **dict.fromkeys(OFFICE, ("desk", "cases", "oversight", "deputies", "library", "settings")),
    Role.UNIT: ("desk", "cases"),
    Role.DEPUTY: ("raise", "mine", "notices"),
    Role.OPERATOR: ("status", "audit"),
}
VERBS = ("raise", "mine", "notices")


def page(request: HttpRequest) -> dict[str, Any]:
    """`shell` for base.html. Also answers at the door, where neither tenant nor person is known yet."""
    actor: Actor | None = getattr(request, "actor", None)
    return {"shell": _shell(request, actor) if actor else _front_shell(request)}


def _shell(request: HttpRequest, actor: Actor) -> Shell:
    name = request.tenant.name  # type: ignore[attr-defined]
    deputy = actor.has(Role.DEPUTY)
    return Shell(
        now=timezone.now(),
        congress=_("People's Congress of {name}").format(name=name),
        person=actor.name,
        role=_roles(actor),
        rail=places(**_hrefs(_rail(actor))),
        verbs=places(**_hrefs(VERBS)) if deputy else (),
        search_href="" if actor.anonymous else _href("search"),
        notices_href="" if actor.anonymous else _href("notices"),
        sign_in_href=_href("sign-in") if actor.anonymous else "",
        sign_out_href="" if actor.anonymous else _href("sign-out"),
        settings_href="" if actor.anonymous else _href("settings"),
        office=SimpleLazyObject(lambda: ask(request, "office")["congress"]["office"]) if deputy else None,  # type: ignore[arg-type]
    )


def _front_shell(request: HttpRequest) -> Shell:
    """Of the platform's own host, where only operators sign in; of the door itself, where nobody is known."""
    person = getattr(request, "user", None)
    name = person.name if person and person.is_authenticated else ""
    return Shell(
        now=timezone.now(),
        congress=_("Townships"),
        person=name,
        role=str(ROLES[Role.OPERATOR]) if name else "",
        rail=places(**_hrefs(RAILS[Role.OPERATOR])) if name else (),
        sign_out_href=_href("sign-out") if name else "",
    )


def _roles(actor: Actor) -> str:
    return " · ".join(str(words) for role, words in ROLES.items() if role in actor.roles)


def _rail(actor: Actor) -> set[str]:
    board = {"board"} if actor.level == "county" and actor.office else set()
    if actor.level == "county" and (actor.office or actor.has(Role.DEPUTY)):
        board.add("matters")
    if actor.has(Role.CLERK):
        board.add("calls")
    if not actor.anonymous:
        board.add("calendar")
    trail = {"audit"} if actor.has(*READERS) else set()
    return board.union(trail, *(RAILS.get(role, ()) for role in actor.roles))


def _hrefs(names: tuple[str, ...] | set[str]) -> dict[str, str]:
    """Name → address; a place that this host has no page for is left out."""
    return {name: href for name in names if (href := _href(name))}


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
