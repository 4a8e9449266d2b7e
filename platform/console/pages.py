"""What every page does: ask one stored document as the person who looks, and turn a refusal into a page; send one stored change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from graphql import GraphQLError

from api import documents, relay
from api.errors import RequestRefused
from console.forms import PlainForm
from townships.errors import NotAllowed, Refused

View = Callable[..., HttpResponseBase]
PER_PAGE: Final = 25


def for_members(view: View) -> View:
    """A page for who is signed in; a stranger signs in first and then comes back to it. Nobody else keeps a copy."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        if request.actor.anonymous:  # type: ignore[attr-defined]
            return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
        response = view(request, *args, **given)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def ask(request: HttpRequest, document: str, **variables: Any) -> dict[str, Any]:
    """The data of `documents/<document>.graphql`. What was asked for stands in the address: what does not fit there is no page of ours."""
    try:
        return _run(request, document, variables)
    except RequestRefused as refused:
        raise Http404 from refused


def _run(request: HttpRequest, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Raises the error whose page tells the person what is wrong."""
    try:
        result = documents.execute(documents.stored(f"console/{document}"), variables, request)
    except RequestRefused as refused:
        if refused.status == 403:
            raise PermissionDenied from refused
        raise
    for error in result.errors or ():
        raise _page_of(error)
    return result.data or {}


def _page_of(error: GraphQLError) -> Exception:
    """No such record, or an address that somebody typed: 404. Not for this person: 403. Anything else is ours."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, NotAllowed):
        return PermissionDenied(cause.code)
    if isinstance(cause, Refused):
        return Http404(cause.code)
    return cause or error


def change(request: HttpRequest, document: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a stored mutation, which names it `change` and takes it as `$input`."""
    payload: dict[str, Any] = _run(request, document, {"input": given})["change"]
    return payload


def submit(request: HttpRequest, document: str, form: PlainForm, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """As `change`, for a valid form: the payload, or None when it was refused and the form says why."""
    payload = change(request, document, given)
    if payload["errors"]:
        form.refuse(payload["errors"])
        return None
    return payload


def gid(request: HttpRequest, kind: str, number: UUID) -> str:
    """The API's id of a record of this congress whose number stands in the address."""
    return relay.encode(kind, request.actor.tenant, number)  # type: ignore[attr-defined]


def found(record: Any) -> Any:
    """The record, or the page that says there is none."""
    if record is None:
        raise Http404
    return record


def address(request: HttpRequest, **changed: Any) -> str:
    """This page's own address with some of its parameters changed; None or empty takes one away."""
    given = request.GET.copy()
    for name, value in changed.items():
        given.pop(name, None)
        if value not in (None, ""):
            given[name] = str(value)
    return f"{request.path}?{given.urlencode()}" if given else request.path


def paging(request: HttpRequest) -> dict[str, Any]:
    """The variables `first` and `after` of a list."""
    return {"first": PER_PAGE, "after": request.GET.get("after") or None}


def pager(request: HttpRequest, connection: Mapping[str, Any]) -> dict[str, Any]:
    """What the pager needs to know of a connection with `totalCount`, `pageInfo` and `nodes`."""
    info = connection["pageInfo"]
    return {
        "shown": len(connection["nodes"]),
        "total": connection["totalCount"],
        "more": address(request, after=info["endCursor"]) if info["hasNextPage"] else "",
        "first": address(request, after=None) if request.GET.get("after") else "",
        "query": request.GET.urlencode(),
    }


def answered(request: HttpRequest, page: HttpResponse, form: PlainForm) -> HttpResponse:
    """The page with a form that was refused: 422, so that nobody takes it for done."""
    page.status_code = 422 if form.errors else page.status_code
    return page
