"""Is this installation safe to be in production? One sentence with its reason for everything that is not (`townships check --deploy`)."""
from __future__ import annotations

from collections.abc import Mapping

import psycopg

from hub.safety import database, environment, web


def findings(env: Mapping[str, str], settings: object) -> list[str]:
    """Looks at the environment of a web process, at the settings made of it, and at the database that it names."""
    return [*environment.findings(env), *web.findings(settings), *_of_database(env.get("DATABASE_URL", ""))]


def _of_database(url: str) -> list[str]:
    if not url:
        return ["DATABASE_URL is not set, so the database was not looked at: run this with the web's own environment."]
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return database.findings(connection)
    except psycopg.OperationalError as error:
        return [f"The database does not answer, so it was not looked at: {str(error).strip().splitlines()[0]}"]
