"""What may go up and come down, and what of it is news. Pure."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from motions.events import AssignmentState
from people.actor import ASSIGNERS, Role
from referrals.events import OWING, MatterState, Sent, Way
from townships.errors import Invalid, RuleBroken

OFFICE: Final = frozenset({Role.CLERK}) | ASSIGNERS
TOWNSHIP: Final = "township"
COUNTY: Final = "county"
#: The unit's kind (roster) under which a county has a town's government.
TOWN_GOVERNMENT: Final = "township_government"
#: The county has what was sent when the assignment stands there or further on.
ARRIVED: Final = {Sent.SIGNED: frozenset(AssignmentState) - {AssignmentState.HANDED_OVER}, Sent.REPLIED: frozenset(AssignmentState) - OWING}


def may_refer(level: str, way: Way, deputy: str) -> None:
    """A township's case; taken up by somebody, by a county deputy who is named. What a unit replies, reports itself."""
    of_township(level)
    if way is Way.REPORTED:
        raise Invalid("bad_value", "way")
    if way is Way.TAKEN_UP and not deputy.strip():
        raise RuleBroken("county_deputy_unnamed", field="deputy")


def of_township(level: str) -> None:
    if level != TOWNSHIP:
        raise RuleBroken("no_congress_above", field="case_id")


def of_county(level: str) -> None:
    if level != COUNTY:
        raise RuleBroken("county_only", field=None)


def may_settle(state: MatterState, referred_on: date, on: date) -> None:
    """A matter is taken up or declined once, not before it was referred."""
    if state is not MatterState.WAITING:
        raise RuleBroken("wrong_state", field="matter_id", state=state.label)
    if on < referred_on:
        raise RuleBroken("out_of_order", field="at", day=referred_on.isoformat())


def may_connect(town: str, towns: Collection[str], unit_kind: str, taken: bool) -> None:
    if town not in towns:
        raise RuleBroken("not_of_this_county", field="town")
    if unit_kind != TOWN_GOVERNMENT:
        raise RuleBroken("no_town_government", field="unit_id")
    if taken:
        raise RuleBroken("town_connected_already", field="town")


def may_sign(state: AssignmentState, sent: Sent) -> None:
    if sent is not Sent.NOTHING:
        raise RuleBroken("on_its_way", field="task_id")
    if state is not AssignmentState.HANDED_OVER:
        raise RuleBroken("wrong_state", field="task_id", state=state.label)


def may_reply(state: AssignmentState, sent: Sent) -> None:
    """Whoever replies has received it: the signature may still be on its way."""
    if sent is Sent.REPLIED:
        raise RuleBroken("on_its_way", field="task_id")
    if state not in OWING:
        raise RuleBroken("wrong_state", field="task_id", state=state.label)


def in_order(on: date, not_before: date | None) -> None:
    if not_before and on < not_before:
        raise RuleBroken("out_of_order", field="at", day=not_before.isoformat())


def still_sent(sent: Sent, state: AssignmentState) -> Sent:
    """What of the town's own is still on its way once the county has said where the assignment stands."""
    return Sent.NOTHING if sent is not Sent.NOTHING and state in ARRIVED[sent] else sent


def is_news(heard: tuple[int, int], told: tuple[int, int]) -> bool:
    """(incarnation, version): what comes late or again says nothing new."""
    return told > heard
