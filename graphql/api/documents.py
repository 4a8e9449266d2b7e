"""Stored documents: the console's pages ask in documents of their own, read from files, parsed and validated once.

`stored("console/desk")` is the file `documents/desk.graphql` of the app `console`. Authorisation holds as at the endpoint; the limits do
not, because we wrote the document.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, validate

from api import execution
from api.context import Call
from api.http import default_schema
from api.limits import STANDARD
from api.viewer import check_viewer


@dataclass(frozen=True, eq=False)
class Document:
    """One named operation, valid for its schema."""

    name: str
    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode


def stored(name: str, schema: GraphQLSchema | None = None) -> Document:
    """The stored document of that name. Raises `ImproperlyConfigured` when there is none or when it does not fit the schema."""
    path = _path(name)
    if not path.is_file():
        raise ImproperlyConfigured(f"There is no stored document {name}.")
    return _loaded(name, path, schema or default_schema(), path.stat().st_mtime_ns if settings.DEBUG else 0)


def names() -> list[str]:
    """Every stored document, for the check that all of them fit the schema."""
    folders = [(config.label, Path(config.path) / "documents") for config in apps.get_app_configs()]
    return sorted(f"{label}/{path.relative_to(folder).with_suffix('')}" for label, folder in folders for path in folder.rglob("*.graphql"))


def execute(document: Document, variables: Mapping[str, Any], request: HttpRequest, seconds: float = STANDARD.seconds) -> ExecutionResult:
    """Runs a stored document in-process for the request's actor. Raises `RequestRefused` for strangers and for unfit variables."""
    call = Call.of(request, seconds)
    check_viewer(document.schema, document.document, document.operation, call)
    execution.variables_of(document.schema, document.operation, variables)
    return execution.run(document.schema, document.document, document.operation, call, variables)


def _path(name: str) -> Path:
    label, _, rest = name.partition("/")
    return Path(apps.get_app_config(label).path) / "documents" / f"{rest}.graphql"


@cache
def _loaded(name: str, path: Path, schema: GraphQLSchema, changed: int) -> Document:
    """`changed` makes development read a file again that was edited."""
    try:
        document = parse(path.read_text("utf-8"))
    except GraphQLError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None
    if errors := validate(schema, document):
        raise ImproperlyConfigured("\n".join([f"The stored document {name} does not fit the schema:", *(str(error) for error in errors)]))
    return Document(name=name, schema=schema, document=document, operation=execution.operation_of(document, None))
