"""One matter, one case: what was raised twice becomes one (并案), what stands together on one sheet becomes several (一事一议)."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from motions import events, rules
from motions.commands.common import publish, take
from motions.events import CaseFacts, State
from motions.facts import facts_of
from motions.models import Case, Proposer
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.errors import NotFound
from townships.ids import new_id
from townships.text import required


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One matter of several that stood on one sheet."""

    title: str
    text: str
    where: str = ""
    proposal: str = ""
    category: str = ""


@command
def merge(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, into_number: str, note: str
) -> Receipt:
    """It asks for what a registered suggestion asks for: its proposers join that one, and are told. Clerk.

    Publishes case.merged, and case.proposers_joined of the other.
    """
    pair = Case.objects.select_for_update().filter(pk=case_id) | Case.objects.select_for_update().filter(number=required(into_number, "into_number"))
    known = {case.number: case for case in pair.order_by("id")}  # both locked, always in one order
    case, facts = take(Step.MERGE, actor=actor, at=at, case_id=case_id, seen=seen)
    if into_number not in known:
        raise NotFound("into_number")
    into = known[into_number]
    joined = facts_of([into])[0]
    rules.check_merge(joined)
    rules.in_order(local_date(at), joined.state_since)
    case.merged_into = into
    merged = publish(case, events.CaseMerged, Step.MERGE, actor=actor, at=at, now=now, into_number=into.number, note=required(note, "note"))
    ids = _join(into, facts, joined)
    publish(into, events.ProposersJoined, None, actor=actor, at=at, now=now, merged_id=case_id, deputy_ids=ids)
    return merged


def _join(into: Case, facts: CaseFacts, joined: CaseFacts) -> tuple[UUID, ...]:
    """Who asked for both stands there once."""
    there = {one.deputy_id for one in joined.proposers}
    new = [one for one in facts.proposers if one.deputy_id not in there]
    Proposer.objects.bulk_create(
        Proposer(id=new_id(), case=into, deputy_id=one.deputy_id, name=one.name, order=order)
        for order, one in enumerate(new, 1 + max(one.order for one in joined.proposers))
    )
    return tuple(one.deputy_id for one in new)


@command
def split(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, sheets: Sequence[Sheet], note: str
) -> Receipt:
    """One matter a sheet: the case keeps the first, each other becomes a case of the same proposers, who are told. Clerk.

    Publishes case.split, and case.split_off of each new one.
    """
    case, facts = take(Step.SPLIT, actor=actor, at=at, case_id=case_id, seen=seen)
    required(note, "note")
    rules.check_sheets([(sheet.title, sheet.text) for sheet in sheets])
    others = [_case_of(sheet, case, facts, at, now) for sheet in sheets[1:]]
    _write(sheets[0], case)
    done = publish(case, events.CaseSplit, Step.SPLIT, actor=actor, at=at, now=now, split_ids=tuple(one.pk for one in others), note=note)
    for other in others:
        publish(other, events.CaseSplitOff, Step.SUBMIT, actor=actor, at=at, now=now, note=note)
    return done


def _case_of(sheet: Sheet, case: Case, facts: CaseFacts, at: datetime, now: datetime) -> Case:
    """Raised on the day and in the way of the sheet that it stood on."""
    same = {name: getattr(case, name) for name in ("kind", "channel", "public", "submitted_on")}
    other = Case(id=new_id(), split_from=case, state=State.SUBMITTED, state_since=local_date(at), entered_on=local_date(now), **same)
    _write(sheet, other)
    Proposer.objects.bulk_create(
        Proposer(id=new_id(), case_id=other.pk, deputy_id=one.deputy_id, name=one.name, order=one.order) for one in facts.proposers
    )
    return other


def _write(sheet: Sheet, case: Case) -> None:
    for name, value in msgspec.structs.asdict(sheet).items():
        setattr(case, name, value)
