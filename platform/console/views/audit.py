"""Who came in, who was refused, what left: of a congress for its office, of the platform for its operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.queries import Act, entries
from console.pages import address, ask, for_members, pager, paging
from console.views.front import for_operators
from people.actor import Actor, Role
from townships.errors import Invalid
from townships.paging import Page

KINDS: Mapping[str, tuple[str | Promise, tuple[Act, ...]]] = {
    "": (_("All"), ()),
    "in": (_("Sign-ins"), (Act.SIGNED_IN, Act.CARD_USED, Act.SIGNED_OUT)),
    "refused": (_("Refused"), (Act.SIGN_IN_FAILED, Act.CARD_REFUSED, Act.LOCKED_OUT)),
    "tokens": (_("Tokens"), (Act.TOKEN_CREATED, Act.TOKEN_REVOKED, Act.TOKEN_FIRST_USED)),
    "cards": (_("Deputies' cards"), (Act.CARD_ISSUED, Act.CARD_REVOKED, Act.CARD_BOUND, Act.CARD_USED, Act.CARD_REFUSED)),
    "ways": (
        _("Passwords and second factors"),
        (Act.LINK_MADE, Act.LINK_TAKEN, Act.SECOND_FACTOR_ON, Act.SECOND_FACTOR_OFF, Act.SECOND_FACTOR_ASKED),
    ),
    "files": (_("Files"), (Act.EXPORTED,)),
    "platform": (_("Platform staff"), (Act.OPERATED,)),
}
LOOKS: Mapping[str, str] = {
    Act.SIGNED_IN: "done", Act.CARD_USED: "done", Act.SIGN_IN_FAILED: "soon", Act.CARD_REFUSED: "soon", Act.LOCKED_OUT: "late", Act.SIGNED_OUT: "stopped",
}  # fmt: skip


@for_members
def trail(request: HttpRequest) -> HttpResponse:
    """A congress's own."""
    _word, acts = KINDS.get(request.GET.get("kind", ""), KINDS[""])
    found = ask(request, "audit", acts=[act.name for act in acts] or None, **paging(request))["auditTrail"]
    return _page(request, found)


@for_operators
def of_platform(request: HttpRequest) -> HttpResponse:
    """The platform's own. The front door has no GraphQL, so the query is asked as the endpoint would."""
    person: Any = request.user
    viewer = Actor(tenant="public", county="public", level="public", person_id=person.pk, name=person.name, roles=frozenset({Role.OPERATOR}))
    _word, acts = KINDS.get(request.GET.get("kind", ""), KINDS[""])
    try:
        found = entries(viewer=viewer, page=Page(**paging(request)), acts=acts)
    except Invalid as wrong:
        raise Http404 from wrong
    nodes = [{**row, "act": row["act"].upper(), "actLabel": Act(row["act"]).label} for row in found.rows]
    info = {"hasNextPage": found.has_next, "endCursor": found.cursors[-1] if nodes else None}
    return _page(request, {"nodes": nodes, "totalCount": found.total(), "pageInfo": info})


def _page(request: HttpRequest, found: Mapping[str, Any]) -> HttpResponse:
    chosen = request.GET.get("kind", "")
    told = {
        "section": "audit",
        "found": found,
        "rows": [{**row, "look": LOOKS.get(row["act"].lower(), "going")} for row in found["nodes"]],
        "chips": [{"label": word, "href": address(request, kind=kind, after=None), "current": kind == chosen} for kind, (word, _acts) in KINDS.items()],
        "pager": pager(request, found),
    }
    return render(request, "console/audit.html", told)
