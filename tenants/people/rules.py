"""Which roles one person may hold together."""
from __future__ import annotations

from collections.abc import Set
from typing import Final

from people.actor import Role
from townships.errors import RuleBroken

PRESIDIUM: Final = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.PRESIDIUM})
UNIT: Final = frozenset({Role.UNIT, Role.UNIT_LEADER})


def may_hold(held: Set[Role], role: Role) -> None:
    """Members of the presidium hold no post in the government (组织法 第十八条), so none of them sits at a handling unit's desk."""
    together = {*held, role}
    if together & UNIT and together & PRESIDIUM:
        raise RuleBroken("presidium_and_unit", field="role", source="地方组织法 第十八条")
