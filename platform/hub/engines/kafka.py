"""A real Kafka (KRaft, broker and controller in one process) in var/kafka, and the one topic of the facts."""

import base64
import json
import os
import shutil
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kafka.admin import KafkaAdminClient
from kafka.errors import RetriableError, TopicAlreadyExistsError

from hub.engines import DEPLOY, EngineError, machine, maven
from hub.engines.machine import Account
from hub.processes import Attached, Handle, Process, Starter, attach_or_start, cause, find

NAME = "kafka"
# Small, and compiled once only: it starts with two thirds of the processor time and serves no slower on two cores.
HEAP = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
JVM = (*HEAP, "-XX:+ExitOnOutOfMemoryError", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
GREETING = 1000  # milliseconds to find a broker at all
PATIENCE = 5000  # milliseconds for one question to the broker
TOPIC = DEPLOY / "kafka" / "topic.json"


@dataclass(frozen=True)
class Kafka:
    """A running broker: its bootstrap servers as "host:port[,…]"."""

    bootstrap: str
    handle: Handle

    def stop(self) -> None:
        self.handle.stop()


def ensure(var: Path, *, start: Starter | None = None) -> Kafka:
    """The broker of `var`, started if need be, or the one that KAFKA_BOOTSTRAP_SERVERS names. Raises EngineError."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        return outside(given)
    var = var.resolve()
    with machine.plain_errors(var), machine.locked(var / "run" / "engines.lock"):
        taken = find(var, NAME) is not None
        port, controller = (machine.port(var, name, taken=taken) for name in (NAME, "kafka-controller"))
        return Kafka(f"{machine.LOOPBACK}:{port}", attach_or_start(var, plan(var, port, controller), start))


def outside(bootstrap: str) -> Kafka:
    """A cluster that somebody else runs."""
    if cluster(bootstrap) is None:
        raise EngineError(f"The Kafka of KAFKA_BOOTSTRAP_SERVERS ({bootstrap}) does not answer. 无法连接 Kafka。")
    return Kafka(bootstrap, Attached())


def plan(var: Path, port: int, controller: int) -> Process:
    """Writes the settings, formats new data folders once, and says how the broker is started."""
    owner = machine.account()
    home = machine.folder(var / "kafka", owner)
    java = (machine.program("java", machine.JRE), *JVM, "-cp", f"{maven.fetch(var, NAME)}/*")
    bootstrap = f"{machine.LOOPBACK}:{port}"
    settings = configure(home, owner, bootstrap, f"{machine.LOOPBACK}:{controller}")
    ours = formatted(java, home, owner, settings)
    return Process(
        name=NAME,
        title="Kafka",
        command=(*java, "kafka.Kafka", str(settings)),
        cwd=Path("/"),
        account=owner,
        ready=lambda: machine.listens(port) and cluster(bootstrap) == ours,
        seconds=120,
        grace=30,
    )


def configure(home: Path, owner: Account, bootstrap: str, controller: str) -> Path:
    """deploy/kafka/server.properties and what only this machine knows; the last word on a key counts."""
    here = {
        "listeners": f"PLAINTEXT://{bootstrap},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{bootstrap}",
        "controller.quorum.voters": f"1@{controller}",
        "log.dirs": str(home / "data"),
    }
    path = home / "server.properties"
    machine.write(path, "\n".join([(DEPLOY / "kafka" / "server.properties").read_text(), *map("=".join, here.items()), ""]))
    machine.give(path, owner)
    return path


def formatted(java: tuple[str, ...], home: Path, owner: Account, settings: Path) -> str:
    """The id of the cluster whose data are in `home`; new data folders are formatted and only then called "data"."""
    data, new = home / "data", home / "data.new"
    if data.exists():
        return kept_cluster(data)
    shutil.rmtree(new, ignore_errors=True)
    draft = settings.with_suffix(".new")
    machine.write(draft, settings.read_text().replace(f"log.dirs={data}", f"log.dirs={new}"))
    machine.give(draft, owner)
    fresh = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    made = machine.run_as(owner, [*java, "kafka.tools.StorageTool", "format", "-t", fresh, "-c", str(draft)])
    if made.returncode != 0:
        raise EngineError(f"Kafka could not prepare {home}: {cause(made.stdout)}. Kafka 数据目录无法建立。")
    new.replace(data)
    return fresh


def kept_cluster(data: Path) -> str:
    path = data / "meta.properties"
    if not path.exists():
        raise EngineError(f"{data} is no whole Kafka data folder (meta.properties is missing); restore it, or move it away.")
    pairs = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return pairs["cluster.id"]


def cluster(bootstrap: str) -> str | None:
    """The id of the cluster that answers there, None when none does."""
    try:
        with closing(admin(bootstrap, bootstrap_timeout_ms=GREETING, request_timeout_ms=PATIENCE)) as client:
            return str(client.describe_cluster()["cluster_id"])
    except RetriableError:
        return None


def admin(bootstrap: str, **settings: int) -> KafkaAdminClient:
    return KafkaAdminClient(bootstrap_servers=bootstrap.split(","), **settings)


def ensure_topic(bootstrap: str, name: str | None = None) -> str:
    """Sees to it that the topic of topic.json is there (another `name` for tests), and gives its name.

    Its partitions are fixed at creation, for the order of every town hangs on them: another number is an EngineError.
    """
    wanted = json.loads(TOPIC.read_text())
    topic = name or wanted["name"]
    options = {"num_partitions": wanted["partitions"], "replication_factor": -1, "configs": wanted["configs"]}
    with closing(admin(bootstrap)) as client:
        with suppress(TopicAlreadyExistsError):
            client.create_topics({topic: options}, wait_for_metadata=True)
        have = len(client.describe_topics([topic])[0]["partitions"])
    if have != wanted["partitions"]:
        raise EngineError(f"The topic {topic} has {have} partitions, not {wanted['partitions']}, which is for ever: use another cluster.")
    return topic
