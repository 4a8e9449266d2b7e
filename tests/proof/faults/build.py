"""Fills the template database of the harness, as three processes: `python -m tests.proof.faults.build open`, `… operator` and `… people FILE`.

Twelve towns of two counties, each with a term, a session, deputies, units, sign-ins and tokens; FILE is told who is who (JSON of `People`).
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

OPERATOR: Final = "operator"
PASSWORD: Final = "only-for-tests"
COUNTIES: Final = {
    "610981": ("610981101", "610981102", "610981103", "610981104", "610981105", "610981106"),
    "500101": ("500101109", "500101110", "500101123", "500101132", "500101135", "500101136"),
}


class Town(msgspec.Struct, frozen=True):
    """What a writer must know of a town. `people` are sign-in names by role, `tokens` secrets by role."""

    schema: str
    county: str
    host: str
    deputy: UUID
    unit: UUID
    people: dict[str, str]
    tokens: dict[str, str]


class Office(msgspec.Struct, frozen=True):
    """A county's congress and its clerk's token."""

    schema: str
    host: str
    token: str


class People(msgspec.Struct, frozen=True):
    """All that traffic and readers must know."""

    towns: list[Town]
    counties: list[Office]


def open_towns() -> None:
    from hub import cli, install

    cli.begin("migrator", noted=False)
    from townships.provisioning import open_county, open_township

    install.migrate_shared()
    opened = datetime(2024, 1, 1, tzinfo=UTC)
    for county, towns in COUNTIES.items():
        open_county(county, now=opened)
        for town in towns:
            open_township(town, now=opened)


def enrol_operator() -> None:
    from hub import cli

    cli.begin("operator", noted=False)
    _enrolled("public", OPERATOR, "operator")


def settle_people(file: Path) -> None:
    from hub import cli

    cli.begin("web", noted=False)
    from django.conf import settings

    from townships.models import Tenant

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    towns = [_settled(town) for town in Tenant.objects.filter(type="township").order_by("schema_name")]
    counties = [_office(county) for county in Tenant.objects.filter(type="county").order_by("schema_name")]
    file.write_bytes(msgspec.json.encode(People(towns, counties)))


def _settled(town: object) -> Town:
    from tests.support.house import settle
    from townships.context import tenant_context

    with tenant_context(town):
        house = settle(town, town.code, datetime.now(UTC))  # type: ignore[attr-defined]
        people = {role: f"{role}.{house.slug}" for role in ("clerk", "chair", "deputy", "unit")}
        return Town(
            schema=town.schema_name, county=town.county_schema, host=f"{town.code}.localhost",  # type: ignore[attr-defined]
            deputy=next(iter(house.deputies.values())), unit=next(iter(house.units.values())),
            people=people, tokens={role: _token(people[role]) for role in ("clerk", "deputy")},
        )  # fmt: skip


def _office(county: object) -> Office:
    from townships.context import tenant_context

    login, code = f"clerk.{county.schema_name}", county.code  # type: ignore[attr-defined]
    with tenant_context(county):
        _enrolled(county.schema_name, login, "clerk")  # type: ignore[attr-defined]
        return Office(county.schema_name, f"{code}.localhost", _token(login))  # type: ignore[attr-defined]


def _enrolled(tenant: str, login: str, role: str) -> None:
    from people import commands as people
    from people.actor import Role, system

    office = system(tenant, tenant, "public" if tenant == "public" else "county", "tests")
    person = people.enrol(actor=office, login=login, name=login, password=PASSWORD, demonstration=True)
    people.grant(actor=office, tenant=tenant, person_id=person, role=Role(role), valid_from=date(2024, 1, 1))


def _token(login: str) -> str:
    from accounts import tokens
    from people.models import Person

    person = Person.objects.get(login=login)
    return tokens.create(person_id=person.pk, name="faults", scopes=["read", "write"], lifetime=timedelta(days=2), now=datetime.now(UTC))[1]


if __name__ == "__main__":
    {"open": open_towns, "operator": enrol_operator, "people": lambda: settle_people(Path(sys.argv[2]))}[sys.argv[1]]()
