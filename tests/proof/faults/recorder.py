"""The recording consumer: reads the real stream with the product's runner and writes all it is given into a file, as it comes, twice if it comes twice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bus.runner import Runner
from bus.streams import current_stream
from outbox.events import Envelope


class Recorder:
    """An effect outside of the database: kept before the position, so that a kill between the two gives it again."""

    name = "recorder"
    in_transaction = False
    away: tuple[type[Exception], ...] = ()

    def wants(self, event_type: str) -> bool:
        return True

    def apply(self, facts: Sequence[Envelope]) -> None:
        lines = [msgspec.json.encode((fact.id, fact.tenant, fact.subject, fact.incarnation, fact.version)) for fact in facts]
        with Path(os.environ["FAULTS_RECORDED"]).open("ab", buffering=0) as out:
            out.write(b"\n".join(lines) + b"\n")


class Recording:
    """The role of a worker process."""

    idle = 0.0

    def __init__(self) -> None:
        self.runner = Runner(Recorder(), current_stream())

    def step(self) -> int:
        return self.runner.step(100)

    def lag(self) -> int:
        return self.runner.lag()

    def close(self) -> None:
        self.runner.close()
