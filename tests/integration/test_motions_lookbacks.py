"""Going back to look: a sample that can be drawn again, and visits whose "not carried out" goes back to following."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.integration.test_motions_promises import DELIVERED, promise_step, promised, told, under_way
from tests.support.congress import Congress
from tests.support.graphql_api import change, data, gid

from deadlines.queries import deadlines
from motions import commands, queries
from motions.events import Fulfilment, PromiseState, State
from motions.models import LookBackVisit
from outbox.models import Fact
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id

PERIOD = {"title": "上半年办结建议回头看", "since": date(2026, 1, 1), "until": date(2026, 6, 30)}
PLANNED, VISITED = date(2026, 7, 6), date(2026, 7, 8)
WENT = {"visitors": "张三、李四、主席", "findings": "路面已硬化，排水沟未通。"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def planned(congress: Congress, **more: Any) -> dict[str, Any]:
    plan = congress.do(commands.plan_look_back, congress.clerk, PLANNED, **PERIOD | more).id
    return queries.look_back(viewer=congress.clerk, look_back_id=plan)  # type: ignore[return-value]


def visit(congress: Congress, case_id: UUID, actor: Any = None, day: date = VISITED, **more: Any) -> Any:
    found = LookBackVisit.objects.get(case_id=case_id)
    given = {"visit_id": found.pk, "seen": congress.case(case_id).version, "fulfilment": "done", **WENT, **more}
    return congress.do(commands.return_visit, actor or congress.clerk, day, **given)


def test_a_sample_is_drawn_from_a_seed_that_is_shown_and_can_be_drawn_again(congress: Congress) -> None:
    cases = [congress.delivered(title=f"修路{number}") for number in range(6)]
    explained = under_way(congress, "explained")
    plan = planned(congress, size=2, seed="骰子 4 2 6")

    assert (plan["seed"], plan["again"], len(plan["frame"]), len(plan["visits"])) == ("骰子 4 2 6", True, 6, 2)
    assert congress.case(explained).number not in plan["frame"]
    assert planned(congress, size=2, seed="骰子 4 2 6")["visits"][0]["number"] == plan["visits"][0]["number"]
    everything = planned(congress)
    assert len(everything["visits"]) == len(cases)
    assert everything["seed"]
    fact = Fact.objects.filter(type="townships.motions.lookback.planned").earliest("id")
    assert "town" in fact.envelope


def test_what_a_drawn_case_claims_is_found_there(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 5))
    planned(congress)
    visit(congress, case_id, amount_fen=1_250_000)

    facts = congress.facts(case_id)
    assert (facts.looked_back_on, facts.looked_back, facts.carried_out_on, facts.concluded_on) == (VISITED, Fulfilment.DONE, DELIVERED, date(2026, 4, 5))
    assert told(case_id)[-1] == "looked_back"
    last = queries.timeline(viewer=congress.clerk, case_id=case_id)[-1]["told"]
    assert (last["fulfilment"], last["amount_fen"], last["note"]) == ("done", 1_250_000, WENT["findings"])


def test_what_is_called_kept_and_is_not_there_goes_back_to_following(congress: Congress) -> None:
    case_id = promised(congress)
    congress.rate(case_id, date(2026, 4, 5))
    promise_step(congress, case_id, commands.keep_promise, congress.unit(), date(2026, 6, 20), note="完工。")
    planned(congress)
    visit(congress, case_id, fulfilment="not_done")

    facts = congress.facts(case_id)
    assert (facts.promises[0].state, facts.promises[0].round, facts.carried_out_on) == (PromiseState.FOLLOWING, 2, None)
    assert (facts.state, facts.assignments[0].state, facts.looked_back) == (State.CONCLUDED, "replied", Fulfilment.NOT_DONE)


def test_what_was_called_solved_and_is_not_is_followed_for_a_day(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 5))
    planned(congress)
    with pytest.raises(Invalid) as refused:
        visit(congress, case_id, fulfilment="not_done")
    assert (refused.value.code, refused.value.field) == ("required", "due_on")
    visit(congress, case_id, fulfilment="not_done", due_on=date(2026, 9, 30), measure="补通排水沟")

    facts = congress.facts(case_id)
    (promise,) = facts.promises
    assert (promise.measure, promise.due_on, promise.state, facts.carried_out_on) == ("补通排水沟", date(2026, 9, 30), PromiseState.FOLLOWING, None)
    subject = f"case/{case_id}"
    assert [one.due_on for one in deadlines(viewer=congress.clerk, subjects=[subject])[subject] if one.kind == "promise"] == [date(2026, 9, 30)]


def test_refusals_leave_neither_rows_nor_facts(congress: Congress) -> None:
    case_id = congress.delivered()
    planned(congress)
    visit_id = LookBackVisit.objects.get(case_id=case_id).pk

    def refused(broken: type[Exception], do: Any) -> Any:
        before = (Fact.objects.count(), LookBackVisit.objects.filter(visited_on=None).count(), congress.case(case_id).version)
        with pytest.raises(broken) as denied:
            do()
        assert (Fact.objects.count(), LookBackVisit.objects.filter(visited_on=None).count(), congress.case(case_id).version) == before
        return denied.value

    refused(NotAllowed, lambda: planned_by(congress, congress.unit()))
    refused(NotAllowed, lambda: visit(congress, case_id, congress.deputy()))
    refused(Stale, lambda: visit(congress, case_id, seen=1))
    assert refused(Invalid, lambda: visit(congress, case_id, amount_fen=-1)).code == "bad_amount"
    assert refused(RuleBroken, lambda: visit(congress, case_id, day=date(2026, 4, 1))).code == "out_of_order"
    assert refused(RuleBroken, lambda: planned(congress, since=date(2026, 5, 1))).code == "nothing_to_look_back_at"
    assert refused(Invalid, lambda: planned(congress, size=2)).code == "sample_does_not_fit"
    refused(NotFound, lambda: congress.do(commands.return_visit, congress.clerk, VISITED, visit_id=new_id(), seen=1, fulfilment="done", **WENT))
    visit(congress, case_id)
    again = {"visit_id": visit_id, "seen": congress.case(case_id).version, "fulfilment": "done"}
    assert refused(RuleBroken, lambda: congress.do(commands.return_visit, congress.clerk, VISITED, **again, **WENT)).code == "visited_already"


def planned_by(congress: Congress, actor: Any) -> Any:
    return congress.do(commands.plan_look_back, actor, PLANNED, **PERIOD)


def test_the_api_plans_shows_and_visits(congress: Congress, town: Any) -> None:
    case_id = congress.delivered()
    made = change(congress.clerk, "planLookBack", "lookBack { id seed again frame visits { id number title version fulfilment } }", title="回头看",
                  since="2026-01-01", until="2026-12-31", size=1)  # fmt: skip
    [drawn] = made["lookBack"]["visits"]
    assert (made["errors"], made["lookBack"]["again"], made["lookBack"]["frame"], drawn["title"]) == ([], True, [drawn["number"]], "硬化樊坡村通组路")
    given = {"visitId": drawn["id"], "seen": drawn["version"], "visitors": "主席", "findings": "在。", "fulfilment": "DONE", "amountFen": 300_000_000_000}
    done = change(congress.clerk, "returnVisit", "case { id timeline { fulfilmentLabel amountFen note } }", "zh-hans", **given)
    assert done["case"]["id"] == gid("Case", town, case_id)
    assert done["case"]["timeline"][-1] == {"fulfilmentLabel": "已落实", "amountFen": 300_000_000_000, "note": "在。"}
    [row] = data(congress.clerk, "{ lookBacks { nodes { of drawn visited } } }")["lookBacks"]["nodes"]
    assert row == {"of": 1, "drawn": 1, "visited": 1}
