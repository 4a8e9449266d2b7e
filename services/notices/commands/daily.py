"""Once a day in every congress: reminders of what is due, one e-mail for those who want one a day, and once a month where everybody's cases stand."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import deadlines.queries
import motions.queries
import oversight.queries
from deadlines.events import DeadlineFacts
from deadlines.events import Kind as Clock
from motions.events import CaseFacts
from notices import rules
from notices.commands.telling import About, message_id, tell
from notices.events import Channel, Kind, MessageState, Rhythm
from notices.models import Choice, Message, Notice
from notices.queries import unreached
from notices.rules import OVERDUE
from notices.told import To
from outbox.command import Receipt, command
from people.actor import Actor, Role
from townships.clock import local_date
from townships.paging import MOST, Page

DAY: Final = timedelta(days=1)
#: Whose it is to act; what a unit owes, the office hears of when it is late.
WHOSE: Final[Mapping[Clock, tuple[To, ...]]] = {
    Clock.HANDOVER: (To.CLERK,), Clock.OPINION: (To.CLERK,), Clock.RATING: (To.PROPOSERS,),
    **dict.fromkeys((Clock.REPLY, Clock.REWORK, Clock.ASSISTING_OPINION, Clock.RECTIFICATION, Clock.PROMISE), (To.UNITS,)),
}  # fmt: skip
News = tuple[str, Kind, Sequence[To], About]


# ---------------------------------------------------------------- reminders
@command
def remind_of_due(*, actor: Actor, now: datetime, at: datetime, command_id: UUID) -> Receipt:
    """30, 7 and 1 days before, on the day, and once it is over: each told once for each day that is due. The system."""
    actor.require(Role.SYSTEM)
    today = local_date(now)
    due = [one for one in deadlines.queries.open_until(today + max(rules.BEFORE) * DAY) if one.kind in WHOSE]
    marked = [(one, mark) for one in due if (mark := rules.reminder(one.starts_on, one.due_on, today)) is not None]
    parts = [marked[first : first + MOST] for first in range(0, len(marked), MOST)]
    told = sum(tell(actor, now, list(_reminders(actor, part, today))) for part in parts)
    return Receipt(command_id, told)


def _reminders(actor: Actor, marked: Sequence[tuple[DeadlineFacts, int]], today: date) -> Iterator[News]:
    subjects = _subjects(actor, [one for one, _ in marked], today)
    for entry, mark in marked:
        if about := subjects.get(entry.subject):
            yield from _reminder(entry, mark, about, today)


def _reminder(entry: DeadlineFacts, mark: int, about: CaseFacts | About, today: date) -> Iterator[News]:
    told = {"what": str(entry.kind), "day": entry.due_on.isoformat(), "left": (entry.due_on - today).days}
    late = mark == OVERDUE
    to = (*WHOSE[entry.kind], To.CLERK) if late else WHOSE[entry.kind]
    if late and entry.kind is Clock.RATING:
        return
    key = f"due/{entry.id}/{entry.due_on}/{mark}"
    whom = about if isinstance(about, About) else _of_case(about, entry)
    yield key, Kind.OVERDUE if late else Kind.DUE, to, About(
        subject=entry.subject, title=whom.title, number=whom.number, deputies=whom.deputies, units=whom.units, told=told
    )


def _of_case(case: CaseFacts, entry: DeadlineFacts) -> About:
    """The unit of whose part it is, and the deputies whose time to rate it is."""
    units = tuple(part.unit_id for part in case.assignments if part.id == entry.about)
    deputies = tuple(one.deputy_id for one in case.proposers if one.rating_due_on == entry.due_on and not one.answered)
    return About(subject=entry.subject, title=case.title, number=case.number, deputies=deputies, units=units)


def _subjects(actor: Actor, entries: Iterable[DeadlineFacts], today: date) -> dict[str, CaseFacts | About]:
    ids: dict[str, list[UUID]] = {"case": [], "supervision": []}
    for entry in entries:
        kind, _, number = entry.subject.partition("/")
        ids[kind].append(UUID(number))
    cases = motions.queries.cases_named(viewer=actor, case_ids=ids["case"], today=today)
    found: dict[str, CaseFacts | About] = {f"case/{id}": row["facts"] for id, row in cases.items()}
    for id, row in oversight.queries.supervisions_named(viewer=actor, supervision_ids=ids["supervision"], today=today).items():
        units = (row["unit_id"],) if row["unit_id"] else ()
        found[f"supervision/{id}"] = About(subject=f"supervision/{id}", title=row["topic"], units=units)
    return found


# ---------------------------------------------------------------- once a month, for whom nothing else reaches
@command
def tell_monthly(*, actor: Actor, now: datetime, at: datetime, command_id: UUID) -> Receipt:
    """A sentence on each open case of the deputies whom no message reaches, for the call sheet. The system."""
    actor.require(Role.SYSTEM)
    today, told, after = local_date(now), 0, None
    away = unreached(viewer=actor, now=now)
    while True:
        page = motions.queries.cases(viewer=actor, today=today, chosen=motions.queries.CaseFilter(states=motions.queries.OPEN), page=Page(MOST, after))
        told += tell(actor, now, [_monthly(row, today, away) for row in page.rows])
        if not page.has_next:
            return Receipt(command_id, told)
        after = page.cursors[-1]


def _monthly(row: Mapping[str, Any], today: date, away: frozenset[UUID]) -> News:
    """Told to nobody where everybody is reached."""
    deputies = tuple(one["deputy_id"] for one in row["proposers"] if one["deputy_id"] in away)
    told = {"state": str(row["state"]), "since": row["state_since"].isoformat(), "units": [one["unit_name"] for one in row["units"]]}
    about = About(subject=f"case/{row['id']}", title=row["title"], number=row["number"], deputies=deputies, told=told)
    return f"month/{today:%Y-%m}/{row['id']}", Kind.MONTHLY, (To.PROPOSERS,), about


# ---------------------------------------------------------------- one e-mail a day
@command
def write_digests(*, actor: Actor, now: datetime, at: datetime, command_id: UUID) -> Receipt:
    """What there was since the last one, in one message for each who wants it so. The system."""
    actor.require(Role.SYSTEM)
    people = Choice.objects.filter(tenant=actor.tenant, rhythm=Rhythm.DAILY).exclude(email="").values_list("person_id", flat=True)
    since: dict[UUID, datetime] = dict.fromkeys(people, now - DAY)
    earlier = Message.objects.filter(tenant=actor.tenant, channel=Channel.DIGEST, person_id__in=since, made__gt=now - 7 * DAY)
    since |= {message.person_id: message.made for message in earlier.order_by("made")}
    unread = Notice.objects.filter(tenant=actor.tenant, addressee__in=since, read=None, made__gt=min(since.values(), default=now)).order_by("made", "id")
    news: dict[UUID, list[UUID]] = {}
    for notice in unread:
        if notice.made > since[notice.addressee]:
            news.setdefault(notice.addressee, []).append(notice.pk)
    Message.objects.bulk_create(_digests(actor.tenant, news, now), ignore_conflicts=True)
    return Receipt(command_id, len(news))


def _digests(tenant: str, news: Mapping[UUID, list[UUID]], now: datetime) -> Iterator[Message]:
    for person, notices in news.items():
        about = f"{tenant}/{person}/{local_date(now)}"
        yield Message(
            id=message_id(Channel.DIGEST, about), tenant=tenant, person_id=person, channel=Channel.DIGEST, notices=notices,
            state=MessageState.WAITING, made=now, next_at=now,
        )  # fmt: skip
