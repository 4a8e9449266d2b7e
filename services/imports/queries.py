"""Sheets and their rows, for the clerk who takes them in."""
from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from imports.columns import SHEETS, Column
from imports.events import Kind
from imports.models import Import, Row
from people.actor import Actor, Role
from townships.paging import Page, Slice, keyset

SHEET: Final = ("id", "version", "kind", "state", "name", "sent_by", "sent", "total", "wrong", "done")


def imports(*, viewer: Actor, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The sheets, the latest first. For the clerk. One query."""
    viewer.require(Role.CLERK, scope="read")
    return keyset(Import.objects.values(*SHEET), page, ["-sent", "-id"])


def sheet(*, viewer: Actor, import_id: UUID) -> dict[str, Any] | None:
    viewer.require(Role.CLERK, scope="read")
    found: dict[str, Any] | None = Import.objects.filter(pk=import_id).values(*SHEET).first()
    return found


def rows(*, viewer: Actor, import_id: UUID, wrong: bool = False, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The sheet's rows in their order: `place`, `cells`, `mistakes`; with `wrong` those that have one. One query."""
    viewer.require(Role.CLERK, scope="read")
    found = Row.objects.filter(of=import_id)
    return keyset((found.exclude(mistakes=[]) if wrong else found).values("place", "cells", "mistakes"), page, ["place"])


def columns(*, viewer: Actor, kind: str) -> list[Column]:
    """What a sheet of that kind has, for the template and for naming mistakes."""
    viewer.require(Role.CLERK, scope="read")
    return list(SHEETS[Kind(kind)])
