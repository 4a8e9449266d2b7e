"""One running installation for all of this folder: the web as production starts it, the workers, one town with people and cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.conftest import Committed
from tests.support.cluster import Cluster
from tests.support.house import House, settle
from tests.support.live import Live, live

TOWN, HOST = "t610981117", "610981117"
CASES = 60


@dataclass(frozen=True)
class Place:
    """What is attacked: its port, the town's host, a deputy's token, who the deputy is."""

    live: Live
    house: House
    token: str
    deputy: str
    committed: Committed

    @property
    def port(self) -> int:
        return self.live.port

    @property
    def host(self) -> str:
        return f"{HOST}.localhost:{self.port}"

    def memory(self, name: str = "web") -> float:
        """MiB that the process and its children hold now."""
        top = psutil.Process(self.live.pids[name])
        return sum(one.memory_info().rss for one in [top, *top.children(recursive=True)]) / 2**20


@pytest.fixture(scope="module")
def place(cluster: Cluster, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Place]:
    name = f"load_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template OWNER townships_migrator")
    own = Committed(cluster, name)
    with django_db_blocker.unblock():
        with own.login("web"):
            house, token, deputy = _settled()
        with live(own.url, tmp_path_factory.mktemp("load")) as running:
            yield Place(running, house, token, deputy, own)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _settled() -> tuple[House, str, str]:
    from accounts import tokens
    from api.relay import encode
    from motions import commands
    from people.models import Person
    from townships.context import tenant_context
    from townships.models import Tenant

    with tenant_context(Tenant.objects.get(schema_name=TOWN)) as _:
        house = settle(Tenant.objects.get(schema_name=TOWN), "gouyuan", datetime.now(UTC))
        deputy = next(iter(house.deputies.values()))
        for number in range(CASES):
            house.do("deputy", commands.submit_suggestion, proposer_ids=[deputy], title=f"修缮村道第{number}段", text="路面破损，请修缮。")
        person = Person.objects.get(login="deputy.gouyuan")
        token = tokens.create(person_id=person.pk, name="load", scopes=["read", "write"], lifetime=timedelta(days=2), now=datetime.now(UTC))[1]
        return house, token, encode("Deputy", TOWN, deputy)
