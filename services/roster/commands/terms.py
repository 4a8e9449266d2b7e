"""Terms and their sessions, and the map on which deputies are elected."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import find, lock, publish
from roster.commands.deputies import end_with_term
from roster.models import District, Session, Term, Village
from townships.clock import local_date
from townships.ids import new_id


@command
def open_term(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, number: int, opens_on: date) -> Receipt:
    """The change of term: this one opens, and on that day the last one ends with all its mandates and seats.

    Clerk. Publishes term.opened, and for the last term deputy.ended and presidium.unseated for each, then term.closed. Open cases are not
    touched: they stay with their proposers.
    """
    actor.require(Role.CLERK)
    last = Term.objects.select_for_update().order_by("-number").first()
    rules.may_open_term(rules.Span(number, opens_on), span(last) if last else None, local_date(now))
    if last:
        end_with_term(last, opens_on, actor=actor, at=at, now=now)
        last.ended_on = opens_on
        publish(last, events.TermClosed(term=shapes.term(last)), actor=actor, at=at, now=now)
    term = Term(id=new_id(), number=number, opens_on=opens_on)
    return publish(term, events.TermOpened(term=shapes.term(term)), actor=actor, at=at, now=now, number=str(number))


def span(term: Term) -> rules.Span:
    return rules.Span(term.number, term.opens_on, term.ended_on)


@command
def add_session(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID,
    term_id: UUID, number: int, opens_on: date, closes_on: date, motions_cut_off: datetime,
) -> Receipt:  # fmt: skip
    """Calls a session of a term; both days belong to it. Clerk. Publishes session.set."""
    actor.require(Role.CLERK)
    term = lock(Term, term_id, "term_id")
    session = Session(id=new_id(), term=term, number=number)
    return _set(session, opens_on, closes_on, motions_cut_off, actor=actor, at=at, now=now)


@command
def change_session(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, session_id: UUID, seen: int,
    opens_on: date | None = None, closes_on: date | None = None, motions_cut_off: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Moves a session's days or its cut-off; what is not given stays. Clerk. Publishes session.set."""
    actor.require(Role.CLERK)
    session = lock(Session, session_id, "session_id", seen)
    lock(Term, session.term_id, "term_id")
    days = (opens_on or session.opens_on, closes_on or session.closes_on, motions_cut_off or session.motions_cut_off)
    rules.something_changes([] if days == (session.opens_on, session.closes_on, session.motions_cut_off) else ["days"])
    return _set(session, *days, actor=actor, at=at, now=now)


def _set(session: Session, opens_on: date, closes_on: date, cut_off: datetime, *, actor: Actor, at: datetime, now: datetime) -> Receipt:
    """Decides against the term's other sessions, under the term's lock."""
    others = [rules.Span(*row) for row in session.term.sessions.exclude(pk=session.pk).values_list("number", "opens_on", "closes_on")]
    rules.may_set_session(rules.Span(session.number, opens_on, closes_on), cut_off, span(session.term), others, local_date(now))
    session.opens_on, session.closes_on, session.motions_cut_off = opens_on, closes_on, cut_off
    told = events.SessionSet(session=shapes.session(session))
    return publish(session, told, actor=actor, at=at, now=now, number=str(session.number))


@command
def add_village(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, name: str, code: str = "") -> Receipt:
    """A village or community, with its code of twelve digits where it has one. Clerk. Publishes village.added."""
    actor.require(Role.CLERK)
    village = Village(id=new_id(), name=rules.named(name, "name"), code=rules.division_code(code))
    return publish(village, events.VillageAdded(village=shapes.village(village)), actor=actor, at=at, now=now)


@command
def add_district(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID,
    term_id: UUID, number: int, name: str, seats: int, village_ids: Sequence[UUID] = (),
) -> Receipt:  # fmt: skip
    """An electoral district for the elections of one term; it elects one to three deputies. Clerk. Publishes district.added."""
    actor.require(Role.CLERK)
    term = lock(Term, term_id, "term_id")
    rules.may_add_district(number, seats)
    rules.each_once(village_ids, "village_ids")
    villages = find(Village, village_ids, "village_ids")
    district = District(id=new_id(), term=term, number=number, name=rules.named(name, "name"), seats=seats)
    told = events.DistrictAdded(district=shapes.district(district, village_ids))
    receipt = publish(district, told, actor=actor, at=at, now=now, number=str(number))
    district.villages.set(villages)
    return receipt
