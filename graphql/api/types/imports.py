"""Sheets that are taken in from Excel: how each stands, and every mistake at its row and column."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene

import imports.queries as queries
from api.context import Call
from api.paging import Connected
from api.types.common import chosen, each, enum_of, label, own, reference
from imports import errors, events
from townships.paging import Page, Slice

ImportKind = enum_of(events.Kind, "ImportKind", "What a sheet is about.")
ImportState = enum_of(events.State, "ImportState", "Where the work on a sheet stands.")


class SheetImport(graphene.ObjectType):
    """One sheet. `done` rows of `total` are in the house, always whole ones."""

    id = reference("SheetImport", "id", required=True)
    version = graphene.Int(required=True, description="To be given as `seen` to the next step.")
    kind = graphene.Field(ImportKind, required=True)
    kind_label = label("kind", chosen(events.Kind))
    state = graphene.Field(ImportState, required=True)
    state_label = label("state", chosen(events.State))
    name = graphene.String(required=True, description="Of the file.")
    sent_by = graphene.String(required=True)
    sent = graphene.DateTime(required=True)
    total = graphene.Int(required=True)
    wrong = graphene.Int(required=True, description="Rows with a mistake; with one there is no consent.")
    done = graphene.Int(required=True)
    columns = graphene.List(graphene.NonNull(graphene.String), required=True, description="The heads of its columns.")

    @staticmethod
    def resolve_columns(row: Any, info: Any) -> list[str]:
        return [column.head for column in queries.columns(viewer=info.context.actor, kind=row["kind"])]


class SheetMistake(graphene.ObjectType):
    """What is wrong in one cell."""

    column = graphene.String(required=True, description="The head of its column.")
    code = graphene.String(required=True)
    message = graphene.String(required=True)


class SheetRow(graphene.ObjectType):
    """A row as it was written, in the order of the columns."""

    place = graphene.Int(required=True, description="Its row in the sheet.")
    cells = graphene.List(graphene.NonNull(graphene.String), required=True)
    mistakes = graphene.List(graphene.NonNull(SheetMistake), required=True)


class ImportsQuery(graphene.ObjectType):
    sheet_imports = Connected(SheetImport, description="The latest first. For the clerk.")
    sheet_import = graphene.Field(SheetImport, id=graphene.ID(required=True), description="For the clerk.")
    sheet_rows = Connected(
        SheetRow, import_id=graphene.ID(required=True), wrong=graphene.Boolean(description="Those with a mistake only."),
        description="In the sheet's own order. For the clerk.",
    )  # fmt: skip

    @staticmethod
    def resolve_sheet_imports(root: Any, info: Any, page: Page) -> Slice[dict[str, Any]]:
        return queries.imports(viewer=info.context.actor, page=page)

    @staticmethod
    def resolve_sheet_import(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return sheet(info.context, own(info, id, "SheetImport", "id"))

    @staticmethod
    def resolve_sheet_rows(root: Any, info: Any, page: Page, import_id: str, wrong: bool | None = None) -> Slice[dict[str, Any]]:
        viewer, number = info.context.actor, own(info, import_id, "SheetImport", "importId")
        known = queries.sheet(viewer=viewer, import_id=number)
        columns = queries.columns(viewer=viewer, kind=known["kind"]) if known else []
        heads = {column.name: column.head for column in columns}
        return each(queries.rows(viewer=viewer, import_id=number, wrong=bool(wrong), page=page), lambda row: _row(row, heads))


def sheet(call: Call, id: UUID) -> dict[str, Any] | None:
    return queries.sheet(viewer=call.actor, import_id=id)


def _row(row: Mapping[str, Any], heads: Mapping[str, str]) -> dict[str, Any]:
    mistakes = [
        {"column": heads[one["column"]], "code": one["code"], "message": str(errors.MESSAGES[one["code"]]).format(**one["params"])} for one in row["mistakes"]
    ]
    return {"place": row["place"], "cells": [row["cells"].get(name, "") for name in heads], "mistakes": mistakes}
