"""Deputy groups: formed once a term, led by one of their own."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import find, keep, lock, publish
from roster.models import Deputy, DeputyGroup, GroupMember, Term
from townships.clock import local_date
from townships.ids import new_id


@command
def form_group(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, term_id: UUID, name: str, leader_id: UUID, member_ids: Sequence[UUID]
) -> Receipt:
    """A group of this term's deputies, the leader among them; nobody is in two. Clerk. Publishes group.formed."""
    actor.require(Role.CLERK)
    term = lock(Term, term_id, "term_id")
    group = DeputyGroup(id=new_id(), term=term, name=rules.named(name, "name"), leader_id=leader_id)
    _check(group, member_ids, local_date(at))
    receipt = publish(group, events.GroupFormed(group=shapes.group(group, member_ids)), actor=actor, at=at, now=now)
    _gather(group, member_ids)
    return receipt


@command
def change_group(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, group_id: UUID, seen: int,
    name: str | None = None, leader_id: UUID | None = None, member_ids: Sequence[UUID] | None = None,
) -> Receipt:  # fmt: skip
    """Another name, another leader, other members; what is not given stays. Clerk. Publishes group.changed.

    Without `member_ids` those whose mandates have ended drop out.
    """
    actor.require(Role.CLERK)
    group = lock(DeputyGroup, group_id, "group_id", seen)
    before = (group.name, group.leader_id, _members(group))
    members = list(member_ids) if member_ids is not None else _members(group, local_date(at))
    group.name, group.leader_id = rules.named(group.name if name is None else name, "name"), leader_id or group.leader_id
    rules.something_changes([] if before == (group.name, group.leader_id, sorted(members)) else ["group"])
    _check(group, members, local_date(at))
    receipt = publish(group, events.GroupChanged(group=shapes.group(group, members)), actor=actor, at=at, now=now)
    group.members.exclude(deputy_id__in=members).delete()
    _gather(group, members)
    return receipt


def _members(group: DeputyGroup, on: date | None = None) -> list[UUID]:
    """Its deputies; with a day, those whose mandates last on it."""
    found = group.members.select_related("deputy")
    return sorted(row.deputy_id for row in found if on is None or row.deputy.ended_on is None or row.deputy.ended_on > on)


def _check(group: DeputyGroup, member_ids: Sequence[UUID], on: date) -> None:
    rules.each_once(member_ids, "member_ids")
    mandates = [msgspec.convert(row, rules.Mandate, from_attributes=True) for row in find(Deputy, member_ids, "member_ids")]
    rules.may_group(group.term_id, group.leader_id, mandates, on)


def _gather(group: DeputyGroup, member_ids: Sequence[UUID]) -> None:
    there = set(group.members.values_list("deputy_id", flat=True))
    keep(*(GroupMember(deputy_id=member, group=group) for member in member_ids if member not in there))
