"""Make a server ready: roles, database, rights, shared tables. Every step may be repeated."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "postgres"


def prepare(admin_url: str, name: str, logins: Mapping[str, str]) -> None:
    """Roles, their passwords and the database, as the cluster's administrator."""
    with psycopg.connect(admin_url, autocommit=True) as server:
        server.execute((DEPLOY / "roles.sql").read_bytes())
        for url in logins.values():
            _set_password(server, url)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {} OWNER townships_migrator").format(sql.Identifier(name)))
    with psycopg.connect(_on(admin_url, name), autocommit=True) as database:
        database.execute((DEPLOY / "database.sql").read_bytes())


def migrate_shared() -> None:
    """The shared tables and the log's next months, as the migrator (this process's login)."""
    from django.core.management import call_command

    from outbox import months

    call_command("migrate_schemas", "--shared", verbosity=0, interactive=False)
    months.keep()


def _set_password(server: psycopg.Connection, url: str) -> None:
    parts = urlsplit(url)
    role, password = sql.Identifier(unquote(parts.username or "")), sql.Literal(unquote(parts.password or ""))
    server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))


def _on(admin_url: str, name: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
