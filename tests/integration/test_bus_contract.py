"""One contract for both streams: the log in PostgreSQL, and a real Kafka fed by the relay."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from django.db import connection
from kafka import KafkaConsumer
from tests.support.recording import RECORDED, Recorder, Whispered, note, recorded

from bus import parking
from bus.kafka import KafkaStream, bury
from bus.models import Parked, Position
from bus.postgres import LogStream
from bus.relay import Relay
from bus.runner import Runner
from bus.stream import Message, Stream, StreamAway
from outbox import sequencer
from outbox.events import read
from townships.models import Tenant


class Bench:
    """A stream under test: `tell` commits facts, `carry` brings them to where consumers read, `drain` lets one runner take all."""

    def __init__(self, committed: Any, stream: Stream, relay: Relay | None) -> None:
        self.committed, self.stream, self.relay = committed, stream, relay
        self.towns = {name: Tenant.objects.get(schema_name=name) for name in ("t610981117", "t610981101")}
        self.versions: dict[tuple[str, str], int] = {}

    def tell(self, town: str, subject: str, word: str = "", **how: Any) -> None:
        version = self.versions[town, subject] = self.versions.get((town, subject), 0) + 1
        with self.committed.login("web"):
            note(self.towns[town], subject, version, word, **how)

    def carry(self) -> None:
        sequencer.place_all()
        while self.relay and self.relay.step():
            pass

    def runner(self, consumer: Recorder) -> Runner:
        return Runner(consumer, self.stream)

    def drain(self, runner: Runner, until: Callable[[], bool], limit: int = 500, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, "the runner did not get there"
            runner.step(limit, 0.2)


@pytest.fixture(params=["postgres", pytest.param("kafka", marks=pytest.mark.real_engines)])
def bench(request: pytest.FixtureRequest, committed: Any) -> Iterator[Bench]:
    with psycopg.connect(committed.admin_url()) as own:
        own.execute(RECORDED)
    if request.param == "postgres":
        with committed.login("worker"):
            yield Bench(committed, LogStream(), None)
        return
    from hub.engines.kafka import ensure_topic

    servers = request.getfixturevalue("kafka_servers")
    stream = KafkaStream(servers, ensure_topic(servers, f"facts-{uuid4().hex[:8]}"))
    relay = Relay(stream)
    with committed.login("worker"):
        yield Bench(committed, stream, relay)
        relay.close()


def _in_order(rows: list[tuple[str, str, int]]) -> bool:
    seen: dict[tuple[str, str], int] = {}
    for tenant, subject, version in rows:
        if version < seen.get((tenant, subject), 0):
            return False
        seen[tenant, subject] = version
    return True


def test_every_fact_arrives_in_the_order_of_its_town(bench: Bench) -> None:
    for turn in range(30):
        bench.tell("t610981117", f"thing/{turn % 3}")
        bench.tell("t610981101", f"thing/{turn % 2}")
    bench.carry()
    runner = bench.runner(Recorder())

    bench.drain(runner, lambda: len(recorded()) >= 60, limit=7)
    runner.close()

    rows = recorded()
    for town, subjects in (("t610981117", 3), ("t610981101", 2)):
        told = [(subject, version) for tenant, subject, version in rows if tenant == town]
        assert told == [(f"thing/{turn % subjects}", turn // subjects + 1) for turn in range(30)]


def test_what_is_for_the_town_alone_does_not_leave_it(bench: Bench) -> None:
    bench.tell("t610981117", "thing/1", "open")
    bench.tell("t610981117", "draft/1", "secret", event=Whispered)
    bench.tell("t610981117", "thing/2", "open")
    bench.carry()
    runner = bench.runner(Recorder())
    bench.drain(runner, lambda: len(recorded()) >= 2)
    runner.close()
    assert {subject for _, subject, _ in recorded()} == {"thing/1", "thing/2"}


def test_a_consumer_goes_on_where_the_database_says_it_stands(bench: Bench) -> None:
    bench.tell("t610981117", "thing/1")
    bench.carry()
    first = bench.runner(Recorder())
    bench.drain(first, lambda: len(recorded()) == 1)
    first.close()
    bench.tell("t610981117", "thing/1")
    bench.carry()

    second = bench.runner(Recorder())
    bench.drain(second, lambda: len(recorded()) == 2)
    second.step(10, 0.5)
    second.close()

    assert recorded() == [("t610981117", "thing/1", 1), ("t610981117", "thing/1", 2)]


def test_an_effect_that_is_rolled_back_takes_its_position_with_it(bench: Bench) -> None:
    bench.tell("t610981117", "thing/1")
    bench.carry()

    class Dying(Recorder):
        def apply(self, facts: Any) -> None:
            super().apply(facts)
            raise KeyboardInterrupt

    runner = bench.runner(Dying())
    with pytest.raises(KeyboardInterrupt):
        bench.drain(runner, lambda: False, seconds=30)
    runner.close()
    assert recorded() == []

    again = bench.runner(Recorder())
    bench.drain(again, lambda: len(recorded()) == 1)
    again.close()


def test_two_consumers_of_one_name_share_the_work_and_one_may_leave(bench: Bench) -> None:
    for turn in range(40):
        bench.tell("t610981117" if turn % 2 else "t610981101", f"thing/{turn}")
    bench.carry()
    one = bench.runner(Recorder())
    bench.drain(one, lambda: len(recorded()) >= 5, limit=5)

    stop, failures = threading.Event(), list[BaseException]()

    def second() -> None:
        runner = bench.runner(Recorder())
        try:
            while not stop.is_set():
                runner.step(5, 0.1)
        except BaseException as error:
            failures.append(error)
        finally:
            runner.close()
            connection.close()

    other = threading.Thread(target=second)
    other.start()
    end = time.monotonic() + 60
    while len(recorded()) < 40 and time.monotonic() < end:
        one.step(5, 0.1)
    one.close()
    bench.tell("t610981117", "thing/after")
    bench.carry()
    while len(recorded()) < 41 and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    other.join()

    rows = recorded()
    assert not failures
    assert len(rows) == len(set(rows)) == 41


def test_a_fact_that_keeps_failing_is_parked_with_what_follows_it_and_replayed_in_order(bench: Bench) -> None:
    for word in ("a", "bad", "c"):
        bench.tell("t610981117", "thing/1", word)
    bench.tell("t610981101", "thing/9", "other")
    bench.carry()
    consumer = Recorder()
    consumer.poison = {"bad"}
    runner = bench.runner(consumer)

    bench.drain(runner, lambda: Parked.objects.count() == 2 and len(recorded()) == 2)

    assert set(recorded()) == {("t610981117", "thing/1", 1), ("t610981101", "thing/9", 1)}
    first, second = Parked.objects.order_by("id")
    assert "cannot digest bad" in first.error
    assert second.error == ""
    assert parking.replay(consumer) == 0

    bench.tell("t610981117", "thing/1", "d")
    bench.carry()
    bench.drain(runner, lambda: Parked.objects.count() == 3)
    consumer.poison = set()
    assert parking.replay(consumer) == 3
    runner.close()

    assert [version for tenant, _, version in recorded() if tenant == "t610981117"] == [1, 2, 3, 4]
    assert not Parked.objects.exists()


Unheard = type("Unheard", (Whispered,), {"type": "townships.tests.thing.unheard", "audience": "county"})


def test_a_type_that_is_not_for_a_consumer_is_passed_over_and_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from bus.metrics import SKIPPED

    monkeypatch.setattr("bus.consumer.event_types", lambda: {Unheard.type: Unheard})
    bench.tell("t610981117", "thing/1", event=Unheard)
    bench.tell("t610981117", "thing/2", "known")
    bench.carry()
    before = SKIPPED.labels("recorder", Unheard.type)._value.get()
    runner = bench.runner(Recorder())
    bench.drain(runner, lambda: len(recorded()) == 1)
    runner.close()
    assert SKIPPED.labels("recorder", Unheard.type)._value.get() == before + 1
    assert not Parked.objects.exists()


def test_a_type_of_a_newer_program_is_parked_until_this_one_knows_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bus.consumer.event_types", dict)
    bench.tell("t610981117", "thing/1", event=Unheard)
    bench.tell("t610981117", "thing/1", "behind it")
    bench.tell("t610981117", "thing/2", "another")
    bench.carry()
    consumer = Recorder()
    runner = bench.runner(consumer)
    bench.drain(runner, lambda: len(recorded()) == 1)
    runner.close()
    assert [(one.subject, one.error) for one in Parked.objects.order_by("id")] == [("thing/1", f"UnknownType: {Unheard.type}"), ("thing/1", "")]
    assert parking.replay(consumer) == 0

    monkeypatch.setattr("bus.consumer.event_types", lambda: {Unheard.type: Unheard})
    assert parking.replay(consumer) == 2
    assert recorded() == [("t610981117", "thing/2", 1), ("t610981117", "thing/1", 2)]


@pytest.mark.parametrize("names", [{"subject": "thing/\0"}, {"id": "9" * 65}, {"source": "/townships/" + "t" * 64}, {"type": ""}])
def test_a_fact_with_a_name_that_no_database_could_hold_cannot_be_read(names: dict[str, str]) -> None:
    told = {"id": "1", "source": "/townships/t610981117", "type": "townships.tests.thing.noted", "subject": "thing/1", "time": "", "dataschema": "",
            "recordedtime": "", "incarnation": 1, "version": 1, "county": "", "audience": "county", "actorrole": "", "data": {}}  # fmt: skip
    assert read(json.dumps(told).encode()).version == 1
    with pytest.raises(msgspec.DecodeError):
        read(json.dumps(told | names).encode())


def test_a_message_that_cannot_be_read_is_parked_and_the_rest_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.tell("t610981117", "thing/1")
    bench.tell("t610981117", "thing/2")
    bench.carry()
    runner = bench.runner(Recorder())
    decoded = runner._decoded

    def torn(message: Message, now: datetime) -> Any:
        broken = type(message)(message.partition, message.offset, message.key, b"\xff{")
        return decoded(broken if b"thing/1" in message.body else message, now)

    monkeypatch.setattr(runner, "_decoded", torn)
    bench.drain(runner, lambda: len(recorded()) == 1 and Parked.objects.count() == 1)
    runner.close()
    assert Parked.objects.get().subject.startswith("unreadable/")

    Parked.objects.update(body=b"\xff{")
    assert parking.replay(runner.consumer) == 0
    assert parking.discard(runner.consumer) == 1
    assert not Parked.objects.exists()


KILLED = """
import os, sys, time
sys.path[:0] = sys.argv[2:]
import django; django.setup()
from bus.runner import Runner
from bus.kafka import KafkaStream, bury
from bus.postgres import LogStream
from tests.support.recording import Recorder
class Slow(Recorder):
    def apply(self, facts):
        super().apply(facts); print("applied", flush=True); time.sleep(0.15)
kind, servers, topic = sys.argv[1].split("|")
stream = LogStream() if kind == "log" else KafkaStream(servers, topic)
runner = Runner(Slow(), stream)
while True: runner.step(3, 0.2)
"""


def test_killed_in_the_middle_of_a_batch_nothing_is_lost_and_nothing_twice(bench: Bench) -> None:
    for turn in range(30):
        bench.tell("t610981117", f"thing/{turn % 4}")
    bench.carry()
    from tests.conftest import ROOT, ROOTS

    stream = bench.stream
    told = f"kafka|{','.join(stream.servers)}|{stream.topic}" if isinstance(stream, KafkaStream) else "log||"
    env = {**os.environ, "DATABASE_URL": bench.committed.url("worker"), "DJANGO_SETTINGS_MODULE": "hub.settings", "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen([sys.executable, "-c", KILLED, told, *ROOTS, str(ROOT)], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout
    for _ in range(3):
        assert child.stdout.readline() == b"applied\n"
    child.send_signal(signal.SIGKILL)
    child.wait()

    runner = bench.runner(Recorder())
    bench.drain(runner, lambda: len(recorded()) >= 30, seconds=90)
    runner.step(10, 0.5)
    runner.close()

    rows = recorded()
    assert len(rows) == len(set(rows)) == 30
    assert _in_order(rows)


@pytest.mark.real_engines
def test_a_new_empty_cluster_is_filled_from_the_log(committed: Any, kafka_servers: str) -> None:
    from hub.engines.kafka import ensure_topic

    town = Tenant.objects.get(schema_name="t610981117")
    for version in range(1, 6):
        note(town, "thing/1", version)
    with committed.login("worker"):
        sequencer.place_all()
        for _ in range(2):
            stream = KafkaStream(kafka_servers, ensure_topic(kafka_servers, f"facts-{uuid4().hex[:8]}"))
            relay = Relay(stream)
            assert relay.step() == 5
            assert relay.step() == 0
            relay.close()
        assert Position.objects.filter(consumer="relay").count() == 2


@pytest.mark.real_engines
def test_a_relay_goes_on_where_another_has_got_to_meanwhile(committed: Any, kafka_servers: str) -> None:
    from hub.engines.kafka import ensure_topic

    town = Tenant.objects.get(schema_name="t610981117")
    stream = KafkaStream(kafka_servers, ensure_topic(kafka_servers, f"facts-{uuid4().hex[:8]}"))
    one, other = Relay(stream), Relay(stream)

    def tell(*versions: int) -> None:
        for version in versions:
            note(town, "thing/1", version)
        sequencer.place_all()

    def elsewhere(work: Callable[[], Any]) -> Any:
        """In a session of its own, which ends with the work."""

        def run() -> Any:
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()

    with committed.login("worker"):
        tell(1, 2, 3, 4, 5)
        assert one.step(2) == 2
        assert elsewhere(other.step) == 0, "the lock is held from step to step"
        connection.close()  # as when the database ends the session of one that sleeps
        assert elsewhere(other.step) == 3
        tell(6, 7)
        assert one.step() == 2
        assert one.lag() == 0
        one.close()
        other.close()


def test_a_broker_that_is_away_raises_and_the_position_stays(committed: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    note(town, "thing/1", 1)
    with committed.login("worker"):
        sequencer.place_all()
        stream = KafkaStream("127.0.0.1:9", "nothing-there")
        with pytest.raises(StreamAway):
            Relay(stream).step()
        with pytest.raises(StreamAway):
            Runner(Recorder(), stream).step(10, 0.1)
        assert not Position.objects.exists()


def test_whoever_stands_in_a_cluster_that_was_replaced_begins_anew(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is nothing to send: else a new, empty cluster would never get what the old one had."""
    stream = KafkaStream("127.0.0.1:9", "facts")
    monkeypatch.setattr(stream, "_ask", lambda: "old")
    relay = Relay(stream)
    with committed.login("worker"):
        assert relay.step() == 0
        monkeypatch.setattr(stream, "_ask", lambda: "new")
        assert relay.step() == 0
        monkeypatch.setattr("bus.kafka.ASKED_AGAIN", 0.0)
        with pytest.raises(StreamAway, match="another"):
            relay.step()


@pytest.mark.real_engines
@pytest.mark.timeout(400)
def test_a_broker_that_is_silent_for_a_minute_loses_nothing_and_keeps_nobody_waiting(committed: Any, kafka_servers: str, engines_var: Any) -> None:
    from hub.engines.kafka import ensure_topic
    from hub.status import status

    with psycopg.connect(committed.admin_url()) as own:
        own.execute(RECORDED)
    stream = KafkaStream(kafka_servers, ensure_topic(kafka_servers, f"facts-{uuid4().hex[:8]}"))
    broker = json.loads((engines_var / "run" / "kafka.pid").read_text())["self"][0]
    with committed.login("worker"):
        bench = Bench(committed, stream, Relay(stream))
        bench.tell("t610981117", "thing/1")
        bench.carry()
        runner = bench.runner(Recorder())
        bench.drain(runner, lambda: len(recorded()) == 1)
        os.kill(broker, signal.SIGSTOP)
        try:
            away = _through_a_minute(bench)
            told = {one.name: one for one in status().consumers}
        finally:
            os.kill(broker, signal.SIGCONT)
        assert away > 0
        assert told["relay"].waits, "the status page shows that facts wait for the relay"

        _until(lambda: _stepped(bench), 120)
        bench.drain(runner, lambda: len(set(recorded())) == len(bench.versions), seconds=120)
        runner.close()
        bench.relay.close()  # type: ignore[union-attr]


def _through_a_minute(bench: Bench) -> int:
    """Commands go on, each quickly, while the relay fails again and again. How often it failed."""
    failures, end = 0, time.monotonic() + 60
    while time.monotonic() < end:
        begun = time.monotonic()
        bench.tell("t610981117", f"thing/{len(bench.versions) + 1}")
        assert time.monotonic() - begun < 5
        sequencer.place_all()
        try:
            assert bench.relay
            bench.relay.step()
        except StreamAway:
            failures += 1
    return failures


def _stepped(bench: Bench) -> bool:
    try:
        assert bench.relay
        return bench.relay.step() == 0 and bench.relay.lag() == 0
    except StreamAway:
        return False


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.parametrize("bench", ["kafka"], indirect=True)
@pytest.mark.real_engines
def test_a_tombstone_is_in_the_stream_and_no_consumer_stumbles_over_it(bench: Bench) -> None:
    """What `townships close` sends last: the congress's key without a value."""
    assert isinstance(bench.stream, KafkaStream)
    bury(",".join(bench.stream.servers), bench.stream.topic, "t610981117")
    bench.tell("t610981117", "thing/1")
    bench.carry()
    runner = bench.runner(Recorder())
    bench.drain(runner, lambda: len(recorded()) == 1)
    runner.close()
    assert not Parked.objects.exists()
    reader = KafkaConsumer(bench.stream.topic, bootstrap_servers=bench.stream.servers, auto_offset_reset="earliest", consumer_timeout_ms=20_000)
    told = next(reader)
    reader.close()
    assert (told.key, told.value) == (b"t610981117", None)
