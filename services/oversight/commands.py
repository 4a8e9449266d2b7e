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
from oversight.events import Effectiveness, Form, Occasion, Stage, State, SupervisionEvent, SupervisionFacts
from oversight.facts import facts_of, subject_of
from oversight.models import Participant, Round, Supervision
from oversight.rules import FORMS, STEPS, Step
from people.actor import Actor
from people.channel import Channel, fits_channel
from rulebook.queries import Rule, Session
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import Invalid, NotFound, RuleBroken, Stale
from townships.ids import new_id
from townships.text import required

Choice = TypeVar("Choice", bound=Enum)
DUE_RULE: Final = "opinion_due_months"


# ---------------------------------------------------------------- planned, carried out
@command
def plan_supervision(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, topic: str, form: str, stage: str, planned_on: date, field: str = "",
    notice: str = "", public: bool = True, unit_id: UUID | None = None, planned_fen: int | None = None, executed_fen: int | None = None,
    signer_ids: Sequence[UUID] = (),
) -> Receipt:  # fmt: skip
    """A supervision of a topic on a day to come, in a form that is lawful at this level; a questioning with its signers.

    `unit_id` is the unit to be looked at, if that is known; `notice` what those who go should know; amounts are in fen, where it is about
    money. Clerk, chair or vice-chair. Publishes supervision.planned.
    """
    rules.may_act(actor, Step.PLAN)
    how, on = _choice(Form, form, "form"), local_date(at)
    rules.in_order(planned_on, on, "planned_on")
    rules.check_fen(planned_fen, "planned_fen")
    rules.check_fen(executed_fen, "executed_fen")
    _check_form(actor, how, len(signer_ids), on)
    planned = Supervision(
        id=new_id(), topic=required(topic, "topic"), field=field, form=how, stage=_choice(Stage, stage, "stage"), state=State.PLANNED,
        state_since=on, public=public, planned_on=planned_on, notice=notice, planned_fen=planned_fen, executed_fen=executed_fen,
    )  # fmt: skip
    if unit_id:
        _address(planned, unit_id, on)
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


def _address(supervision: Supervision, unit_id: UUID | None, on: date) -> None:
    """The unit that it is about: the one named, else the one that it has."""
    wanted = unit_id or supervision.unit_id
    if wanted is None:
        raise Invalid("required", "unit_id")
    unit = roster.queries.units([wanted]).get(wanted)
    rules.check_unit(unit, on)
    supervision.unit_id, supervision.unit_name = wanted, unit.name if unit else ""


def _take_part(
    supervision: Supervision, occasion: Occasion, deputy_ids: Sequence[UUID], names: Sequence[str], on: date, field: str
) -> None:
    """Deputies first, then those who hold no mandate here. Whoever goes somewhere is named."""
    if occasion is not Occasion.SIGNED and not deputy_ids and not names:
        raise Invalid("required", field)
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
    _take_part(supervision, Occasion.WENT, deputy_ids, names, on, "deputy_ids")
    supervision.carried_out_on, supervision.findings = on, required(findings, "findings")
    _spend(supervision, executed_fen)
    return _publish(supervision, events.SupervisionCarriedOut, Step.CARRY_OUT, actor=actor, at=at, now=now)


def _check_sitting(actor: Actor, form: Form, on: date) -> None:
    key = rules.bound_to_session(form, actor.level)
    if key and roster.queries.session_on(on) is None:
        raise RuleBroken("in_session_only", field="at", source=_rule(actor, key, on).source)


def _spend(supervision: Supervision, executed_fen: int | None) -> None:
    """What has been spent by now, where somebody says so."""
    rules.check_fen(executed_fen, "executed_fen")
    supervision.executed_fen = supervision.executed_fen if executed_fen is None else executed_fen


# ---------------------------------------------------------------- the opinion, and what came of it
@command
def send_opinion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, opinion: str,
    unit_id: UUID | None = None, due_on: date | None = None,
) -> Receipt:  # fmt: skip
    """The congress's opinion to the unit that must act on it, by the day that it names, or else by the rule's.

    Without `unit_id` it goes to the unit of the plan. Clerk, chair or vice-chair. Publishes supervision.opinion_sent.
    """
    supervision, _ = _take(Step.SEND_OPINION, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    _address(supervision, unit_id, local_date(at))
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
    fits_channel(came, own=facts.unit_id in actor.unit_ids)
    _spend(supervision, executed_fen)
    _write_round(supervision, rectification=required(rectification, "rectification"), rectified_on=local_date(at))
    deadlines.commands.meet(
        actor=actor, at=at, now=now, subject=subject_of(supervision.pk), about=supervision.pk, kind=Kind.RECTIFICATION
    )  # fmt: skip
    return _publish(supervision, events.RectificationReported, Step.REPORT_RECTIFICATION, actor=actor, at=at, now=now, channel=came)


def _write_round(supervision: Supervision, **values: Any) -> None:
    Round.objects.filter(supervision=supervision, number=supervision.round).update(**values)


@command
def look_back(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, effect: str, effectiveness: str,
    deputy_ids: Sequence[UUID] = (), names: Sequence[str] = (),
) -> Receipt:  # fmt: skip
    """The return visit: who went, what was seen, and whether it holds. Clerk, chair or vice-chair. Publishes supervision.looked_back."""
    held = _choice(Effectiveness, effectiveness, "effectiveness")
    supervision, _ = _take(Step.LOOK_BACK, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    _take_part(supervision, Occasion.LOOKED_BACK, deputy_ids, names, local_date(at), "deputy_ids")
    _write_round(supervision, effect=required(effect, "effect"), effectiveness=held, looked_back_on=local_date(at))
    return _publish(supervision, events.SupervisionLookedBack, Step.LOOK_BACK, actor=actor, at=at, now=now)


@command
def close(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, note: str = "") -> Receipt:
    """What was put right holds; or nothing was amiss and no opinion is needed, which the note says. Then the supervision ends.

    Clerk, chair or vice-chair. Publishes supervision.closed.
    """
    supervision, facts = _take(Step.CLOSE, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    supervision.closed_on = local_date(at)
    supervision.closed_note = note if facts.opinion_on else required(note, "note")
    return _publish(supervision, events.SupervisionClosed, Step.CLOSE, actor=actor, at=at, now=now, note=note)


@command
def reopen(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, seen: int, note: str, due_on: date | None = None,
    unit_id: UUID | None = None,
) -> Receipt:  # fmt: skip
    """It does not hold, or no longer: the unit, or the one that has its work now, puts it right again, by a new day.

    Clerk, chair or vice-chair. Publishes supervision.reopened.
    """
    supervision, _ = _take(Step.REOPEN, actor=actor, at=at, supervision_id=supervision_id, seen=seen)
    _address(supervision, unit_id, local_date(at))
    supervision.round, supervision.closed_on, supervision.closed_note = supervision.round + 1, None, ""
    _begin_round(supervision, due_on, actor=actor, at=at, now=now)
    return _publish(supervision, events.SupervisionReopened, Step.REOPEN, actor=actor, at=at, now=now, note=required(note, "note"))


@command
def follow_deadline(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, supervision_id: UUID, kind: str, about: UUID, round: int,
    due_on: date,
) -> Receipt:  # fmt: skip
    """A day that the ledger counted again. The system. Publishes supervision.due_date_moved when it moves.

    Takes what `motions` takes; here every clock is about the supervision itself.
    """
    actor.require(*STEPS[Step.MOVE_DUE_DATE].by)
    _choice(Kind, kind, "kind")
    supervision = _lock(supervision_id)
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
    """Authorise, lock, decide. What happened since is told only to who may take the step."""
    actor.require(*STEPS[step].by)
    supervision = _lock(supervision_id)
    facts = facts_of([supervision])[0]
    rules.may_act(actor, step, facts.unit_id)
    if seen != supervision.version:
        raise Stale(_changes(supervision, seen))
    rules.may_take(step, facts, local_date(at))
    return supervision, facts


def _lock(supervision_id: UUID) -> Supervision:
    """The supervision, locked until the command ends."""
    found = Supervision.objects.select_for_update().filter(pk=supervision_id).first()
    if found is None:
        raise NotFound("supervision_id")
    return found


def _changes(supervision: Supervision, seen: int) -> str:
    later = since(current_tenant().schema_name, subject_of(supervision.pk), seen)
    return "; ".join(f"{event_types()[fact['type']].words} ({fact['actorname']})" for fact in later)  # type: ignore[attr-defined]


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
