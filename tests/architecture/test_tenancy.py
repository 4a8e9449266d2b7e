"""What is shared by all tenants is shared in one place only, and walled off row by row."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
import pytest
from django.conf import settings

#: An app with tables on both sides: a session belongs to the host that a person is signed in to.
ON_BOTH_SIDES = {"django.contrib.sessions"}
#: Shared tables with rows of tenants; `reached` by any tenant's role, `walled` so that even their owner sees no more than a policy gives.
TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS walled,
    has_table_privilege('tenant_common', c.oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege('tenant_common', c.oid, 'SELECT') AS reached
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""


def twice(shared: Iterable[str], types: Mapping[str, Any]) -> list[str]:
    """Apps whose tables would stand in `public` and again in every tenant, where the tenant's copy silently wins."""
    tenants = {app for name, kind in types.items() if name != "public" for app in kind["APPS"]}
    return sorted(set(shared) & tenants - ON_BOTH_SIDES)


def test_no_app_is_shared_and_a_tenants_own_at_the_same_time() -> None:
    assert twice(settings.SHARED_APPS, settings.TENANT_TYPES) == []


def test_an_app_on_both_sides_is_found() -> None:
    assert twice(["outbox", "people", "django.contrib.sessions"], {"township": {"APPS": ["outbox", "django.contrib.sessions"]}}) == ["outbox"]


def test_every_shared_table_that_a_tenant_reaches_has_its_wall(committed: Any) -> None:
    tables = _tables(committed)
    assert _open(tables) == []
    assert {"outbox_fact", "outbox_handledcommand", "deadlines_deadline", "people_membership"} <= {name for name, walled, _ in tables if walled}


@pytest.mark.parametrize("half", ["", "ALTER TABLE open ENABLE ROW LEVEL SECURITY"], ids=["no wall", "a wall that its owner passes"])
def test_a_shared_table_without_a_wall_is_found(committed: Any, half: str) -> None:
    made = "CREATE TABLE open (tenant varchar)"
    assert _open(_tables(committed, made, half, "GRANT SELECT (tenant) ON open TO tenant_common")) == ["open"]
    assert _open(_tables(committed, made)) == []


def _open(tables: list[tuple[str, bool, bool]]) -> list[str]:
    return [name for name, walled, reached in tables if reached and not walled]


def _tables(committed: Any, *before: str) -> list[tuple[str, bool, bool]]:
    """Asked after those statements, which are rolled back."""
    with psycopg.connect(committed.admin_url()) as owner:
        for one in filter(None, before):
            owner.execute(one)  # type: ignore[call-overload]
        found = owner.execute(TABLES).fetchall()
        owner.rollback()
    return found
