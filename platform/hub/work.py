"""The background roles: each a loop that steps, waits when there is nothing, and is patient when something is away."""
from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Protocol

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from bus import metrics
from bus.relay import Relay
from bus.runner import Runner
from bus.stream import StreamAway
from bus.streams import current_stream
from countysearch import indexer
from countysearch.engines import current_engine
from hub import notifying, rebuilding, retention, wiring
from outbox import months, sequencer
from outbox.trace import tracing
from townships.clock import local_date

log = logging.getLogger(__name__)
LONGEST_PAUSE: Final = 10.0
MORNING: Final = timedelta(hours=8)  # nobody is rung out of bed
NIGHT: Final = timedelta(hours=3)  # a day begins when nobody searches
#: What is away comes back: told once and without a trace.
PASSING: Final = (StreamAway, OperationalError, InterfaceError, *wiring.AWAY)


class Role(Protocol):
    """`step` does what can be done now and says how much; `idle` is the pause in seconds when that was nothing."""

    idle: float

    def step(self) -> int: ...

    def lag(self) -> int: ...

    def close(self) -> None: ...


class Sequencer:
    idle = 0.02

    def step(self) -> int:
        return sequencer.place()

    def lag(self) -> int:
        return sequencer.count_waiting()

    def close(self) -> None:
        pass


class Relaying:
    idle = 0.05

    def __init__(self) -> None:
        stream = current_stream()
        self.relay = Relay(stream) if stream.name() != "log" else None  # type: ignore[arg-type]
        self.idle = 0.05 if self.relay else 5.0

    def step(self) -> int:
        return self.relay.step() if self.relay else 0

    def lag(self) -> int:
        return self.relay.lag() if self.relay else 0

    def close(self) -> None:
        if self.relay:
            self.relay.close()


class Consuming:
    idle = 0.0

    def __init__(self, consumer: str) -> None:
        self.runner = Runner(wiring.consumer(consumer), current_stream())

    def step(self) -> int:
        return self.runner.step()

    def lag(self) -> int:
        return self.runner.lag()

    def close(self) -> None:
        self.runner.close()


class Indexing(Consuming):
    """An engine that has no index, also one that was replaced by an empty one, is filled from the towns' tables first; what happens meanwhile comes by
    the stream.

    Once a night it counts what the order of hits needs; one that slept through the night does so when it wakes.
    """

    def __init__(self) -> None:
        super().__init__("indexer")
        self.measured: date | None = None

    def step(self) -> int:
        if current_engine().current() is None:
            rebuilding.search()
        done = super().step()
        night = local_date(timezone.now() - NIGHT)
        if self.measured != night and indexer.measure():
            self.measured = night
        return done


class Clock:
    """Sweeps once a minute for all towns; a full batch is followed by the next at once. Once a day the log's months are seen to."""

    idle = 60.0

    def __init__(self) -> None:
        self.kept: date | None = None

    def step(self) -> int:
        if self.kept != (today := timezone.now().date()):
            months.keep()
            retention.trim(today)
            self.kept = today
        done = wiring.sweep(timezone.now())
        metrics.CLOCK_DELAY.set_to_current_time()
        return done

    def lag(self) -> int:
        return 0

    def close(self) -> None:
        pass


class Messenger:
    """Sends what is due; in the morning it first writes what every day has to tell."""

    idle = 2.0

    def __init__(self) -> None:
        self.told: date | None = None

    def step(self) -> int:
        now = timezone.now()
        if self.told != (day := local_date(now - MORNING)):
            notifying.daily(now)
            self.told = day
        return notifying.send(now)

    def lag(self) -> int:
        return notifying.waiting()

    def close(self) -> None:
        pass


ROLES: Final[Mapping[str, Callable[[], Role]]] = {
    "sequencer": Sequencer,
    "relay": Relaying,
    "projector": lambda: Consuming("projector"),
    "indexer": Indexing,
    "reactor": lambda: Consuming("reactor"),
    "notifier": lambda: Consuming("notifier"),
    "messenger": Messenger,
    "clock": Clock,
}


class Worker(threading.Thread):
    """One role in a thread of its own; begins anew, ever more slowly, while what it needs is away."""

    def __init__(self, name: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.stop, self.seen, self.away = stop, 0.0, ""

    def run(self) -> None:
        pause = 0.2
        while not self.stop.is_set():
            try:
                self._work()
                pause = 0.2
            except Exception as error:
                self._told(error)
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                connection.close()

    def _work(self) -> None:
        role = ROLES[self.name]()
        try:
            while not self.stop.is_set():
                with tracing():
                    done = role.step()
                self._well(role)
                if connection.has_seen_enough():  # type: ignore[attr-defined]
                    connection.close()
                if not done and role.idle:
                    self.stop.wait(role.idle)
        finally:
            role.close()

    def _well(self, role: Role) -> None:
        """Once a second the lag is measured; a step that came back means that nothing is away."""
        self.away = ""
        metrics.AWAY.labels(self.name).set(0)
        if time.monotonic() - self.seen >= 1:
            metrics.LAG.labels(self.name).set(role.lag())
            self.seen = time.monotonic()

    def _told(self, error: Exception) -> None:
        passing = isinstance(error, PASSING)
        if not self.away or not passing:
            level, what = (logging.WARNING, "away") if passing else (logging.ERROR, "failed")
            log.log(level, what, exc_info=not passing, extra={"role": self.name, "why": str(error)})
        self.away = f"{type(error).__name__}: {error}"
        metrics.AWAY.labels(self.name).set(1)


def work(names: list[str], stop: threading.Event) -> list[Worker]:
    """Starts the roles as threads of this process."""
    workers = [Worker(name, stop) for name in names]
    for worker in workers:
        worker.start()
    return workers
