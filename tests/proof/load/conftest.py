"""One running installation for all of this folder: the web as production starts it, the workers, a town with cases; and a web without admission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psutil
import psycopg
import pytest

from hub import deployment
from tests.conftest import Committed
from tests.proof.load.clients import Asker, many_sockets
from tests.support.cluster import Cluster
from tests.support.house import House, settle
from tests.support.live import answers, free_port, live, start, wait_until

TOWN, HOST = "t610981117", "610981117"
CASES = 60
THREADS = 4
#: The version of the ids of commands that follow from a fact (events/reactors): nobody asked for those.
DERIVED = 5
#: What the web was before the gateway: the server's threads take every request as it comes.
BARE = (
    "hub.wsgi:application",
    "--interface",
    "wsgi",
    "--no-ws",
    "--workers",
    "1",
    "--blocking-threads",
    str(THREADS),
    "--log-level",
    "warning",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in one worker: one installation, and one attack at a time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("load"))
            item.add_marker(pytest.mark.timeout(600))


@dataclass(frozen=True)
class Place:
    """What is attacked. `pid` is the server's first process."""

    port: int
    pid: int
    asker: Asker
    committed: Committed

    def memory(self) -> float:
        """MiB that the web holds now."""
        return sum(one.memory_info().rss for one in self._processes()) / 2**20

    def worked(self) -> float:
        """Seconds of a processor that the web has used."""
        return sum(one.cpu_times().user + one.cpu_times().system for one in self._processes())

    def connections(self, of: str) -> int:
        """How many connections of that address the web holds."""
        held = [found for one in self._processes() for found in one.net_connections("tcp")]
        return len({one.raddr for one in held if one.raddr and one.raddr.ip == of})

    def _processes(self) -> list[psutil.Process]:
        top = psutil.Process(self.pid)
        return [top, *top.children(recursive=True)]

    def handled(self) -> set[UUID]:
        """The commands that were carried out because somebody asked."""
        found = {row[0] for row in self._rows("SELECT command_id FROM outbox_handledcommand WHERE tenant = %s", TOWN)}
        return {one for one in found if one.version != DERIVED}

    def submitted(self) -> list[UUID]:
        """The commands whose case is there, by the case's title and by its first fact; the same twice where there are two."""
        titles = self._rows(f"SELECT title FROM {TOWN}.motions_case WHERE title LIKE %s", "修缮村道 %")
        facts = self._rows(
            "SELECT envelope::json->'data'->'case'->>'title' FROM outbox_fact WHERE type = 'townships.motions.case.submitted' AND tenant = %s",
            TOWN,
        )
        told = [title.removeprefix("修缮村道 ") for (title,) in facts if title and title.startswith("修缮村道 ")]
        assert sorted(told) == sorted(title.removeprefix("修缮村道 ") for (title,) in titles), "cases and facts do not agree"
        return [UUID(one) for one in told]

    def _rows(self, statement: str, *given: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.committed.admin_url()) as database:
            return database.execute(statement.encode(), given).fetchall()


@pytest.fixture(scope="module")
def own(cluster: Cluster, django_db_setup: None) -> Iterator[Committed]:
    many_sockets()
    name = f"load_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template OWNER townships_migrator")
    yield Committed(cluster, name)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def token(own: Committed, django_db_blocker: Any) -> tuple[str, str]:
    """A deputy's token and id, in a town that has some cases."""
    with django_db_blocker.unblock(), own.login("web"):
        return _settled()


@pytest.fixture(scope="module")
def place(own: Committed, token: tuple[str, str], tmp_path_factory: Any) -> Iterator[Place]:
    with live(own.url, tmp_path_factory.mktemp("load")) as running:
        yield Place(running.port, running.pids["web"], _asker(token, running.port), own)


@pytest.fixture(scope="module")
def bare(own: Committed, token: tuple[str, str], tmp_path_factory: Any) -> Iterator[Place]:
    """The control: the same application on the same database with nobody at the door."""
    port, log = free_port(), tmp_path_factory.mktemp("bare") / "bare.log"
    web = deployment.local(deployment.entries()[0], host="127.0.0.1", port=port, health=0, threads=THREADS)
    words = (*web.command[:3], *BARE, "--port", str(port))
    common = {"TOWNSHIPS_DEMO": "1", "TOWNSHIPS_SECRET_KEY": "x" * 50, "TOWNSHIPS_PORT": str(port), "DATABASE_URL": own.url("web")}
    process = start(replace(web, command=words), {**web.env, **common}, log)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz", [process]), 60, log)
        yield Place(port, process.pid, _asker(token, port), own)
    finally:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            one.kill()
        process.wait(15)


def _asker(token: tuple[str, str], port: int) -> Asker:
    return Asker(f"{HOST}.localhost:{port}", *token, day=date.today().isoformat())  # noqa: DTZ011


def _settled() -> tuple[str, str]:
    from accounts import tokens
    from api.relay import encode
    from motions import commands
    from people.models import Person
    from townships.context import tenant_context
    from townships.models import Tenant

    tenant = Tenant.objects.get(schema_name=TOWN)
    with tenant_context(tenant):
        house: House = settle(tenant, "gouyuan", datetime.now(UTC))
        deputy = next(iter(house.deputies.values()))
        for number in range(CASES):
            house.do("deputy", commands.submit_suggestion, proposer_ids=[deputy], title=f"修桥第{number}座", text="桥面破损，请修缮。")
        person = Person.objects.get(login="deputy.gouyuan")
        secret = tokens.create(
            person_id=person.pk, name="load", scopes=["read", "write"], lifetime=timedelta(days=2), now=datetime.now(UTC)
        )[1]
        return secret, encode("Deputy", TOWN, deputy)


@pytest.fixture
def length(request: pytest.FixtureRequest) -> Callable[[float, float], float]:
    """Seconds in a sample and in a full run."""
    return lambda sample, full: full if request.config.option.full else sample
