"""Fills the template database of the harness, as two processes: `python -m tests.proof.faults.build open` and `… people FILE`.

Twelve towns of two counties, each with a term, a session, deputies, units, sign-ins and tokens; FILE is told who is who (JSON of [Town]).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

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


def open_towns() -> None:
    from hub import cli, install

    cli.begin("migrator")
    from townships.provisioning import open_county, open_township

    install.migrate_shared()
    opened = datetime(2024, 1, 1, tzinfo=UTC)
    for county, towns in COUNTIES.items():
        open_county(county, now=opened)
        for town in towns:
            open_township(town, now=opened)


def settle_people(file: Path) -> None:
    from hub import cli

    cli.begin("web")
    from townships.models import Tenant

    towns = Tenant.objects.filter(type="township").order_by("schema_name")
    file.write_bytes(msgspec.json.encode([_settled(town) for town in towns]))


def _settled(town: object) -> Town:
    from django.conf import settings

    from tests.support.house import settle
    from townships.context import tenant_context

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with tenant_context(town):
        house = settle(town, town.code, datetime.now(UTC))  # type: ignore[attr-defined]
        people = {role: f"{role}.{house.slug}" for role in ("clerk", "chair", "deputy", "unit")}
        return Town(
            schema=town.schema_name, county=town.county_schema, host=f"{town.code}.localhost",  # type: ignore[attr-defined]
            deputy=next(iter(house.deputies.values())), unit=next(iter(house.units.values())),
            people=people, tokens={role: _token(people[role]) for role in ("clerk", "deputy")},
        )  # fmt: skip


def _token(login: str) -> str:
    from accounts import tokens
    from people.models import Person

    person = Person.objects.get(login=login)
    return tokens.create(person_id=person.pk, name="faults", scopes=["read", "write"], lifetime=timedelta(days=2), now=datetime.now(UTC))[1]


if __name__ == "__main__":
    open_towns() if sys.argv[1] == "open" else settle_people(Path(sys.argv[2]))
