"""Opening a township: our rendered DDL against django-tenants' own create and migrate."""
from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django_tenants.utils import tenant_context

from tests.bench.pairs import Pair, Size, measure
from townships.models import Tenant
from townships.provisioning import open_township

NOW = datetime(2026, 3, 2, tzinfo=UTC)
COUNT = itertools.count()


def run(committed: Any, size: Size) -> list[Pair]:
    with committed.login("migrator"):
        return [measure("open a township", _ours, _theirs, against="django-tenants: create_schema + migrate_schemas", goal="≥ 5", runs=size.pairs)]


def _ours() -> None:
    open_township(f"6109818{next(COUNT):02}", now=NOW, reason="bench")


def _theirs() -> None:
    """What `auto_create_schema` does on save."""
    name = f"x{next(COUNT):05}"
    tenant = Tenant(schema_name=name, type="township", county_schema="c610981", code=name, name=name, opened_at=NOW)
    tenant.save()
    tenant.create_schema(check_if_exists=True, verbosity=0)
    with tenant_context(tenant):
        pass
    connection.set_schema_to_public()
