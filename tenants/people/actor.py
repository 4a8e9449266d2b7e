"""Who acts: the frozen `Actor` that every command takes and every query calls its viewer."""
from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from townships.errors import NotAllowed


class Role(StrEnum):
    CLERK = "clerk"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    PRESIDIUM = "presidium"
    DEPUTY = "deputy"
    UNIT = "unit"
    UNIT_LEADER = "unit_leader"
    OPERATOR = "operator"
    SYSTEM = "system"


#: Who decides for the presidium day by day (组织法 18): township chair and vice-chair; at the county the standing committee's office.
ASSIGNERS: Final = frozenset({Role.CHAIR, Role.VICE_CHAIR})
#: The congress's own office and leaders: they see every case of their congress.
OFFICE: Final = frozenset({Role.CLERK, Role.CHAIR, Role.VICE_CHAIR, Role.PRESIDIUM})


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """One person in one tenant, with the roles held there on this day. Who leads a unit also works in it."""

    tenant: str
    county: str
    level: str
    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    deputy_ids: frozenset[UUID] = frozenset()
    unit_ids: frozenset[UUID] = frozenset()
    led_unit_ids: frozenset[UUID] = frozenset()
    scopes: frozenset[str] | None = None

    @property
    def anonymous(self) -> bool:
        return not self.roles

    @property
    def office(self) -> bool:
        return bool(self.roles & OFFICE)

    def has(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    def require(self, *roles: Role, scope: str = "write") -> None:
        """Raises `NotAllowed` unless the actor holds one of the roles and, for a token, may do this at all."""
        if self.anonymous:
            raise NotAllowed("sign_in_required")
        if not self.has(*roles) or not self.may(scope):
            raise NotAllowed()

    def may(self, scope: str) -> bool:
        """A session may do all that its roles allow; a token only what it was made for."""
        return self.scopes is None or scope in self.scopes


def anonymous(tenant: str, county: str, level: str) -> Actor:
    return Actor(tenant=tenant, county=county, level=level)


def system(tenant: str, county: str, level: str, name: str) -> Actor:
    """The product itself: the clock, a reactor. Its facts name it as such."""
    return Actor(tenant=tenant, county=county, level=level, name=name, roles=frozenset({Role.SYSTEM}))
