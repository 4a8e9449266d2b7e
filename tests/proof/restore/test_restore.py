"""A congress comes back as it was: on the same installation, on an empty one, and beside itself under another code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bus.runner import Runner
from bus.stream import Message
from bus.streams import current_stream
from hub import wiring
from outbox.log import head
from outbox.models import Fact
from tests.conftest import Committed
from tests.proof.restore.conftest import (
    COUNTY,
    GOUYUAN,
    NEIGHBOUR,
    NOW,
    catch_up,
    drifts,
    everything,
    ids_of,
    put,
    raise_case,
    settled,
    take,
    with_ids,
)
from townships.context import tenant_context
from townships.models import Tenant


def test_on_the_same_installation_it_is_as_it_was_and_the_world_follows(committed: Committed, tmp_path: Path) -> None:
    house = settled(GOUYUAN)
    settled(NEIGHBOUR, cases=1)
    file = take(committed, GOUYUAN, tmp_path / "gouyuan")
    before, neighbours = everything(committed, GOUYUAN), everything(committed, NEIGHBOUR)
    with tenant_context(house.tenant):
        undone = raise_case(house, "备份之后才提的建议", further=3)
    catch_up(committed)
    assert everything(committed, GOUYUAN) != before
    tenant = put(committed, file)
    assert tenant.incarnation == 2
    assert everything(committed, GOUYUAN) == before
    assert everything(committed, NEIGHBOUR) == neighbours
    assert drifts(committed) == []
    assert str(undone) not in _views(committed)
    assert catch_up(committed) == 0, "no old fact is sent again"
    with tenant_context(tenant):
        fresh = raise_case(replace(house, tenant=tenant), "恢复之后提的建议", further=2)
    assert catch_up(committed) > 0
    assert drifts(committed) == []
    assert _views(committed)[str(fresh)] == (2, 2)


def test_what_a_consumer_reads_too_late_does_not_bring_back_what_was_undone(committed: Committed, tmp_path: Path) -> None:
    """It was behind when the congress was restored, and reads the old facts only now, as it would from Kafka."""
    house = settled(GOUYUAN, cases=1)
    file = take(committed, GOUYUAN, tmp_path / "gouyuan")
    with tenant_context(house.tenant):
        undone = raise_case(house, "备份之后才提的建议")
    with committed.login("worker"):
        envelopes = Fact.objects.filter(subject=f"case/{undone}").values_list("envelope", flat=True)
        late = [Message(0, place, GOUYUAN, envelope.encode()) for place, envelope in enumerate(envelopes)]
    put(committed, file)
    with committed.login("worker"):
        for name in ("projector", "indexer", "reactor"):
            Runner(wiring.consumer(name), current_stream())._handle(late, NOW)
    assert late
    assert drifts(committed) == []


def test_on_an_empty_installation_every_table_is_the_same(committed: Committed, elsewhere: Committed, tmp_path: Path) -> None:
    settled(COUNTY, cases=1)
    settled(GOUYUAN)
    catch_up(committed)
    files = [take(committed, schema, tmp_path / schema) for schema in (COUNTY, GOUYUAN)]
    before = {schema: everything(committed, schema) for schema in (COUNTY, GOUYUAN)}
    for file in files:
        put(elsewhere, file)
    with elsewhere.login("web"):
        assert [tenant.incarnation for tenant in Tenant.objects.order_by("schema_name")] == [2, 2]
        assert Tenant.objects.get(schema_name=GOUYUAN).domains.get(is_primary=True).domain == "610981117.localhost"
    again = {schema: everything(elsewhere, schema) for schema in (COUNTY, GOUYUAN)}
    assert again[GOUYUAN] == before[GOUYUAN]
    assert _own(again[COUNTY]) == _own(before[COUNTY])
    with elsewhere.login("worker"):
        assert head() == 0, "no old fact is in the order of the log"
    assert catch_up(elsewhere) == 0
    assert drifts(elsewhere) == []


def _own(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without what is made from the towns' facts."""
    return {table: found for table, found in rows.items() if not table.startswith("countyviews_")}


def test_beside_itself_under_another_code_only_ids_and_names_differ(committed: Committed, tmp_path: Path) -> None:
    house = settled(GOUYUAN)
    catch_up(committed)
    file, before, own = take(committed, GOUYUAN, tmp_path / "gouyuan"), everything(committed, GOUYUAN), ids_of(committed, GOUYUAN)
    made = put(committed, file, "500101199")
    assert (made.schema_name, made.county_schema, made.incarnation) == ("t500101199", "c500101", 2)
    with psycopg.connect(committed.admin_url()) as owner:
        pairs = "SELECT a.id, b.id FROM t610981117.motions_case a JOIN t500101199.motions_case b USING (title)"
        masks = {old.int ^ new.int for old, new in owner.execute(pairs).fetchall()}
    [mask] = masks
    assert mask, "the copy's ids are its own"
    assert everything(committed, "t500101199") == with_ids(before, own, mask, {GOUYUAN: "t500101199", COUNTY: "c500101"})
    assert everything(committed, GOUYUAN) == before
    assert drifts(committed) == []
    with tenant_context(made):
        raise_case(_same_people(house, made, mask), "新镇的建议")
    assert catch_up(committed) > 0
    assert drifts(committed) == []


def test_a_county_beside_itself_knows_of_its_own_congress_only(committed: Committed, tmp_path: Path) -> None:
    """Its views came along with rows of the towns of the county that was backed up."""
    settled(COUNTY, cases=2)
    settled(GOUYUAN)
    catch_up(committed)
    put(committed, take(committed, COUNTY, tmp_path / "county"), "510101")
    with psycopg.connect(committed.admin_url()) as owner:
        assert owner.execute("SELECT tenant, count(*) FROM c510101.countyviews_caseview GROUP BY 1").fetchall() == [("c510101", 2)]
        assert owner.execute("SELECT tenant, count(*) FROM c610981.countyviews_caseview GROUP BY 1 ORDER BY 1").fetchall() == [(COUNTY, 2), (GOUYUAN, 4)]
    assert drifts(committed) == []


def _same_people(house: Any, tenant: Tenant, mask: int) -> Any:
    def other(found: dict[str, UUID]) -> dict[str, UUID]:
        return {name: UUID(int=id.int ^ mask) for name, id in found.items()}

    return replace(house, tenant=tenant, deputies=other(house.deputies), units=other(house.units))


def _views(place: Committed) -> dict[str, tuple[int, int]]:
    """Case → the incarnation and version that the county's board shows."""
    with psycopg.connect(place.admin_url()) as owner:
        rows = owner.execute("SELECT id, incarnation, version FROM c610981.countyviews_caseview").fetchall()
    return {str(id): (incarnation, version) for id, incarnation, version in rows}
