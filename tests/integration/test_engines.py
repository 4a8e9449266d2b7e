"""The engines really start, keep what they hold, and say in one sentence why they cannot."""

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from hub.engines import EngineError, elasticsearch, kafka, machine, maven, postgres
from hub.processes import Attached, Child, find
from hub.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = [("ENOSPC", "is full"), ("EACCES", "no permission"), ("EROFS", "read-only"), ("ENOTDIR", "no folder")]
QUICK = {"fsync": "off"}


@pytest.fixture(autouse=True)
def no_outside_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The addresses of the test run's own engines are not meant for these tests."""
    for name in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "ELASTICSEARCH_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """Not pytest's own folder: every pytest that starts closes it to other users, and root's engines run as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="townships-test-") as folder:
        yield Path(folder)


@pytest.fixture
def tmp_path(ground: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=ground))


@pytest.fixture(scope="module")
def pristine(ground: Path) -> Path:
    """A folder with a database that has been made and stopped; tests work on copies."""
    var = ground / "pristine" / "var"
    postgres.ensure(var, settings=QUICK).stop()
    return var


@pytest.fixture
def var(pristine: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-a", pristine, tmp_path / "var"], check=True)
    return tmp_path / "var"


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return row and row[0]


@pytest.fixture
def server(var: Path) -> Iterator[postgres.Postgres]:
    running = postgres.ensure(var, settings=QUICK)
    yield running
    running.stop()


def test_the_embedded_database_speaks_chinese_and_utc(server: postgres.Postgres) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert connection.execute("SELECT cardinality(show_trgm('公路建设')), current_setting('timezone')").fetchone() == (5, "UTC")
        kept = connection.execute("SELECT DISTINCT pg_encoding_to_char(encoding), datlocale FROM pg_database").fetchall()
        assert kept == [("UTF8", "C.UTF-8")]


def test_the_superuser_comes_in_only_through_the_socket_and_everyone_by_password(server: postgres.Postgres) -> None:
    one(server.url, "SELECT 1")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'a b@c'")
    assert one(server.login("clerk", "a b@c", "postgres"), "SELECT current_user") == "clerk"
    for url in (server.login("clerk", "wrong", "postgres"), server.url.split("?")[0]):
        with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|pg_hba\.conf rejects"):
            psycopg.connect(url)


def test_the_password_can_be_read_by_its_owner_only(var: Path) -> None:
    assert stat.S_IMODE((var / "secrets" / "postgres").stat().st_mode) == 0o600
    assert stat.S_IMODE((var / "secrets").stat().st_mode) == 0o700


def test_data_and_port_are_there_again_after_a_restart(var: Path) -> None:
    first = postgres.ensure(var, settings=QUICK)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    first.stop()
    second = postgres.ensure(var, settings=QUICK)
    assert one(second.url, "SELECT value FROM kept") == 7
    assert second.port == first.port
    second.stop()


def test_committed_data_survive_kill_9(var: Path) -> None:
    first = postgres.ensure(var)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    running = find(var, "postgres")
    assert running is not None
    running.kill()
    first.stop()
    second = postgres.ensure(var)
    assert one(second.url, "SELECT value FROM kept") == 7
    second.stop()


def test_a_port_that_another_program_took_is_replaced(var: Path) -> None:
    taken = json.loads((var / "ports.json").read_text())["postgres"]
    with socket.create_server((machine.LOOPBACK, taken)):
        running = postgres.ensure(var, settings=QUICK)
        assert running.port != taken
        assert one(running.url, "SELECT 1") == 1
        running.stop()


def test_a_second_command_uses_the_running_server_and_does_not_stop_it(var: Path, server: postgres.Postgres) -> None:
    again = postgres.ensure(var)
    assert isinstance(again.handle, Attached)
    again.stop()
    assert one(server.url, "SELECT 1") == 1
    assert again.url == server.url


def test_what_a_broken_off_initdb_left_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new" / "base"
    half.mkdir(parents=True)
    running = postgres.ensure(tmp_path, settings=QUICK)
    assert one(running.url, "SELECT 1") == 1
    assert not half.exists()
    running.stop()


def test_a_damaged_data_folder_is_refused_and_left_as_it_is(var: Path) -> None:
    data = var / "postgres" / "data"
    (data / "PG_VERSION").unlink()
    before = sorted(data.rglob("*"))
    with pytest.raises(EngineError, match=r"no whole PostgreSQL data folder \(PG_VERSION is missing\)"):
        postgres.ensure(var)
    assert sorted(data.rglob("*")) == before


def test_data_of_another_version_are_refused(var: Path) -> None:
    (var / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EngineError, match=r"of PostgreSQL 12, the server here is \d+"):
        postgres.ensure(var)


def test_a_lost_password_is_named(var: Path) -> None:
    (var / "secrets" / "postgres").unlink()
    with pytest.raises(EngineError, match=r"secrets/postgres, the password .* is missing"):
        postgres.ensure(var)
    assert not (var / "secrets" / "postgres").exists()


def test_a_pid_file_whose_number_means_another_process_is_no_obstacle(var: Path) -> None:
    data = var / "postgres" / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1700000000\n5432\n\n127.0.0.1\n        0         0\nready\n")
    running = postgres.ensure(var, settings=QUICK)
    assert one(running.url, "SELECT 1") == 1
    running.stop()


def test_a_server_that_does_not_start_says_why(var: Path) -> None:
    with pytest.raises(EngineError, match=r"PostgreSQL stopped: .*FATAL.*invalid value for parameter \"work_mem\".*postgres\.log"):
        postgres.ensure(var, settings={"work_mem": "much"})


def test_a_full_disk_is_one_sentence_and_loses_nothing(var: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], capture_output=True).returncode:
        pytest.skip("a small disk can be made by root only")
    try:
        with pytest.raises(EngineError, match="the disk is full"):
            postgres.ensure(disk)
        assert not (disk / "postgres" / "data").exists()
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("number, words", REFUSALS)
def test_what_the_system_refuses_is_one_sentence(number: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=f"{tmp_path}.*{words}|{words}.*{tmp_path}"), machine.plain_errors(tmp_path):
        raise OSError(getattr(errno, number), "refused")


def test_a_killed_supervisor_takes_the_database_along_and_the_next_run_goes_on(var: Path) -> None:
    script = f"""
        import os, pathlib, signal
        from hub.engines import postgres
        from hub.supervisor import Supervisor
        var = pathlib.Path({str(var)!r})
        with Supervisor(var) as machine:
            server = postgres.ensure(var, start=machine.start)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    env = {**os.environ, "PYTHONPATH": str(ROOT / "platform")}
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=env, check=False)
    assert killed.returncode == -9
    with Supervisor(var) as run:
        again = postgres.ensure(var, start=run.start)
        assert isinstance(again.handle, Child)
        assert one(again.url, "SELECT 1") == 1
    assert find(var, "postgres") is None


def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(EngineError, match=r"DATABASE_URL does not answer: .*refused"):
        postgres.ensure(tmp_path)
    assert not list(tmp_path.iterdir())


def test_real_engines_that_do_not_answer_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:1")
    with pytest.raises(EngineError, match=r"KAFKA_BOOTSTRAP_SERVERS \(127\.0\.0\.1:1\) does not answer"):
        kafka.ensure(tmp_path)
    with pytest.raises(EngineError, match=r"ELASTICSEARCH_URL \(http://127\.0\.0\.1:1\) does not answer"):
        elasticsearch.ensure(tmp_path)


def test_a_machine_without_java_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for engine in (kafka, elasticsearch):
        with pytest.raises(EngineError, match=r"java is missing.*apt-get install openjdk-17-jre-headless"):
            engine.ensure(tmp_path)


def test_a_machine_without_maven_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TOWNSHIPS_ENGINES", str(tmp_path / "engines"))
    with pytest.raises(EngineError, match=r"mvn is missing.*apt-get install maven"):
        kafka.ensure(tmp_path)


@pytest.fixture(scope="module")
def real(ground: Path) -> Iterator[Path]:
    """A folder for real engines; what Maven fetched is shared with other runs of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOWNSHIPS_ENGINES", os.environ.get("TOWNSHIPS_ENGINES", str(ROOT / "var" / "engines")))
        yield ground / "real"


@pytest.mark.real_engines
def test_kafka_keeps_its_facts_over_kill_9_and_the_topic_is_made_once(real: Path) -> None:
    broker = kafka.ensure(real)
    topic = kafka.ensure_topic(broker.bootstrap)
    assert kafka.ensure_topic(broker.bootstrap) == topic == "townships.facts"
    with closing(KafkaProducer(bootstrap_servers=broker.bootstrap, acks="all")) as producer:
        sent = producer.send(topic, key=b"t610981117", value="句垣镇".encode()).get(timeout=20)
    assert isinstance(kafka.ensure(real).handle, Attached)
    with closing(kafka.admin(broker.bootstrap)) as client:
        client.create_topics({"narrow": {"num_partitions": 3, "replication_factor": 1}}, wait_for_metadata=True)
    with pytest.raises(EngineError, match="narrow has 3 partitions, not 24"):
        kafka.ensure_topic(broker.bootstrap, "narrow")

    running = find(real, "kafka")
    assert running is not None
    running.kill()
    broker.stop()
    again = kafka.ensure(real)

    with closing(KafkaConsumer(bootstrap_servers=again.bootstrap, enable_auto_commit=False)) as consumer:
        assert len(consumer.partitions_for_topic(topic) or ()) == 24
        place = TopicPartition(topic, sent.partition)
        consumer.assign([place])
        consumer.seek(place, sent.offset)
        values = []
        deadline = time.monotonic() + 60
        while not values and time.monotonic() < deadline:
            values = [record.value for records in consumer.poll(1000).values() for record in records]
    assert values == ["句垣镇".encode()]
    again.stop()
    assert not running.is_running()


@pytest.mark.real_engines
def test_elasticsearch_starts_from_the_deployed_settings_and_keeps_its_documents(real: Path) -> None:
    first = elasticsearch.ensure(real)
    with closing(Elasticsearch(first.url)) as client:
        client.indices.create(index="kept", settings={"number_of_replicas": 0})
        client.index(index="kept", id="1", document={"title": "公 路"}, refresh=True)
    first.stop()
    second = elasticsearch.ensure(real)
    with closing(Elasticsearch(second.url)) as client:
        assert client.get(index="kept", id="1")["_source"] == {"title": "公 路"}
        with pytest.raises(Exception, match="no such index"):
            client.index(index="misspelt", document={})
    running = find(real, "elasticsearch")
    assert running is not None
    family = [running, *running.children(recursive=True)]
    second.stop()
    assert not [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.real_engines
def test_a_fetch_that_broke_off_is_done_again(real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNSHIPS_ENGINES", str(tmp_path))
    part = tmp_path / f"kafka-{maven.version('kafka')}.part"
    part.mkdir()
    (part / "half.jar").write_text("half")
    place = maven.fetch(real, "kafka")
    assert list(place.glob("kafka_2.13-*.jar"))
    assert not (place / "half.jar").exists()
