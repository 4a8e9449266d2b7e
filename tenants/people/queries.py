"""Who somebody is, here and today."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from people.actor import Actor, Role, anonymous
from people.models import Membership, Person
from townships.models import Tenant


def actor_of(
    person: Person | None, tenant: Tenant, today: date, scopes: frozenset[str] | None = None, *, deputy_id: UUID | None = None
) -> Actor:  # fmt: skip
    """The person in this tenant with the roles in force today; anonymous without any. One query.

    With `deputy_id` as that deputy only, whatever else the person is.
    """
    nobody = anonymous(tenant.schema_name, tenant.county_schema, tenant.type)
    if person is None:
        return nobody
    roles = _in_force(tenant.schema_name, today).filter(person_id=person.pk)
    held = list((roles.filter(role=Role.DEPUTY, holder=deputy_id) if deputy_id else roles).values_list("role", "holder"))
    if not held:
        return nobody
    return Actor(
        tenant=tenant.schema_name, county=tenant.county_schema, level=tenant.type,
        person_id=person.pk, name=person.name, scopes=scopes,
        roles=_roles(held),
        deputy_ids=frozenset(holder for role, holder in held if role == Role.DEPUTY),
        unit_ids=frozenset(holder for role, holder in held if role in (Role.UNIT, Role.UNIT_LEADER)),
        led_unit_ids=frozenset(holder for role, holder in held if role == Role.UNIT_LEADER),
    )  # fmt: skip


def _roles(held: Iterable[tuple[str, UUID | None]]) -> frozenset[Role]:
    roles = frozenset(Role(role) for role, _ in held)
    return roles | {Role.UNIT} if Role.UNIT_LEADER in roles else roles


def enrolled(ids: Collection[UUID]) -> set[UUID]:
    """Those of these people who are enrolled; inside a tenant, those who are something there. One query."""
    return set(Person.objects.filter(pk__in=ids).values_list("pk", flat=True))


def is_member(tenant: str, person_id: UUID, today: date) -> bool:
    """Is something in this tenant today. One query."""
    return bool(_in_force(tenant, today).filter(person_id=person_id).exists())


def active(person_id: UUID) -> Person | None:
    """The person, unless shut out; inside a tenant, one who is something there. One query."""
    return Person.objects.filter(pk=person_id, is_active=True).first()


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Person → name; inside a tenant, of those who are something there. One query, none without ids."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def is_operator(person: Person, today: date) -> bool:
    return bool(_in_force("public", today).filter(person_id=person.pk, role=Role.OPERATOR).exists())


def members(tenant: str, today: date) -> list[dict[str, Any]]:
    """Everybody with a role in this tenant today: person, name, sign-in name, role, holder."""
    return list(_in_force(tenant, today).order_by("role", "person__name").values("person_id", "person__name", "person__login", "role", "holder"))


def holders(tenant: str, role: Role, today: date) -> dict[UUID, UUID]:
    """Deputy or unit → person who signs in for it."""
    return dict(_in_force(tenant, today).filter(role=role).values_list("holder", "person_id"))


def _in_force(tenant: str, today: date) -> Any:
    return Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), tenant=tenant, valid_from__lte=today)
