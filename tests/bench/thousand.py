"""A thousand towns: one view and one log for all of them, against a table in every schema."""
from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import psycopg
from django.db import connection

from bus.kafka import ASKED_AGAIN, KafkaStream
from bus.models import Position
from bus.relay import Relay
from hub import wiring
from outbox import sequencer
from tests.bench.pairs import Pair, Size, measure
from tests.bench.world import NOW, case, facts

#: A town's tables that are asked about, with all their indexes and constraints.
SCHEMA = """
CREATE SCHEMA {town};
GRANT USAGE ON SCHEMA {town} TO townships_worker;
CREATE TABLE {town}.motions_case (LIKE t610981117.motions_case INCLUDING ALL);
CREATE TABLE {town}.outbox_pending (LIKE outbox_pending INCLUDING ALL);
CREATE TABLE {town}.deadlines_deadline (LIKE deadlines_deadline INCLUDING ALL);
INSERT INTO {town}.motions_case (
    id, version, kind, channel, state, state_since, title, "where", text, grounds, proposal, category, public, serial, number, former_number,
    submitted_on, entered_on, intake_reason, intake_note, handed_over_on, concluded_on, occasion, round, resolution, key_led_by, report)
SELECT gen_random_uuid(), 1, 'suggestion', 'app', (ARRAY['submitted', 'registered', 'in_hand', 'concluded'])[n % 4 + 1], '2026-03-02',
    '关于维修羊山村' || n || '组饮水管道的建议', '羊山村三组', repeat('管道冬天冻裂，三十户群众吃水靠肩挑，老人孩子取水困难。', 6), '',
    '请水利站今年入冬前更换主管道并埋深。', 'water', true, CASE WHEN n % 4 > 0 THEN n END, CASE WHEN n % 4 > 0 THEN '第' || n || '号' ELSE '' END, '',
    date '2025-01-01' + (n * 7 + {place}) % 400, '2026-03-02', '', '', CASE WHEN n % 4 > 1 THEN date '2026-03-03' END,
    CASE WHEN n % 4 = 3 THEN date '2026-06-03' END, '', 1, '', '', ''
FROM generate_series(1, {cases}) n;
INSERT INTO {town}.deadlines_deadline (id, tenant, subject, about, kind, round, starts_on, due_on, provisional, basis, version)
SELECT gen_random_uuid(), '{town}', 'case/' || id, id, 'reply', 1, '2026-03-02', '2026-06-02', false, '{{}}', 1
FROM {town}.motions_case WHERE state = 'in_hand';
INSERT INTO deadlines_deadline SELECT * FROM {town}.deadlines_deadline;
INSERT INTO c610981.countyviews_caseview (
    id, tenant, incarnation, version, recorded, facts, kind, state, number, title, category, channel, public, submitted_on, handed_over_on,
    replied_on, concluded_on, dissatisfied, replied_late, rated_at_once, deputy_ids, leaders)
SELECT id, '{town}', 1, version, now(), '{facts}'::jsonb || jsonb_build_object('id', id, 'title', title, 'number', number, 'state', state), kind,
    state, number, title, category, channel, public, submitted_on, handed_over_on, replied_on, concluded_on,
    false, false, false, '{{}}', '{{}}'
FROM {town}.motions_case;
GRANT SELECT ON ALL TABLES IN SCHEMA {town} TO townships_worker;
"""
LOOKS = 20 * 60
"""How often a relay looks in a minute (`hub.work.Relaying.idle`); the clock looks once."""


def run(committed: Any, servers: str, size: Size) -> list[Pair]:
    towns = [f"x{number:04}" for number in range(size.towns)]
    with psycopg.connect(committed.admin_url(), autocommit=True, prepare_threshold=None) as admin:  # as Django's sessions
        build(admin, towns, size.cases)
        return [*county(admin, towns, size), idle(committed, servers, towns, size)]


def build(admin: psycopg.Connection[Any], towns: list[str], cases: int) -> None:
    public = msgspec.json.encode(case(1)).decode()
    for place, town in enumerate(towns):
        admin.execute(SCHEMA.format(town=town, place=place, cases=cases, facts=public))  # type: ignore[call-overload]
    admin.execute("VACUUM ANALYZE")


# ---------------------------------------------------------------- what the county asks
def county(admin: psycopg.Connection[Any], towns: list[str], size: Size) -> list[Pair]:
    """The same columns of the same rows on both sides, in one warm session; all the towns in one county."""

    def asking(statement: str) -> Callable[[], list[Any]]:
        return lambda: admin.execute(statement).fetchall()  # type: ignore[call-overload, no-any-return]

    def pair(name: str, ours: str, other: str, goal: str) -> Pair:
        assert sorted(asking(ours)()) == sorted(asking(other)()), name
        told = f"{name}, {len(towns)} towns of {size.cases} cases"
        return measure(told, asking(ours), asking(other), against="UNION ALL over the schemas", goal=goal, runs=size.pairs)

    view = "c610981.countyviews_caseview"
    columns = "tenant, id, number, title, state, submitted_on"
    newest = "ORDER BY submitted_on DESC, id DESC LIMIT 50"
    return [
        pair(
            "county totals by state", f"SELECT state, count(*) FROM {view} GROUP BY state",
            f"SELECT state, count(*) FROM ({union('SELECT state FROM {town}.motions_case', towns)}) every GROUP BY state", "≥ 100",
        ),
        pair(
            "latest 50", f"SELECT {columns} FROM {view} {newest}",
            f"SELECT * FROM ({union(SELECTED, towns)}) every {newest}", "≥ 1000",
        ),
    ]  # fmt: skip


SELECTED = "SELECT '{town}' AS tenant, id, number, title, state, submitted_on FROM {town}.motions_case"


def union(statement: str, towns: list[str]) -> str:
    return " UNION ALL ".join(statement.format(town=town) for town in towns)


# ---------------------------------------------------------------- what waiting costs
def idle(committed: Any, servers: str, towns: list[str], size: Size) -> Pair:
    """One minute with nothing to do. Every look is measured, and counted as often as a minute has it."""
    facts(committed, size.facts)
    pending = [f"SELECT EXISTS (SELECT FROM {town}.outbox_pending)" for town in towns]
    due = f"met_on IS NULL AND missed_on IS NULL AND lifted_on IS NULL AND due_on < '{date(2026, 5, 1)}'"
    overdue = [f"SELECT EXISTS (SELECT FROM {town}.deadlines_deadline WHERE {due})" for town in towns]
    with committed.login("worker"):
        relay = relaying(servers)

        def ours() -> float:
            asking = timed(relay.stream._ask)
            relay.stream._asked = time.monotonic()
            return LOOKS * timed(relay.step, 20) + 60 / ASKED_AGAIN * asking + timed(lambda: wiring.sweep(NOW), 3)

        def other() -> float:
            return LOOKS * timed(lambda: ask(pending)) + timed(lambda: ask(overdue))

        assert relay.step() == wiring.sweep(NOW) == 0
        name = f"an idle minute of relay and clock, {len(towns)} towns"
        return measure(name, ours, other, against="polling each schema, one EXISTS", goal="≥ 500", runs=size.pairs)


def relaying(servers: str) -> Relay:
    """A relay that has sent everything."""
    sequencer.place_all()
    relay = Relay(KafkaStream(servers, "bench-idle"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM outbox_head")
        Position.objects.create(consumer="relay", stream=relay.stream.name(), partition=0, offset=cursor.fetchone()[0], moved=NOW)
    return relay


def ask(statements: list[str]) -> None:
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.fetchone() == (False,)


def timed(work: Callable[[], Any], times: int = 1) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times
