"""Database backend: path and role of the tenant go together, in one statement.

With `WALL` set in the database's settings (every login but the migrator) a connection holds the tenant's own role, so that a forgotten tenant, a
wrong join or another town's schema raises instead of answering.
"""
from __future__ import annotations

from typing import Any, Final

from django_tenants.postgresql_backend import base
from django_tenants.utils import get_limit_set_calls, get_public_schema_name, quote_schema_name
from psycopg.pq import TransactionStatus

MOST_TENANTS: Final = 200
"""So many may one connection enter; then a new one takes its place, for its server process forgets nothing that it ever saw (docs/scale.md)."""


class DatabaseWrapper(base.DatabaseWrapper):
    def has_seen_enough(self) -> bool:
        return self.connection is not None and len(_entered(self.connection)) > MOST_TENANTS

    def _close(self) -> None:
        """A pool puts a new connection in the place of one that comes back closed."""
        if self.has_seen_enough():
            self.connection.close()
        super()._close()

    def _handle_search_path(self, cursor: Any = None) -> None:
        if not self.settings_dict.get("WALL"):
            super()._handle_search_path(cursor)
            return
        if self._setting_search_path or (get_limit_set_calls() and self.search_path_set_schemas):
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            self.search_path_set_schemas = None  # only a rollback can follow
            return
        self._enter(self._get_cursor_search_paths(), cursor)

    def _enter(self, paths: list[str], cursor: Any) -> None:
        """No `except` here: django-tenants' own swallows the error and goes on as the tenant before."""
        public = self.schema_name == get_public_schema_name()
        role = self.settings_dict["WALL"] if public else self.schema_name
        names = ",".join(quote_schema_name(path) for path in paths)
        self.search_path_set_schemas, self._setting_search_path = None, True
        own = self.connection.cursor() if cursor is None else cursor
        try:
            own.execute(f"SET search_path = {names}; SET ROLE {quote_schema_name(role)}")
            self.search_path_set_schemas = paths
            _entered(self.connection).add(self.schema_name)
        finally:
            self._setting_search_path = False
            if cursor is None:
                own.close()


def _entered(connection: Any) -> set[str]:
    """The schemas that a connection has been in, kept with it while it goes in and out of a pool."""
    return vars(connection).setdefault("entered", set())  # type: ignore[no-any-return]
