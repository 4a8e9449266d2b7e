"""Rows as their plain public shapes."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from referrals.events import DeskFacts, MatterFacts, ReferralFacts, Sheet, TaskFacts
from referrals.models import Desk, Matter, Referral, Task, Told

SHEET = Sheet.__struct_fields__


def sheet_of(row: Told) -> Sheet:
    return Sheet(**{name: getattr(row, name) for name in SHEET})


def sheet_of_case(case: Mapping[str, Any]) -> Sheet:
    """Of a case's public state."""
    return msgspec.convert({name: case.get(name) for name in SHEET if case.get(name) is not None}, Sheet)


def facts_of(row: Referral | Task) -> Any:
    shape: type[Any] = ReferralFacts if isinstance(row, Referral) else TaskFacts
    own = {name: getattr(row, name) or None if name.startswith("county_") and name != "county_number" else getattr(row, name) for name in _plain(shape)}
    return msgspec.convert({**own, "sheet": sheet_of(row)}, shape)


def matter_facts(row: Matter) -> MatterFacts:
    return msgspec.convert({name: getattr(row, name) for name in MatterFacts.__struct_fields__}, MatterFacts)


def desk_facts(row: Desk) -> DeskFacts:
    return DeskFacts(unit_id=row.pk, town=row.town)


def _plain(shape: type[Any]) -> list[str]:
    return [name for name in shape.__struct_fields__ if name != "sheet"]
