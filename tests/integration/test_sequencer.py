"""Every committed fact gets one place, densely, in an order that never turns a subject round — whoever dies or is slow."""
from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import connection, transaction
from django_tenants.utils import tenant_context
from tests.support.recording import note

from bus.postgres import read
from outbox import sequencer
from outbox.models import Fact
from townships.models import Tenant


def _placed() -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.position, f.tenant || f.subject, f.version FROM outbox_placed p JOIN outbox_fact f ON f.id = p.fact_id ORDER BY 1")
        return cursor.fetchall()


def test_places_are_dense_and_the_same_fact_is_placed_once(committed: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    for version in range(1, 8):
        note(town, "thing/1", version)
    with committed.login("worker"):
        assert [sequencer.place(3), sequencer.place(3), sequencer.place(3), sequencer.place(3)] == [3, 3, 1, 0]
        assert [(position, version) for position, _, version in _placed()] == [(n, n) for n in range(1, 8)]
        assert [position for position, *_ in read(2, 3)] == [3, 4, 5]


def test_a_fact_that_commits_late_is_placed_late_and_not_lost(committed: Any) -> None:
    """The control: reading by id alone would have passed it over."""
    town = Tenant.objects.get(schema_name="t610981117")
    slow_wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with tenant_context(town), transaction.atomic():
            from tests.support.recording import NOW, Noted

            from outbox.record import record
            from people.actor import system

            actor = system(town.schema_name, town.county_schema, town.type, "slow")
            record(Noted(word="slow"), subject="thing/slow", version=1, actor=actor, at=NOW, now=NOW)
            slow_wrote.set()
            may_commit.wait(20)
        connection.close()

    other = threading.Thread(target=slow)
    other.start()
    slow_wrote.wait(20)
    note(town, "thing/quick", 1)
    with committed.login("worker"):
        sequencer.place_all()
        assert [name for _, name, _ in _placed()] == ["t610981117thing/quick"]
        last_id_seen = max(Fact.objects.values_list("id", flat=True))
    may_commit.set()
    other.join()
    with committed.login("worker"):
        sequencer.place_all()
        assert [name for _, name, _ in _placed()] == ["t610981117thing/quick", "t610981117thing/slow"]
        assert not Fact.objects.filter(id__gt=last_id_seen).exists(), "a cursor on ids would never have come to it"


def test_writers_rollbacks_and_competing_sequencers_lose_nothing_and_turn_nothing_round(committed: Any) -> None:
    towns = list(Tenant.objects.filter(schema_name__in=["t610981117", "t610981101"]))
    stop = threading.Event()

    def write(number: int) -> int:
        chance, done = random.Random(number), 0
        for _ in range(60):
            try:
                with transaction.atomic():
                    note(towns[number % 2], f"thing/{number}", done + 1)
                    time.sleep(chance.random() / 500)
                    if chance.random() < 0.2:
                        raise ZeroDivisionError
                done += 1
            except ZeroDivisionError:
                pass
        connection.close()
        return done

    def sequence() -> None:
        while not stop.is_set():
            sequencer.place(random.choice((1, 5, 40)))
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        time.sleep(0.1)
        with committed.login("worker"), ThreadPoolExecutor(2) as rivals:
            rivals.submit(sequence), rivals.submit(sequence)
            written = {f"{towns[number % 2].schema_name}thing/{number}": writer.result() for number, writer in enumerate(writers)}
            time.sleep(0.1)
            stop.set()
    with committed.login("worker"):
        sequencer.place_all()
        rows = _placed()
    assert [position for position, *_ in rows] == list(range(1, len(rows) + 1))
    for subject, count in written.items():
        assert [version for _, name, version in rows if name == subject] == list(range(1, count + 1))
    assert len(rows) == sum(written.values())


def test_a_sequencer_killed_in_its_transaction_leaves_the_work_to_the_next(committed: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    note(town, "thing/1", 1)
    with psycopg.connect(committed.url("worker")) as dying:
        dying.execute(sequencer.LOCK)
        dying.execute(sequencer.PLACE.replace("%s::int", "10").replace("%s::bigint", "0"))
        with psycopg.connect(committed.admin_url(), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [dying.info.backend_pid])
        dying.close()
    with committed.login("worker"):
        assert sequencer.place() == 1
        assert len(_placed()) == 1
