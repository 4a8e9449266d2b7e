"""The endpoint: GraphQL over HTTP as its specification says, synchronous, one operation a request."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from graphql import ExecutionResult, GraphQLSchema, OperationType

from api import execution
from api.context import Call
from api.errors import RequestRefused, coded, over_limit, told
from api.limits import STANDARD, Limits
from api.negotiation import JSON, RESPONSE_JSON, content_type, media_type

NOT_STRING: Final = gettext_noop("“{name}” must be a string.")
NOT_OBJECT: Final = gettext_noop("“{name}” must be an object.")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of a well-formed request. `extensions` are accepted and mean nothing yet."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]
    extensions: dict[str, Any]


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """Serves one schema. Expects `request.actor` (people.actor.Actor); the CSRF check is made here, because a token's caller needs none."""

    schema: GraphQLSchema | None = None
    limits: Limits = STANDARD
    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        media = media_type(request.headers.get("Accept"))
        try:
            if media is None:
                raise malformed(_("Answers come as {types}.").format(types=f"{JSON}, {RESPONSE_JSON}"), "not_acceptable", 406)
            return answered(self.perform(request), media)
        except RequestRefused as refused:
            return refusal(refused, media or JSON)

    def perform(self, request: HttpRequest) -> ExecutionResult:
        asked = read_request(request, self.limits)
        document, operation = execution.prepare(asked.query, asked.operation_name, self.limits)
        if request.method == "GET" and operation.operation is OperationType.MUTATION:
            raise malformed(_("Changes need a POST request."), "method_not_allowed", 405, Allow="POST")
        call = Call.of(request, self.limits.seconds)
        schema = self.schema or default_schema()
        execution.check(schema, document, operation, call, asked.variables, self.limits)
        return execution.run(schema, document, operation, call, asked.variables)


def default_schema() -> GraphQLSchema:
    """The schema that the settings name (`GRAPHENE["SCHEMA"]`)."""
    from graphene_django.settings import graphene_settings

    return graphene_settings.SCHEMA.graphql_schema


def malformed(words: str, code: str, status: int = 400, **headers: str) -> RequestRefused:
    """A request that is none of GraphQL over HTTP: its status is the same for both media types."""
    return RequestRefused(coded(words, code), status=status, malformed=True, headers=headers)


def read_request(request: HttpRequest, limits: Limits) -> Asked:
    """The parameters of the request. Raises `RequestRefused`."""
    if request.method == "GET":
        return _parameters(_of_address(request))
    if request.method != "POST":
        raise malformed(_("Only GET and POST are answered here."), "method_not_allowed", 405, Allow="GET, POST")
    media, charset = content_type(request.headers.get("Content-Type", ""))
    if media != JSON or charset not in ("utf-8", "utf8") or "Content-Encoding" in request.headers:
        raise malformed(_("The request's body must be application/json in UTF-8, not compressed."), "unsupported_media_type", 415)
    check_forgery(request)
    return _parameters(_of_body(request, limits.body))


def check_forgery(request: HttpRequest) -> None:
    """A browser sends its cookie to whoever asks, so a session must prove the page is ours. Tokens and strangers have nothing to forge."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.anonymous or actor.scopes is not None:
        return
    check = _ForgeryCheck(lambda _request: HttpResponse())
    check.process_request(request)
    if check.process_view(request, HttpResponse, (), {}):
        raise malformed(_("The request does not come from a page of ours. Please reload the page."), "csrf_failed", 403)


class _ForgeryCheck(CsrfViewMiddleware):
    """Django's check, with the reason as its answer instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _of_address(request: HttpRequest) -> dict[str, Any]:
    """GET parameters: strings, of which variables and extensions are JSON; empty ones count as absent."""
    given: dict[str, Any] = {name: value for name, value in request.GET.items() if value}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode())
    return given


def _of_body(request: HttpRequest, limit: int) -> dict[str, Any]:
    body = b"" if (length := _declared_length(request)) > limit else request.read(limit + 1)
    if max(length, len(body)) > limit:
        refused = over_limit(_("The request has {actual} bytes; {limit} are allowed."), "body_too_large", limit, max(length, len(body)))
        raise RequestRefused(*refused.errors, status=413, malformed=True)
    given = _json(body)
    if isinstance(given, list):
        raise malformed(_("Several operations in one request are not answered; please send them one by one."), "batching_unsupported")
    if not isinstance(given, dict):
        raise malformed(_("The request's body must be a JSON object."), "bad_request")
    return given


def _declared_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _json(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise malformed(_("The request is not JSON in UTF-8."), "bad_json") from None


def _parameters(given: Mapping[str, Any]) -> Asked:
    if not given.get("query"):
        raise malformed(_("The request has no “query”."), "missing_query")
    for name in ("query", "operationName"):
        if not isinstance(given.get(name), str | None):
            raise malformed(_(NOT_STRING).format(name=name), "bad_request")
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), dict | None):
            raise malformed(_(NOT_OBJECT).format(name=name), "bad_request")
    return Asked(
        query=given["query"],
        operation_name=given.get("operationName") or None,
        variables=given.get("variables") or {},
        extensions=given.get("extensions") or {},
    )


def answered(result: ExecutionResult, media: str) -> HttpResponse:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body = {"errors": [told(error) for error in result.errors], **body}
    return _response(body, media, 200)


def refusal(refused: RequestRefused, media: str) -> HttpResponse:
    status = refused.status if refused.malformed or media == RESPONSE_JSON else 200
    response = _response({"errors": [error.formatted for error in refused.errors]}, media, status)
    for name, value in refused.headers.items():
        response[name] = value
    return response


def _response(body: dict[str, Any], media: str, status: int) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(body), content_type=f"{media}; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return response
