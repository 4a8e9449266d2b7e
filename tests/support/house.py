"""Congresses with people in them, made through the commands: for tests that need somebody to sign in and something to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import roster.commands as roster
from outbox.command import Receipt
from people import commands as people
from people.actor import Actor, Role, system
from people.models import Person
from people.queries import actor_of
from townships.clock import local_date, start_of

PASSWORD = "only-for-tests"
VILLAGES = ("羊山村", "老庄村", "大岭村")
DEPUTIES = (
    ("陈桂芳", "female", 1968),
    ("王建国", "male", 1961),
    ("李秀英", "female", 1975),
    ("赵明华", "male", 1980),
    ("欧阳春梅", "female", 1990),
    ("周德发", "male", 1958),
)
UNITS = (
    ("水利站", "government_office", "孙志强"),
    ("派出所", "stationed_agency", "何伟"),
    ("农业综合服务站（乡村振兴和移民工作办公室）", "government_office", "吴丽"),
)


@dataclass(frozen=True)
class House:
    """A congress that can work. Sign-in names are `clerk.<slug>`, `chair.<slug>`, `deputy.<slug>` and `unit.<slug>`.

    `deputies` and `units` are ids by name, in the order of DEPUTIES and UNITS: the first deputy and the first unit sign in, the second deputy chairs.
    """

    tenant: Any
    slug: str
    now: datetime
    term: UUID
    session: UUID
    deputies: Mapping[str, UUID]
    units: Mapping[str, UUID]

    def actor(self, role: str) -> Actor:
        """Who signs in as `<role>.<slug>`, as the middleware would find them."""
        person = Person.objects.get(login=f"{role}.{self.slug}")
        return actor_of(person, self.tenant, local_date(self.now))

    def do(self, role: str, command: Callable[..., Receipt], /, at: datetime | None = None, **given: Any) -> Receipt:
        """A command as that person; `at` is when it truly happened."""
        usual = {"actor": self.actor(role), "now": self.now, "at": at or self.now, "command_id": uuid4()}
        return command(**usual | given)


def settle(tenant: Any, slug: str, now: datetime, *, number: int = 19) -> House:
    """Term, a session two months ago, villages, deputies, presidium, units and the four who sign in. In the tenant in force."""
    office = system(tenant.schema_name, tenant.county_schema, tenant.type, "tests")
    opened = start_of(local_date(now) - timedelta(days=400)) + timedelta(hours=9)
    _member(office, f"clerk.{slug}", "张敏", Role.CLERK, opened.date())
    clerk = _acting(tenant, slug, now, opened)
    term = clerk(roster.open_term, number=number, opens_on=opened.date()).id
    session = _session(clerk, term, now)
    for name in VILLAGES if tenant.type == "township" else ():
        clerk(roster.add_village, name=name)
    deputies = _deputies(clerk, office, slug, term, opened.date())
    for name, seat in zip(list(deputies)[1:3], ("chair", "vice_chair"), strict=True):
        clerk(roster.seat_presidium, deputy_id=deputies[name], role=seat)
    return House(tenant=tenant, slug=slug, now=now, term=term, session=session, deputies=deputies, units=_units(clerk, office, slug))


def _acting(tenant: Any, slug: str, now: datetime, at: datetime) -> Callable[..., Receipt]:
    actor = actor_of(Person.objects.get(login=f"clerk.{slug}"), tenant, local_date(now))
    return lambda command, **given: command(actor=actor, now=now, at=at, command_id=uuid4(), **given)


def _session(clerk: Callable[..., Receipt], term: UUID, now: datetime) -> UUID:
    """Three days, two months ago."""
    opens = local_date(now) - timedelta(days=60)
    closes = opens + timedelta(days=2)
    return clerk(roster.add_session, term_id=term, number=3, opens_on=opens, closes_on=closes, motions_cut_off=start_of(opens) + timedelta(hours=35)).id


def _deputies(clerk: Callable[..., Receipt], office: Actor, slug: str, term: UUID, since: date) -> dict[str, UUID]:
    seated = {}
    for number, (name, sex, born) in enumerate(DEPUTIES, 1):
        login = {1: f"deputy.{slug}", 2: f"chair.{slug}"}.get(number)
        person = people.enrol(actor=office, login=login, name=name, password=PASSWORD, demonstration=True) if login else None
        told = {"term_id": term, "number": number, "name": name, "sex": sex, "birth_year": born, "mandate_from": since, "occupation": "务农"}
        seated[name] = clerk(roster.seat_deputy, **told, phone=f"154000000{number:02}", person_id=person).id
    return seated


def _units(clerk: Callable[..., Receipt], office: Actor, slug: str) -> dict[str, UUID]:
    units = {name: clerk(roster.open_unit, name=name, kind=kind, leader=leader, contact="刘洋", phone="15400000099").id for name, kind, leader in UNITS}
    person = people.enrol(actor=office, login=f"unit.{slug}", name="刘洋", password=PASSWORD, demonstration=True)
    clerk(roster.assign_unit_person, unit_id=units[UNITS[0][0]], person_id=person)
    return units


def _member(office: Actor, login: str, name: str, role: Role, since: date) -> UUID:
    person = people.enrol(actor=office, login=login, name=name, password=PASSWORD, demonstration=True)
    people.grant(actor=office, tenant=office.tenant, person_id=person, role=role, valid_from=since)
    return person
