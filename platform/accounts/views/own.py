"""What a person sets for himself: the second factor, how pages look, saved filters."""
from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from accounts import factor, filters, look
from accounts.views.door import next_of
from accounts.views.pages import by_card, members_only, person_of
from people.actor import ASSIGNERS, Role
from townships.errors import NotFound, Refused, message

#: The lists whose filters can be kept, by the names of their addresses.
LISTS = frozenset({"cases", "oversight", "deputies", "search", "county-cases", "county-supervisions", "county-compare", "county-late"})


@members_only()
def settings(request: HttpRequest) -> HttpResponse:
    person, actor = person_of(request), request.actor  # type: ignore[attr-defined]
    told = {
        "section": "settings", "card": by_card(request), "on": factor.is_on(person), "filters": filters.saved(person.pk),
        "counter": actor.has(Role.CLERK), "people": actor.has(Role.CLERK, *ASSIGNERS),
    }  # fmt: skip
    return render(request, "accounts/settings.html", told)


@require_POST
def choose_look(request: HttpRequest) -> HttpResponse:
    """Brightness or size of letters, kept with the person who is signed in, and by the browser."""
    person = request.user if request.user.is_authenticated else None
    answer = redirect(next_of(request))
    for name in look.KNOWN:
        if name in request.POST:
            look.choose(answer, person, name, request.POST[name])
    return answer


@members_only()
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keeps the list as it stands under a name, and goes back to it."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    if not _is_list(page):
        raise Http404
    try:
        filters.save(person=person_of(request), name=request.POST.get("name", ""), page=page, query=query)
    except Refused as refused:
        told = {"section": "settings", "error": message(refused), "page": page, "query": query, "name": request.POST.get("name", "")[:60]}
        return render(request, "accounts/filter.html", told, status=422)
    return redirect(f"{page}?{filters.without_place(query)}")


def _is_list(page: str) -> bool:
    try:
        return resolve(page).url_name in LISTS
    except Resolver404:
        return False


@members_only()
@require_POST
def remove_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    try:
        filters.remove(person=person_of(request), filter_id=filter_id)
    except NotFound as missing:
        raise Http404 from missing
    return redirect("settings")
