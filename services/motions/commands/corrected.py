"""What a correction writes, and which clocks follow: one function for each thing that moves more than itself."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

import roster.queries
import rulebook.queries
from deadlines.events import Kind as Clock
from motions import rules
from motions.commands.clocks import When, lift, recount, redate
from motions.correcting import Found
from motions.events import AssignmentState, CaseFacts, Correctable, Part, Satisfaction
from motions.models import Assignment, Case, Contact, Rating, Reply
from townships.clock import local_date
from townships.errors import RuleBroken


def store(case: Case, facts: CaseFacts, found: Found, value: Any, when: When) -> None:
    """The value alone: nothing else follows from it."""
    setattr(found.row, found.entry.column, value)
    if found.row is not case:
        found.row.save(update_fields=[found.entry.column])


# ---------------------------------------------------------------- the case
def _number(case: Case, facts: CaseFacts, found: Found, value: str, when: When) -> None:
    if Case.objects.filter(number=value).exclude(pk=case.pk).exists():
        raise RuleBroken("case_number_taken", field="correction", number=value)
    store(case, facts, found, value, when)


def _submitted(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    """The hand-over counts from it. Raised in another session or term it would have another number: that is no mistake of writing."""
    rules.check_between(day, None, facts.registered_on or facts.withdrawn_on)
    session, term = roster.queries.session_on(day), roster.queries.term_on(day)
    if term is None:
        raise RuleBroken("no_term", field="correction", day=day.isoformat())
    if facts.term is not None and (term.number, session.id if session else None) != (facts.term, case.meets_id):
        raise RuleBroken("another_sitting", field="correction", day=day.isoformat())
    store(case, facts, found, day, when)
    if facts.handover_due_on:
        case.handover_due_on = recount(case, Clock.HANDOVER, case.pk, day, when, round=1)


def _handed_over(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    """Every unit's clock that started then starts on the true day; its first hand-over is that day."""
    before, parts = found.value, list(case.assignments.filter(handed_over_on=found.value).order_by("order"))
    later = [part.signed_on or part.replied_on for part in parts]
    held = Contact.objects.filter(assignment__in=parts).order_by("held_on").values_list("held_on", flat=True).first()
    rules.check_between(day, facts.approved_on or facts.registered_on, min([one for one in [*later, held] if one], default=None))
    store(case, facts, found, day, when)
    redate(case, Clock.HANDOVER, case.pk, when, round=1, met_on=day)
    for part in parts:
        _start_again(case, part, day, when)
    case.assignments.filter(first_handed_over_on=before).update(first_handed_over_on=day)


def _start_again(case: Case, part: Assignment, day: date, when: When) -> None:
    part.handed_over_on, extended = day, part.extended_on is not None
    owed = Clock.ASSISTING_OPINION if part.kind == Part.ASSISTING else Clock.REPLY
    due_on = recount(case, owed, part.pk, day, when, round=1, extended=extended)
    part.relief_until = recount(case, Clock.RELIEF_WINDOW, part.pk, day, when, round=1)
    Reply.objects.filter(assignment=part, round=1).update(due_on=due_on)
    if part.round == 1:
        part.due_on = due_on
    if part.first_due_on and part.first_due_on >= due_on:
        part.first_due_on = part.extended_on = None
    part.save()


# ---------------------------------------------------------------- a unit's part
def _unit(case: Case, facts: CaseFacts, found: Found, unit_id: UUID, when: When) -> None:
    """Entered for the wrong unit. What a unit has answered, another cannot have said."""
    part, units = found.row, roster.queries.units([unit_id])
    if Reply.objects.filter(assignment=part).exists():
        raise RuleBroken("answered_by_the_unit", field="correction", name=part.unit_name)
    rules.check_successor(facts, unit_id, units, part.handed_over_on)
    part.unit_id, part.unit_name, part.leader = unit_id, units[unit_id].name, units[unit_id].leader
    part.save(update_fields=["unit_id", "unit_name", "leader"])


def _signed(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    rules.check_between(day, found.row.handed_over_on, found.row.replied_on)
    store(case, facts, found, day, when)


def _contacted(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    part = found.row.assignment
    rules.check_between(day, part.handed_over_on, part.replied_on)
    store(case, facts, found, day, when)
    part.contacted_on = max(part.contacts.values_list("held_on", flat=True))
    part.save(update_fields=["contacted_on"])


# ---------------------------------------------------------------- a reply
def _replied(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    """Where the reply is all that is known of it, the unit signed for it on that day too."""
    written, part = found.row, found.row.assignment
    part.signed_on = None if part.signed_on == found.value else part.signed_on
    receipts = Rating.objects.filter(proposer__case=case, round=written.round).order_by("delivered_on").values_list("delivered_on", flat=True)
    rules.check_between(day, part.signed_on or part.handed_over_on, receipts.first())
    store(case, facts, found, day, when)
    redate(case, Clock.REPLY if written.round == 1 else Clock.REWORK, part.pk, when, round=written.round, met_on=day)
    part.signed_on = part.signed_on or day
    part.replied_on = day if part.replied_on and part.round == written.round else part.replied_on
    part.save(update_fields=["signed_on", "replied_on"])


def _meaning(case: Case, facts: CaseFacts, found: Found, value: Any, when: When) -> None:
    """The local letter goes with it, and what the case comes to."""
    store(case, facts, found, value, when)
    found.row.letter = rulebook.queries.letters(viewer=when.actor, on=found.row.replied_on)[value]
    found.row.save(update_fields=["letter"])


# ---------------------------------------------------------------- the deputies
def _delivered(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    """The time to rate counts from it; whoever was told that it was over too early has it again."""
    rating = found.row
    answered = max(Reply.objects.filter(assignment__case=case, round=rating.round).values_list("replied_on", flat=True))
    rules.check_between(day, answered, rating.rated_on)
    store(case, facts, found, day, when)
    rating.due_on = recount(case, Clock.RATING, rating.proposer_id, day, when, round=rating.round)
    rating.no_feedback = rating.no_feedback and rating.due_on < local_date(when.now)
    rating.save(update_fields=["due_on", "no_feedback"])
    if rating.round == 1 and case.replied_on:
        receipts = Rating.objects.filter(proposer__case=case, round=1).values_list("delivered_on", flat=True)
        case.replied_on = max(receipts)


def _rated(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    rating, before = found.row, found.value
    rules.check_between(day, rating.delivered_on, None)
    store(case, facts, found, day, when)
    redate(case, Clock.RATING, rating.proposer_id, when, round=rating.round, met_on=day)
    if case.concluded_on == before:
        said = Rating.objects.filter(proposer__case=case, round=case.round, rated_on__isnull=False).values_list("rated_on", flat=True)
        case.concluded_on = max(one for one in said if one)


def _judged(case: Case, facts: CaseFacts, found: Found, value: Satisfaction, when: When) -> None:
    """Of the first round only while nobody has answered a second time: then the rework that rested on it alone is ended."""
    reworked = found.row.round < case.round
    if reworked and Reply.objects.filter(assignment__case=case, round=case.round).exists():
        raise RuleBroken("handled_again_since", field="correction")
    store(case, facts, found, value, when)
    disliked = Q(attitude=Satisfaction.DISSATISFIED) | Q(result=Satisfaction.DISSATISFIED)
    if reworked and not Rating.objects.filter(disliked, proposer__case=case, round=case.round - 1).exists():
        _end_rework(case, when)


def _end_rework(case: Case, when: When) -> None:
    """The first answers stand again, under their own days."""
    for part in case.assignments.filter(state=AssignmentState.REWORK, round=case.round).order_by("order"):
        lift(case, part.pk, when)
        first = Reply.objects.get(assignment=part, round=case.round - 1)
        part.state, part.round, part.replied_on, part.due_on = AssignmentState.REPLIED, first.round, first.replied_on, first.due_on
        part.save()
    case.round -= 1


# ---------------------------------------------------------------- promises
def _promised_for(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    rules.check_between(day, found.row.promised_on, None)
    store(case, facts, found, day, when)
    redate(case, Clock.PROMISE, found.row.pk, when, round=found.row.round, due_on=day)


def _kept(case: Case, facts: CaseFacts, found: Found, day: date, when: When) -> None:
    rules.check_between(day, found.row.promised_on, None)
    store(case, facts, found, day, when)
    redate(case, Clock.PROMISE, found.row.pk, when, round=found.row.round, met_on=day)


APPLY: Final[Mapping[Correctable, Callable[[Case, CaseFacts, Found, Any, When], None]]] = {
    Correctable.NUMBER: _number, Correctable.SUBMITTED_ON: _submitted, Correctable.HANDED_OVER_ON: _handed_over, Correctable.UNIT: _unit,
    Correctable.SIGNED_ON: _signed, Correctable.CONTACTED_ON: _contacted, Correctable.REPLIED_ON: _replied, Correctable.MEANING: _meaning,
    Correctable.DELIVERED_ON: _delivered, Correctable.RATED_ON: _rated, Correctable.ATTITUDE: _judged, Correctable.RESULT: _judged,
    Correctable.PROMISED_FOR: _promised_for, Correctable.KEPT_ON: _kept,
}  # fmt: skip
