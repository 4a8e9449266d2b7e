"""The whole installation into a new cluster, by the two ways that docs/operators.md names."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from outbox.log import head
from tests.conftest import Committed
from tests.proof.restore.conftest import GOUYUAN, NEIGHBOUR, catch_up, drifts, everything, raise_case, settled
from tests.support.cluster import BIN, NOBODY, Cluster
from tests.support.template import folder
from townships.context import tenant_context
from townships.models import Tenant


@pytest.fixture
def new_cluster() -> Iterator[Cluster]:
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="townships-tests-", dir=folder())))
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)


def by_dump(place: Committed, new: Cluster) -> None:
    """Roles, then the database: what pg_dump writes."""
    new.make()
    new.start()
    roles = _run("pg_dumpall", "--roles-only", "-d", place.cluster.admin_url)
    _run("psql", "-q", "-d", new.admin_url, input=roles)
    dump = str(new.folder / "dump")
    _run("pg_dump", "-Fc", "-f", dump, "-d", place.admin_url())
    new.execute(f"CREATE DATABASE {place.name} OWNER townships_migrator")
    _run("pg_restore", "--exit-on-error", "-d", new.admin_url.rpartition("/")[0] + f"/{place.name}", dump)


def by_base_backup(place: Committed, new: Cluster) -> None:
    """The cluster's own files, while it works."""
    new._own()
    address = place.cluster.admin_url.rpartition("/")[0]
    _run("pg_basebackup", "-D", str(new.folder / "data"), "-X", "stream", "-c", "fast", "--no-sync", "-d", address, **NOBODY)
    new.start()


def _run(program: str, *words: str, input: str = "", **become: Any) -> str:
    done = subprocess.run([BIN / program, *words], input=input, capture_output=True, text=True, cwd="/", check=False, **become)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("way", [by_dump, by_base_backup])
def test_in_a_new_cluster_everything_is_there_and_goes_on(
    way: Callable[[Committed, Cluster], None], committed: Committed, new_cluster: Cluster, townships: Callable[..., Any]
) -> None:
    houses = [settled(GOUYUAN), settled(NEIGHBOUR, cases=1)]
    catch_up(committed)
    before, stood = _all(committed), head()
    way(committed, new_cluster)
    _addresses(committed, new_cluster)
    new = Committed(new_cluster, committed.name)
    with new.login("web"):
        assert _all(new) == before
        assert head() == stood
        assert catch_up(new) == 0, "no fact is sent again"
        _write(houses)
        assert catch_up(new) > 0
        assert drifts(new) == []
        _earlier_than_the_world(new, houses, townships)


def _earlier_than_the_world(new: Committed, houses: list[Any], townships: Callable[..., Any]) -> None:
    """The world had seen more than the copy holds: each congress takes its next incarnation, and what it tells from now on wins."""
    townships(new, "restored", "--yes")
    assert set(Tenant.objects.values_list("incarnation", flat=True)) == {2}
    assert drifts(new) == []
    _write([replace(house, tenant=Tenant.objects.get(pk=house.tenant.pk)) for house in houses])
    assert catch_up(new) > 0
    assert drifts(new) == []


def _write(houses: list[Any]) -> None:
    for house in houses:
        with tenant_context(house.tenant):
            raise_case(house, "在新机器上提的建议", further=2)


def _all(place: Committed) -> dict[str, Any]:
    with psycopg.connect(place.admin_url()) as owner:
        schemas = [row[0] for row in owner.execute("SELECT schema_name FROM townships_tenant").fetchall()]
    return {schema: everything(place, schema) for schema in schemas}


def _addresses(place: Committed, new: Cluster) -> None:
    """The logins of the old cluster at the new one's port."""
    told = Path(place.cluster.var / "secrets" / "database.json").read_text(encoding="utf-8")
    secrets = new.var / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "database.json").write_text(told.replace(f":{place.cluster.port}/", f":{new.port}/"), encoding="utf-8")
