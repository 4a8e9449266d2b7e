"""The people of the plan, all of them at once, outside of any tenant; and their sign-ins as a person is told them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import people.commands
from hub.demo.desk import person_id
from hub.demo.marker import SignInCard
from hub.demo.shapes import CountyPlan, Person
from people.actor import Actor, Role
from people.queries import enrolled
from townships.models import Tenant

PUBLIC, OPERATOR, OPERATOR_NAME = "public", "operator", "平台运维（演示）"
ACTOR = Actor(tenant=PUBLIC, county="", level="", name="demonstration", roles=frozenset({Role.OPERATOR}))


def enrolment_works(plan: CountyPlan, password: str) -> list[Callable[[], object]]:
    """In one transaction, as the operator. Whoever has no sign-in in the plan gets no password."""
    logins = {sign_in.person: sign_in.login for sign_in in plan.sign_ins}
    return [
        *(partial(_enrol, plan, person, logins.get(person.key), password) for person in plan.people),
        partial(_engage_operator, plan, logins[""], password),
    ]


def is_enrolled(plan: CountyPlan) -> bool:
    return bool(enrolled([person_id(plan.seed, OPERATOR)]))


def _enrol(plan: CountyPlan, person: Person, login: str | None, password: str) -> None:
    people.commands.enrol(
        actor=ACTOR, login=login or person.key, name=person.name, password=password if login else None, demonstration=True,
        person_id=person_id(plan.seed, person.key),
    )  # fmt: skip


def _engage_operator(plan: CountyPlan, login: str, password: str) -> None:
    operator = person_id(plan.seed, OPERATOR)
    people.commands.enrol(actor=ACTOR, login=login, name=OPERATOR_NAME, password=password, demonstration=True, person_id=operator)
    people.commands.grant(actor=ACTOR, tenant=PUBLIC, person_id=operator, role=Role.OPERATOR, valid_from=plan.county.terms[0].opened)


def cards(plan: CountyPlan, tenants: dict[str, Tenant]) -> Iterator[SignInCard]:
    """Every sign-in with the name and the shortest address behind it: an alias where there is one."""
    names = {person.key: person.name for person in plan.people} | {"": OPERATOR_NAME}
    for sign_in in plan.sign_ins:
        tenant = tenants.get(sign_in.code)
        if sign_in.code and tenant is None:
            continue
        host = _host(tenant) if tenant else ""
        yield SignInCard(login=sign_in.login, name=names[sign_in.person], role=sign_in.role, place=tenant.name if tenant else "", host=host)


def _host(tenant: Tenant) -> str:
    """The alias, made after the host of the division code."""
    found = tenant.domains.filter(redirects=False).order_by("-id").values_list("domain", flat=True)[0]
    return str(found)
