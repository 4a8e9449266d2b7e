"""A sheet is checked, consented to, and taken in by batches: each whole or not at all, and what is left goes on from there."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

import motions.commands
import roster.commands
from imports import events, rules
from imports.checking import Checked, House, checked
from imports.columns import SHEETS
from imports.events import ImportEvent, ImportFacts, Kind, State
from imports.models import Import, Row
from imports.reading import lines
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from townships.clock import local_date
from townships.errors import Invalid, NotFound, Refused, RuleBroken, Stale, message
from townships.ids import new_id

MOST: Final = 500
BATCH: Final = 250


def read_sheet(*, actor: Actor, now: datetime, kind: str, name: str, data: bytes) -> list[Checked]:
    """Every row of a workbook or CSV file, with its mistakes. Before any transaction; keeps nothing. Clerk. Raises `Invalid`."""
    actor.require(Role.CLERK)
    found = _kind(kind)
    return checked(found, lines(actor, name, data, SHEETS[found]), actor, local_date(now))


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise Invalid("bad_value", "kind") from None


@command
def keep_sheet(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, kind: str, name: str, rows: Sequence[Checked]
) -> Receipt:
    """The rows of `read_sheet` for a preview. Nothing is taken in yet. Clerk. Publishes import.checked."""
    actor.require(Role.CLERK)
    wrong = sum(bool(row.mistakes) for row in rows)
    sheet = Import(
        id=new_id(), kind=_kind(kind), state=State.CHECKED, name=name, sent_by=actor.name, sent=now, total=len(rows), wrong=wrong
    )  # fmt: skip
    receipt = _publish(sheet, events.SheetChecked, actor, at, now)
    kept = (Row(of=sheet, place=row.place, cells=row.cells, mistakes=msgspec.to_builtins(row.mistakes)) for row in rows)
    Row.objects.bulk_create(kept, batch_size=1000)
    return receipt


@command
def consent(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, import_id: UUID, seen: int) -> Receipt:
    """Takes the sheet in from now on. Refused while a row is wrong. Clerk. Publishes import.consented."""
    sheet = _lock(actor, import_id, seen, State.CHECKED)
    if sheet.wrong:
        raise RuleBroken("not_to_consent", field=None, wrong=sheet.wrong)
    sheet.state = State.RUNNING
    return _publish(sheet, events.ImportConsented, actor, at, now)


@command
def cancel_import(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, import_id: UUID, seen: int) -> Receipt:
    """No further row is taken in; what is in the house stays there. Clerk. Publishes import.cancelled."""
    sheet = _lock(actor, import_id, seen, State.CHECKED, State.RUNNING)
    sheet.state = State.CANCELLED
    return _publish(sheet, events.ImportCancelled, actor, at, now)


@command
def import_rows(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, import_id: UUID, seen: int, most: int = BATCH) -> Receipt:
    """The next rows: all of them, or none and the sheet stands where it stood. Clerk. Publishes import.rows_taken, and of each row what it is."""
    sheet = _lock(actor, import_id, seen, State.RUNNING)
    rows = list(sheet.rows.order_by("place")[sheet.done : sheet.done + min(max(most, 1), MOST)])
    told = [rules.read(row.cells, SHEETS[Kind(sheet.kind)])[0] for row in rows]
    if rows:
        TAKERS[Kind(sheet.kind)](sheet, rows, told, {"actor": actor, "now": now, "at": at})
    sheet.done += len(rows)
    sheet.state = State.DONE if sheet.done == sheet.total else State.RUNNING
    return _publish(sheet, events.RowsTaken, actor, at, now)


Given = dict[str, Any]


def _take_deputies(sheet: Import, rows: Sequence[Row], told: Sequence[rules.Values], given: Given) -> None:
    terms = House.of(given["actor"]).terms
    for row, values in zip(rows, told, strict=True):
        own = {name: value for name, value in values.items() if name != "term" and value not in (None, "")}
        _one(row, lambda row=row, values=values, own=own: roster.commands.seat_deputy(  # type: ignore[misc]
            **given, command_id=_id(sheet, row), term_id=terms[values["term"]], **own
        ))  # fmt: skip


def _take_units(sheet: Import, rows: Sequence[Row], told: Sequence[rules.Values], given: Given) -> None:
    for row, values in zip(rows, told, strict=True):
        _one(row, lambda row=row, values=values: roster.commands.open_unit(**given, command_id=_id(sheet, row), **values))  # type: ignore[misc]


def _take_cases(sheet: Import, rows: Sequence[Row], told: Sequence[rules.Values], given: Given) -> None:
    house = House.of(given["actor"])
    old = [_old_case(row, values, house) for row, values in zip(rows, told, strict=True)]
    _one(rows[0], lambda: motions.commands.import_cases(**given, command_id=_id(sheet, rows[0]), cases=old))


def _old_case(row: Row, values: rules.Values, house: House) -> motions.commands.OldCase:
    """Deputies and units by their names; who left the roster meanwhile stops the batch here."""
    own = {name: value for name, value in values.items() if name not in ("deputies", "units") and value is not None}
    for name in values["deputies"]:
        if wrong := house.wrong_deputy(values["term"], name):
            raise _refused(row, RuleBroken(wrong.code, field=None, **wrong.params))
    deputies = tuple(house.found(values["term"], name)[0].id for name in values["deputies"])
    return motions.commands.OldCase(**own, deputy_ids=deputies, unit_ids=tuple(house.units[name] for name in values["units"]))


TAKERS: Final[Mapping[Kind, Callable[[Import, Sequence[Row], Sequence[rules.Values], Given], None]]] = {
    Kind.DEPUTIES: _take_deputies, Kind.UNITS: _take_units, Kind.CASES: _take_cases,
}  # fmt: skip


def _one(row: Row, work: Callable[[], Receipt]) -> None:
    """What the other room refuses is told with the sheet's row."""
    try:
        work()
    except Refused as refused:
        raise _refused(row, refused) from refused


def _refused(row: Row, refused: Refused) -> RuleBroken:
    return RuleBroken("row_refused", field=None, source=refused.source, row=row.place, why=message(refused))


def _id(sheet: Import, row: Row) -> UUID:
    """The same row is the same command, however often its batch is begun."""
    return uuid5(sheet.pk, str(row.place))


# ---------------------------------------------------------------- the sheet itself
def _lock(actor: Actor, import_id: UUID, seen: int, *states: State) -> Import:
    actor.require(Role.CLERK)
    sheet = Import.objects.select_for_update().filter(pk=import_id).first()
    if sheet is None:
        raise NotFound("import_id")
    if sheet.version != seen:
        raise Stale(str(State(sheet.state).label))
    if sheet.state not in states:
        raise RuleBroken("import_state", field=None, state=State(sheet.state).label)
    return sheet


def _publish(sheet: Import, event: type[ImportEvent], actor: Actor, at: datetime, now: datetime) -> Receipt:
    sheet.version += 1
    sheet.save(force_insert=sheet.version == 1)
    facts = msgspec.convert({name: getattr(sheet, name) for name in ImportFacts.__struct_fields__}, ImportFacts)
    record(event(sheet=facts), subject=f"import/{sheet.pk}", version=sheet.version, actor=actor, at=at, now=now)
    return Receipt(sheet.pk, sheet.version)
