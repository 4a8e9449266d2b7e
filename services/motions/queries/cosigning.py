"""Drafts that deputies sign together: for who writes them, who is asked to sign, and the clerk who enters for both."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Q

import roster.queries
import rulebook.queries
from motions import rules
from motions.events import Answer, CosigningFacts, CosigningState, Kind
from motions.facts import cosigning_facts
from motions.models import Cosigning, Invitation
from motions.rules import CosigningStep, Number
from people.actor import Actor, Role
from rulebook.queries import Session
from townships.clock import local_date
from townships.errors import RuleBroken
from townships.paging import Page, Slice, keyset

TEXTS: Final = ("where", "text", "grounds", "proposal", "category", "public")
ROW: Final = ("id", "version", "kind", "state", "title", "opened_on", "initiator_id", "initiator_name", "revision", "case_id")


class CosigningNext(msgspec.Struct, frozen=True, kw_only=True):
    """A step that this person may take with a draft; an answer is one deputy's. `blocked` is the rule in its way."""

    step: CosigningStep
    deputy_id: UUID | None = None
    due_on: date | None = None
    blocked: RuleBroken | None = None


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """What the law asks of a motion at a moment, and the first cut-offs that there are."""

    number: Number
    cut_offs: Sequence[tuple[date, datetime]]


def cosignings(*, viewer: Actor, now: datetime, open_only: bool = False, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The drafts that this viewer writes or is asked to sign (the clerk: all), the latest first. Rows of `ROW`, `lapses_at`, `invitations`.

    Five queries; one more for the total.
    """
    found = Cosigning.objects.filter(_visible(viewer), **({"state": CosigningState.OPEN} if open_only else {}))
    slice = keyset(found.values(*ROW), page, ["-opened_on", "-id"])
    return msgspec.structs.replace(slice, rows=_rows(slice.rows, _law(viewer, now)))


def invited(*, viewer: Actor, now: datetime) -> list[dict[str, Any]]:
    """The drafts that wait for this deputy's own answer, the oldest invitation first: at most a hundred. Five queries, none for others."""
    if not viewer.deputy_ids:
        return []
    waiting = Invitation.objects.filter(deputy_id__in=viewer.deputy_ids, answer=Answer.WAITING, cosigning__state=CosigningState.OPEN)
    ids = list(waiting.order_by("invited_on", "id").values_list("cosigning_id", flat=True)[:100])
    rows = Cosigning.objects.filter(pk__in=ids).order_by("opened_on", "id").values(*ROW)
    return [row for row in _rows(rows, _law(viewer, now)) if row["lapses_at"] is None or now <= row["lapses_at"]]


def cosigning(*, viewer: Actor, cosigning_id: UUID, now: datetime) -> dict[str, Any] | None:
    """A row as in `cosignings`, and: its texts, `signed` (how many would stand under it), `least` (a motion's legal number, else 1),
    `next_steps`. None where there is none for this viewer. At most six queries.
    """
    return cosignings_named(viewer=viewer, ids=[cosigning_id], now=now).get(cosigning_id)


def cosignings_named(*, viewer: Actor, ids: Collection[UUID], now: datetime) -> dict[UUID, dict[str, Any]]:
    """Those of these drafts that there are for this viewer, each as `cosigning` shows it. At most six queries."""
    found = list(Cosigning.objects.filter(_visible(viewer), pk__in=ids))
    if not found:
        return {}
    law, told = _law(viewer, now), cosigning_facts(found)
    known = roster.queries.deputies([one.deputy_id for facts in told for one in facts.invitations])
    return {draft.pk: _shown(draft, facts, viewer, now, law, known) for draft, facts in zip(found, told, strict=True)}


def _visible(viewer: Actor) -> Q:
    """Nobody else in the town, and nobody outside it, knows of a draft."""
    if viewer.has(Role.CLERK):
        return Q()
    asked = Invitation.objects.filter(deputy_id__in=viewer.deputy_ids).values("cosigning_id")
    return Q(initiator_id__in=viewer.deputy_ids) | Q(pk__in=asked)


def _law(viewer: Actor, now: datetime) -> Law:
    """As the commands ask it: the session that sits now, the legal number, every cut-off."""
    on, sessions = local_date(now), roster.queries.sessions()
    least = rulebook.queries.in_force(viewer=viewer, key="motion_signers", on=on, session=Session.IN_SESSION).rule
    sitting = next((one.motions_cut_off for one in sessions if one.sits_on(on)), None)
    number = Number(least=int(least.value), source=least.source, cut_off=sitting)
    return Law(number=number, cut_offs=[(local_date(one.motions_cut_off), one.motions_cut_off) for one in sessions])


def _rows(rows: Sequence[dict[str, Any]], law: Law) -> list[dict[str, Any]]:
    asked: dict[UUID, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    fields = ("cosigning_id", "deputy_id", "name", "order", "answer", "invited_on", "answered_on", "channel")
    for one in Invitation.objects.filter(cosigning_id__in=asked).order_by("order").values(*fields):
        asked[one.pop("cosigning_id")].append(one)
    return [row | {"invitations": asked[row["id"]], "lapses_at": rules.lapses_at(Kind(row["kind"]), row["opened_on"], law.cut_offs)} for row in rows]


def _shown(draft: Cosigning, facts: CosigningFacts, viewer: Actor, now: datetime, law: Law, known: Any) -> dict[str, Any]:
    lapses_at = rules.lapses_at(facts.kind, facts.opened_on, law.cut_offs)
    signed = len(rules.signers(facts, known, local_date(now)))
    invitations = [msgspec.structs.asdict(one) for one in facts.invitations]
    own = {name: getattr(draft, name) for name in (*ROW, *TEXTS)}
    return own | {
        "lapses_at": lapses_at, "lapsed": lapses_at is not None and now > lapses_at, "signed": signed, "invitations": invitations,
        "least": law.number.least if facts.kind is Kind.MOTION else 1, "next_steps": _steps(facts, viewer, now, law, signed, lapses_at),
    }  # fmt: skip


def _steps(facts: CosigningFacts, viewer: Actor, now: datetime, law: Law, signed: int, lapses_at: datetime | None) -> list[CosigningNext]:
    """What a command would accept; a motion that may not be filed now is offered as a suggestion."""
    if facts.state is not CosigningState.OPEN or not viewer.may("write"):
        return []
    steps = [step for one in facts.invitations if rules.leads(viewer, one.deputy_id) for step in _answers(one.deputy_id, facts, now, lapses_at)]
    return steps + _leading(facts, now, law.number, signed) if rules.leads(viewer, facts.initiator_id) else steps


def _answers(deputy_id: UUID, facts: CosigningFacts, now: datetime, lapses_at: datetime | None) -> list[CosigningNext]:
    found = []
    for step, answer in ((CosigningStep.CONFIRM, Answer.CONFIRMED), (CosigningStep.DECLINE, Answer.DECLINED)):
        blocked = _broken(lambda answer=answer: rules.may_answer(facts, deputy_id, answer, now, local_date(now), lapses_at))  # type: ignore[misc]
        if blocked is None or blocked.code == "invitation_lapsed":
            found.append(CosigningNext(step=step, deputy_id=deputy_id, blocked=blocked))
    return found


def _leading(facts: CosigningFacts, now: datetime, number: Number, signed: int) -> list[CosigningNext]:
    blocked = _broken(lambda: rules.may_file(signed, number, now)) if facts.kind is Kind.MOTION else None
    as_suggestion = [CosigningNext(step=CosigningStep.SEND_AS_SUGGESTION)] if blocked else []
    rest = [CosigningNext(step=step) for step in (CosigningStep.INVITE, CosigningStep.CHANGE, CosigningStep.DROP)]
    return [CosigningNext(step=CosigningStep.SEND, blocked=blocked), *as_suggestion, *rest]


def _broken(check: Any) -> RuleBroken | None:
    try:
        check()
    except RuleBroken as broken:
        return broken
    return None
