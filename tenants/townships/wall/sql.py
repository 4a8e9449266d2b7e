"""The wall's SQL, as migrations use it. Every statement works again on a database that has it already."""
from __future__ import annotations

from typing import Final

from django.db.migrations.operations import RunSQL

MIGRATOR: Final = "townships_migrator"
WEB: Final = "townships_web"
WORKER: Final = "townships_worker"
OPERATOR: Final = "townships_operator"
COMMON: Final = "tenant_common"
PUBLIC: Final = "townships_public"
MINE: Final = 'tenant = current_user::text COLLATE "default"'


def shared_table(table: str, *, tenants: str = "SELECT, INSERT, UPDATE, DELETE", worker: str = "", operator: str = "SELECT", public: str = "") -> RunSQL:
    """A table of all tenants with a `tenant` column: a tenant's role sees and writes its own rows only."""
    return RunSQL(
        f"{secure(table)} CREATE POLICY wall ON {table} TO {COMMON} USING ({MINE}) WITH CHECK ({MINE});"
        f"{_grants(table, tenants=tenants, worker=worker, operator=operator, public=public)}",
        RunSQL.noop,
    )


def policies(table: str, *statements: str, **rights: str) -> RunSQL:
    """A shared table with policies of its own; the migrator always passes."""
    return RunSQL(secure(table) + ";".join(statements) + ";" + _grants(table, **rights), RunSQL.noop)


def open_table(table: str, **rights: str) -> RunSQL:
    """A shared table without rows of tenants: rights only."""
    return RunSQL(_grants(table, **rights), RunSQL.noop)


def secure(table: str) -> str:
    """Closed to all but the migrator until policies and rights open it."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY migrator ON {table} TO {MIGRATOR} USING (true);"
    )


def _grants(table: str, *, tenants: str = "", worker: str = "", operator: str = "", public: str = "") -> str:
    rights = {COMMON: tenants, WORKER: worker, OPERATOR: operator, PUBLIC: public}
    return "".join(f"GRANT {granted} ON {table} TO {role};" for role, granted in rights.items() if granted)
