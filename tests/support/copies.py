"""Many rows at once: copies of a record that the commands made, with all that belongs to it. For tests that count statements, not for those of rules."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from django.db import models

from deadlines.models import Deadline
from motions.models import Assignment, Case, Cosigning, Invitation, LookBack, LookBackVisit, Promise, Proposer, Rating, Reply
from outbox.events import Envelope
from oversight.models import Participant, Round, Supervision
from roster.models import Correction, Deputy, District, Unit, UnitPerson, Village
from townships.ids import new_id

Rows = Mapping[type[models.Model], list[models.Model]]
#: What belongs to a record, by the name of its foreign key.
CHILDREN: Final[Mapping[type[models.Model], tuple[tuple[type[models.Model], str], ...]]] = {
    Case: ((Proposer, "case"), (Assignment, "case")),
    Cosigning: ((Invitation, "cosigning"),),
    Proposer: ((Rating, "proposer"),),
    Assignment: ((Reply, "assignment"), (Promise, "assignment")),
    LookBack: ((LookBackVisit, "plan"),),
    Supervision: ((Participant, "supervision"), (Round, "supervision")),
}
#: What two records may not have in common.
OWN: Final[Mapping[type[models.Model], tuple[str, ...]]] = {
    Case: ("number", "serial"), Deputy: ("number", "name"), Unit: ("name",), Village: ("name", "code"), District: ("number", "name"),
    Correction: ("version",), UnitPerson: ("person_id",),
}  # fmt: skip
LEDGER: Final = {Case: "case", Supervision: "supervision"}


def copies(record: models.Model, count: int) -> None:
    """That many more of it, in the tenant in force."""
    made: dict[type[models.Model], list[models.Model]] = {}
    for number in range(1, count + 1):
        for row in _copy(record, number):
            made.setdefault(type(row), []).append(row)
    for kind, rows in made.items():
        kind._default_manager.bulk_create(rows, batch_size=500)


def _copy(record: models.Model, number: int, **of: Any) -> Iterator[models.Model]:
    kind = type(record)
    values = {field.attname: getattr(record, field.attname) for field in kind._meta.concrete_fields}
    own = {name: _another(values[name], number) for name in OWN.get(kind, ()) if values[name]}
    key = kind._meta.pk
    copy = kind(**values | own | of | {key.attname: new_id() if isinstance(key, models.UUIDField) else None})
    yield copy
    for child, name in CHILDREN.get(kind, ()):
        for row in child._default_manager.filter(**{name: record}):
            above = {"case_id": copy.case_id} if isinstance(copy, Assignment) and isinstance(row, Promise) else {}
            yield from _copy(row, number, **{f"{name}_id": copy.pk}, **above)
    if kind in LEDGER:
        for entry in Deadline.objects.filter(subject=f"{LEDGER[kind]}/{record.pk}"):
            yield from _copy(entry, number, subject=f"{LEDGER[kind]}/{copy.pk}")


def _another(value: Any, number: int) -> Any:
    if isinstance(value, int):
        return value * 1000 + number
    return f"{value}{number}" if isinstance(value, str) else new_id()


def told_again(facts: list[Envelope], count: int) -> Iterator[Envelope]:
    """The same story that many times more, each of subjects of its own."""
    subjects = {fact.subject.partition("/")[2] for fact in facts}
    for _ in range(count):
        others = {own: str(new_id()) for own in subjects}
        for fact in facts:
            text = msgspec.json.encode(fact).decode()
            for own, other in others.items():
                text = text.replace(own, other)
            yield msgspec.structs.replace(msgspec.json.decode(text, type=Envelope), id=str(new_id()))
