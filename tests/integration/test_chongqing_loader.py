"""The loader of the size proof: what it presses into a town is what the commands make there, rows and facts, but for the ids."""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from tests.chongqing import build, pattern, stencil
from tests.chongqing.pattern import Pattern
from tests.conftest import Committed

import motions.commands
from bus.runner import Runner
from bus.streams import current_stream
from hub import rebuilding, wiring
from hub.demo.filling import fill_plan
from outbox import sequencer
from people.actor import Actor, Role
from townships.context import tenant_context, tenant_named
from townships.ids import new_id
from townships.provisioning import open_county, open_township

AS_OF, SEED = date(2026, 11, 24), 50
TWINS = "500198"
RECIPES = ("ordinary", "late_hand_over")
PRESSED = ("500101109", "500101110")
TRACE = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-01")
IDS = re.compile(stencil.OWN_ID)
NEUTRAL = stencil.Own(schema="schema", county="county", code="code", name="name", key=0)

Rows = dict[str, list[bytes]]


def recipes(county: str, name: str) -> list[Pattern]:
    """The same two years, in the towns of a county."""
    return [
        Pattern(key=f"small-{manner}", deputies=12, cases=8, manner=manner, code=f"{county}80{number}", name=name)
        for number, manner in enumerate(RECIPES)
    ]


def town(pattern_: Pattern) -> stencil.Own:
    county = f"c{pattern_.code[:6]}"
    return stencil.own(SEED, schema=f"t{pattern_.code}", county=county, code=pattern_.code, name=pattern_.name)


@pytest.fixture
def filled(committed: Committed, monkeypatch: pytest.MonkeyPatch) -> Committed:
    """Two pattern towns, their two twins in another county, both through the commands; two real towns, still empty."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    with committed.login("migrator"):
        for county, chosen in told():
            open_county(county, now=build.OPENED, reason="a test")
            for one in chosen:
                open_township(one.code, now=build.OPENED, reason="a test")
    with committed.login("operator"):
        for number, (county, chosen) in enumerate(told()):
            plan = pattern.plan(chosen, AS_OF, SEED, county)
            fill_plan(msgspec.structs.replace(plan, seed=SEED + number), "demonstration-1")
    with committed.login("worker"):
        build.react()
    return committed


def told() -> list[tuple[str, list[Pattern]]]:
    return [(pattern.COUNTY, recipes(pattern.COUNTY, "样板镇")), (TWINS, recipes(TWINS, "双胞乡"))]


def press(committed: Committed) -> list[stencil.Own]:
    """The patterns' rows as those of two towns of Wanzhou."""
    towns = [
        stencil.own(SEED, schema=f"t{code}", county=f"c{code[:6]}", code=code, name=name)
        for code, name in zip(PRESSED, ("龙驹镇", "走马镇"), strict=True)
    ]  # fmt: skip
    with psycopg.connect(committed.admin_url()) as database:
        for own, one in zip(towns, recipes(pattern.COUNTY, "样板镇"), strict=True):
            stencil.press(database, stencil.cut(database, town(one)), town(one), own)
    return towns


def everything(committed: Committed, own: stencil.Own) -> tuple[Rows, set[bytes]]:
    """The town's rows by table, its own words left out and its ids numbered in the order in which they first come; and the ids."""
    with psycopg.connect(committed.admin_url()) as database:
        cut = stencil.cut(database, own)
    tables = {table.name: TRACE.sub(b"", stencil.pressed(table, own, NEUTRAL)) for table in (*cut.own, *cut.shared)}
    return _numbered(tables), {piece for table in (*cut.own, *cut.shared) for piece in table.pieces[1::2] if IDS.fullmatch(piece)}


def _numbered(tables: Mapping[str, bytes]) -> Rows:
    numbers: dict[bytes, bytes] = {}

    def number(text: bytes) -> None:
        for found in IDS.findall(text):
            numbers.setdefault(found, b"#%d" % len(numbers))

    def known(row: bytes) -> bytes:
        return IDS.sub(lambda found: numbers.get(found[0], b"?"), row)

    number(tables["outbox_fact"])
    for text in tables.values():
        for row in sorted(text.splitlines(), key=known):
            number(row)
    return {name: sorted(map(known, text.splitlines())) for name, text in tables.items()}


def catch_up() -> None:
    sequencer.place_all()
    for name in ("projector", "indexer"):
        runner = Runner(wiring.consumer(name), current_stream())
        while runner.lag():
            runner.step(timeout=0)


def test_pressed_towns_hold_what_the_commands_make_and_go_on_from_there(filled: Committed) -> None:
    made = [everything(filled, town(one)) for one in recipes(TWINS, "双胞乡")]
    patterns = [everything(filled, town(one)) for one in recipes(pattern.COUNTY, "样板镇")]

    towns = press(filled)

    for (rows, _), (_, others), own in zip(made, patterns, towns, strict=True):
        pressed, ids = everything(filled, own)
        assert {name: len(found) for name, found in pressed.items()} == {name: len(found) for name, found in rows.items()}
        assert pressed == rows
        assert not ids & others
    assert {b"townships.deadlines.deadline.missed"} <= set(re.findall(rb"townships\.[a-z.]+", b"".join(made[1][0]["outbox_fact"])))
    with filled.login("worker"):
        catch_up()
        assert [drift for _, drift in rebuilding.drift() if drift] == []
    goes_on(towns[0].schema)


def goes_on(schema: str) -> None:
    """The office of a pressed town enters and registers one more; it gets the number after the last."""
    from motions.models import Case
    from roster.models import Deputy

    tenant, now = tenant_named(schema), timezone.now()
    clerk = Actor(tenant=schema, county=tenant.county_schema, level=tenant.type, name="测试员", roles=frozenset({Role.CLERK}))
    with tenant_context(tenant):
        before = Case.objects.exclude(number="").count()
        given: dict[str, Any] = {"actor": clerk, "now": now, "at": now}
        one = motions.commands.submit_suggestion(
            **given, command_id=new_id(), title="关于修路的建议", text="路坏了。", proposer_ids=[Deputy.objects.earliest("id").pk], channel="paper"
        )
        motions.commands.register(**given, command_id=new_id(), case_id=one.id, seen=one.version)
        assert Case.objects.exclude(number="").count() == before + 1
    connections.close_all()
