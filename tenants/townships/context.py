"""Which tenant is in force. Entering is django-tenants' `tenant_context`, and nothing else."""
from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.db import connection
from django_tenants.utils import get_public_schema_name, tenant_context

from townships.errors import NotFound
from townships.models import Tenant, TenantType

__all__ = ["NoTenant", "current_tenant", "in_public", "incarnations", "names_of", "tenant_context", "tenant_named", "towns_of"]


class NoTenant(RuntimeError):
    """Code that works on a tenant ran outside of any: a programming error."""


def in_public() -> bool:
    return connection.schema_name == get_public_schema_name()


def current_tenant() -> Tenant:
    tenant = connection.tenant
    if not isinstance(tenant, Tenant) or in_public():
        raise NoTenant(f"no tenant in force (schema {connection.schema_name!r})")
    return tenant


def names_of(schemas: Collection[str]) -> dict[str, str]:
    """What these tenants are called today. One query."""
    return dict(Tenant.objects.filter(schema_name__in=schemas).values_list("schema_name", "name"))


def towns_of(county: str) -> dict[str, str]:
    """The open townships of a county: schema → name, by their codes. One query."""
    rows = Tenant.objects.filter(county_schema=county, type=TenantType.TOWNSHIP, closed_at=None).order_by("code")
    return dict(rows.values_list("schema_name", "name"))


@lru_cache(maxsize=4096)
def _remembered(schema: str, incarnation: int | None) -> Tenant:
    tenant = Tenant.objects.filter(schema_name=schema).first()
    if tenant is None:
        raise NotFound("tenant")
    return tenant


def incarnations(schemas: Collection[str]) -> dict[str, int]:
    """In which incarnation these tenants are now. One query."""
    return dict(Tenant.objects.filter(schema_name__in=schemas).values_list("schema_name", "incarnation"))


def tenant_named(schema: str, incarnation: int | None = None) -> Tenant:
    """The tenant of a schema, remembered by this process. Name the incarnation when an old memory must not serve."""
    return _remembered(schema, incarnation)


tenant_named.cache_clear = _remembered.cache_clear  # type: ignore[attr-defined]
