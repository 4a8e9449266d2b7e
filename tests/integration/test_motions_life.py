"""A case's whole life through the commands: rows and facts after every step, and what follows by itself."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.support.congress import Congress, at

from deadlines.queries import deadlines
from motions import commands, queries, rules
from motions.events import AssignmentState, Meaning, Outcome, Satisfaction, State
from motions.facts import facts_of
from motions.models import Case
from outbox.models import Fact
from people.actor import system
from townships.ids import new_id

RATED = date(2026, 4, 8)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def told(case_id: UUID) -> list[str]:
    """The last words of the types of a case's facts, oldest first."""
    types = Fact.objects.filter(subject=f"case/{case_id}").order_by("version").values_list("type", flat=True)
    return [name.rpartition(".")[2] for name in types]


def last_fact(case_id: UUID) -> dict[str, Any]:
    return msgspec.json.decode(Fact.objects.filter(subject=f"case/{case_id}").latest("version").envelope)


def test_a_suggestion_goes_from_the_deputys_hand_to_its_conclusion(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, RATED)

    facts = congress.facts(case_id)
    assert told(case_id) == [
        "submitted", "registered", "handling_proposed", "handling_approved", "handed_over", "replied", "delivered", "rated", "concluded",
    ]  # fmt: skip
    assert (facts.number, facts.state, facts.outcome) == ("十九届闭会第1号", State.CONCLUDED, Outcome.SOLVED)
    assert (facts.submitted_on, facts.handed_over_on) == (date(2026, 3, 2), date(2026, 3, 5))
    assert (facts.replied_on, facts.concluded_on) == (date(2026, 4, 2), RATED)
    assert [(reply.letter, reply.due_on) for reply in facts.replies] == [("A", date(2026, 6, 5))]
    assert congress.case(case_id).version == 9


def test_every_fact_carries_the_case_as_the_rows_stand(congress: Congress) -> None:
    case_id = congress.delivered(parts=("lead", "assisting"), proposers=2)

    (published,) = queries.published()
    fact = last_fact(case_id)
    assert (published.subject, published.version) == (fact["subject"], fact["version"])
    assert msgspec.json.decode(msgspec.json.encode(published.facts)) == fact["data"]["case"]


def test_the_stored_state_is_the_one_that_the_rules_find(congress: Congress) -> None:
    cases = [congress.suggest(), congress.registered(), congress.approved(), congress.in_hand(("separate", "separate")), congress.delivered()]
    congress.reply(cases[3], date(2026, 4, 1), 1)
    congress.rate(cases[4], RATED)

    facts = facts_of(list(Case.objects.order_by("id")))
    assert [rules.state_of(one) for one in facts] == [one.state for one in facts]
    assert len({one.state for one in facts}) == 5


def test_in_session_the_number_is_of_the_session(congress: Congress) -> None:
    first = congress.registered(date(2026, 3, 3))
    second, third = (congress.suggest(date(2026, 2, 26)) for _ in range(2))
    numbers = [congress.step(case_id, commands.register, congress.clerk, date(2026, 3, 3)).number for case_id in (third, second)]

    assert congress.case(first).number == "十九届闭会第1号"
    assert numbers == ["十九届三次会议第1号", "十九届三次会议第2号"]
    assert congress.case(second).handover_due_on == date(2026, 3, 30)  # a month from the session's close, past the weekend


def test_sent_back_and_completed_it_waits_again(congress: Congress) -> None:
    case_id = congress.suggest()
    congress.step(case_id, commands.send_back, congress.clerk, date(2026, 3, 3), reason="incomplete", note="请写明哪一段路。")
    assert congress.case(case_id).state == State.SENT_BACK

    told_again = {"title": "硬化樊坡村三组通组路", "text": "从村部到三组。"}
    congress.step(case_id, commands.resubmit, congress.deputy(), date(2026, 3, 4), **told_again)

    assert (congress.case(case_id).state, congress.case(case_id).title) == (State.SUBMITTED, "硬化樊坡村三组通组路")
    assert told(case_id) == ["submitted", "sent_back", "resubmitted"]


def test_what_is_not_accepted_gets_no_number(congress: Congress) -> None:
    refused, numbered = congress.suggest(), congress.suggest()
    congress.step(refused, commands.not_accept, congress.clerk, date(2026, 3, 3), reason="petition", note="请走信访渠道。")
    congress.step(numbered, commands.register, congress.clerk, date(2026, 3, 3))

    assert (congress.case(refused).state, congress.case(refused).number) == (State.NOT_ACCEPTED, "")
    assert congress.case(numbered).number == "十九届闭会第1号"


def test_a_returned_proposal_is_proposed_anew(congress: Congress) -> None:
    case_id = congress.registered()
    for unit in congress.units[:2]:
        congress.step(
            case_id, commands.propose_handling, congress.clerk, date(2026, 3, 4), parts=[commands.Handling(unit_id=unit, part="sole")]
        )
        if unit == congress.units[0]:
            congress.step(case_id, commands.return_proposal, congress.chair, date(2026, 3, 4), note="应由派出所办。")

    facts = congress.facts(case_id)
    assert (facts.state, [a.unit_name for a in facts.assignments]) == (State.PROPOSED, ["派出所"])


def test_the_units_clock_runs_from_the_day_of_the_meeting_not_of_the_click(congress: Congress, town: Any) -> None:
    case_id = congress.approved()
    entered = at(date(2026, 3, 20))
    congress.step(case_id, commands.hand_over, congress.clerk, date(2026, 3, 5), now=entered, occasion="meeting")

    (assignment,) = congress.facts(case_id).assignments
    assert (assignment.handed_over_on, assignment.due_on) == (date(2026, 3, 5), date(2026, 6, 5))
    ledger = deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"]
    assert {entry.kind: (entry.due_on, entry.met_on) for entry in ledger} == {
        "handover": (date(2026, 3, 12), date(2026, 3, 5)), "reply": (date(2026, 6, 5), None), "relief_window": (assignment.relief_until, None),
    }  # fmt: skip


def test_several_units_reply_apart_and_the_last_one_makes_it_answered(congress: Congress) -> None:
    case_id = congress.in_hand(("separate", "separate"))
    congress.reply(case_id, date(2026, 4, 1), 0, meaning="solved")
    assert congress.case(case_id).state == State.IN_HAND

    congress.reply(case_id, date(2026, 4, 9), 1, meaning="planned")
    facts = congress.facts(case_id)
    assert (facts.state, facts.outcome) == (State.ANSWERED, Outcome.PLANNED)


def test_an_assisting_unit_answers_the_lead_and_its_opinion_stays_in_the_town(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))
    congress.part_step(case_id, commands.assist, congress.unit(1), date(2026, 3, 20), 1, opinion="我所同意配合。")

    assert congress.facts(case_id).assignments[1].state is AssignmentState.OPINION_GIVEN
    assert "我所同意配合" not in str(last_fact(case_id))
    congress.reply(case_id, date(2026, 4, 1))
    assert congress.case(case_id).state == State.ANSWERED


def test_an_opinion_that_never_came_is_waited_for_no_longer_once_the_lead_has_replied(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))
    congress.reply(case_id, date(2026, 4, 1))

    assert congress.facts(case_id).assignments[1].state is AssignmentState.LAPSED
    ledger = deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"]
    assert all(entry.met_on or entry.lifted_on for entry in ledger)


def test_agreed_relief_hands_the_part_on_and_keeps_the_first_day_in_view(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_relief, congress.unit(), date(2026, 3, 9), note="不是我站职责。")
    decided = {"agreed": True, "note": "改由派出所办理。", "unit_id": congress.units[1]}
    congress.part_step(case_id, commands.decide_relief, congress.chair, date(2026, 3, 10), **decided)

    old, new = congress.facts(case_id).assignments
    assert (old.state, old.first_handed_over_on) == (AssignmentState.RELIEVED, date(2026, 3, 5))
    assert (new.state, new.unit_name, new.due_on) == (AssignmentState.HANDED_OVER, "派出所", date(2026, 6, 10))
    assert (new.first_handed_over_on, new.handed_over_on) == (date(2026, 3, 5), date(2026, 3, 10))
    ledger = deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"]
    assert [entry.about for entry in ledger if entry.kind == "reply" and not entry.lifted_on] == [new.id]


def test_refused_relief_goes_on_with_the_clock_that_runs(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_relief, congress.unit(), date(2026, 3, 9), note="不是我站职责。")
    congress.part_step(case_id, commands.decide_relief, congress.chair, date(2026, 3, 10), agreed=False, note="就是你站职责。")

    (assignment,) = congress.facts(case_id).assignments
    assert (assignment.state, assignment.signed_on, assignment.due_on) == (AssignmentState.SIGNED, date(2026, 3, 9), date(2026, 6, 5))


def test_each_proposer_receives_and_rates_apart(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    congress.reply(case_id, date(2026, 4, 1))
    congress.step(case_id, commands.deliver, congress.deputy(0), date(2026, 4, 2))
    assert congress.case(case_id).state == State.ANSWERED

    congress.rate(case_id, date(2026, 4, 3))
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 4, 10), channel="paper")
    assert (congress.case(case_id).state, congress.case(case_id).replied_on) == (State.REPLIED, date(2026, 4, 10))

    congress.rate(case_id, date(2026, 4, 11), 1, "basically")
    assert congress.case(case_id).state == State.CONCLUDED


def test_a_rating_that_never_came_is_no_feedback_once_however_often_it_is_told(congress: Congress, town: Any) -> None:
    case_id = congress.delivered()
    proposer = congress.case(case_id).proposers.get()
    due_on = congress.facts(case_id).proposers[0].rating_due_on
    clock = system(town.schema_name, town.county_schema, town.type, "clock")

    congress.do(commands.record_no_feedback, clock, due_on, case_id=case_id, about=proposer.pk)
    assert congress.case(case_id).state == State.REPLIED
    for _ in range(2):
        congress.do(commands.record_no_feedback, clock, due_on + timedelta(days=1), case_id=case_id, about=proposer.pk)

    (seen,) = congress.facts(case_id).proposers
    assert (seen.no_feedback, seen.result, congress.case(case_id).state) == (True, None, State.CONCLUDED)
    assert told(case_id)[-2:] == ["no_feedback_recorded", "concluded"]


def test_dissatisfied_it_is_handled_again_by_the_rule_and_rated_again(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, RATED, result="dissatisfied", comment="没有落实。")

    facts = congress.facts(case_id)
    assert told(case_id)[-2:] == ["rated", "rework_ordered"]
    assert (facts.state, facts.round, facts.assignments[0].due_on) == (State.REWORK, 2, date(2026, 5, 8))
    assert facts.proposers[0].rated_on is None

    congress.reply(case_id, date(2026, 4, 20), meaning="under_way")
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 4, 21))
    congress.rate(case_id, date(2026, 4, 22), result="dissatisfied")

    facts = congress.facts(case_id)
    assert (facts.state, facts.outcome) == (State.DELIBERATION, Outcome.UNDER_WAY)
    assert facts.proposers[0].result is Satisfaction.DISSATISFIED
    assert [(reply.round, reply.meaning) for reply in facts.replies] == [(1, Meaning.SOLVED), (2, Meaning.UNDER_WAY)]
    assert facts.replied_on == date(2026, 4, 2)


def test_rework_waits_until_every_proposer_has_spoken(congress: Congress) -> None:
    case_id = congress.delivered(proposers=2)
    congress.rate(case_id, RATED, 0, "dissatisfied")
    assert congress.case(case_id).state == State.REPLIED

    congress.rate(case_id, RATED, 1)
    assert congress.case(case_id).state == State.REWORK


@pytest.mark.parametrize(("command", "state"), [(commands.order_rework, State.REWORK), (commands.decline_rework, State.CONCLUDED)])
def test_where_the_rule_leaves_it_to_the_assigner_the_chair_decides(tenants: Any, command: Any, state: State) -> None:
    from townships.context import tenant_context

    with tenant_context(tenants("t500101109")):
        congress = Congress(tenants("t500101109"))
        case_id = congress.delivered()
        congress.rate(case_id, RATED, result="dissatisfied")
        assert congress.case(case_id).state == State.REPLIED

        congress.step(case_id, command, congress.chair, date(2026, 4, 10), note="经研究决定。")
        assert congress.case(case_id).state == state


def test_a_day_that_the_ledger_counted_again_moves_with_it(congress: Congress, town: Any) -> None:
    case_id = congress.in_hand()
    (assignment,) = congress.facts(case_id).assignments
    clock = system(town.schema_name, town.county_schema, town.type, "clock")
    told_by = {"case_id": case_id, "kind": "reply", "about": assignment.id, "round": 1, "due_on": date(2026, 6, 8)}

    for _ in range(2):
        congress.do(commands.follow_deadline, clock, date(2026, 4, 1), **told_by)

    assert congress.case(case_id).due_on == date(2026, 6, 8)
    assert told(case_id).count("due_date_moved") == 1


def test_the_same_command_twice_is_done_once(congress: Congress) -> None:
    case_id, command_id = congress.suggest(), new_id()
    given = {"case_id": case_id, "seen": 1, "command_id": command_id}
    first, second = (congress.do(commands.register, congress.clerk, date(2026, 3, 3), **given) for _ in range(2))

    assert first == second
    assert told(case_id) == ["submitted", "registered"]
