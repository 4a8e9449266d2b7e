"""The filled installation, once for each worker of a test run, and a copy of it for each test."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.utils import override_settings
from django.utils import timezone

from api.http import GraphQLView
from api.limits import Limits
from tests.conftest import Committed
from tests.proof.leaks import world
from tests.proof.leaks.between import Between
from tests.proof.leaks.callers import everybody, sign_in
from tests.proof.leaks.matrix import Matrix, Scene
from tests.proof.leaks.world import Records
from tests.support.cluster import Cluster

NO_LIMITS = Limits(cost=10**9, fields=10**5, tokens=10**6, characters=10**7, body=10**7, seconds=120.0, depth=100, root_fields=100)
FILLED = "leaks_filled"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Copy(Committed):
    def counts(self, schemas: tuple[str, ...]) -> dict[str, int]:
        """Rows of every table of these congresses but their sessions, and of what all share, by the tenant. As the administrator."""
        with psycopg.connect(self.admin_url()) as server:
            told = "SELECT schemaname, relname FROM pg_stat_user_tables WHERE schemaname = ANY(%s) AND relname <> 'django_session' ORDER BY 1, 2"
            tables = server.execute(told, [list(schemas)]).fetchall()
            found = {f"{schema} {table}": server.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()[0] for schema, table in tables}  # type: ignore
            for shared in ("outbox_fact", "people_membership", "deadlines_deadline", "outbox_handledcommand"):
                found |= {f"{schema} {shared}": count for schema, count in server.execute(f"SELECT tenant, count(*) FROM {shared} GROUP BY tenant")}  # type: ignore
            return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A whole part of the matrix is one test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(1500))


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of all five congresses lie."""
    return tmp_path_factory.mktemp("files")


def stores(folder: Path) -> dict[str, Any]:
    return {**settings.STORAGES, "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}}


@pytest.fixture(scope="session")
def scene(cluster: Cluster, django_db_setup: None, django_db_blocker: Any, kept: Path) -> Scene:
    """Who and what there is in `FILLED`, the database that every test copies."""
    cluster.execute(f"CREATE DATABASE {FILLED} TEMPLATE townships_template OWNER townships_migrator STRATEGY file_copy")
    own = Committed(cluster, FILLED)
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK, STORAGES=stores(kept)):
        with own.login("web"):
            found = world.fill(timezone.now())
            cookies = dict(_cookies(found))
        between = Between(found)
        for done in (between.begin, between.answer, between.end):
            with own.login("web"):
                done()
            with own.login("worker"):
                between.carry()
        with own.login("worker"):
            world.work()
        with own.login("web"):
            marks = world.marks_of(found)
        _leave()
    return Scene(found, cookies, marks)


def _cookies(found: dict[str, Records]) -> Iterator[tuple[str, str]]:
    for caller in everybody():
        if caller.by == "session":
            yield f"{caller.schema} {caller.part}", sign_in(found[caller.schema].host, world.login_of(found, caller.schema, caller.part))[2]


def _leave() -> None:
    from django.db import connection

    connection.close()


@pytest.fixture
def own(scene: Scene, cluster: Cluster, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch, kept: Path) -> Iterator[Committed]:
    """A copy of the filled installation, entered as the web."""
    name = f"leaks_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {FILLED} OWNER townships_migrator STRATEGY file_copy")
    copy = Copy(cluster, name)
    cache.clear()
    monkeypatch.setattr(GraphQLView, "limits", NO_LIMITS)
    with django_db_blocker.unblock(), override_settings(STORAGES=stores(kept)), copy.login("web"):
        yield copy
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def matrix(scene: Scene, own: Committed, chance: random.Random, request: pytest.FixtureRequest) -> Matrix:
    return Matrix(scene, own, chance, full=request.config.option.full)


