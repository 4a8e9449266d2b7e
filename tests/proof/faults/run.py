"""One run: an installation, its processes, the traffic, the attack; then rest, then the checks."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec
import psycopg

from hub import deployment
from tests.proof.faults.checks import Evidence, differences
from tests.proof.faults.points import POINTS
from tests.proof.faults.processes import ROOT, Nursery, Spawned, Started, Wanted, spawn, stop_all
from tests.proof.faults.schedule import ROLES, Attack, Fault
from tests.proof.faults.traffic import WRITERS, Plan
from tests.proof.faults.world import World, surroundings
from tests.proof.faults.wrapped import Faults

TICK: Final = 0.02
LONGEST: Final = 240.0  # seconds until a run that has not come to rest has failed
CONSUMERS: Final = ("projector", "indexer", "reactor", "notifier", "recorder")


class NoRest(Exception):
    """Something does not come to rest by itself."""


class Outcome(msgspec.Struct, frozen=True):
    attack: Attack
    differences: list[str]
    facts: int
    deaths: dict[str, int]
    seconds: float
    folder: str
    measured: dict[str, float] = {}

    def told(self) -> str:
        lines = [f"  {fault}" for fault in self.attack.faults]
        found = self.differences[:20] + ([f"… and {len(self.differences) - 20} more"] if len(self.differences) > 20 else [])
        what = f"seed {self.attack.seed}, {self.attack.engines}" + "".join(f", {x}" for x in (self.attack.point, self.attack.control) if x)
        return "\n".join([what, *lines, *found, f"logs and journals: {self.folder}", f"again: {self._again()}"])

    def _again(self) -> str:
        point = f"{self.attack.engines}-{self.attack.point}" if self.attack.point else "random"
        which = self.attack.story or " and ".join(self.attack.control.split()) or point
        return f"make faults RUNS=1 SEED={self.attack.seed} ENGINES={self.attack.engines} PYTEST=\"-k '{which}'\""


class Run:
    def __init__(self, world: World, attack: Attack, folder: Path) -> None:
        self.world, self.attack, self.folder = world, attack, folder
        self.name = f"faults_{uuid4().hex[:12]}"
        self.env = {**world.env(self.name), "FAULTS_RECORDED": str(folder / "recorded.jsonl"), "FAULTS_PLAN": str(folder / "plan.json")}
        self.claim = folder / "died"
        self.port = _free_port()
        self.wanted: dict[str, Wanted] = {}
        self.paused: list[tuple[float, str]] = []
        self.operations: list[tuple[tuple[str, ...], Spawned]] = []
        self.topic = ""
        self.spoilt = attack.control
        self.measured: dict[str, float] = {}
        self.without: set[str] = set()

    # ---------------------------------------------------------------- the whole
    def go(self, story: Callable[[Run], None] | None = None) -> Outcome:
        """`story` is told instead of the attack's faults, under the same traffic; `without` are the subjects that it put into the log itself."""
        begun = time.monotonic()
        self.folder.mkdir(parents=True)
        self._prepare()
        self.nursery = Nursery(self.env, self.folder / "nursery.log")
        try:
            self._start()
            self.until("the first asks", self._asked)
            if story:
                story(self)
            else:
                self._attack()
            found = self._rest()
        finally:
            stop_all([one for name, one in self.wanted.items() if name not in self.world.engines()])
            self.nursery.stop()
        return self._judged(found, begun)

    def _prepare(self) -> None:
        self.world.settle(self.attack.engines)
        self.world.create(self.name)
        if self.attack.point.startswith("upgrade"):
            self._forget_a_migration()
        if self.attack.engines == "real":
            self.topic = self.world.fresh_topic(self.name)
            self.env |= {"KAFKA_BOOTSTRAP_SERVERS": self.world.bootstrap, "TOWNSHIPS_TOPIC": self.topic, "ELASTICSEARCH_URL": self.world.search}
        plan = Plan(self.attack.seed, self.attack.asks, self.attack.pause, str(self.folder), self.world.towns, self.port if self.attack.web else 0)
        Path(self.env["FAULTS_PLAN"]).write_bytes(msgspec.json.encode(plan))

    def _forget_a_migration(self) -> None:
        """As if the towns came from before sessions were kept in their schemas."""
        with self.world.admin_on(self.name) as database:
            for town in self.world.towns:
                database.execute(f"DROP TABLE {town.schema}.django_session")  # type: ignore[call-overload]
                database.execute(f"DELETE FROM {town.schema}.django_migrations WHERE app = 'sessions'")  # type: ignore[call-overload]

    # ---------------------------------------------------------------- processes
    def _start(self) -> None:
        roles = [*ROLES, *self.attack.doubled, *(["relay"] if self.attack.engines == "real" else [])]
        for role in roles:
            self._want(role, lambda name=role: self._worker(name))  # type: ignore[misc]
        if self.attack.web:
            self._want("web", self._web)
        for number in range(2):
            self._want(f"writers-{number}", lambda number=number: self._writers(number), self.written)  # type: ignore[misc]
        for name, engine in self.world.engines().items():
            if engine.wanted:
                engine.wanted.deaths = 0
                self.wanted[name] = engine.wanted

    def _want(self, name: str, start: Callable[[], Started], finished: Callable[[], bool] = lambda: False) -> None:
        self.wanted[name] = Wanted(name, start, finished)
        self.wanted[name].begin()

    def _faults(self, name: str) -> dict[str, str]:
        """The crash point goes to the one process that it is in; a control to all."""
        here = self.attack.point and POINTS[self.attack.point].process == name
        point = {"point": self.attack.point, "nth": self.attack.nth, "claim": str(self.claim)} if here else {}
        return Faults(control=self.spoilt, **point).env()  # type: ignore[arg-type]

    def _worker(self, name: str) -> Started:
        return self.nursery.start(["work", name.removesuffix("-2")], self._faults(name), self.folder / f"{name}.log")

    def _web(self) -> Started:
        wanted = deployment.local(deployment.entries()[0], host="127.0.0.1", port=self.port, health=0, threads=4)
        words = [word.replace("hub.web:", "tests.proof.faults.web:") for word in wanted.command[1:]]
        own = {**wanted.env, "DATABASE_URL": self.env["DATABASE_URL_WEB"], "TOWNSHIPS_PROCESS": "web"}
        return spawn(words, {**self.env, **own, "TOWNSHIPS_PORT": str(self.port), **self._faults("web")}, self.folder / "web.log")

    def _writers(self, number: int) -> Started:
        words = ["-m", "tests.proof.faults.traffic", str(number * WRITERS // 2), str(WRITERS // 2)]
        return spawn(words, {**self.env, **self._faults("writers")}, self.folder / f"writers-{number}.log")

    def written(self) -> bool:
        return len(list(self.folder.glob("writer-*.done"))) == WRITERS

    def begun(self) -> set[str]:
        """The consumers that stand anywhere."""
        with self.world.admin_on(self.name) as database:
            return {name.partition(":")[0] for (name,) in database.execute("SELECT consumer FROM bus_position")}

    def workers(self) -> list[str]:
        return [name for name in self.wanted if name.removesuffix("-2") in (*ROLES, "relay")]

    def restart(self, name: str) -> None:
        """Asked to end, and started again; returns when the new one runs."""
        before = self.wanted[name].now
        self.wanted[name].signal(signal.SIGTERM)
        self.until(f"{name} is another", lambda: self.wanted[name].now not in (None, before))

    def garble(self) -> None:
        """Into Kafka, past the relay, what is no fact at all."""
        from kafka import KafkaProducer

        producer = KafkaProducer(bootstrap_servers=self.world.bootstrap.split(","))
        producer.send(self.topic, key=self.world.towns[0].schema.encode(), value=b"\xff{\x00").get(timeout=30)
        producer.close()

    def operate(self, *words: str) -> tuple[int, str]:
        """An operator's command, waited for: its exit status and what it said."""
        env = surroundings({**self.env, **self._faults("-".join(words))})
        told = subprocess.run([sys.executable, "-m", "tests.proof.faults.wrapped", *words], cwd=ROOT, env=env, capture_output=True, text=True)
        return told.returncode, told.stdout + told.stderr

    # ---------------------------------------------------------------- the attack
    def _attack(self) -> None:
        begun, waiting, orders = time.monotonic(), list(self.attack.faults), list(self.attack.operations)
        if self.attack.point and POINTS[self.attack.point].operation:
            orders.append(POINTS[self.attack.point].operation)

        def over() -> bool:
            now = time.monotonic()
            while waiting and now - begun >= waiting[0].at:
                self._do(waiting.pop(0))
            if orders and not self._operating() and now - begun >= 0.5:
                self._operate(orders.pop(0))
            return not waiting and not self.paused and not orders and not self._operating() and self.written()

        self.until("the writers and the attack", over)

    def _asked(self) -> bool:
        return bool(list(self.folder.glob("writer-*.jsonl")))

    def _do(self, fault: Fault) -> None:
        one = self.wanted.get(fault.target)
        if one is None or one.now is None or one.paused:
            return
        one.signal({"kill": signal.SIGKILL, "pause": signal.SIGSTOP, "restart": signal.SIGTERM}[fault.action])
        if fault.action == "pause":
            self.paused.append((time.monotonic() + fault.length, fault.target))

    def _operate(self, words: Sequence[str]) -> None:
        """As an operator would, and again after it died."""
        name = "-".join(words)
        started = spawn(["-m", "tests.proof.faults.wrapped", *words], {**self.env, **self._faults(name)}, self.folder / f"{name}.log")
        assert isinstance(started, Spawned)
        self.operations.append((tuple(words), started))

    def _operating(self) -> bool:
        if not self.operations or self.operations[-1][1].alive():
            return bool(self.operations)
        words, ended = self.operations.pop()
        if ended.process.returncode:
            time.sleep(0.5)
            self._operate(words)
        return bool(self.operations)

    def until(self, what: str, holds: Callable[[], bool], seconds: float = LONGEST) -> None:
        until = time.monotonic() + seconds
        while not holds():
            self._tick()
            if time.monotonic() > until:
                raise NoRest(f"{what}: not over after {seconds:.0f} s; see {self.folder}")
            time.sleep(TICK)

    def _tick(self) -> None:
        """What a supervisor of production does; and the end of pauses."""
        for one in self.wanted.values():
            one.look()
        for until, name in list(self.paused):
            if time.monotonic() >= until:
                self.wanted[name].signal(signal.SIGCONT)
                self.paused.remove((until, name))

    # ---------------------------------------------------------------- rest
    def _rest(self) -> list[str]:
        """Nothing waits anywhere, twice in a row; what waits for ever is a difference."""
        quiet = 0
        waits = ["nothing was looked at"]

        def still() -> bool:
            nonlocal quiet, waits
            waits = self.waiting()
            quiet = 0 if waits else quiet + 1
            time.sleep(0.3)
            return quiet >= 3

        try:
            self.until("rest", still)
        except NoRest:
            return [f"everything_comes_to_rest: {line}" for line in waits]
        return []

    def waiting(self) -> list[str]:
        """What is not at rest, in words."""
        try:
            with self.world.admin_on(self.name) as database:
                return [told for (told,) in database.execute(WAITING)] + self._behind(database)
        except psycopg.OperationalError as error:
            return [f"the database does not answer: {error}"]

    def _behind(self, database: psycopg.Connection) -> list[str]:
        [(head,)] = database.execute("SELECT position FROM outbox_head").fetchall()
        kept = database.execute(STOOD, [f"{self.world.cluster}/{self.topic}" if self.topic else "log"])
        stood = {(consumer.partition(":")[0], part): at for consumer, part, at in kept}
        if self.attack.engines == "embedded":
            ends = {0: head}
        else:
            if stood.get(("relay", 0), 0) < head:
                return [f"the relay stands at {stood.get(('relay', 0), 0)} of {head}"]
            ends = self.world.last_offsets(self.topic)
        late = [(name, part, end) for name in CONSUMERS for part, end in ends.items() if stood.get((name, part), -1) < end]
        return [f"{name} stands at {stood.get((name, part), -1)} of {end} in partition {part}" for name, part, end in late]

    # ---------------------------------------------------------------- the checks
    def _judged(self, found: list[str], begun: float) -> Outcome:
        if self.attack.point and not self.claim.exists():
            found.append(f"the crash point {self.attack.point} was never passed")
        with self.world.admin_on(self.name) as database:
            seen = self.evidence(database)
            found += differences(seen)
            facts = len(seen.facts)
        found += self._reconciled()
        deaths = {name: one.deaths for name, one in self.wanted.items() if one.deaths and not (name.startswith("writers") and one.deaths == 1)}
        outcome = Outcome(self.attack, found, facts, deaths, round(time.monotonic() - begun, 1), str(self.folder), self.measured)
        self.world.drop(self.name)
        if not found:
            shutil.rmtree(self.folder)
        return outcome

    def evidence(self, database: psycopg.Connection, without: Collection[str] = ()) -> Evidence:
        engines = {"bootstrap": self.world.bootstrap, "topic": self.topic, "search": self.world.search} if self.topic else {}
        return Evidence(database, self.folder, self.world.towns, without={*self.without, *without}, **engines)

    def _reconciled(self) -> list[str]:
        status, told = self.operate("reconcile")
        return [f"reconcile: {line}" for line in told.splitlines()[-12:]] if status else []


STOOD: Final = 'SELECT consumer, "partition", "offset" FROM bus_position WHERE stream = %s'
WAITING: Final = """
SELECT 'fact ' || fact_id || ' has no position yet' FROM outbox_pending
UNION ALL SELECT tenant || ' deadline/' || id || ' is overdue and not missed' FROM deadlines_deadline
    WHERE due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AND met_on IS NULL AND missed_on IS NULL AND lifted_on IS NULL LIMIT 20
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
