"""A congress that closes leaves an archive and what the law keeps; a county moves to another installation with all its towns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django_tenants.utils import tenant_context

from countysearch.engines import current_engine
from tests.conftest import Committed
from tests.proof.faults.wrapped import Faults
from tests.proof.restore.conftest import COUNTY, GOUYUAN, NEIGHBOUR, catch_up, drifts, everything, put, raise_case, settled
from townships.errors import Conflict
from townships.models import Tenant

KILLED = -9


def test_a_closed_congress_is_gone_but_for_its_archive_and_others_are_as_they_were(
    committed: Committed, townships: Callable[..., Any], tmp_path: Path
) -> None:
    house = settled(GOUYUAN)
    settled(NEIGHBOUR)
    _also_clerk(committed, house, NEIGHBOUR)
    catch_up(committed)
    before, neighbours, archive = everything(committed, GOUYUAN), everything(committed, NEIGHBOUR), tmp_path / "archive"
    for point in ("close.archived", "close.committed"):
        faults = Faults(point=point, claim=str(tmp_path / point))
        assert townships(committed, "close", "610981117", str(archive), "--yes", ok=False, **faults.env()).returncode == KILLED
    townships(committed, "close", "610981117", str(archive), "--yes")
    assert _left(committed) == {"people_person": 1}
    assert everything(committed, NEIGHBOUR) == neighbours
    assert drifts(committed) == []
    with tenant_context(house.tenant), pytest.raises(Conflict):
        _anything(house)
    put(committed, archive)
    assert everything(committed, GOUYUAN) == before
    assert catch_up(committed) == 0
    assert drifts(committed) == []
    townships(committed, "reconcile")


def _also_clerk(place: Committed, house: Any, schema: str) -> None:
    """The clerk works in the other town too."""
    with psycopg.connect(place.admin_url(), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO people_membership (id, tenant, person_id, role, valid_from)"
            " SELECT gen_random_uuid(), %s, person_id, role, valid_from FROM people_membership WHERE tenant = %s AND role = 'clerk'",
            [schema, GOUYUAN],
        )


def _anything(house: Any) -> None:
    """A command of somebody who came in before the door was shut."""
    from django.db import transaction

    from outbox.record import record
    from people.actor import system
    from tests.support.recording import NOW, Noted

    with transaction.atomic():
        actor = system(house.tenant.schema_name, house.tenant.county_schema, house.tenant.type, "late")
        record(Noted(word="late"), subject="thing/1", version=1, actor=actor, at=NOW, now=NOW)


def _left(place: Committed) -> dict[str, int]:
    """Table → how many rows still know of Gouyuan, in every shared table, the county's views and search."""
    with psycopg.connect(place.admin_url()) as owner:
        assert owner.execute("SELECT to_regnamespace(%s)", [GOUYUAN]).fetchone() == (None,)
        tables = owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace IN ('public'::regnamespace, 'c610981'::regnamespace)"
        ).fetchall()
        counts = {name: _count(owner, name) for (name,) in tables if name != "countysearch_document"}
        places = "SELECT count(*) FROM outbox_placed p WHERE NOT EXISTS (SELECT FROM outbox_fact f WHERE f.id = p.fact_id)"
        counts["outbox_placed"] = owner.execute(places).fetchone()[0]  # type: ignore[index]
        counts["people_person"] = owner.execute("SELECT count(*) FROM people_person WHERE login LIKE '%.610981117'").fetchone()[0]  # type: ignore[index]
    with place.login("worker"):
        counts["search"] = sum(row.tenant == GOUYUAN for row in current_engine().versions("c610981"))
    return {name: count for name, count in counts.items() if count}


def _count(owner: psycopg.Connection[Any], table: str) -> int:
    return int(owner.execute(f"SELECT count(*) FROM {table} WHERE tenant = %s", [GOUYUAN]).fetchone()[0])  # type: ignore[call-overload]


def test_a_county_moves_with_its_towns_and_its_hosts(
    committed: Committed, elsewhere: Committed, townships: Callable[..., Any], tmp_path: Path
) -> None:
    settled(COUNTY, cases=1)
    house = settled(GOUYUAN)
    settled(NEIGHBOUR, cases=1)
    catch_up(committed)
    before = {schema: everything(committed, schema) for schema in (GOUYUAN, NEIGHBOUR)}
    there, hosts = tmp_path / "there.env", tmp_path / "cells.map"
    there.write_text(f"# the other cell\nDATABASE_URL_MIGRATOR={elsewhere.url('migrator')}\nTOWNSHIPS_DEMO=1\n")
    hosts.write_text("500101109.localhost http://cell1.example:8000;\n610981117.localhost http://cell1.example:8000;\n")
    words = ("move", "610981", "--to", str(there), "--map", str(hosts), "--address", "http://cell2.example:8000", "--folder", str(tmp_path / "moves"))
    townships(committed, *words)
    assert {schema: everything(elsewhere, schema) for schema in before} == before
    assert hosts.read_text().splitlines() == [
        "500101109.localhost http://cell1.example:8000;",
        *(f"{host}.localhost http://cell2.example:8000;" for host in ("610981", "610981101", "610981117", "gouyuan")),
    ]
    assert drifts(elsewhere) == []
    with tenant_context(house.tenant), pytest.raises(Conflict):
        raise_case(house, "门已关上")
    with elsewhere.login("web"):
        moved = replace(house, tenant=Tenant.objects.get(schema_name=GOUYUAN))
        with tenant_context(moved.tenant):
            raise_case(moved, "在新平台上提的建议")
    worked_on = everything(elsewhere, GOUYUAN)
    townships(committed, *words)
    assert everything(elsewhere, GOUYUAN) == worked_on, "a move that is run again does not undo what was done there since"
    catch_up(elsewhere)
    assert drifts(elsewhere) == []
    townships(committed, "move", "610981", "--back")
    with committed.login("web"):
        assert not Tenant.objects.filter(county_schema=COUNTY).exclude(closed_at=None).exists()
