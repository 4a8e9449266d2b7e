"""Dissatisfied twice: through the meetings of the place to the presidium, and what that may conclude."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.integration.test_motions_refusals import refused
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import Conclusion, State
from motions.models import Stage
from motions.rules import Step
from people.actor import Role
from rulebook import commands as rulebook
from townships.errors import Invalid, NotAllowed, RuleBroken
from townships.ids import new_id

FOUR = ["主席会议", "主席办公会议", "与党委和政府协商", "主席团会议"]
AGAIN, HELD, DONE = date(2026, 4, 22), date(2026, 5, 6), date(2026, 5, 20)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def twice_disliked(congress: Congress) -> UUID:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 8), result="dissatisfied")
    congress.reply(case_id, date(2026, 4, 20))
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 4, 21))
    congress.rate(case_id, AGAIN, result="dissatisfied")
    return case_id


def hold(congress: Congress, case_id: UUID, times: int = 4, day: date = HELD, **more: Any) -> None:
    for _ in range(times):
        congress.step(case_id, commands.hold_stage, congress.clerk, day, **{"note": "会议同意提请。", **more})


def conclude(congress: Congress, case_id: UUID, conclusion: str = "special_report", **more: Any) -> Any:
    said = {"conclusion": conclusion, "note": "七月听取专项报告。", **more}
    return congress.step(case_id, commands.conclude_deliberation, said.pop("by", congress.chair), said.pop("day", DONE), **said)


def test_a_second_dissatisfaction_goes_on_the_agenda_of_the_four_meetings(congress: Congress) -> None:
    case_id = twice_disliked(congress)

    facts = congress.facts(case_id)
    assert told(case_id)[-2:] == ["rated", "deliberation_opened"]
    assert (facts.state, facts.concluded_on, [stage.name for stage in facts.stages]) == (State.DELIBERATION, None, FOUR)
    assert [duty.step for row in queries.desk(viewer=congress.clerk, today=AGAIN) for duty in row["duties"]] == [Step.HOLD_STAGE]


def test_the_meetings_follow_each_other_and_the_presidium_concludes(congress: Congress) -> None:
    case_id = twice_disliked(congress)
    hold(congress, case_id)
    assert [stage.held_on for stage in congress.facts(case_id).stages] == [HELD] * 4
    assert [duty.step for row in queries.desk(viewer=congress.clerk, today=HELD) for duty in row["duties"]] == [Step.CONCLUDE_DELIBERATION]
    assert (last_fact(case_id)["data"]["stage"], "同意提请" in str(last_fact(case_id))) == ("主席团会议", False)

    conclude(congress, case_id)
    facts = congress.facts(case_id)
    assert told(case_id)[-2:] == ["deliberation_concluded", "concluded"]
    assert (facts.state, facts.conclusion, facts.deliberated_on, facts.concluded_on) == (State.CONCLUDED, Conclusion.SPECIAL_REPORT, DONE, DONE)
    happened = queries.timeline(viewer=congress.deputy(), case_id=case_id)
    assert "第十八条" in happened[-2]["told"]["source"]


def test_handled_once_more_the_units_have_it_again_and_the_presidium_may_have_it_again(congress: Congress) -> None:
    case_id = twice_disliked(congress)
    hold(congress, case_id)
    conclude(congress, case_id, "handle_again")
    facts = congress.facts(case_id)
    assert (facts.state, facts.round, facts.stages, facts.deliberated_on) == (State.REWORK, 3, (), None)

    congress.reply(case_id, date(2026, 6, 1))
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 6, 2))
    congress.rate(case_id, date(2026, 6, 3), result="dissatisfied")
    facts = congress.facts(case_id)
    assert (facts.state, len(facts.stages), Stage.objects.count()) == (State.DELIBERATION, 4, 8)


def test_what_was_said_at_the_meetings_is_for_the_office_and_the_presidium(congress: Congress) -> None:
    case_id = twice_disliked(congress)
    hold(congress, case_id, 1)

    def said(viewer: Any) -> list[str]:
        shown = queries.case(viewer=viewer, case_id=case_id, today=HELD)
        assert shown is not None
        return [stage["said"] for stage in shown["papers"]["stages"]]

    assert said(congress.person(Role.PRESIDIUM)) == ["会议同意提请。"]
    assert said(congress.deputy()) == said(congress.unit()) == [""]


def test_a_congress_has_the_meetings_that_it_adopted(congress: Congress) -> None:
    adopted = {"rule_id": new_id(), "key": "deliberation_stages", "value": "主席团会议", "source": "镇人大议事规则", "valid_from": date(2026, 1, 1)}
    congress.do(rulebook.adopt_rule, congress.clerk, date(2026, 2, 1), **adopted)

    assert [stage.name for stage in congress.facts(twice_disliked(congress)).stages] == ["主席团会议"]


def test_meetings_and_conclusion_keep_their_order(congress: Congress) -> None:
    case_id = twice_disliked(congress)
    refused("stages_left", RuleBroken, lambda: conclude(congress, case_id))
    refused("out_of_order", RuleBroken, lambda: hold(congress, case_id, 1, date(2026, 4, 21)))
    refused("required", Invalid, lambda: hold(congress, case_id, 1, note=" "))
    hold(congress, case_id, 1)
    refused("out_of_order", RuleBroken, lambda: hold(congress, case_id, 1, date(2026, 5, 5)))
    hold(congress, case_id, 3)
    refused("all_stages_held", RuleBroken, lambda: hold(congress, case_id, 1))
    refused("out_of_order", RuleBroken, lambda: conclude(congress, case_id, day=date(2026, 5, 5)))
    refused("bad_value", Invalid, lambda: conclude(congress, case_id, "forget"))
    refused("required", Invalid, lambda: conclude(congress, case_id, note=""))
    conclude(congress, case_id, "explained", by=congress.clerk)
    refused("wrong_state", RuleBroken, lambda: conclude(congress, case_id))
    refused("wrong_state", RuleBroken, lambda: hold(congress, case_id, 1))


def test_only_the_office_and_the_chair_record_meetings(congress: Congress) -> None:
    case_id = twice_disliked(congress)
    reader = msgspec.structs.replace(congress.clerk, scopes=frozenset({"read"}))

    for stranger in (congress.deputy(), congress.unit(), congress.person(Role.PRESIDIUM), reader):
        refused("not_allowed", NotAllowed, lambda by=stranger: congress.step(case_id, commands.hold_stage, by, HELD, note="好。"))
        refused("not_allowed", NotAllowed, lambda by=stranger: conclude(congress, case_id, by=by))
