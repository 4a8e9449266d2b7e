"""What may happen to a supervision, and which form is lawful where. Pure: plain values in, a value out or `RuleBroken`."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

import msgspec

from oversight.events import OWING, Form, State, SupervisionFacts
from people.actor import ASSIGNERS, Actor, Role
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken

CLERK: Final = frozenset({Role.CLERK})
OFFICE: Final = CLERK | ASSIGNERS
UNIT: Final = frozenset({Role.CLERK, Role.UNIT})
LEVELS: Final = ("township", "county")


# ---------------------------------------------------------------- the forms
class FormLaw(msgspec.Struct, frozen=True, kw_only=True):
    """What the rulebook is asked about a form: from which level on, whether only in session, how many deputies sign. `amounts`: it is about money."""

    level: str | None = None
    in_session: str | None = None
    signers: str | None = None
    amounts: bool = False


FORMS: Final[Mapping[Form, FormLaw]] = {
    Form.INSPECTION: FormLaw(),
    Form.SURVEY: FormLaw(),
    Form.LAW_ENFORCEMENT_CHECK: FormLaw(),
    Form.WORK_REPORT: FormLaw(),
    Form.APPRAISAL: FormLaw(),
    Form.BUDGET_REVIEW: FormLaw(amounts=True),
    Form.SPECIAL_FUNDS: FormLaw(amounts=True),
    Form.INQUIRY: FormLaw(in_session="inquiry"),
    Form.QUESTIONING: FormLaw(in_session="questioning_signers", signers="questioning_signers"),
    Form.SPECIFIC_INVESTIGATION: FormLaw(level="specific_investigation_level"),
    Form.FILING_REVIEW: FormLaw(level="filing_review_level"),
}


def check_level(level: str, least: str, source: str) -> None:
    """A power of the county and above is not a township's (代表法 第二十二条, 地方组织法 第三十六条)."""
    if LEVELS.index(level) < LEVELS.index(least):
        raise RuleBroken("not_at_this_level", field="form", source=source)


def bound_to_session(form: Form, level: str) -> str | None:
    """The rule that lets a form only happen while the congress sits. A county's standing committee asks in its own sittings, whatever the congress does."""
    return FORMS[form].in_session if level == LEVELS[0] else None


def check_signers(have: int, least: int, source: str) -> None:
    if have < least:
        raise RuleBroken("too_few_to_question", field="signer_ids", source=source, least=least, have=have, missing=least - have)


def check_fen(amount: int | None, field: str) -> None:
    if amount is not None and not 0 <= amount < 10**15:
        raise Invalid("bad_amount", field)


# ---------------------------------------------------------------- the steps
class Step(StrEnum):
    PLAN = "plan_supervision"
    CARRY_OUT = "carry_out"
    SEND_OPINION = "send_opinion"
    REPORT_RECTIFICATION = "report_rectification"
    LOOK_BACK = "look_back"
    CLOSE = "close"
    REOPEN = "reopen"
    MOVE_DUE_DATE = "follow_deadline"


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a step, from which states, and the state it leads to (None: it stays)."""

    by: frozenset[Role]
    starts: frozenset[State]
    leads: State | None = None


def _step(by: Collection[Role], starts: Iterable[State], leads: State | None) -> Transition:
    return Transition(by=frozenset(by), starts=frozenset(starts), leads=leads)


STEPS: Final[Mapping[Step, Transition]] = {
    Step.PLAN: _step(OFFICE, [], State.PLANNED),
    Step.CARRY_OUT: _step(OFFICE, [State.PLANNED], State.CARRIED_OUT),
    Step.SEND_OPINION: _step(OFFICE, [State.CARRIED_OUT], State.OPINION_SENT),
    Step.REPORT_RECTIFICATION: _step(UNIT, OWING, State.RECTIFIED),
    Step.LOOK_BACK: _step(OFFICE, [State.RECTIFIED], State.LOOKED_BACK),
    Step.CLOSE: _step(OFFICE, [State.CARRIED_OUT, State.LOOKED_BACK], State.CLOSED),
    Step.REOPEN: _step(OFFICE, [State.LOOKED_BACK, State.CLOSED], State.REOPENED),
    Step.MOVE_DUE_DATE: _step([Role.SYSTEM], State, None),
}


def may_take(step: Step, facts: SupervisionFacts, on: date) -> None:
    """The supervision stands where the step starts, and the step did not happen before the one that brought it there."""
    if not starts(step, facts):
        raise RuleBroken("wrong_state", field="supervision_id", state=facts.state.label)
    in_order(on, facts.state_since)


def starts(step: Step, facts: SupervisionFacts) -> bool:
    """The step starts from this state; where no opinion was sent there is nothing to put right again."""
    return facts.state in STEPS[step].starts and not (step is Step.REOPEN and facts.opinion_on is None)


def in_order(on: date, not_before: date, field: str = "at") -> None:
    if on < not_before:
        raise RuleBroken("out_of_order", field=field, day=not_before.isoformat())


def settled(facts: SupervisionFacts, step: Step, on: date) -> SupervisionFacts:
    """The supervision as it stands after a step: its state, since when, and the next day on which something is due."""
    state = STEPS[step].leads or facts.state
    facts = msgspec.structs.replace(facts, state=state, state_since=facts.state_since if state is facts.state else on)
    return msgspec.structs.replace(facts, due_on=_next_due(facts))


def _next_due(facts: SupervisionFacts) -> date | None:
    if facts.state is State.PLANNED:
        return facts.planned_on
    return facts.opinion_due_on if facts.state in OWING else None


# ---------------------------------------------------------------- who
def may_act(actor: Actor, step: Step, unit_id: UUID | None = None) -> None:
    """The actor holds a role that takes this step; a unit only where the opinion was sent to it."""
    actor.require(*STEPS[step].by)
    if not is_theirs(actor, step, unit_id):
        raise NotAllowed()


def is_theirs(actor: Actor, step: Step, unit_id: UUID | None = None) -> bool:
    by = STEPS[step].by & actor.roles
    return bool(by - {Role.UNIT}) or (Role.UNIT in by and unit_id in actor.unit_ids)


class Mandate(Protocol):
    @property
    def name(self) -> str: ...
    def serves_on(self, day: date) -> bool: ...


class OpenUnit(Protocol):
    @property
    def name(self) -> str: ...
    def open_on(self, day: date) -> bool: ...


def check_deputies(ids: Sequence[UUID], known: Mapping[UUID, Mandate], on: date, field: str) -> None:
    """Each once, each a deputy of this congress in office on the day."""
    if len(set(ids)) < len(ids):
        raise RuleBroken("same_deputy_twice", field=field)
    for deputy_id in ids:
        if deputy_id not in known:
            raise NotFound(field)
        if not known[deputy_id].serves_on(on):
            raise RuleBroken("mandate_ended", field=field, name=known[deputy_id].name)


def check_unit(unit: OpenUnit | None, on: date) -> None:
    if unit is None:
        raise NotFound("unit_id")
    if not unit.open_on(on):
        raise RuleBroken("unit_closed", field="unit_id", name=unit.name)
