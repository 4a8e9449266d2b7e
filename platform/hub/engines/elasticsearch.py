"""A real Elasticsearch, one node without security on the loopback, in var/elasticsearch."""

import hashlib
import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from elasticsearch import ApiError, Elasticsearch, TransportError

from hub.engines import DEPLOY, EngineError, machine, maven
from hub.engines.machine import Account
from hub.processes import Attached, Handle, Process, Starter, attach_or_start, find

NAME = "elasticsearch"
# Small, and compiled once only: on two cores that halves the processor time to the first answer (16 s → 8 s).
NODE_JVM = "-Xms64m -Xmx256m -XX:TieredStopAtLevel=1"
LAUNCHER_JVM = "-Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"


@dataclass(frozen=True)
class Search:
    """A running node or cluster."""

    url: str
    handle: Handle

    def stop(self) -> None:
        self.handle.stop()


def ensure(var: Path, *, start: Starter | None = None) -> Search:
    """The node of `var`, started if need be, or the one that ELASTICSEARCH_URL names. Raises EngineError."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        return outside(given)
    var = var.resolve()
    with machine.plain_errors(var), machine.locked(var / "run" / "engines.lock"):
        taken = find(var, NAME) is not None
        http, transport = (machine.port(var, name, taken=taken) for name in (NAME, "elasticsearch-transport"))
        return Search(f"http://{machine.LOOPBACK}:{http}", attach_or_start(var, plan(var, http, transport), start))


def outside(url: str) -> Search:
    """A cluster that somebody else runs."""
    if health(url) is None:
        raise EngineError(f"The Elasticsearch of ELASTICSEARCH_URL ({url}) does not answer. 无法连接 Elasticsearch。")
    return Search(url, Attached())


def plan(var: Path, http: int, transport: int) -> Process:
    """Lays out the node's folders and says how it is started."""
    java = Path(machine.program("java", machine.JRE))
    release = maven.fetch(var, NAME) / f"elasticsearch-{maven.version(NAME)}"
    owner = machine.account()
    home = machine.folder(var / "elasticsearch", owner, 0o711)
    url, name = f"http://{machine.LOOPBACK}:{http}", cluster_name(home)
    settings = {
        "cluster.name": name,
        "discovery.type": "single-node",
        "http.port": http,
        "transport.port": transport,
        "path.data": machine.folder(home / "data", owner),
        "path.logs": machine.folder(home / "logs", owner),
    }
    return Process(
        name=NAME,
        title="Elasticsearch",
        command=("bash", str(release / "bin" / "elasticsearch"), *(f"-E{key}={value}" for key, value in settings.items())),
        env={
            "ES_JAVA_HOME": str(java.parents[1]),
            "ES_JAVA_OPTS": NODE_JVM,
            "CLI_JAVA_OPTS": LAUNCHER_JVM,
            "ES_PATH_CONF": str(configure(home, owner, release)),
            "ES_TMPDIR": str(machine.folder(home / "tmp", owner)),
            "HOME": str(home),
        },
        cwd=home / "logs",
        account=owner,
        ready=lambda: machine.listens(http) and health(url) == name,
        seconds=180,
        grace=30,
    )


def cluster_name(home: Path) -> str:
    """A name of its own for every folder, so that no node is taken for another that has its port by chance."""
    return f"townships-{hashlib.sha256(os.fsencode(home)).hexdigest()[:8]}"


def configure(home: Path, owner: Account, release: Path) -> Path:
    """A copy of the release's own config folder with deploy/elasticsearch/elasticsearch.yml in it."""
    config = machine.folder(home / "config", owner)
    shutil.copytree(release / "config", config, dirs_exist_ok=True)
    shutil.copyfile(DEPLOY / "elasticsearch" / "elasticsearch.yml", config / "elasticsearch.yml")
    machine.give(config, owner)
    return config


def health(url: str) -> str | None:
    """The name of the cluster that answers there and can serve, None when none does."""
    try:
        with closing(Elasticsearch(url, request_timeout=5, max_retries=0)) as client:
            return str(client.cluster.health(wait_for_status="yellow", timeout="3s")["cluster_name"])
    except (ApiError, TransportError):
        return None
