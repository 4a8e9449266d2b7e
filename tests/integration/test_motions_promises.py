"""What replies promised: the ledger and its clock, kept, explained or promised anew; the deputies say whether it is there."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.support.congress import Congress, at

from deadlines.commands import sweep_all
from deadlines.events import DeadlineFacts
from deadlines.queries import deadlines
from motions import commands, queries
from motions.events import Fulfilment, PromiseState, State
from motions.figures import figures
from motions.models import Promise
from outbox.models import Fact
from townships.errors import NotAllowed, NotFound, RuleBroken
from townships.ids import new_id

REPLIED, DELIVERED, ENTERED, DUE = date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 6, 30)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def under_way(congress: Congress, meaning: str = "under_way", proposers: int = 1) -> UUID:
    """Replied to, and delivered: the unit puts off to a later day."""
    case_id = congress.in_hand(proposers=proposers)
    congress.reply(case_id, REPLIED, meaning=meaning)
    congress.step(case_id, commands.deliver, congress.clerk, DELIVERED)
    return case_id


def promised(congress: Congress, proposers: int = 1) -> UUID:
    case_id = under_way(congress, proposers=proposers)
    congress.part_step(case_id, commands.make_promise, congress.unit(), ENTERED, measure="三公里路面硬化", due_on=DUE)
    return case_id


def promise_step(congress: Congress, case_id: UUID, command: Any, actor: Any, day: date, which: int = -1, **given: Any) -> Any:
    promise = congress.facts(case_id).promises[which].id
    return congress.do(command, actor, day, promise_id=promise, **{"seen": congress.case(case_id).version, **given})


def told(case_id: UUID) -> list[str]:
    types = Fact.objects.filter(subject=f"case/{case_id}").order_by("version").values_list("type", flat=True)
    return [name.rpartition(".")[2] for name in types]


def ledger(congress: Congress, case_id: UUID) -> list[DeadlineFacts]:
    subject = f"case/{case_id}"
    return [one for one in deadlines(viewer=congress.clerk, subjects=[subject])[subject] if one.kind == "promise"]


def test_a_promise_stands_in_the_ledger_with_a_clock_of_its_own_and_is_carried_out(congress: Congress) -> None:
    case_id = promised(congress)
    (promise,) = congress.facts(case_id).promises
    assert (promise.measure, promise.leader, promise.promised_on, promise.due_on) == ("三公里路面硬化", "农站长", ENTERED, DUE)
    assert [(one.about, one.due_on, one.met_on) for one in ledger(congress, case_id)] == [(promise.id, DUE, None)]
    congress.rate(case_id, date(2026, 4, 5))
    concluded = congress.facts(case_id)
    assert (concluded.state, concluded.concluded_on, concluded.carried_out_on) == (State.CONCLUDED, date(2026, 4, 5), None)

    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 6, 20), note="路已通车。")

    facts = congress.facts(case_id)
    assert (facts.promises[0].state, facts.promises[0].kept_on) == (PromiseState.KEPT, date(2026, 6, 20))
    assert (facts.replied_on, facts.concluded_on, facts.carried_out_on) == (DELIVERED, date(2026, 4, 5), date(2026, 6, 20))
    assert [(one.met_on, one.missed_on) for one in ledger(congress, case_id)] == [(date(2026, 6, 20), None)]
    assert told(case_id)[-2:] == ["concluded", "promise_kept"]


def test_the_three_figures_are_three_numbers(congress: Congress) -> None:
    solved, waiting = congress.delivered(), promised(congress)
    for case_id in (solved, waiting):
        congress.rate(case_id, date(2026, 4, 5))

    found = figures([congress.facts(solved), congress.facts(waiting)], since=date(2026, 1, 1), until=date(2026, 12, 31), today=date(2026, 7, 1))
    assert (found.replied, found.concluded, found.carried_out) == ((solved, waiting), (solved, waiting), (solved,))


def test_a_solved_reply_that_its_deputy_is_dissatisfied_with_is_not_carried_out(congress: Congress) -> None:
    case_id = congress.delivered()
    assert congress.facts(case_id).carried_out_on == DELIVERED
    congress.rate(case_id, date(2026, 4, 5), result="dissatisfied")
    assert congress.facts(case_id).carried_out_on is None


def test_explained_it_is_ended_and_not_carried_out(congress: Congress) -> None:
    case_id = promised(congress)
    promise_step(congress, case_id, commands.explain_promise, congress.unit(), date(2026, 5, 4), note="资金未到位，已向代表说明。")
    facts = congress.facts(case_id)
    assert (facts.promises[0].state, facts.promises[0].ended_on, facts.carried_out_on) == (PromiseState.EXPLAINED, date(2026, 5, 4), None)
    assert ledger(congress, case_id)[0].lifted_on == date(2026, 5, 4)


def test_promised_anew_over_the_year_the_late_day_stays_in_view(congress: Congress) -> None:
    case_id = promised(congress)
    sweep_all(now=at(date(2026, 7, 2)))
    promise_step(congress, case_id, commands.promise_anew, congress.unit(), date(2026, 7, 3), due_on=date(2027, 5, 31), note="雨季停工。")

    before, after = congress.facts(case_id).promises
    assert (before.state, before.ended_on) == (PromiseState.RENEWED, date(2026, 7, 3))
    assert (after.renews, after.measure, after.due_on, after.state) == (before.id, before.measure, date(2027, 5, 31), PromiseState.FOLLOWING)
    missed, running = ledger(congress, case_id)
    assert (missed.missed_on, missed.lifted_on, running.missed_on) == (date(2026, 7, 1), date(2026, 7, 3), None)
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2027, 5, 1), note="通车。")
    assert congress.facts(case_id).carried_out_on == date(2027, 5, 1)


def test_not_carried_out_goes_back_to_following_not_to_the_units_desk(congress: Congress) -> None:
    case_id = promised(congress, proposers=2)
    for number in (0, 1):
        congress.rate(case_id, date(2026, 4, 5), number)
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 6, 20), note="路已通车。")
    promise_step(congress, case_id, commands.rate_fulfilment, congress.deputy(), date(2026, 6, 21), fulfilment="done")
    assert congress.facts(case_id).promises[0].said == (Fulfilment.DONE,)

    promise_step(congress, case_id, commands.rate_fulfilment, congress.deputy(1), date(2026, 6, 22), fulfilment="not_done", comment="只修了一半。")

    facts = congress.facts(case_id)
    (promise,) = facts.promises
    assert (promise.state, promise.round, promise.kept_on, promise.said) == (PromiseState.FOLLOWING, 2, None, ())
    assert (facts.state, facts.assignments[0].state, facts.carried_out_on) == (State.CONCLUDED, "replied", None)
    first, second = ledger(congress, case_id)
    assert (first.met_on, second.met_on, second.due_on, second.round) == (date(2026, 6, 20), None, DUE, 2)
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 7, 20), note="全部修完。")
    assert [(one.met_on, one.missed_on) for one in ledger(congress, case_id)][1] == (date(2026, 7, 20), date(2026, 7, 1))


def test_those_whose_case_it_is_not_read_what_was_promised_and_not_who_has_it_or_who_is_content(congress: Congress) -> None:
    case_id = promised(congress)
    congress.rate(case_id, date(2026, 4, 5))
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 6, 20), note="路已通车。")
    promise_step(congress, case_id, commands.rate_fulfilment, congress.deputy(), date(2026, 6, 21), fulfilment="partly")

    def shown(viewer: Any) -> Any:
        found = queries.case(viewer=viewer, case_id=case_id, today=date(2026, 7, 1))
        assert found
        return [(one.measure, one.leader, one.said) for one in found["facts"].promises]

    assert shown(congress.deputy()) == [("三公里路面硬化", "农站长", (Fulfilment.PARTLY,))]
    assert shown(congress.deputy(1)) == shown(congress.unit(1)) == [("三公里路面硬化", "", ())]


def test_the_office_enters_it_for_unit_and_deputy_with_channel_and_true_date(congress: Congress) -> None:
    case_id = under_way(congress)
    given = {"measure": "硬化路面", "due_on": DUE, "leader": "孙副镇长", "channel": "paper"}
    congress.part_step(case_id, commands.make_promise, congress.clerk, ENTERED, now=at(date(2026, 4, 20)), at=at(ENTERED), **given)
    promise_step(congress, case_id, commands.keep_promise, congress.clerk, date(2026, 6, 1), note="通车。", channel="phone")
    deputy = congress.deputies[0]
    promise_step(congress, case_id, commands.rate_fulfilment, congress.clerk, date(2026, 6, 2), fulfilment="done", deputy_id=deputy, channel="phone")

    (promise,) = congress.facts(case_id).promises
    assert (promise.leader, promise.promised_on, promise.kept_on, promise.said) == ("孙副镇长", ENTERED, date(2026, 6, 1), (Fulfilment.DONE,))


def test_desks_show_what_is_to_be_promised_kept_and_judged(congress: Congress) -> None:
    def waits(actor: Any, day: date) -> list[str]:
        return [step.step.value for row in queries.desk(viewer=actor, today=day) for step in row["duties"]]

    case_id = under_way(congress)
    congress.rate(case_id, date(2026, 4, 2))
    assert (waits(congress.unit(), ENTERED), waits(congress.unit(1), ENTERED), waits(congress.deputy(), ENTERED)) == (["make_promise"], [], [])
    congress.part_step(case_id, commands.make_promise, congress.unit(), ENTERED, measure="硬化路面", due_on=DUE)
    assert waits(congress.unit(), ENTERED) == []
    assert waits(congress.unit(), date(2026, 6, 1)) == ["keep_promise"]
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 6, 20), note="路已通车。")
    assert (waits(congress.unit(), date(2026, 6, 21)), waits(congress.deputy(), date(2026, 6, 21))) == ([], ["rate_fulfilment"])
    promise_step(congress, case_id, commands.rate_fulfilment, congress.deputy(), date(2026, 6, 21), fulfilment="partly")
    assert waits(congress.deputy(), date(2026, 6, 21)) == []


# ---------------------------------------------------------------- refusals
def refused(congress: Congress, case_id: UUID, broken: type[Exception], do: Any) -> Any:
    """Neither rows nor facts on denial."""
    before = (Fact.objects.count(), list(Promise.objects.order_by("id").values()), congress.facts(case_id))
    with pytest.raises(broken) as denied:
        do()
    assert (Fact.objects.count(), list(Promise.objects.order_by("id").values()), congress.facts(case_id)) == before
    return denied.value


@pytest.mark.parametrize("meaning", ["solved", "explained", "referred"])
def test_only_what_is_put_off_promises_something(congress: Congress, meaning: str) -> None:
    case_id = under_way(congress, meaning)
    found = refused(congress, case_id, RuleBroken, lambda: congress.part_step(
        case_id, commands.make_promise, congress.unit(), ENTERED, measure="硬化", due_on=DUE
    ))  # fmt: skip
    assert (found.code, found.field) == ("nothing_promised", "assignment_id")


def test_a_promise_is_refused_for_the_past_before_its_reply_and_from_another_unit(congress: Congress) -> None:
    case_id = under_way(congress)

    def entered(actor: Any, day: date, due_on: date) -> Any:
        return lambda: congress.part_step(case_id, commands.make_promise, actor, day, measure="硬化", due_on=due_on)

    assert refused(congress, case_id, RuleBroken, entered(congress.unit(), ENTERED, date(2026, 4, 2))).code == "promised_for_the_past"
    refused(congress, case_id, NotAllowed, entered(congress.unit(1), ENTERED, DUE))
    refused(congress, case_id, NotAllowed, entered(congress.deputy(), ENTERED, DUE))


def test_what_is_kept_is_not_kept_again_and_only_its_proposers_judge_it_once(congress: Congress) -> None:
    case_id = promised(congress)

    def step(command: Any, actor: Any, **given: Any) -> Any:
        return lambda: promise_step(congress, case_id, command, actor, date(2026, 6, 21), **given)

    assert refused(congress, case_id, RuleBroken, step(commands.rate_fulfilment, congress.deputy(), fulfilment="done")).code == "promise_not_there"
    refused(congress, case_id, NotAllowed, step(commands.keep_promise, congress.unit(1), note="好了。"))
    step(commands.keep_promise, congress.unit(), note="路已通车。")()
    assert refused(congress, case_id, RuleBroken, step(commands.keep_promise, congress.unit(), note="好了。")).code == "promise_not_there"
    refused(congress, case_id, NotAllowed, step(commands.rate_fulfilment, congress.deputy(1), fulfilment="done"))
    refused(congress, case_id, NotAllowed, step(commands.rate_fulfilment, congress.unit(), fulfilment="done"))
    stranger = step(commands.rate_fulfilment, congress.clerk, fulfilment="done", deputy_id=congress.deputies[3], channel="phone")
    refused(congress, case_id, NotFound, stranger)
    step(commands.rate_fulfilment, congress.deputy(), fulfilment="done")()
    assert refused(congress, case_id, RuleBroken, step(commands.rate_fulfilment, congress.deputy(), fulfilment="done")).code == "fulfilment_rated_already"


def test_of_a_promise_that_is_not_there_nothing_is_said(congress: Congress) -> None:
    case_id = promised(congress)
    refused(congress, case_id, NotFound, lambda: congress.do(
        commands.keep_promise, congress.unit(), ENTERED, promise_id=new_id(), seen=1, note="好了。"
    ))  # fmt: skip
