"""Where a process may be killed: for each name the process that passes there and the seam of the product that it stands for."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

When = Literal["before", "after", "commit"]


class Point(msgspec.Struct, frozen=True):
    """`seam` is "module:attribute.path". `commit` means: after an `atomic()` that the module `seam` opens has committed.

    The process dies at one of its first `most` passes. `operation` is the operator's command that passes there.
    """

    process: str
    seam: str
    when: When = "after"
    most: int = 4
    operation: tuple[str, ...] = ()
    engines: tuple[str, ...] = ("embedded", "real")


REAL: Final = ("real",)
POINTS: Final[dict[str, Point]] = {
    "command.recorded": Point("web", "outbox.command:_keep"),
    "command.committed": Point("web", "outbox.command:transaction", "commit"),
    "sequencer.stamped": Point("sequencer", "outbox.sequencer:transaction", "before", 12),
    "sequencer.committed": Point("sequencer", "outbox.sequencer:transaction", "commit", 12),
    "relay.sent": Point("relay", "bus.relay:Relay._keep", "before", 8, engines=REAL),
    "relay.kept": Point("relay", "bus.relay:Relay._keep", "after", 8, engines=REAL),
    "projector.applied": Point("projector", "bus.runner:positions.move", "before", 8),
    "projector.stored": Point("projector", "bus.runner:positions.move", "after", 8),
    "projector.committed": Point("projector", "bus.runner:Runner._effect", "after", 8),
    "indexer.applied": Point("indexer", "countysearch.indexer:_write", "after", 4),
    "indexer.stored": Point("indexer", "bus.runner:positions.move", "after", 8),
    "indexer.committed": Point("indexer", "bus.runner:Runner._effect", "after", 8),
    "reactor.applied": Point("reactor", "reactors.reactor:Reactor.apply", "after", 2),
    "reactor.reacted": Point("reactor", "reactors.reactor:Reactor._react", "after", 6),
    "notifier.reacted": Point("notifier", "reactors.reactor:Reactor._react", "after", 6),
    "notifier.stored": Point("notifier", "bus.runner:positions.move", "after", 8),
    "reactor.stored": Point("reactor", "bus.runner:positions.move", "after", 8),
    "recorder.applied": Point("recorder", "bus.runner:positions.take", "before", 8),
    "clock.sweeping": Point("clock", "deadlines.ledger:miss", "after", 6),
    "clock.between_towns": Point("clock", "deadlines.clock:_sweep_town", "after", 6),
    "upgrade.in_a_batch": Point("upgrade", "townships.upgrade:_replay", "after", 6, ("upgrade",)),
    "upgrade.between_batches": Point("upgrade", "townships.upgrade:_upgrade_batch", "after", 3, ("upgrade",)),
    "rebuild.views": Point("rebuild-views", "hub.rebuilding:project", "after", 10, ("rebuild", "views")),
    "rebuild.views.removing": Point("rebuild-views", "hub.rebuilding:_remove_unseen", "before", 10, ("rebuild", "views")),
    "rebuild.search.filling": Point("rebuild-search", "hub.rebuilding:document_of", "after", 60, ("rebuild", "search")),
    "rebuild.search.filled": Point("rebuild-search", "countysearch.indexer:_fill", "after", 1, ("rebuild", "search")),
}

#: Passed by commands that are tried for themselves (tests/proof/restore): a restore undoes what the writers of a run were told.
APART: Final[dict[str, Point]] = {
    "backup.copying": Point("backup", "hub.backup.taking:copied", "after", 20),
    "restore.loading": Point("restore", "hub.backup.restoring:_load", "after", 20),
    "restore.loaded": Point("restore", "hub.backup.restoring:_count_on", "after", 1),
    "restore.committed": Point("restore", "hub.backup.restoring:told", "before", 1),
    "restore.telling": Point("restore", "hub.rebuilding:project", "after", 1),
    "close.archived": Point("close", "hub.backup.closing:_taken_out", "before", 1),
    "close.committed": Point("close", "hub.backup.closing:_told", "before", 1),
}


def arm(name: str, nth: int, claim: Path) -> None:
    """From the nth pass on this process dies at the point, but only one process ever: the first that makes the file `claim`."""
    point = (POINTS | APART)[name]
    holder, attribute = resolve(point.seam)
    real = getattr(holder, attribute)
    hit = _Killer(nth, claim)
    setattr(holder, attribute, _Transactions(real, point.when, hit) if attribute == "transaction" else _passing(real, point.when, hit))


def resolve(seam: str) -> tuple[Any, str]:
    """The object that holds the attribute, and its name. Raises when the product no longer has such a seam."""
    module, _, path = seam.partition(":")
    holder: Any = import_module(module)
    *way, attribute = path.split(".")
    for name in way:
        holder = getattr(holder, name)
    getattr(holder, attribute)
    return holder, attribute


class _Killer:
    def __init__(self, nth: int, claim: Path) -> None:
        self.left, self.claim = nth, claim

    def __call__(self) -> None:
        self.left -= 1
        if self.left > 0:
            return
        try:
            os.close(os.open(self.claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def _passing(real: Callable[..., Any], when: When, hit: Callable[[], None]) -> Callable[..., Any]:
    @wraps(real)
    def passing(*args: Any, **named: Any) -> Any:
        if when == "before":
            hit()
        answer = real(*args, **named)
        if when == "after":
            hit()
        return answer

    return passing


class _Transactions:
    """A module's `transaction`, whose `atomic()` passes the point right before or right after it has committed."""

    def __init__(self, real: Any, when: When, hit: Callable[[], None]) -> None:
        self.real, self.when, self.hit = real, when, hit

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def atomic(self) -> Any:
        return _Atomic(self.real.atomic(), self.when, self.hit)


class _Atomic:
    def __init__(self, real: Any, when: When, hit: Callable[[], None]) -> None:
        self.real, self.when, self.hit = real, when, hit

    def __enter__(self) -> Any:
        return self.real.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
        if kind is None and self.when == "before":
            self.hit()
        answer = self.real.__exit__(kind, error, trace)
        if kind is None and self.when == "commit":
            self.hit()
        return answer
