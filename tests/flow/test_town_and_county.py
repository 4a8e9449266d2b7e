"""A town's case goes up and its outcome comes back; a county's case comes down to the town government's desk and its answer goes up. Everything by facts."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django_tenants.utils import tenant_context
from tests.support.between import NOW, REPLY, Between
from tests.support.house import DEPUTIES, UNITS

import motions.commands as commands
import motions.queries
import referrals.commands as referrals
from bus.models import Parked
from bus.postgres import read
from hub import rebuilding, wiring
from motions.commands import Handling
from motions.models import Case
from outbox.events import Envelope
from reactors.models import Inbox
from referrals.models import Matter, Referral, Task
from townships.clock import local_date


@pytest.fixture
def world(committed: Any) -> Iterator[Between]:
    yield Between(committed)


def everything(world: Between) -> dict[str, list[str]]:
    """Rows and facts of both congresses."""
    found = {}
    for tenant in (world.town, world.county):
        with tenant_context(tenant):
            for model in (Case, Referral, Matter, Task):
                found[f"{tenant.schema_name} {model.__name__}"] = sorted(map(repr, model.objects.values_list()))
        found[f"{tenant.schema_name} facts"] = world.told(tenant)
    return found


def take_up(world: Between, case: Any, days_ago: float = 10) -> Any:
    return world.do(
        world.county, "clerk", referrals.take_up, days_ago, matter_id=case, seen=1, proposer_ids=[world.deputy(world.county)], channel="paper"
    )


def test_a_case_taken_up_ends_in_town_and_its_number_and_outcome_come_back(world: Between) -> None:
    case = world.referred()
    world.carry()
    with tenant_context(world.county):
        matter = Matter.objects.get(pk=case)
    assert (matter.state, matter.town, matter.town_name, matter.title) == ("waiting", "t610981117", world.town.name, "跨县公路塌方")

    take_up(world, case)
    with tenant_context(world.county):
        county_case = Matter.objects.get(pk=case).case_id
    world.do(world.county, "clerk", commands.register, 9, case_id=county_case, seen=1)
    world.carry()

    with tenant_context(world.town):
        row, sent = Case.objects.get(pk=case), Referral.objects.get(pk=case)
        number = sent.county_number
    assert (row.state, row.outcome, row.referred_on) == ("referred", "referred", local_date(NOW - timedelta(days=20)))
    assert (sent.county_case_id, sent.county_state) == (county_case, "registered")
    with tenant_context(world.county):
        assert Case.objects.get(pk=county_case).number == number != ""
    with world.committed.login("worker"):
        assert not Parked.objects.exists()


def test_a_matter_that_is_declined_comes_back_with_its_reason(world: Between) -> None:
    case = world.referred("passed_through")
    world.carry()
    world.do(world.county, "chair", referrals.decline_matter, 5, matter_id=case, seen=1, reason="省道归省交通厅，已转办。")
    world.carry()
    with tenant_context(world.town):
        sent = Referral.objects.get(pk=case)
    assert (sent.declined_on, sent.reason, sent.county_case_id) == (local_date(NOW - timedelta(days=5)), "省道归省交通厅，已转办。", None)


def test_a_units_reply_that_refers_upward_reports_the_matter_by_itself(world: Between) -> None:
    case = world.registered(world.town)
    unit = world.houses["t610981117"].units[UNITS[0][0]]
    world.do(world.town, "clerk", commands.propose_handling, 28, case_id=case, seen=2, parts=[Handling(unit_id=unit, part="sole")])
    world.do(world.town, "chair", commands.approve_handling, 27, case_id=case, seen=3)
    world.do(world.town, "clerk", commands.hand_over, 26, case_id=case, seen=4, occasion="meeting")
    with tenant_context(world.town):
        part = Case.objects.get(pk=case).assignments.get().pk
    world.do(world.town, "unit", commands.reply, 20, assignment_id=part, seen=5, **{**REPLY, "meaning": "referred"})
    world.carry()
    with tenant_context(world.county):
        assert Matter.objects.get(pk=case).way == "reported"
    with tenant_context(world.town):
        assert (Case.objects.get(pk=case).state, Case.objects.get(pk=case).outcome) == ("answered", "referred"), "its deputies still rate the answer"


def test_a_countys_case_is_on_the_town_governments_desk_and_its_answer_goes_up(world: Between) -> None:
    case, assignment = world.handed_down()
    world.carry()
    with tenant_context(world.town):
        task = Task.objects.get(pk=assignment)
    assert (task.title, task.state, task.county_case_id, task.sent) == ("县道改线征地", "handed_over", case, "")
    assert task.due_on is not None

    world.do(world.town, "unit", referrals.sign_task, 24, task_id=assignment, seen=task.version)
    with tenant_context(world.town):
        assert Task.objects.get(pk=assignment).sent == "signed"
    world.carry()
    with tenant_context(world.town):
        task = Task.objects.get(pk=assignment)
    assert (task.state, task.sent) == ("signed", "")

    world.do(world.town, "unit", referrals.reply_task, 3, task_id=assignment, seen=task.version, **REPLY)
    world.carry()
    with tenant_context(world.county):
        found = motions.queries.case(viewer=world.houses["c610981"].actor("clerk"), case_id=case, today=local_date(NOW))
    assert found is not None
    assert (found["facts"].state, found["facts"].replies[0].text, found["facts"].replies[0].replied_on) == (
        "answered", "已安排修复。", local_date(NOW - timedelta(days=3)),
    )  # fmt: skip
    with tenant_context(world.town):
        task = Task.objects.get(pk=assignment)
    assert (task.state, task.sent, task.refusal) == ("replied", "", "")


def test_what_the_county_cannot_take_any_more_the_town_is_told(world: Between) -> None:
    case, assignment = world.handed_down()
    world.carry()
    world.do(world.town, "unit", referrals.reply_task, 3, task_id=assignment, seen=1, **REPLY)
    world.do(world.county, "clerk", commands.withdraw, 2, case_id=case, seen=5, note="代表已撤回。", channel="paper")
    world.carry()
    with tenant_context(world.town):
        task = Task.objects.get(pk=assignment)
    assert (task.state, task.sent, task.refusal) == ("ended", "", "wrong_state")
    assert world.told(world.county).count("motions.case.replied") == 0
    with world.committed.login("worker"):
        assert not Parked.objects.exists()


def test_each_fact_twice_late_and_turned_round_ends_the_same(world: Between) -> None:
    case = world.referred()
    _, assignment = world.handed_down()
    world.carry()
    take_up(world, case)
    world.do(world.town, "unit", referrals.sign_task, 24, task_id=assignment, seen=1)
    world.carry()
    before = everything(world)

    with world.committed.login("worker"):
        facts = [msgspec.json.decode(body, type=Envelope) for _, _, audience, body in read(0, 100_000)]
        for turn in range(3):
            again = facts + facts[: len(facts) // 2]
            random.Random(turn).shuffle(again)
            wiring.consumer("reactor").apply(again)
        assert Inbox.objects.filter(reactor="reactor").exists()
    assert everything(world) == before


def test_without_the_inbox_the_command_ids_hold(world: Between) -> None:
    """The second catch: an inbox that was lost does nothing twice within the commands' memory."""
    case = world.referred()
    world.carry()
    take_up(world, case)
    world.carry()
    before = everything(world)
    with world.committed.login("worker"):
        facts = [msgspec.json.decode(body, type=Envelope) for _, _, audience, body in read(0, 100_000)]
        reactor = wiring.consumer("reactor")
        reactor._take = lambda fact: True  # type: ignore[attr-defined]
        reactor.apply(facts)
    assert everything(world) == before


def test_an_hour_without_workers_is_caught_up_in_order(world: Between) -> None:
    """What is done on both sides meanwhile is done; then each effect comes once."""
    case = world.referred()
    county_case, assignment = world.handed_down()
    assert everything(world)["c610981 Matter"] == []
    world.do(world.county, "clerk", commands.withdraw, 2, case_id=county_case, seen=5, note="代表已撤回。", channel="paper")
    world.carry()
    with tenant_context(world.town):
        assert Task.objects.get(pk=assignment).state == "ended"
    with tenant_context(world.county):
        assert Matter.objects.get(pk=case).state == "waiting"
    assert world.told(world.county).count("referrals.matter.received") == 1


def test_a_rebuild_starts_nothing(world: Between) -> None:
    case = world.referred()
    world.carry()
    take_up(world, case)
    world.carry()
    before = everything(world)
    with world.committed.login("worker"):
        rebuilding.views()
        rebuilding.search()
    world.carry()
    assert everything(world) == before


def test_another_countys_town_and_a_stranger_have_no_part(world: Between) -> None:
    """The control is the town itself; the neighbour, whose government it is not, sees nothing of it and can send nothing for it."""
    from townships.models import Tenant

    _, assignment = world.handed_down()
    world.carry()
    with tenant_context(Tenant.objects.get(schema_name="t610981101")):
        assert not Task.objects.exists()
    with tenant_context(world.town):
        assert Task.objects.filter(pk=assignment).exists()
    assert DEPUTIES[0][0] not in repr(everything(world)["t610981117 Task"])
