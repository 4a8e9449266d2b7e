"""Fixtures of all tests: a database that knows its tenants, people who act in them, and what a run left out.

`db` (pytest-django) works as the web login, behind the second wall, and is rolled back. `committed` is a database of the test's own, in which
every login may be taken: `with committed.login("worker"): …`.
"""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from hub import logins
from tests.support.build import NAME
from tests.support.cluster import Cluster
from tests.support.template import folder, template

#: The same examples on every machine: what a run finds, the next one finds again. How fast the machine is does not matter.
settings.register_profile("townships", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("townships")

ROOT = Path(__file__).resolve().parents[1]
ROOTS = [str(ROOT / name) for name in ("platform", "tenants", "services", "events", "graphql")]
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = Cluster(Path(tempfile.mkdtemp(prefix="townships-tests-", dir=folder())))
    found.copy(template())
    logins.keep(found.admin_url, NAME, found.var)
    found.start()
    yield found
    found.stop()
    shutil.rmtree(found.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's own: the product's provisioning made the database, and the tests work in it as the web login."""
    cluster.execute("CREATE DATABASE townships_tests TEMPLATE townships_template OWNER townships_migrator")
    with django_db_blocker.unblock():
        _become(cluster, "web", "townships_tests")
    yield


def _become(cluster: Cluster, login: str, name: str) -> None:
    from django.db import connections

    from hub.logins import url_for
    from hub.settings import database

    fresh = database(url_for(login, cluster.var))
    _connect_as({**connections["default"].settings_dict, **fresh, "NAME": name})


def _connect_as(settings: dict[str, Any]) -> None:
    """This thread's connection and every new thread's; threads that are under way keep theirs."""
    from django.db import connections

    connections["default"].close()
    connections.settings["default"] = connections["default"].settings_dict = settings
    connections["default"].set_schema_to_public()


class Committed:
    """A database of one test's own: what is done here is done."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name

    def url(self, login: str) -> str:
        from hub.logins import url_for

        return url_for(login, self.cluster.var).rpartition("/")[0] + f"/{self.name}"

    def admin_url(self) -> str:
        return self.cluster.admin_url.rpartition("/")[0] + f"/{self.name}"

    @contextmanager
    def login(self, login: str) -> Iterator[None]:
        """Every connection made inside works as that login; inside another `login` the outer one comes back afterwards."""
        from django.db import connections

        before = connections["default"].settings_dict
        _become(self.cluster, login, self.name)
        try:
            yield
        finally:
            _connect_as(before)


@pytest.fixture
def committed(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    name = f"own_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template OWNER townships_migrator")
    own = Committed(cluster, name)
    with django_db_blocker.unblock(), own.login("web"):
        yield own
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> Iterator[None]:
    """Hashing takes half a second by design; no test is about that. A server of its own must not be given such a hash."""
    from people.commands import _demonstration_hash

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    _demonstration_hash.cache_clear()


# ---------------------------------------------------------------- who acts, where
@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def tenants(db: None) -> Callable[[str], Any]:
    """Tenant by schema: tenants("t610981117")."""
    from townships.models import Tenant

    return lambda schema: Tenant.objects.get(schema_name=schema)


@pytest.fixture
def town(tenants: Callable[[str], Any]) -> Iterator[Any]:
    """Gouyuan, entered."""
    yield from _entered(tenants("t610981117"))


@pytest.fixture
def county(tenants: Callable[[str], Any]) -> Iterator[Any]:
    """Xunyang, entered (of two fixtures that enter, the last wins)."""
    yield from _entered(tenants("c610981"))


@pytest.fixture
def neighbour(tenants: Callable[[str], Any]) -> Any:
    """Another town of the same county, not entered."""
    return tenants("t610981101")


def _entered(tenant: Any) -> Iterator[Any]:
    from townships.context import tenant_context

    with tenant_context(tenant):
        yield tenant


@pytest.fixture
def acting() -> Callable[..., Any]:
    """An actor: acting(town, "clerk", "chair", deputy=id, unit=id, name="…")."""
    from people.actor import Actor, Role
    from townships.ids import new_id

    def make(tenant: Any, *roles: str, deputy: Any = None, unit: Any = None, name: str = "测试员") -> Actor:
        return Actor(
            tenant=tenant.schema_name, county=tenant.county_schema, level=tenant.type, person_id=new_id(), name=name,
            roles=frozenset(Role(role) for role in roles),
            deputy_ids=frozenset([deputy] if deputy else []), unit_ids=frozenset([unit] if unit else []),
        )  # fmt: skip

    return make


@pytest.fixture
def facts() -> Callable[[], list[Any]]:
    """The facts recorded in the tenant in force, oldest first, as envelopes."""
    import msgspec

    from outbox.events import Envelope
    from outbox.models import Fact
    from townships.context import current_tenant

    def read() -> list[Envelope]:
        rows = Fact.objects.filter(tenant=current_tenant().schema_name).order_by("id").values_list("envelope", flat=True)
        return [msgspec.json.decode(row, type=Envelope) for row in rows]

    return read


# ---------------------------------------------------------------- the real engines, once a run
@pytest.fixture(scope="session")
def engines_var() -> Iterator[Path]:
    """Data of the real engines of this run; what Maven brings is kept beside the checkout."""
    os.environ.setdefault("TOWNSHIPS_ENGINES", str(ROOT / "var" / "engines"))
    folder = Path(tempfile.mkdtemp(prefix="townships-engines-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def kafka_servers(request: pytest.FixtureRequest, engines_var: Path) -> Iterator[str]:
    """Bootstrap servers of a real Kafka."""
    from hub.engines import kafka

    broker = _engine(request, "kafka", lambda: kafka.ensure(engines_var))
    yield broker.bootstrap
    broker.stop()


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest, engines_var: Path) -> Iterator[str]:
    """Address of a real Elasticsearch."""
    from hub.engines import elasticsearch

    node = _engine(request, "elasticsearch", lambda: elasticsearch.ensure(engines_var))
    yield node.url
    node.stop()


def _engine(request: pytest.FixtureRequest, what: str, ensure: Callable[[], Any]) -> Any:
    from hub.engines import EngineError

    try:
        return ensure()
    except EngineError as error:
        leave_out(request, what, str(error))


# ---------------------------------------------------------------- what a run leaves out is said loudly
LEFT_OUT: dict[str, str] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require", default="", help="Comma-separated: kafka,elasticsearch,chromium must be there; a run without them fails.")


def leave_out(request: pytest.FixtureRequest, what: str, why: str) -> None:
    """Skips the test and remembers it for the end; fails it where the run requires the thing."""
    if what in request.config.getoption("--require").split(","):
        pytest.fail(f"{what} is required and not to be had: {why}")
    pytest.skip(f"LEFT OUT {what}: {why}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    left = sorted({str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if "LEFT OUT" in str(report.longrepr)})
    if left:
        terminalreporter.section("LEFT OUT OF THIS RUN", sep="!", red=True, bold=True)
        for line in left:
            terminalreporter.line(line)
