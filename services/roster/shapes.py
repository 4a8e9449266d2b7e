"""From rows to the public shapes that events carry: the same for the command that publishes and for the rebuild that tells it again."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db.models import Model

from roster.events import (
    DeputyFacts,
    DistrictFacts,
    GroupFacts,
    OfficeFacts,
    PresidiumFacts,
    SessionFacts,
    TermFacts,
    UnitFacts,
    UnitPersonFacts,
    VillageFacts,
)
from roster.models import Deputy, DeputyGroup, District, Office, PresidiumSeat, Session, Term, Unit, UnitPerson, Village
from townships.clock import SHANGHAI

Facts = TypeVar("Facts", bound=msgspec.Struct)


def term(row: Term) -> TermFacts:
    return _shaped(TermFacts, row)


def session(row: Session) -> SessionFacts:
    """The cut-off in China's time, however it was given: the same moment is always written the same."""
    return _shaped(SessionFacts, row, term_number=row.term.number, motions_cut_off=row.motions_cut_off.astimezone(SHANGHAI))


def office(row: Office) -> OfficeFacts:
    return _shaped(OfficeFacts, row)


def village(row: Village) -> VillageFacts:
    return _shaped(VillageFacts, row)


def district(row: District, village_ids: Collection[UUID]) -> DistrictFacts:
    return _shaped(DistrictFacts, row, village_ids=sorted(village_ids))


def deputy(row: Deputy) -> DeputyFacts:
    return _shaped(DeputyFacts, row)


def group(row: DeputyGroup, member_ids: Collection[UUID]) -> GroupFacts:
    return _shaped(GroupFacts, row, member_ids=sorted(member_ids))


def presidium(row: PresidiumSeat) -> PresidiumFacts:
    return _shaped(PresidiumFacts, row, name=row.deputy.name)


def unit(row: Unit) -> UnitFacts:
    return _shaped(UnitFacts, row)


def unit_person(row: UnitPerson) -> UnitPersonFacts:
    return _shaped(UnitPersonFacts, row)


def _shaped(shape: type[Facts], row: Model, **more: Any) -> Facts:
    """`more` are the fields that the row itself does not have."""
    return msgspec.convert({name: more[name] if name in more else getattr(row, name) for name in shape.__struct_fields__}, shape)
