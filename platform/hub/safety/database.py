"""What may not be in the database. Everything is read from the catalogue, which every login may read: the web's own is enough."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

#: Login → what it may be beside a plain one.
LOGINS: Final = {
    "townships_migrator": {"createrole", "inherit"}, "townships_web": set[str](), "townships_worker": {"bypassrls"}, "townships_operator": {"bypassrls"},
}  # fmt: skip
GROUPS: Final = ("tenant_common", "townships_public")
POWERS: Final = {
    "superuser": "nothing holds it", "createrole": "it could make itself a login", "createdb": "it needs no database of its own",
    "replication": "it could copy everything", "bypassrls": "row-level security would not hold it",
    "inherit": "it would have every town's rights without entering one",
}  # fmt: skip

ROLES: Final = """
SELECT rolname, rolcanlogin, array_remove(ARRAY[
    CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolcreatedb THEN 'createdb' END,
    CASE WHEN rolreplication THEN 'replication' END, CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolinherit THEN 'inherit' END], NULL), rolconfig
FROM pg_roles WHERE rolname = ANY(%s)
"""
SETS_CONFIG: Final = """
SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s)
AND has_function_privilege(r.oid, 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE') ORDER BY 1
"""
# A town's role is a plain group; anything else that a web process can become has rights that no page needs.
BECOMES: Final = """
WITH RECURSIVE reached(oid) AS (
    SELECT m.roleid FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = 'townships_web'
    UNION SELECT m.roleid FROM pg_auth_members m JOIN reached ON m.member = reached.oid
)
SELECT r.rolname FROM reached JOIN pg_roles r USING (oid)
WHERE r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls OR r.rolname LIKE 'pg\\_%%' ORDER BY 1
"""
INHERITS: Final = """
SELECT g.rolname, l.rolname FROM pg_auth_members m JOIN pg_roles l ON l.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
WHERE l.rolname IN ('townships_web', 'townships_worker', 'townships_operator') AND m.inherit_option ORDER BY 1, 2 LIMIT 20
"""
OTHERS_TABLES: Final = """
SELECT n.nspname || '.' || c.relname, r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema' AND r.rolname <> 'townships_migrator'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1 LIMIT 20
"""
OPEN_TABLES: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
AND (has_table_privilege('tenant_common', c.oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege('tenant_common', c.oid, 'SELECT')) ORDER BY 1
"""
OPEN_SCHEMAS: Final = """
SELECT n.nspname, coalesce(g.rolname, 'everybody') FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE EXISTS (SELECT FROM pg_roles t WHERE t.rolname = n.nspname) AND a.grantee NOT IN (n.nspowner, (SELECT oid FROM pg_roles WHERE rolname = n.nspname))
ORDER BY 1, 2 LIMIT 20
"""
MAKES: Final = """
SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s)
AND (has_schema_privilege(r.oid, 'public', 'CREATE') OR has_database_privilege(r.oid, current_database(), 'CREATE')) ORDER BY 1
"""
CHANGES_RECORD: Final = """
SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s) AND has_table_privilege(r.oid, 'public.audit_entry', 'UPDATE, DELETE, TRUNCATE') ORDER BY 1
"""
GUARDS: Final = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('public.audit_entry') AND NOT tgisinternal AND tgenabled IN ('O', 'A')"


def findings(connection: psycopg.Connection[Any]) -> list[str]:
    roles = {name: (may_login, set(powers), config) for name, may_login, powers, config in connection.execute(ROLES, [[*LOGINS, *GROUPS]])}
    missing = [f"There is no role {name}: deploy/postgres/roles.sql was not run." for name in (*LOGINS, *GROUPS) if name not in roles]
    if missing:
        return missing
    if not connection.execute("SELECT to_regclass('public.audit_entry')").fetchone()[0]:  # type: ignore[index]
        return ["The shared tables are not there or not up to date: townships upgrade."]
    return [*_powers(roles), *_ways_round(connection), *_ownership(connection), *_record(connection)]


def _powers(roles: dict[str, tuple[bool, set[str], list[str] | None]]) -> Iterator[str]:
    for name, (may_login, powers, _config) in roles.items():
        for power in sorted(powers - LOGINS.get(name, {"inherit"})):
            yield f"The role {name} has {power}: {POWERS[power]}."
        if name in GROUPS and may_login:
            yield f"The role {name} may log in: it is what others become, and nobody's login."
    if not any(one.startswith("statement_timeout=") and one != "statement_timeout=0" for one in roles["townships_web"][2] or ()):
        yield "The login townships_web has no statement_timeout: one slow question could hold a connection for ever."


def _ways_round(connection: psycopg.Connection[Any]) -> Iterator[str]:
    others = [name for name in (*LOGINS, *GROUPS) if name != "townships_migrator"]
    for (name,) in connection.execute(SETS_CONFIG, [others]):
        yield f"{name} may execute set_config: one injected statement could become another town. deploy/postgres/database.sql revokes it."
    for (name,) in connection.execute(BECOMES):
        yield f"townships_web may become {name}: a web process becomes a town or townships_public, and nobody else."
    if connection.info.server_version >= 160000:
        for group, login in connection.execute(INHERITS):
            yield f"{login} inherits the rights of {group}: it must enter a town to have them."
    for (name,) in connection.execute(MAKES, [["townships_web", *GROUPS]]):
        yield f"{name} may create schemas or tables: what it makes could stand before ours on the search path."


def _ownership(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for table, owner in connection.execute(OTHERS_TABLES):
        yield f"{table} belongs to {owner}, not to townships_migrator: an owner changes its policies, and a view reads with its owner's rights."
    for (table,) in connection.execute(OPEN_TABLES):
        yield f"The shared table {table} has no forced row-level security: every town would see all rows."
    for schema, who in connection.execute(OPEN_SCHEMAS):
        yield f"The schema {schema} is open to {who}: a town's schema is for its own role."


def _record(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for (name,) in connection.execute(CHANGES_RECORD, [["townships_web", "townships_operator", *GROUPS]]):
        yield f"{name} may change the record of sign-ins and access."
    guards = {name for (name,) in connection.execute(GUARDS)}
    if not {"kept", "kept_whole"} <= guards:
        yield "The triggers that keep the record of sign-ins and access are missing or disabled: it could be changed without a trace."
