"""Every mistake of a sheet, at its row and column, before anything is taken in."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

import motions.queries
import roster.queries
from imports import rules
from imports.columns import SHEETS
from imports.events import Kind
from imports.reading import Line
from imports.rules import Mistake, Values
from people.actor import Actor

#: By which columns a row of a kind is known: no two rows may have the same.
KEYS: Final[Mapping[Kind, Sequence[tuple[str, ...]]]] = {
    Kind.DEPUTIES: (("term", "number"),), Kind.UNITS: (("name",),), Kind.CASES: (("number",), ("term", "session", "serial")),
}  # fmt: skip


class Checked(msgspec.Struct, frozen=True):
    """A row as it was written, the values read from it, and what is wrong with it."""

    place: int
    cells: dict[str, str]
    values: Values
    mistakes: list[Mistake]


def checked(kind: Kind, lines: Sequence[Line], viewer: Actor, today: date) -> list[Checked]:
    """A constant number of statements, whatever the rows."""
    rows = [_alone(kind, line, today) for line in lines]
    for mistakes in (_twice(kind, rows), CHECKS[kind](rows, viewer)):
        for row, mistake in mistakes:
            row.mistakes.append(mistake)
    return rows


def _alone(kind: Kind, line: Line, today: date) -> Checked:
    place, cells = line
    values, mistakes = rules.read(cells, SHEETS[kind])
    if kind is Kind.CASES:
        mistakes += rules.check_case(values, {column.name: column.head for column in SHEETS[kind]}, today)
    return Checked(place, cells, values, mistakes)


Found = Iterator[tuple[Checked, Mistake]]


def _twice(kind: Kind, rows: Sequence[Checked]) -> Found:
    for key in KEYS[kind]:
        seen: dict[tuple[Any, ...], int] = {}
        for row in rows:
            value = tuple(row.values.get(name) for name in key)
            if None in value:
                continue
            if value in seen:
                yield row, Mistake(key[-1], "cell_twice", {"row": seen[value]})
            seen.setdefault(value, row.place)


def _deputies(rows: Sequence[Checked], viewer: Actor) -> Found:
    terms = roster.queries.terms()
    known = {term.number: term.id for term in terms}
    taken = {(one.term_id, one.number) for one in roster.queries.mandates(viewer=viewer)}
    for row in rows:
        term, number = row.values.get("term"), row.values.get("number")
        if term is not None and term not in known:
            yield row, Mistake("term", "cell_no_term", {"value": term})
        elif term is not None and (known[term], number) in taken:
            yield row, Mistake("number", "cell_taken")


def _units(rows: Sequence[Checked], viewer: Actor) -> Found:
    taken = roster.queries.unit_names(viewer=viewer)
    for row in rows:
        if row.values.get("name") in taken:
            yield row, Mistake("name", "cell_taken")


def _cases(rows: Sequence[Checked], viewer: Actor) -> Found:
    numbers, serials = motions.queries.numbers_in_use(viewer=viewer)
    house = House.of(viewer)
    for row in rows:
        told = row.values
        if told.get("number") in numbers:
            yield row, Mistake("number", "cell_taken")
        if (told.get("term"), told.get("session"), told.get("serial")) in serials:
            yield row, Mistake("serial", "cell_taken")
        if told.get("term") is not None and told["term"] not in house.terms:
            yield row, Mistake("term", "cell_no_term", {"value": told["term"]})
            continue
        for name in told.get("deputies") or ():
            if mistake := house.wrong_deputy(told.get("term"), name):
                yield row, mistake
        for name in told.get("units") or ():
            if name not in house.units:
                yield row, Mistake("units", "cell_unknown_unit", {"value": name})


CHECKS: Final[Mapping[Kind, Callable[[Sequence[Checked], Actor], Found]]] = {Kind.DEPUTIES: _deputies, Kind.UNITS: _units, Kind.CASES: _cases}


class House:
    """Deputies and units by their names, as sheets name them."""

    def __init__(self, terms: Mapping[int, UUID], deputies: Mapping[tuple[UUID, str], list[Any]], units: Mapping[str, UUID]) -> None:
        self.terms, self.deputies, self.units = terms, deputies, units

    @classmethod
    def of(cls, viewer: Actor) -> House:
        """Three queries."""
        named: dict[tuple[UUID, str], list[Any]] = {}
        for one in roster.queries.mandates(viewer=viewer):
            named.setdefault((one.term_id, one.name), []).append(one)
        return cls({term.number: term.id for term in roster.queries.terms()}, named, roster.queries.unit_names(viewer=viewer))

    def found(self, term: int | None, written: str) -> list[Any]:
        name, number = rules.numbered_name(written)
        of = self.terms.get(term) if term is not None else None
        known = self.deputies.get((of, name), []) if of else []
        return [one for one in known if number is None or one.number == number]

    def wrong_deputy(self, term: int | None, written: str) -> Mistake | None:
        known = self.found(term, written)
        if len(known) == 1:
            return None
        return Mistake("deputies", "cell_two_deputies" if known else "cell_unknown_deputy", {"term": term, "value": written[:40]})
