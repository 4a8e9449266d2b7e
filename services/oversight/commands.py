"""Every verb of a supervision, in the order of its life."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeVar
from uuid import UUID

import deadlines.commands
import deadlines.queries
import roster.queries
import rulebook.queries
from deadlines.events import Kind
from outbox.command import Receipt, command
from outbox.events import event_types
from outbox.log import since
from outbox.record import record
from oversight import events, rules
from oversight.events import Channel, Form, Occasion, Stage, State, SupervisionEvent, SupervisionFacts
from oversight.facts import facts_of, subject_of
from oversight.models import Participant, Round, Supervision
from oversight.rules import FORMS, STEPS, Step
from people.actor import Actor
from rulebook.queries import Rule, Session
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import Invalid, NotFound, Stale
from townships.ids import new_id
from townships.text import required

Choice = TypeVar("Choice", bound=Enum)
DUE_RULE: Final = "opinion_due_months"


# ---------------------------------------------------------------- planned, carried out
@command
def plan_supervision(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, topic: str, form: str, stage: str, planned_on: date, field: str = "",
    public: bool = True, planned_fen: int | None = None, signer_ids: Sequence[UUID] = (),
) -> Receipt:  # fmt: skip
    """A supervision of a topic, in a form that is lawful at this level; about money with its amount, a questioning with its signers.

    Clerk, chair or vice-chair. Publishes supervision.planned.
    """
    rules.may_act(actor, Step.PLAN)
    how, on = _choice(Form, form, "form"), local_date(at)
    rules.in_order(planned_on, on)
    rules.check_amounts(how, planned_fen)
    rules.check_fen(planned_fen, "planned_fen")
    _check_form(actor, how, len(signer_ids), on)
    planned = Supervision(
        id=new_id(), topic=required(topic, "topic"), field=field, form=how, stage=_choice(Stage, stage, "stage"), state=State.PLANNED,
        state_since=on, public=public, planned_on=planned_on, planned_fen=planned_fen,
    )  # fmt: skip
    _take_part(planned, Occasion.SIGNED, signer_ids, (), on, "signer_ids")
    return _publish(planned, events.SupervisionPlanned, Step.PLAN, actor=actor, at=at, now=now)


def _check_form(actor: Actor, form: Form, signers: int, on: date) -> None:
    law = FORMS[form]
    if law.level:
        rule = _rule(actor, law.level, on)
        rules.check_level(actor.level, str(rule.value), rule.source)
    if law.signers:
        rule = _rule(actor, law.signers, on)
        rules.check_signers(signers, int(rule.value), rule.source)


def _rule(actor: Actor, key: str, on: date) -> Rule:
    return rulebook.queries.in_force(viewer=actor, key=key, on=on, session=Session.IN_SESSION).rule


def _take_part(
    supervision: Supervision, occasion: Occasion, deputy_ids: Sequence[UUID], names: Sequence[str], on: date, field: str
) -> None:
    """Deputies first, then those who hold no mandate here."""
    known = roster.queries.deputies(deputy_ids)
    rules.check_deputies(deputy_ids, known, on, field)
    people = [(deputy_id, known[deputy_id].name) for deputy_id in deputy_ids] + [(None, required(name, "names")) for name in names]
    Participant.objects.bulk_create(
        Participant(supervision=supervision, occasion=occasion, round=supervision.round, order=order, deputy_id=deputy_id, name=name)
        for order, (deputy_id, name) in enumerate(people, 1)
    )


@command
def carry_out(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, findings: str,
    deputy_ids: Sequence[UUID] = (), names: Sequence[str] = (), executed_fen: int | None = None,
) -> Receipt:  # fmt: skip
    """Who went, and what was found; an inquiry and a questioning only while the congress sits. Clerk, chair or vice-chair.

    Publishes supervision.carried_out.
    """
    supervision, facts = _take(Step.CARRY_OUT, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    on = local_date(at)
    _check_sitting(actor, facts.form, on)
    rules.check_fen(executed_fen, "executed_fen")
    if not deputy_ids and not names:
        raise Invalid("required", "deputy_ids")
    _take_part(supervision, Occasion.WENT, deputy_ids, names, on, "deputy_ids")
    supervision.carried_out_on, supervision.findings, supervision.executed_fen = on, required(findings, "findings"), executed_fen
    return _publish(supervision, events.SupervisionCarriedOut, Step.CARRY_OUT, actor=actor, at=at, now=now)


def _check_sitting(actor: Actor, form: Form, on: date) -> None:
    if key := FORMS[form].in_session:
        rules.check_session(roster.queries.session_on(on) is not None, _rule(actor, key, on).source)


# ---------------------------------------------------------------- the opinion, and what came of it
@command
def send_opinion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, unit_id: UUID, opinion: str,
    due_on: date | None = None,
) -> Receipt:  # fmt: skip
    """The congress's opinion to the unit that must act on it, by the day that it names, or else by the rule's.

    Clerk, chair or vice-chair. Publishes supervision.opinion_sent.
    """
    supervision, _ = _take(Step.SEND_OPINION, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    unit = roster.queries.units([unit_id]).get(unit_id)
    rules.check_unit(unit, local_date(at))
    supervision.unit_id, supervision.unit_name = unit_id, unit.name if unit else ""
    supervision.opinion, supervision.opinion_on = required(opinion, "opinion"), local_date(at)
    _begin_round(supervision, due_on, actor=actor, at=at, now=now)
    return _publish(supervision, events.OpinionSent, Step.SEND_OPINION, actor=actor, at=at, now=now)


def _begin_round(supervision: Supervision, due_on: date | None, *, actor: Actor, at: datetime, now: datetime) -> None:
    """The unit's clock runs from the day of the opinion, or of the decision to reopen."""
    subject = subject_of(supervision.pk)
    entry = deadlines.commands.set_deadline(
        actor=actor, at=at, now=now, subject=subject, about=supervision.pk, kind=Kind.RECTIFICATION, starts_on=local_date(at),
        rule_key=None if due_on else DUE_RULE, due_on=due_on, round=supervision.round,
    )  # fmt: skip
    told = deadlines.queries.deadlines(viewer=actor, subjects=[subject])[subject]
    due = next(fact.due_on for fact in told if fact.id == entry)
    Round.objects.create(supervision=supervision, number=supervision.round, due_on=due)


@command
def report_rectification(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, rectification: str,
    channel: str = Channel.APP, executed_fen: int | None = None,
) -> Receipt:  # fmt: skip
    """What the unit did about the opinion. The unit, or the clerk on behalf. Publishes supervision.rectification_reported."""
    came = _choice(Channel, channel, "channel")
    supervision, facts = _take(Step.REPORT_RECTIFICATION, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    rules.fits_channel(came, own=facts.unit_id in actor.unit_ids)
    rules.check_fen(executed_fen, "executed_fen")
    supervision.executed_fen = supervision.executed_fen if executed_fen is None else executed_fen
    _write_round(supervision, rectification=required(rectification, "rectification"), rectified_on=local_date(at))
    deadlines.commands.meet(
        actor=actor, at=at, now=now, subject=subject_of(supervision.pk), about=supervision.pk, kind=Kind.RECTIFICATION
    )  # fmt: skip
    return _publish(supervision, events.RectificationReported, Step.REPORT_RECTIFICATION, actor=actor, at=at, now=now, channel=came)


def _write_round(supervision: Supervision, **values: Any) -> None:
    Round.objects.filter(supervision=supervision, number=supervision.round).update(**values)


@command
def look_back(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, effect: str, effective: bool,
    deputy_ids: Sequence[UUID] = (), names: Sequence[str] = (),
) -> Receipt:  # fmt: skip
    """The return visit: who went, what was seen, and whether it holds. Clerk, chair or vice-chair. Publishes supervision.looked_back."""
    supervision, _ = _take(Step.LOOK_BACK, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    _take_part(supervision, Occasion.LOOKED_BACK, deputy_ids, names, local_date(at), "deputy_ids")
    _write_round(supervision, effect=required(effect, "effect"), effective=effective, looked_back_on=local_date(at))
    return _publish(supervision, events.SupervisionLookedBack, Step.LOOK_BACK, actor=actor, at=at, now=now)


@command
def close(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, note: str = "") -> Receipt:
    """It holds, and the supervision ends. Clerk, chair or vice-chair. Publishes supervision.closed."""
    supervision, _ = _take(Step.CLOSE, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    supervision.closed_on = local_date(at)
    return _publish(supervision, events.SupervisionClosed, Step.CLOSE, actor=actor, at=at, now=now, note=note)


@command
def reopen(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, note: str, due_on: date | None = None
) -> Receipt:
    """It does not hold: the unit puts it right again, by a new day. Clerk, chair or vice-chair. Publishes supervision.reopened."""
    supervision, _ = _take(Step.REOPEN, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    supervision.round, supervision.closed_on = supervision.round + 1, None
    _begin_round(supervision, due_on, actor=actor, at=at, now=now)
    return _publish(supervision, events.SupervisionReopened, Step.REOPEN, actor=actor, at=at, now=now, note=required(note, "note"))


@command
def follow_deadline(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, round: int, due_on: date
) -> Receipt:
    """A day that the ledger counted again. The system. Publishes supervision.due_date_moved when it moves."""
    actor.require(*STEPS[Step.MOVE_DUE_DATE].by)
    supervision = _lock(supervision_id, None)
    open_round = Round.objects.filter(supervision=supervision, number=round, rectified_on=None)
    if round != supervision.round or not open_round.exclude(due_on=due_on).update(due_on=due_on):
        return Receipt(supervision.pk, supervision.version)
    return _publish(supervision, events.DueDateMoved, Step.MOVE_DUE_DATE, actor=actor, at=at, now=now, due_on=due_on)


# ---------------------------------------------------------------- what all of them share
def _choice(of: type[Choice], value: str, field: str) -> Choice:
    try:
        return of(value)
    except ValueError:
        raise Invalid("bad_value", field) from None


def _take(step: Step, *, actor: Actor, at: datetime, supervision_id: UUID, seen: int) -> tuple[Supervision, SupervisionFacts]:
    """Authorise, lock, decide."""
    actor.require(*STEPS[step].by)
    supervision = _lock(supervision_id, seen)
    facts = facts_of([supervision])[0]
    rules.may_act(actor, step, facts.unit_id)
    rules.may_take(step, facts, local_date(at))
    return supervision, facts


def _lock(supervision_id: UUID, seen: int | None) -> Supervision:
    """The supervision, locked until the command ends. `seen` None is a step that follows from a fact, not from what somebody saw."""
    found = Supervision.objects.select_for_update().filter(pk=supervision_id).first()
    if found is None:
        raise NotFound("supervision_id")
    if seen is not None and seen != found.version:
        raise Stale(_changes(found, seen))
    return found


def _changes(supervision: Supervision, seen: int) -> str:
    later = since(current_tenant().schema_name, subject_of(supervision.pk), seen)
    return "; ".join(f"{event_types()[fact['type']].words} ({fact['envelope__actorname']})" for fact in later)  # type: ignore[attr-defined]


def _publish(
    supervision: Supervision, event: type[SupervisionEvent], step: Step, *, actor: Actor, at: datetime, now: datetime, **told: Any
) -> Receipt:
    """Keeps the supervision as it stands after a step, under its next version, and records the fact."""
    facts = rules.settled(facts_of([supervision])[0], step, local_date(at))
    supervision.state, supervision.state_since, supervision.due_on = facts.state, facts.state_since, facts.due_on
    supervision.version += 1
    supervision.save(force_insert=supervision.version == 1)
    fact = event(supervision=facts, **told)
    record(fact, subject=subject_of(supervision.pk), version=supervision.version, actor=actor, at=at, now=now)
    return Receipt(supervision.pk, supervision.version)
