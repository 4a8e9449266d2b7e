"""The classic mistakes, one at a time in an otherwise whole product: the harness must notice each, or it proves nothing.

Each is told with the attack that brings it to light quickest. They are patched in by `wrapped`; the product holds none of them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import msgspec

from tests.proof.faults.schedule import Attack, Fault


class Control(msgspec.Struct, frozen=True):
    """`spoil` makes the mistake in this process; `attack` is a run in which it must show."""

    spoil: Callable[[], None]
    attack: Callable[[int], Attack]


# ---------------------------------------------------------------- attacks
def _traffic(seed: int, **more: Any) -> Attack:
    return Attack(seed=seed, **{"asks": 12, "pause": 0.08, "web": False, **more})


def _kills(*targets: str) -> Callable[[int], Attack]:
    def attack(seed: int) -> Attack:
        chance = random.Random(seed)
        return _traffic(seed, faults=tuple(sorted(Fault(round(chance.uniform(0.3, 3), 2), "kill", target) for target in targets * 3)))

    return attack


def _rebuilds(seed: int) -> Attack:
    """Once, in the middle of the traffic, in the county where most of the writing is: another would heal what the first has spoilt."""
    return _traffic(seed, asks=40, operations=(("rebuild", "views", "--county", "c500101"),))


# ---------------------------------------------------------------- mistakes
BY_ID: Final = """
SELECT f.id, f.tenant, f.audience, f.envelope FROM outbox_fact f WHERE f.id > %s::bigint ORDER BY f.id LIMIT %s::bigint
"""


def _cursor_by_id() -> None:
    """Readers go by the number that a fact got when it was written: what commits late is passed over."""
    import bus.postgres
    import bus.relay

    bus.postgres.read = bus.relay.read = _by_id


def _by_id(after: int, limit: int) -> list[tuple[int, str, str, bytes]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BY_ID, [after, limit])
        return [(number, tenant, audience, body.encode()) for number, tenant, audience, body in cursor.fetchall()]


def _send_before_commit() -> None:
    """A fact is out before the transaction that makes it true has committed."""
    import outbox.record

    outbox.record.connection = _Ahead()  # type: ignore[assignment]


class _Ahead:
    """Writes on a connection of its own, which commits at once."""

    in_atomic_block = True

    def cursor(self) -> Any:
        from django.db import connection

        other = connection.copy()
        other.set_tenant(connection.tenant)  # type: ignore[attr-defined]
        return _Cursor(other)


class _Cursor:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __enter__(self) -> Any:
        return self.connection.cursor()

    def __exit__(self, *error: object) -> None:
        self.connection.close()


def _position_before_effect() -> None:
    """The position is kept first, the effect comes a moment later."""
    from django.db import transaction
    from django.utils import timezone

    from bus import positions
    from bus.runner import Runner

    def effect(self: Runner, batch: Any) -> None:
        now = timezone.now()
        with transaction.atomic():
            positions.take(self.consumer.name, self.stream.name(), batch.begins, now)
            positions.move(self.consumer.name, self.stream.name(), batch.ends, now)
        time.sleep(0.1)
        with transaction.atomic():
            self._handle(batch.messages, now)

    Runner._effect = effect  # type: ignore[method-assign]


def _view_without_guard() -> None:
    """A view takes whatever version comes: what a rebuild read before a newer fact arrived is written over it."""
    import countyviews.project
    import hub.rebuilding

    guarded, project = countyviews.project._statement, hub.rebuilding.project

    def slowly(facts: Sequence[Any]) -> None:
        time.sleep(0.2)
        project(facts)

    countyviews.project._statement = cache(lambda model: guarded(model).partition(" WHERE (excluded")[0])
    hub.rebuilding.project = slowly


def _counter_without_lock() -> None:
    """An aggregate's version is counted up without holding its row: two commands count to the same number."""
    import motions.commands.common
    from motions.models import Case
    from townships.errors import NotFound

    def lock_case(case_id: Any) -> Case:
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            raise NotFound("case_id")
        return case

    motions.commands.common.lock_case = lock_case


def _clock_without_key() -> None:
    """A clock looks first and records later, without a lock and without looking again: two clocks record the same miss."""
    from django.db import transaction

    import deadlines.clock
    from deadlines import ledger
    from deadlines.models import RUNNING, Deadline
    from townships.clock import local_date
    from townships.context import current_tenant

    def sweep_town(now: Any, limit: int) -> int:
        overdue = list(Deadline.objects.filter(RUNNING, tenant=current_tenant().schema_name, due_on__lt=local_date(now))[:limit])
        time.sleep(0.05)
        with transaction.atomic():
            for entry in Deadline.objects.select_for_update().filter(pk__in=[one.pk for one in overdue]).order_by("id"):
                ledger.miss(entry, actor=deadlines.clock._clock(), now=now)
        return len(overdue)

    deadlines.clock._sweep_town = sweep_town


CONTROLS: Final[dict[str, Control]] = {
    "cursor by id alone": Control(_cursor_by_id, _traffic),
    "send before commit": Control(_send_before_commit, _traffic),
    "position before effect": Control(_position_before_effect, _kills("projector", "indexer", "recorder")),
    "view without version guard": Control(_view_without_guard, _rebuilds),
    "counter without lock": Control(_counter_without_lock, _traffic),
    "clock without unique key": Control(_clock_without_key, _traffic),
}
