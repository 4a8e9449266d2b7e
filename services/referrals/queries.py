"""What may be known of what goes up and comes down, by whom."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import F

import motions.queries
import roster.queries
from motions.events import AssignmentState
from people.actor import Actor, Role
from referrals.events import OWING, MatterState, Sent
from referrals.models import Desk, Matter, Referral, Task
from townships.context import towns_of
from townships.errors import NotAllowed
from townships.paging import Page, Slice, keyset

SHEET: Final = ("number", "title", "where", "text", "proposal", "category", "public")
REFERRAL: Final = (
    "id", "way", "deputy", "referred_on", "county_case_id", "county_number", "county_state", "county_outcome", "county_since", "declined_on", "reason",
)  # fmt: skip
MATTER: Final = ("id", "version", "town_name", "state", "way", "deputy", "referred_on", "case_id", "declined_on", "reason", *SHEET)
TASK: Final = (
    "id", "version", "kind", "state", "handed_over_on", "due_on", "sent", "sent_on", "sent_by", "reply_number", "meaning", "reply", "signed_off_by",
    "refusal", *SHEET,
)  # fmt: skip


# ---------------------------------------------------------------- the town
def referral(*, viewer: Actor, case_id: UUID) -> dict[str, Any] | None:
    """Where a case of this town came to above, for those who see the case whole. At most seven queries."""
    found: dict[str, Any] | None = Referral.objects.filter(pk=case_id).values(*REFERRAL).first()
    return found if found and motions.queries.whole(viewer=viewer, ids=[case_id]) else None


def tasks(*, viewer: Actor, page: Page = Page(), waiting: bool = True) -> Slice[dict[str, Any]]:
    """The county's cases on this town government's desk, the next due first: for its people and the office. Two queries."""
    _at_the_desk(viewer)
    rows = Task.objects.exclude(due_on=None)
    if waiting:
        rows = rows.filter(state__in=OWING).exclude(sent=Sent.REPLIED)
    return keyset(rows.values(*TASK), page, ["due_on", "id"])


def task(*, viewer: Actor, task_id: UUID) -> dict[str, Any] | None:
    """One of them, whatever became of it. Two queries."""
    _at_the_desk(viewer)
    found: dict[str, Any] | None = Task.objects.filter(pk=task_id).values(*TASK).first()
    return found


def duties(*, viewer: Actor) -> list[dict[str, Any]]:
    """Those that wait for this person's government; nothing for anybody else. Two queries."""
    if not viewer.unit_ids or not viewer.unit_ids & roster.queries.government_units():
        return []
    return list(Task.objects.filter(state__in=OWING).exclude(sent=Sent.REPLIED).order_by("due_on", "id").values(*TASK)[:100])


def task_is_overdue(*, viewer: Actor, row: dict[str, Any], today: date) -> bool:
    """A day is missed when it has ended, and nothing has been sent."""
    return row["state"] in OWING and row["sent"] != Sent.REPLIED and row["due_on"] is not None and row["due_on"] < today


def may_sign(*, viewer: Actor, row: dict[str, Any]) -> bool:
    """Whether the command would accept it of this viewer."""
    return viewer.may("write") and viewer.has(Role.UNIT, Role.CLERK) and row["state"] == AssignmentState.HANDED_OVER and not row["sent"]


def may_reply(*, viewer: Actor, row: dict[str, Any]) -> bool:
    """Whether the command would accept it of this viewer."""
    return viewer.may("write") and viewer.has(Role.UNIT, Role.CLERK) and row["state"] in OWING and row["sent"] != Sent.REPLIED


def _at_the_desk(viewer: Actor) -> None:
    if not viewer.office and not (viewer.unit_ids and viewer.unit_ids & roster.queries.government_units()):
        raise NotAllowed()


# ---------------------------------------------------------------- the county
def matters(*, viewer: Actor, page: Page = Page(), waiting: bool = True) -> Slice[dict[str, Any]]:
    """What came from the towns, the latest first: for the office and the county's deputies. One query."""
    if not (viewer.office or viewer.has(Role.DEPUTY)) or viewer.level != "county":
        raise NotAllowed()
    rows = Matter.objects.filter(state=MatterState.WAITING) if waiting else Matter.objects.all()
    return keyset(rows.values(*MATTER), page, ["-referred_on", "-id"])


def matter(*, viewer: Actor, matter_id: UUID) -> dict[str, Any] | None:
    """One of them. One query."""
    if not (viewer.office or viewer.has(Role.DEPUTY)) or viewer.level != "county":
        raise NotAllowed()
    found: dict[str, Any] | None = Matter.objects.filter(pk=matter_id).values(*MATTER).first()
    return found


def origin(*, viewer: Actor, case_id: UUID) -> dict[str, Any] | None:
    """From which town a case of the county came, for those who see the case whole. At most seven queries."""
    found: dict[str, Any] | None = Matter.objects.filter(case_id=case_id).values(*MATTER).first()
    return found if found and motions.queries.whole(viewer=viewer, ids=[case_id]) else None


def desks(*, viewer: Actor) -> list[dict[str, Any]]:
    """Which unit of this county is which town's government. For the office. One query."""
    if not viewer.office:
        raise NotAllowed()
    rows: Any = Desk.objects.order_by("town").values("unit_id", "town", unit_name=F("unit__name"))
    return list(rows)


def towns(*, viewer: Actor) -> dict[str, str]:
    """The townships of this county. For its office. One query."""
    if not viewer.office or viewer.level != "county":
        raise NotAllowed()
    return towns_of(viewer.tenant)


# ---------------------------------------------------------------- asked by the reactor
def origin_of(case_id: UUID) -> tuple[UUID, str] | None:
    """The town's case and the town from which a case of this county came. One query."""
    return Matter.objects.filter(case_id=case_id).values_list("pk", "town").first()


def towns_of_units(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of these units that are a town's government, and of which. One query, none without units."""
    return dict(Desk.objects.filter(pk__in=set(unit_ids)).values_list("pk", "town")) if unit_ids else {}
