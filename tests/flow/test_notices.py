"""From a fact to a notice: once, however often and however late the fact comes; old facts are news to nobody."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import tests.support.between as between
from django_tenants.utils import tenant_context
from tests.support.between import REPLY, Between

import motions.commands as motions
import referrals.commands as referrals
from bus.models import Parked
from bus.postgres import read
from hub import notifying, wiring
from motions.models import Case
from notices.models import Notice
from outbox.events import Envelope
from referrals.models import Matter, Referral, Task
from townships.models import Tenant

ALL = ("projector", "reactor", "notifier")


@pytest.fixture
def world(committed: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    monkeypatch.setattr(between, "NOW", datetime.now(UTC))
    yield Between(committed)


def told(world: Between, tenant: Tenant) -> list[tuple[str, str]]:
    with tenant_context(tenant):
        return sorted((row.kind, row.key) for row in Notice.objects.all())


def test_each_fact_is_told_once_however_often_and_late_it_comes(world: Between) -> None:
    world.referred()
    world.handed_down()
    world.carry(ALL)
    before = {tenant.schema_name: told(world, tenant) for tenant in (world.town, world.county)}
    assert {kind for kind, _ in before["t610981117"]} >= {"came_in", "registered", "upward", "from_above"}
    assert {kind for kind, _ in before["c610981"]} >= {"from_below", "handed_over", "to_approve"}

    with world.committed.login("worker"):
        facts = [msgspec.json.decode(body, type=Envelope) for _, _, audience, body in read(0, 100_000)]
        notifier = wiring.consumer("notifier")
        for turn in range(3):
            again = facts * 2
            random.Random(turn).shuffle(again)
            notifier.apply([fact for fact in again if notifier.wants(fact.type)])
            notifier._take = lambda fact: True  # type: ignore[attr-defined]  # then without the inbox
        assert not Parked.objects.exists()
    assert {tenant.schema_name: told(world, tenant) for tenant in (world.town, world.county)} == before


def test_what_two_reactors_do_about_one_fact_and_one_does_twice_is_all_done(world: Between) -> None:
    """A unit replies that it is for the county: the clerk is told, and it goes up. The county hands it to the government of that very town."""
    case, unit = world.registered(world.town), next(iter(world.houses[world.town.schema_name].units.values()))
    world.do(world.town, "clerk", motions.propose_handling, 28, case_id=case, seen=2, parts=[motions.Handling(unit_id=unit, part="sole")])
    world.do(world.town, "chair", motions.approve_handling, 27, case_id=case, seen=3)
    world.do(world.town, "clerk", motions.hand_over, 26, case_id=case, seen=4, occasion="meeting")
    with tenant_context(world.town):
        part = Case.objects.get(pk=case).assignments.get().pk
    world.do(world.town, "unit", motions.reply, 20, assignment_id=part, seen=5, **{**REPLY, "meaning": "referred"})
    world.carry(ALL)
    assert {"replied"} <= {kind for kind, _ in told(world, world.town)}

    government = world.government()
    given = {"matter_id": case, "seen": 1, "proposer_ids": [world.deputy(world.county)], "channel": "paper"}
    world.do(world.county, "clerk", referrals.take_up, 15, **given)
    with tenant_context(world.county):
        above = Matter.objects.get(pk=case).case_id
    world.do(world.county, "clerk", motions.register, 14, case_id=above, seen=1)
    parts = [motions.Handling(unit_id=government, part="sole")]
    world.do(world.county, "clerk", motions.propose_handling, 13, case_id=above, seen=2, parts=parts)
    world.do(world.county, "chair", motions.approve_handling, 12, case_id=above, seen=3)
    world.do(world.county, "clerk", motions.hand_over, 11, case_id=above, seen=4, occasion="meeting")
    world.carry(ALL)
    with tenant_context(world.town):
        assert (Referral.objects.get().county_state, Task.objects.get().title) == ("in_hand", "跨县公路塌方")
    assert not Parked.objects.exists()


def test_a_log_that_is_read_from_its_beginning_writes_no_letters(world: Between, monkeypatch: pytest.MonkeyPatch) -> None:
    world.referred()
    monkeypatch.setattr(notifying.timezone, "now", lambda: datetime.now(UTC) + timedelta(days=9))
    world.carry(("notifier",))
    assert told(world, world.town) == []


def test_the_morning_runs_in_every_congress_and_again_does_nothing(world: Between) -> None:
    _, assignment = world.handed_down()
    world.carry(ALL)
    now = datetime.now(UTC) + timedelta(days=70)
    with world.committed.login("worker"):
        first = notifying.daily(now)
        before = {tenant.schema_name: told(world, tenant) for tenant in (world.town, world.county)}
        assert notifying.daily(now) == first, "the same answers, from the memory of the commands"
    assert {tenant.schema_name: told(world, tenant) for tenant in (world.town, world.county)} == before
    assert any(kind in ("due", "overdue", "monthly") for kind, _ in before["c610981"])
    assert assignment
