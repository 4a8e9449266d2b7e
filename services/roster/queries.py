"""What others may know of the roster. Telephones and sign-ins are for the office, a unit's contact also for its own people."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import F, Q, QuerySet

from people.actor import OFFICE, Actor
from roster import shapes
from roster.events import PresidiumRole, UnitKind
from roster.models import (
    Correction,
    Deputy,
    DeputyGroup,
    District,
    GroupMember,
    Office,
    PresidiumSeat,
    Session,
    Term,
    Unit,
    UnitPerson,
    Village,
)
from townships.paging import Page, Slice, keyset
from townships.published import Published

DEPUTY: Final = (
    "id", "version", "term_id", "number", "name", "sort_name", "sex", "birth_year", "ethnicity", "education", "party_member", "occupation",
    "district_id", "seated_by", "mandate_from", "suspended_on", "ended_on", "ended_why",
)  # fmt: skip
DEPUTY_PRIVATE: Final = ("phone", "person_id")
UNIT: Final = ("id", "version", "name", "kind", "leader", "opened_on", "closed_on")
UNIT_PRIVATE: Final = ("contact", "phone")


class TermRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    version: int
    number: int
    opens_on: date
    ended_on: date | None


class SessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its term's number; both days belong to it."""

    id: UUID
    version: int
    term_id: UUID
    term_number: int
    number: int
    opens_on: date
    closes_on: date
    motions_cut_off: datetime

    def sits_on(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


class DeputyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate as other services need it. `ended_on` is the first day without it, `mandate_to` the last day with it."""

    id: UUID
    person_id: UUID | None
    term_id: UUID
    number: int
    name: str
    group_id: UUID | None
    district_id: UUID | None
    mandate_from: date
    suspended_on: date | None
    ended_on: date | None

    @property
    def suspended(self) -> bool:
        return self.suspended_on is not None

    @property
    def mandate_to(self) -> date | None:
        return self.ended_on and self.ended_on - timedelta(days=1)

    def serves_on(self, day: date) -> bool:
        """Holds the mandate on that day, and is not suspended."""
        ended = self.ended_on is not None and self.ended_on <= day
        suspended = self.suspended_on is not None and self.suspended_on <= day
        return self.mandate_from <= day and not ended and not suspended


class UnitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A handling unit as other services need it. `closed_on` is the first day on which nothing may be handed to it."""

    id: UUID
    name: str
    kind: str
    leader: str
    contact: str
    opened_on: date
    closed_on: date | None

    def open_on(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


def deputies(ids: Collection[UUID]) -> dict[UUID, DeputyRecord]:
    """The mandates of these ids that there are. For services: no private data but `person_id`. One query, none without ids."""
    if not ids:
        return {}
    fields = [name for name in DeputyRecord.__struct_fields__ if name != "group_id"]
    rows = Deputy.objects.filter(pk__in=set(ids)).values(*fields, group_id=F("in_group__group_id"))
    return {row["id"]: DeputyRecord(**row) for row in rows}


def phones(ids: Collection[UUID]) -> dict[UUID, str]:
    """The telephones of these deputies, where there is one. For services: whose eyes they are for, the service decides. One query."""
    return dict(Deputy.objects.filter(pk__in=set(ids)).exclude(phone="").values_list("pk", "phone"))


def office(*, viewer: Actor) -> dict[str, Any] | None:
    """How the congress's office is reached: phone, address, hours; None until it was entered. For everybody. One query."""
    return next(iter(_rows(Office.objects.values("id", "version", "phone", "address", "hours")[:1])), None)


def units(ids: Collection[UUID]) -> dict[UUID, UnitRecord]:
    """The units of these ids that there are. For services; `contact` is not for everybody's eyes. One query, none without ids."""
    if not ids:
        return {}
    return {row["id"]: UnitRecord(**row) for row in Unit.objects.filter(pk__in=set(ids)).values(*UnitRecord.__struct_fields__)}


def government_units() -> frozenset[UUID]:
    """The unit that is this town's government; where it is kept as its offices, those. For services. One query."""
    kinds = [UnitKind.TOWNSHIP_GOVERNMENT, UnitKind.GOVERNMENT_LEADER, UnitKind.GOVERNMENT_OFFICE]
    found = list(Unit.objects.filter(kind__in=kinds, closed_on=None).values_list("pk", "kind"))
    whole = frozenset(id for id, kind in found if kind == UnitKind.TOWNSHIP_GOVERNMENT)
    return whole or frozenset(id for id, _ in found)


def led_units() -> frozenset[UUID]:
    """The units whose leader signs in. For services. One query."""
    return frozenset(UnitPerson.objects.filter(leads=True, ended_on=None).values_list("unit_id", flat=True))


def deputies_serving(day: date) -> int:
    """All deputies who may act on that day: the base of quorum and majority."""
    return Deputy.objects.filter(_serving(day)).count()


def serving_ids(day: date) -> frozenset[UUID]:
    """Who may act on that day. For services. One query."""
    return frozenset(Deputy.objects.filter(_serving(day)).values_list("pk", flat=True))


def term_on(day: date) -> TermRecord | None:
    found = Term.objects.filter(_ended_after(day), opens_on__lte=day).values(*TermRecord.__struct_fields__).first()
    return TermRecord(**found) if found else None


def session_on(day: date) -> SessionRecord | None:
    """The session that sits on that day; None out of session."""
    return next(iter(_sessions(Session.objects.filter(opens_on__lte=day, closes_on__gte=day))), None)


def sessions(ids: Collection[UUID] | None = None) -> list[SessionRecord]:
    """All sessions, or those of these ids, oldest first."""
    return _sessions(Session.objects.all() if ids is None else Session.objects.filter(pk__in=set(ids)))


def _sessions(found: QuerySet[Session]) -> list[SessionRecord]:
    fields = [name for name in SessionRecord.__struct_fields__ if name != "term_number"]
    return [SessionRecord(**row) for row in found.order_by("opens_on", "id").values(*fields, term_number=F("term__number"))]


def terms() -> list[TermRecord]:
    """All terms, oldest first."""
    return [TermRecord(**row) for row in Term.objects.order_by("opens_on").values(*TermRecord.__struct_fields__)]


def mandates_of(*, viewer: Actor, deputy_id: UUID) -> list[dict[str, Any]]:
    """All mandates of the person who holds this one, the newest first, each with its `term_number`; of one on paper this one alone.

    For the office and for that deputy; nothing for anybody else. Two queries.
    """
    one = Deputy.objects.filter(pk=deputy_id).values("person_id").first()
    if one is None or not (viewer.office or deputy_id in viewer.deputy_ids or (viewer.person_id and one["person_id"] == viewer.person_id)):
        return []
    same = Q(pk=deputy_id) | (Q(person_id=one["person_id"]) if one["person_id"] else Q())
    found = Deputy.objects.filter(same).order_by("-mandate_from", "-id")
    return _rows(found.values("id", "name", "number", "mandate_from", "ended_on", term_number=F("term__number")))


def deputy_list(
    *, viewer: Actor, page: Page, term_id: UUID | None = None, group_id: UUID | None = None, district_id: UUID | None = None,
    serving_on: date | None = None, text: str = "", without: Collection[UUID] = (),
) -> Slice[dict[str, Any]]:  # fmt: skip
    """Mandates by surname. `text` is part of a name or the start of its pinyin. Telephone and person are None but for the office."""
    found = Deputy.objects.filter(_serving(serving_on) if serving_on else Q()).exclude(pk__in=without)
    for name, value in (("term_id", term_id), ("in_group__group_id", group_id), ("district_id", district_id)):
        found = found.filter(**{name: value}) if value else found
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(sort_name__istartswith=text.strip()))
    page_of = keyset(_deputies(found), page, ("sort_name", "id"))
    return msgspec.structs.replace(page_of, rows=[_deputy_seen(row, viewer) for row in page_of.rows])


def deputy(*, viewer: Actor, deputy_id: UUID) -> dict[str, Any] | None:
    """One mandate as `deputy_list` shows it."""
    return deputies_named(viewer=viewer, ids=[deputy_id]).get(deputy_id)


def deputies_named(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these mandates that there are, as `deputy_list` shows them. One query."""
    return {row["id"]: _deputy_seen(row, viewer) for row in _deputies(Deputy.objects.filter(pk__in=ids))}


def _deputies(found: QuerySet[Deputy]) -> Any:
    return found.values(*DEPUTY, *DEPUTY_PRIVATE, group_id=F("in_group__group_id"))


def _deputy_seen(row: dict[str, Any], viewer: Actor) -> dict[str, Any]:
    return row if viewer.office else row | dict.fromkeys(DEPUTY_PRIVATE)


def corrections(*, viewer: Actor, deputy_id: UUID) -> list[dict[str, Any]]:
    """What was corrected of a deputy's entry, by whom and why, newest first. For the office; nothing for anybody else."""
    if not viewer.office:
        return []
    found = Correction.objects.filter(deputy_id=deputy_id).order_by("-version")
    return _rows(found.values("version", "at", "recorded", "corrected_by", "reason", "before", "after"))


def group_list(*, viewer: Actor, day: date, term_id: UUID | None = None) -> list[dict[str, Any]]:
    """Groups by name, each with `leader_name` and its `members` (id, name) whose mandates last on that day. Two queries."""
    found = DeputyGroup.objects.filter(**{"term_id": term_id} if term_id else {}).order_by("name", "id")
    groups = list(found.values("id", "version", "term_id", "name", "leader_id", leader_name=F("leader__name")))
    lasts = Q(deputy__ended_on=None) | Q(deputy__ended_on__gt=day)
    members = GroupMember.objects.filter(lasts, group_id__in=[group["id"] for group in groups])
    gathered: dict[UUID, list[dict[str, Any]]] = {group["id"]: [] for group in groups}
    for row in _rows(members.order_by("deputy__sort_name", "deputy_id").values("group_id", id=F("deputy_id"), name=F("deputy__name"))):
        gathered[row.pop("group_id")].append(row)
    return [group | {"members": gathered[group["id"]]} for group in groups]


def group_members(*, viewer: Actor, group_id: UUID) -> frozenset[UUID]:
    """The deputies of a group, those whose mandate has ended too: what they raised was the group's. One query."""
    return frozenset(GroupMember.objects.filter(group_id=group_id).values_list("deputy_id", flat=True))


def presidium(*, viewer: Actor, day: date) -> list[dict[str, Any]]:
    """Who sits on the presidium that day: chair, vice-chairs, members, each by surname."""
    found = PresidiumSeat.objects.filter(_ended_after(day), seated_on__lte=day).order_by("deputy__sort_name", "id")
    rows = found.values("id", "version", "role", "deputy_id", "seated_on", "ended_on", name=F("deputy__name"))
    return sorted(_rows(rows), key=lambda row: list(PresidiumRole).index(row["role"]))


def unit_list(
    *, viewer: Actor, page: Page, kind: UnitKind | None = None, open_on: date | None = None, text: str = ""
) -> Slice[dict[str, Any]]:
    """Handling units by kind and name. Contact and telephone are None but for the office and the unit's own people."""
    found = Unit.objects.filter(**{"kind": kind} if kind else {})
    if open_on:
        found = found.filter(Q(closed_on=None) | Q(closed_on__gt=open_on), opened_on__lte=open_on)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(leader__icontains=text.strip()))
    page_of = keyset(found.values(*UNIT, *UNIT_PRIVATE), page, ("kind", "name", "id"))
    return msgspec.structs.replace(page_of, rows=[_unit_seen(row, viewer) for row in page_of.rows])


def unit(*, viewer: Actor, unit_id: UUID) -> dict[str, Any] | None:
    """One handling unit as `unit_list` shows it."""
    return units_named(viewer=viewer, ids=[unit_id]).get(unit_id)


def units_named(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these units that there are, as `unit_list` shows them. One query."""
    return {row["id"]: _unit_seen(row, viewer) for row in Unit.objects.filter(pk__in=ids).values(*UNIT, *UNIT_PRIVATE)}


def _unit_seen(row: dict[str, Any], viewer: Actor) -> dict[str, Any]:
    return row if viewer.office or row["id"] in viewer.unit_ids else row | dict.fromkeys(UNIT_PRIVATE)


def unit_people(*, viewer: Actor, unit_id: UUID) -> list[dict[str, Any]]:
    """Who may sign in for a unit, first assigned first. For the office and the unit's own people; nothing for anybody else."""
    if not (viewer.office or unit_id in viewer.unit_ids):
        return []
    found = UnitPerson.objects.filter(unit_id=unit_id).order_by("assigned_on", "id")
    return _rows(found.values("id", "version", "person_id", "leads", "assigned_on", "ended_on"))


def districts(*, viewer: Actor, term_id: UUID | None = None) -> list[dict[str, Any]]:
    """Electoral districts by number, each with the names of its `villages`. Two queries."""
    found = District.objects.filter(**{"term_id": term_id} if term_id else {}).order_by("term__number", "number")
    rows = list(found.values("id", "version", "term_id", "number", "name", "seats"))
    gathered: dict[UUID, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    within = Village.objects.filter(districts__in=list(gathered)).order_by("name")
    for row in _rows(within.values("id", "name", district_id=F("districts__id"))):
        gathered.get(row.pop("district_id"), []).append(row)
    return [row | {"villages": gathered[row["id"]]} for row in rows]


def villages(*, viewer: Actor) -> list[dict[str, Any]]:
    """Villages by division code, those without one last."""
    rows = Village.objects.values("id", "version", "name", "code")
    return sorted(_rows(rows), key=lambda row: (not row["code"], row["code"], row["name"]))


def _rows(found: Any) -> list[dict[str, Any]]:
    return list(found)


def published() -> Iterator[Published]:
    """Every subject of this congress that the county knows, as its last event told it. One query a table, two where there are lists."""
    told: list[tuple[QuerySet[Any], Callable[[Any], Any]]] = [
        (Term.objects.all(), shapes.term),
        (Session.objects.select_related("term"), shapes.session),
        (Village.objects.all(), shapes.village),
        (District.objects.prefetch_related("villages"), lambda row: shapes.district(row, [village.pk for village in row.villages.all()])),
        (Deputy.objects.all(), shapes.deputy),
        (DeputyGroup.objects.prefetch_related("members"), lambda row: shapes.group(row, [member.pk for member in row.members.all()])),
        (PresidiumSeat.objects.select_related("deputy"), shapes.presidium),
        (Unit.objects.all(), shapes.unit),
    ]
    for rows, shape in told:
        for row in rows.order_by("id"):
            yield Published(f"{row.SUBJECT}/{row.pk}", row.version, shape(row))


def _serving(day: date) -> Q:
    return Q(_ended_after(day), Q(suspended_on=None) | Q(suspended_on__gt=day), mandate_from__lte=day)


def _ended_after(day: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=day)


def mandates(*, viewer: Actor) -> list[DeputyRecord]:
    """Every mandate there has ever been, for finding deputies of any term by their names. For the office. One query."""
    viewer.require(*OFFICE, scope="read")
    fields = [name for name in DeputyRecord.__struct_fields__ if name != "group_id"]
    return [DeputyRecord(**row) for row in Deputy.objects.order_by("id").values(*fields, group_id=F("in_group__group_id"))]


def unit_names(*, viewer: Actor) -> dict[str, UUID]:
    """Name → unit, closed ones too; the latest of a name. For the office. One query."""
    viewer.require(*OFFICE, scope="read")
    return dict(Unit.objects.order_by("opened_on", "id").values_list("name", "id"))
