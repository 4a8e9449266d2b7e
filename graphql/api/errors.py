"""How refusals and failures are told: mistakes of the user are data in their language, mistakes of ours are an id in the log."""
from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import graphene
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError, Node
from psycopg.errors import QueryCanceled

from outbox.trace import traceparent
from townships.errors import Refused, message

logger = logging.getLogger(__name__)
LIBRARY: Final = {
    "syntax_error": gettext_noop("This is not GraphQL."),
    "invalid_document": gettext_noop("The document does not fit the schema."),
    "invalid_variables": gettext_noop("A variable's value is not what the document declares."),
}


class RequestRefused(Exception):
    """The request is answered without data: nothing of it was executed.

    `status` is told to clients that accept `application/graphql-response+json`; clients of plain JSON get 200 unless the HTTP request
    itself was at fault (`malformed`).
    """

    def __init__(self, *errors: GraphQLError, status: int = 400, malformed: bool = False, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(*errors)
        self.errors, self.status, self.malformed, self.headers = errors, status, malformed, headers or {}


def coded(words: str, code: str, nodes: Sequence[Node] | None = None, **more: Any) -> GraphQLError:
    """An error with a machine's word (`extensions.code`) beside the person's sentence."""
    return GraphQLError(words, nodes=nodes, extensions={"code": code, **more})


def with_code(errors: Iterable[GraphQLError], code: str) -> list[GraphQLError]:
    """The library's own errors: a sentence in the reader's language and the place, the library's English as `extensions.detail`."""
    return [_in_words(error, code) for error in errors]


def _in_words(error: GraphQLError, code: str) -> GraphQLError:
    extensions = {"code": code, "detail": error.message, **(error.extensions or {})}
    words = _(LIBRARY[code])
    if error.locations:
        place = error.locations[0]
        words = _("Line {line}, column {column}: {what}").format(line=place.line, column=place.column, what=words)
    return GraphQLError(words, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path, extensions=extensions)


def over_limit(words: str, code: str, limit: float, actual: float, nodes: Sequence[Node] | None = None) -> RequestRefused:
    """A limit that the request is over, `actual` as far as it was measured."""
    return RequestRefused(coded(words.format(limit=limit, actual=actual), code, nodes, limit=limit, actual=actual))


def out_of_time(nodes: Sequence[Node] | None = None) -> GraphQLError:
    return coded(_("This took too long and was stopped. Please ask for less at once."), "time_limit", nodes)


class UserError(graphene.ObjectType):
    """A mistake that the user can mend."""

    code = graphene.String(required=True, description="The machine's word for it; never changes.")
    field = graphene.String(description="The input field at fault, if it is one.")
    message = graphene.String(required=True, description="The sentence for the user, in their language.")
    source = graphene.String(description="The article or local rule that says no.")


def user_error(refused: Refused) -> UserError:
    return UserError(code=refused.code, field=field_name(refused.field), message=message(refused), source=refused.source)


def field_name(argument: str | None) -> str | None:
    """The command's argument as the API spells it: `due_on` → `dueOn`."""
    return to_camel_case(argument) if argument else None


def told(error: GraphQLError) -> dict[str, Any]:
    """An execution error as the client may see it."""
    cause = _cause(error)
    if cause is None:
        return {**error.formatted, "extensions": {"code": "bad_value", **(error.extensions or {})}}
    if isinstance(cause, Refused):
        return _placed(error, message(cause), code=cause.code, field=field_name(cause.field), source=cause.source)
    if isinstance(cause, OperationalError) and isinstance(cause.__cause__, QueryCanceled):
        return _placed(error, out_of_time().message, code="time_limit")
    return _masked(error, cause)


def _cause(error: GraphQLError) -> Exception | None:
    """What a resolver raised; None when the library (or our own checks) made the error themselves."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _placed(error: GraphQLError, words: str, **extensions: Any) -> dict[str, Any]:
    where = {key: value for key, value in error.formatted.items() if key in ("locations", "path")}
    return {"message": words, **where, "extensions": {key: value for key, value in extensions.items() if value is not None}}


def _masked(error: GraphQLError, cause: Exception) -> dict[str, Any]:
    """Our mistake: the client gets an id, the log the same id with the trace and the traceback."""
    number = secrets.token_hex(8)
    path = ".".join(str(step) for step in error.path or ())
    logger.error(
        "internal error %s at %s", number, path,
        exc_info=(type(cause), cause, cause.__traceback__),
        extra={"error_id": number, "path": path, "traceparent": traceparent()},
    )  # fmt: skip
    words = _("Something went wrong on our side. Please quote {id} when you report it.").format(id=number)
    return _placed(error, words, code="internal_error", id=number)
