"""Who asks, and of which congress."""
from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

import roster.queries
from api.types.common import enum_of, flat, label, today
from api.types.office import Office
from api.types.roster import Deputy, Session, Term, Unit
from api.viewer import public
from people.actor import Role
from townships.context import current_tenant, tenant_named

ROLES: Final = {
    Role.CLERK: _("office clerk"),
    Role.CHAIR: _("chair"),
    Role.VICE_CHAIR: _("vice-chair"),
    Role.PRESIDIUM: _("presidium member"),
    Role.DEPUTY: _("deputy"),
    Role.UNIT: _("handling unit"),
    Role.UNIT_LEADER: _("leader of a handling unit"),
    Role.OPERATOR: _("operator"),
    Role.SYSTEM: _("the system"),
}


class Level(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"


RoleKind = enum_of(Role, "Role", "What a person is in a congress.")
CongressLevel = enum_of(Level, "CongressLevel", "Whose congress it is.")


class HeldRole(graphene.ObjectType):
    """A role that is held today."""

    role = graphene.Field(RoleKind, required=True)
    role_label = label("role", ROLES)


class Viewer(graphene.ObjectType):
    """Who asks, with everything that is held in this congress today."""

    name = graphene.String(required=True)
    roles = graphene.List(graphene.NonNull(HeldRole), required=True)
    office = graphene.Boolean(required=True, description="Of the congress's own office and leaders: sees all of its cases.")
    deputies = graphene.List(graphene.NonNull(Deputy), required=True, description="The own mandates.")
    units = graphene.List(graphene.NonNull(Unit), required=True, description="The units for which the person signs in.")

    @staticmethod
    def resolve_roles(actor: Any, info: Any) -> list[dict[str, Any]]:
        return [{"role": role} for role in Role if role in actor.roles]

    @staticmethod
    def resolve_deputies(actor: Any, info: Any) -> list[dict[str, Any]]:
        return _sorted(roster.queries.deputies_named(viewer=actor, ids=actor.deputy_ids))

    @staticmethod
    def resolve_units(actor: Any, info: Any) -> list[dict[str, Any]]:
        return _sorted(roster.queries.units_named(viewer=actor, ids=actor.unit_ids))


def _sorted(found: Mapping[UUID, dict[str, Any]]) -> list[dict[str, Any]]:
    return [found[one] for one in sorted(found)]


class CountyName(graphene.ObjectType):
    """The county that a congress belongs to."""

    code = graphene.String(required=True)
    name = graphene.String(required=True)


class Congress(graphene.ObjectType):
    """The congress of this host: what everybody may know of it."""

    key = graphene.String(required=True, description="Stays the same when the town is renamed or merged.")
    code = graphene.String(required=True, description="Its division code today.")
    name = graphene.String(required=True)
    level = graphene.Field(CongressLevel, required=True)
    county = graphene.Field(CountyName, required=True)
    term = graphene.Field(Term, description="The term that runs.")
    session = graphene.Field(Session, description="The session that sits today; null out of session.")
    office = graphene.Field(Office, description="How its office is reached; null until it was entered.")

    @staticmethod
    def resolve_county(tenant: Any, info: Any) -> Any:
        return tenant_named(tenant.county_schema)

    @staticmethod
    def resolve_key(tenant: Any, info: Any) -> str:
        return str(tenant.schema_name)

    @staticmethod
    def resolve_level(tenant: Any, info: Any) -> str:
        return str(tenant.type)

    @staticmethod
    def resolve_office(tenant: Any, info: Any) -> dict[str, Any] | None:
        return roster.queries.office(viewer=info.context.actor)

    @staticmethod
    def resolve_term(tenant: Any, info: Any) -> dict[str, Any] | None:
        found = roster.queries.term_on(today(info))
        return flat(found) if found else None

    @staticmethod
    def resolve_session(tenant: Any, info: Any) -> dict[str, Any] | None:
        found = roster.queries.session_on(today(info))
        return flat(found) if found else None


class PeopleQuery(graphene.ObjectType):
    viewer = graphene.Field(Viewer, required=True)
    congress = graphene.Field(Congress, required=True)

    @staticmethod
    def resolve_viewer(root: Any, info: Any) -> Any:
        return info.context.actor

    @staticmethod
    @public
    def resolve_congress(root: Any, info: Any) -> Any:
        return current_tenant()
