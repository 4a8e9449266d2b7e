"""What several deputies raise in the app: one writes it, each of the others signs for himself. And the drafts that still wait for signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import motions.commands
from hub.demo.desk import Desk
from hub.demo.shapes import Deputy, Step
from outbox.command import Receipt
from townships.clock import start_of

RAISING: Final[Mapping[str, str]] = {"submit_suggestion": "suggestion", "file_motion": "motion"}
SHOWN: Final = ("gouyuan", "shuhe")
BEGUN: Final = timedelta(days=-2, hours=10)
SUGGESTION: Final = {
    "kind": "suggestion", "title": "关于在集镇小学门口增设减速带和斑马线的建议", "where": "集镇小学门口", "category": "交通",
    "text": "上下学时段车多人多，门前路段没有减速带，斑马线已经磨掉，家长很担心。", "proposal": "增设两道减速带，重画斑马线，上下学时段安排人员值守。",
}  # fmt: skip
MOTION: Final = {
    "kind": "motion", "title": "关于加强镇域饮用水水源地保护的议案", "category": "生态环保",
    "grounds": "两处集中供水水源地没有围栏，周边仍有放养和堆放垃圾的情况。", "proposal": "由大会作出决议，划定保护范围，明确责任单位和完成时限。",
}  # fmt: skip


def signs_together(step: Step) -> bool:
    return step.kind in RAISING and step.arguments["channel"] == "app" and len(step.arguments["proposers"]) > 1


def raise_together(desk: Desk, key: str, step: Step, told: Mapping[str, Any]) -> Receipt:
    """Answers the case, as the command of one deputy would."""
    lead, *others = step.arguments["proposers"]
    first, *rest = told["proposer_ids"]
    written = {name: value for name, value in told.items() if name != "proposer_ids"}
    given: dict[str, Any] = {"at": step.at, "now": step.recorded}
    draft = desk.do(
        motions.commands.open_cosigning, f"{key}/draft", by=lead, kind=RAISING[step.kind], initiator_id=first, deputy_ids=rest, **written, **given
    )  # fmt: skip
    for person, deputy_id in zip(others, rest, strict=True):
        _sign(desk, f"{key}/{person}", person, draft, deputy_id, given)
    return desk.do(motions.commands.send_cosigning, key, by=lead, cosigning_id=draft.id, seen=draft.version + len(rest), **given)


def _sign(desk: Desk, key: str, person: str, draft: Receipt, deputy_id: UUID, given: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {"cosigning_id": draft.id, "deputy_id": deputy_id, "revision": 1, "confirms": True}
    desk.do(motions.commands.answer_invitation, key, by=person, **told, **given)


# ---------------------------------------------------------------- what still waits
def draft_works(desk: Desk) -> list[Callable[[], object]]:
    """In the towns that are shown: a suggestion that the deputy who signs in is asked to sign, and a motion that he writes himself."""
    if desk.congress.slug not in SHOWN:
        return []
    serving = [deputy for deputy in desk.congress.deputies if deputy.until is None and deputy.suspended_from is None]
    return [
        partial(_draft, desk, "asked", SUGGESTION, serving[4], [serving[2], serving[1], serving[6]], 1),
        partial(_draft, desk, "own", MOTION, serving[1], serving[5:11], 2),
    ]


def _draft(desk: Desk, key: str, told: Mapping[str, Any], lead: Deputy, asked: list[Deputy], signed: int) -> None:
    given: dict[str, Any] = {"at": start_of(desk.plan.as_of) + BEGUN}
    ids = [desk.made[f"deputy/{deputy.person}"] for deputy in (lead, *asked)]
    draft = desk.do(motions.commands.open_cosigning, f"draft/{key}", by=lead.person, initiator_id=ids[0], deputy_ids=ids[1:], **told, **given)
    for deputy, deputy_id in list(zip(asked, ids[1:], strict=True))[:signed]:
        _sign(desk, f"draft/{key}/{deputy.person}", deputy.person, draft, deputy_id, given)
