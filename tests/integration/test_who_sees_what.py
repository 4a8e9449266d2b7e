"""Who sees what of a case, role by role: telephones, what is not public, and a case that several have joined."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.support.congress import NAMES, Congress
from tests.support.graphql_api import stranger

from motions import commands, queries
from outbox.models import Fact
from people.actor import Actor, Role
from roster import commands as roster
from roster.models import Deputy

PHONE, DAY, LATER = "15400000177", date(2026, 3, 6), date(2026, 4, 8)
#: Everybody who could look at a case of the first deputy that the first unit handles and the second one does not.
ROLES: dict[str, Callable[[Congress], Actor]] = {
    "clerk": lambda congress: congress.clerk,
    "chair": lambda congress: congress.chair,
    "presidium": lambda congress: congress.person(Role.PRESIDIUM),
    "proposer": lambda congress: congress.deputy(),
    "other deputy": lambda congress: congress.deputy(3),
    "its unit": lambda congress: congress.unit(),
    "other unit": lambda congress: congress.unit(1),
    "voter": lambda congress: stranger(congress.tenant),
}
OFFICE = {"clerk", "chair", "presidium"}


@pytest.fixture
def congress(town: Any) -> Congress:
    found = Congress(town)
    seen = Deputy.objects.get(pk=found.deputies[0]).version
    told = {"deputy_id": found.deputies[0], "seen": seen, "reason": "登记电话", "phone": PHONE}
    found.do(roster.change_deputy, found.clerk, date(2026, 2, 2), **told)
    return found


def ring(congress: Congress, case_id: UUID) -> set[str]:
    """Who is told the proposer's telephone."""
    return {name for name, make in ROLES.items() if queries.phones(viewer=make(congress), case_ids=[case_id])}


def know(congress: Congress, case_id: UUID, today: date = LATER) -> dict[str, bool]:
    """Who knows of the case → whether he sees it whole."""
    shown = {name: queries.case(viewer=make(congress), case_id=case_id, today=today) for name, make in ROLES.items()}
    return {name: one["whole"] for name, one in shown.items() if one is not None}


# ---------------------------------------------------------------- the telephone
def test_a_deputys_telephone_is_for_the_office_and_for_the_units_that_have_the_case_in_hand(congress: Congress) -> None:
    approved, in_hand, over = congress.approved(), congress.in_hand(), congress.delivered()
    congress.rate(over, LATER)
    assert ring(congress, approved) == OFFICE
    assert ring(congress, in_hand) == OFFICE | {"its unit"}
    assert ring(congress, over) == OFFICE


def test_a_unit_that_was_relieved_is_told_it_no_longer(congress: Congress) -> None:
    case_id = congress.in_hand()
    congress.part_step(case_id, commands.apply_for_relief, congress.unit(), DAY, note="不是我站职责。")
    congress.part_step(case_id, commands.decide_relief, congress.chair, DAY, agreed=True, note="同意。", unit_id=congress.units[1])
    assert ring(congress, case_id) == OFFICE | {"other unit"}


def test_no_fact_carries_a_telephone_or_the_name_of_who_acted(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, LATER)
    told = [str(row) for row in Fact.objects.filter(audience="county").values_list("envelope", flat=True)]
    assert not [one for one in told if PHONE in one or congress.clerk.name in one]
    assert [one for one in told if NAMES[0] in one]  # the control: who raised it is told


# ---------------------------------------------------------------- not public
def test_not_public_hides_from_voters_and_other_deputies_not_from_the_county(congress: Congress) -> None:
    hidden, shown = congress.delivered(public=False), congress.delivered()
    for case_id in (hidden, shown):
        congress.rate(case_id, LATER)
    whole = {**dict.fromkeys(OFFICE, True), "proposer": True, "its unit": True}
    assert know(congress, hidden) == whole
    assert know(congress, shown) == {**whole, "other deputy": False, "other unit": False, "voter": False}
    marked = {one.subject: one.facts.public for one in queries.published()}
    assert marked == {f"case/{hidden}": False, f"case/{shown}": True}


# ---------------------------------------------------------------- joined
def test_who_joined_sees_all_of_the_case(congress: Congress) -> None:
    into = congress.registered()
    told = {"title": "同一条路", "text": "路坏了。", "proposer_ids": [congress.deputies[3]], "channel": "paper"}
    other = congress.do(commands.submit_suggestion, congress.clerk, date(2026, 3, 3), **told).id
    assert know(congress, into)["other deputy"] is False
    congress.step(other, commands.merge, congress.clerk, date(2026, 3, 4), into_number=congress.facts(into).number, note="合并办理。")
    assert know(congress, into)["other deputy"] is True
    assert queries.timeline(viewer=congress.deputy(3), case_id=into)
    assert queries.timeline(viewer=congress.deputy(2), case_id=into) == []
