"""One congress while its year is filled: who acts there, which command it is, and what was made so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hub.demo.shapes import Congress, CountyPlan
from outbox.command import Receipt
from people.actor import Actor, Role
from people.models import Person
from people.queries import actor_of
from townships.models import Tenant


def person_id(seed: int, key: str) -> UUID:
    """The same person in every filling with this seed, in whatever congresses he or she sits."""
    return uuid5(NAMESPACE_URL, f"townships/demonstration/{seed}/person/{key}")


class Desk:
    """`made` holds the ids of what the commands made, by the plan's keys ("deputy/gouyuan.d01"); `seen` each affair's last version."""

    def __init__(self, congress: Congress, tenant: Tenant, plan: CountyPlan) -> None:
        self.congress, self.tenant, self.plan = congress, tenant, plan
        self.people = {person.key: person for person in plan.people}
        self.made: dict[str, UUID] = {}
        self.seen: dict[str, int] = {}
        self._actors: dict[str, Actor] = {}

    def do(
        self, command: Callable[..., Receipt], key: str, /, *, by: str, at: datetime, now: datetime | None = None, **given: Any
    ) -> Receipt:
        """Runs a command as a person of the plan. The id made of `key` makes the same step of another run the same command."""
        return command(actor=self.actor(by), at=at, now=now or at, command_id=self.command_id(key), **given)

    def make(self, command: Callable[..., Receipt], key: str, /, **given: Any) -> UUID:
        """As `do`, by the clerk; what it made is known by the key."""
        self.made[key] = self.do(command, key, by=self.congress.clerk, **given).id
        return self.made[key]

    def actor(self, key: str) -> Actor:
        """The person with the roles held here on the plan's day; whoever acts in the year holds them through it."""
        if key not in self._actors:
            self._actors[key] = self.find_actor(key)
        return self._actors[key]

    def find_actor(self, key: str) -> Actor:
        return actor_of(Person(pk=person_id(self.plan.seed, key), name=self.people[key].name), self.tenant, self.plan.as_of)

    def command_id(self, key: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"townships/demonstration/{self.plan.seed}/{self.congress.code}/{key}")

    def is_filled(self) -> bool:
        """The clerk's role comes in one transaction with everything else that is filled here."""
        return self.find_actor(self.congress.clerk).has(Role.CLERK)
