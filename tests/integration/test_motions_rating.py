"""What the deputies say: as easily dissatisfied as satisfied, by telephone if they like, and never through the unit."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.integration.test_motions_refusals import refused
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import State
from motions.rules import Step
from people.actor import Role, system
from townships.errors import NotAllowed, NotFound, RuleBroken
from townships.ids import new_id

DAY = date(2026, 4, 7)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def waits(congress: Congress, day: date) -> list[Step]:
    return [duty.step for row in queries.desk(viewer=congress.clerk, today=day) for duty in row["duties"]]


def ring(congress: Congress, case_id: Any, **more: Any) -> Any:
    return congress.step(case_id, commands.ask_for_call, congress.deputy(), DAY, **{"deputy_id": congress.deputies[0], **more})


def test_please_ring_me_waits_on_the_clerks_desk_until_the_rating_is_entered_for_the_deputy(congress: Congress) -> None:
    case_id = congress.delivered()
    assert waits(congress, DAY) == []
    ring(congress, case_id)
    assert waits(congress, DAY) == [Step.RATE]
    assert congress.facts(case_id).proposers[0].call_asked_on == DAY

    said = {"deputy_id": congress.deputies[0], "attitude": "basically", "result": "dissatisfied", "channel": "phone"}
    congress.step(case_id, commands.rate, congress.clerk, DAY, **said)
    assert told(case_id)[-3:] == ["call_asked", "rated", "rework_ordered"]
    shown = queries.case(viewer=congress.clerk, case_id=case_id, today=DAY)
    assert shown is not None
    assert [(one["attitude"], one["result"]) for one in shown["papers"]["ratings"]] == [("basically", "dissatisfied")]


def test_who_waits_to_be_rung_up_runs_out_of_no_time(congress: Congress, town: Any) -> None:
    case_id = congress.delivered()
    ring(congress, case_id)
    proposer = congress.case(case_id).proposers.get()
    over = congress.facts(case_id).proposers[0].rating_due_on + timedelta(days=1)
    clock = system(town.schema_name, town.county_schema, town.type, "clock")
    congress.do(commands.record_no_feedback, clock, over, case_id=case_id, about=proposer.pk)
    assert congress.case(case_id).state == State.REPLIED
    assert queries.desk(viewer=congress.clerk, today=over)[0]["overdue"]

    congress.step(case_id, commands.note_call, congress.clerk, over, deputy_id=congress.deputies[0], note="三次未接通。")
    assert told(case_id)[-3:] == ["call_noted", "no_feedback_recorded", "concluded"]
    assert congress.facts(case_id).proposers[0].no_feedback


def test_a_call_without_a_rating_leaves_the_time_that_is_left(congress: Congress) -> None:
    case_id = congress.delivered()
    ring(congress, case_id)
    congress.step(case_id, commands.note_call, congress.clerk, DAY, deputy_id=congress.deputies[0], note="想再看看。")

    assert (congress.case(case_id).state, congress.facts(case_id).proposers[0].call_asked_on) == (State.REPLIED, None)
    ring(congress, case_id)


def test_before_the_time_runs_out_the_clerk_reminds_once(congress: Congress) -> None:
    case_id = congress.delivered(proposers=2)
    congress.rate(case_id, DAY)
    due_on = congress.facts(case_id).proposers[1].rating_due_on
    assert (waits(congress, due_on - timedelta(days=8)), waits(congress, due_on - timedelta(days=7))) == ([], [Step.REMIND])

    congress.step(case_id, commands.remind, congress.clerk, due_on - timedelta(days=7), channel="phone")
    assert last_fact(case_id)["data"]["deputy_ids"] == [str(congress.deputies[1])]
    assert [p.reminded_on for p in congress.facts(case_id).proposers] == [None, due_on - timedelta(days=7)]
    assert waits(congress, due_on) == []


def test_no_unit_enters_what_the_deputies_say_about_it(congress: Congress) -> None:
    case_id = congress.delivered()
    ring(congress, case_id)
    both = congress.person(Role.CLERK, Role.UNIT, unit=congress.units[0])
    said = {"deputy_id": congress.deputies[0], "attitude": "satisfied", "result": "satisfied"}

    refused("not_through_the_unit", RuleBroken, lambda: congress.step(case_id, commands.rate, both, DAY, channel="phone", **said))
    refused("not_through_the_unit", RuleBroken, lambda: congress.step(case_id, commands.note_call, both, DAY, deputy_id=said["deputy_id"], note="无"))
    for command, told_ in ((commands.rate, said), (commands.ask_for_call, {"deputy_id": said["deputy_id"]}), (commands.remind, {})):
        refused("not_allowed", NotAllowed, lambda c=command, t=told_: congress.step(case_id, c, congress.unit(), DAY, **t))
    elsewhere = msgspec.structs.replace(both, unit_ids=frozenset({congress.units[1]}))
    congress.step(case_id, commands.rate, elsewhere, DAY, channel="phone", **said)


def test_calls_and_reminders_are_refused_where_there_is_nothing_to_say(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    refused("wrong_state", RuleBroken, lambda: ring(congress, case_id))
    congress.reply(case_id, date(2026, 4, 1))
    refused("nobody_to_remind", RuleBroken, lambda: congress.step(case_id, commands.remind, congress.clerk, DAY))
    congress.step(case_id, commands.deliver, congress.deputy(0), date(2026, 4, 2))

    first, second = congress.deputies[:2]
    refused("not_delivered", RuleBroken, lambda: congress.step(case_id, commands.ask_for_call, congress.deputy(1), DAY, deputy_id=second))
    refused("not_allowed", NotAllowed, lambda: ring(congress, case_id, deputy_id=second))
    refused("channel_needed", RuleBroken, lambda: congress.step(case_id, commands.ask_for_call, congress.clerk, DAY, deputy_id=first))
    refused("call_not_asked", RuleBroken, lambda: congress.step(case_id, commands.note_call, congress.clerk, DAY, deputy_id=first, note="无"))
    refused("unknown", NotFound, lambda: congress.step(case_id, commands.remind, congress.clerk, DAY, deputy_ids=[new_id()]))
    refused("nobody_to_remind", RuleBroken, lambda: congress.step(case_id, commands.remind, congress.clerk, DAY, deputy_ids=[second]))
    ring(congress, case_id)
    refused("call_asked_already", RuleBroken, lambda: ring(congress, case_id))
    refused("out_of_order", RuleBroken, lambda: congress.step(case_id, commands.note_call, congress.clerk, date(2026, 4, 3), deputy_id=first, note="无"))
    congress.rate(case_id, DAY)
    for act in (lambda: ring(congress, case_id), lambda: congress.rate(case_id, DAY)):
        refused("rated_already", RuleBroken, act)
