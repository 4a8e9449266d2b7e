"""One guard at a time is taken away, in the test's own process: the matrix must notice, or it proves nothing. The product holds none of this."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
import pytest
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

import accounts.tokens
import api.changes.motions
import api.documents
import api.execution
import api.mutations
import api.relay
import api.types.common
import countysearch.search
import motions.commands
import oversight.queries
import people.queries
import roster.queries
from accounts.models import Token
from api import relay
from motions.models import Case
from people.actor import Actor, Role
from people.models import Membership
from tests.proof.leaks import stored
from tests.proof.leaks.callers import OWN, STRANGERS, Caller
from tests.proof.leaks.matrix import Finding, Matrix
from tests.proof.leaks.world import COUNTY, NEIGHBOUR, VICTIM, Hands
from townships.context import tenant_context
from townships.models import Tenant

Patch = pytest.MonkeyPatch
FORMER, OTHER_DEPUTY, OTHER_UNIT, UNIT = (Caller(VICTIM, part) for part in ("former", "other_deputy", "other_unit", "unit"))


class Guard(NamedTuple):
    """How it is taken away, and the part of the matrix in which that must show."""

    take: Callable[[Patch, Matrix], None]
    part: Callable[[Matrix], Iterator[Finding]]


# ---------------------------------------------------------------- who is where
def _host_from_forwarded(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(settings, "USE_X_FORWARDED_HOST", True)


def _any_membership_ever(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(people.queries, "_in_force", lambda tenant, today: Membership.objects.filter(tenant=tenant))


def _one_role_is_all(patch: Patch, matrix: Matrix) -> None:
    """Whoever is somebody here is the office: a person's roles elsewhere count here."""
    actor_of = people.queries.actor_of

    def widened(*given: Any, **more: Any) -> Actor:
        actor = actor_of(*given, **more)
        told = {name: getattr(actor, name) for name in actor.__struct_fields__}
        return Actor(**told | {"roles": actor.roles | {Role.CLERK}}) if actor.roles else actor

    patch.setattr("accounts.middleware.actor_of", widened)


def _revoked_tokens(patch: Patch, matrix: Matrix) -> None:
    def holder(secret: str, now: Any) -> Any:
        found = Token.objects.select_related("person").filter(digest=accounts.tokens._digest(secret)).first()
        return (found.person, frozenset(found.scopes)) if found else None

    patch.setattr(accounts.tokens, "holder", holder)


# ---------------------------------------------------------------- who sees what
def _everything_visible(patch: Patch, matrix: Matrix) -> None:
    _in_all_queries(patch, "visible", lambda viewer: Q())


def _every_supervision_visible(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(oversight.queries, "_visible", lambda viewer: Q())


def _every_case_whole(patch: Patch, matrix: Matrix) -> None:
    _in_all_queries(patch, "is_whole", lambda viewer, facts: True)


def _in_all_queries(patch: Patch, name: str, otherwise: Callable[..., Any]) -> None:
    """The service's queries are several modules that take this from one."""
    places = [module for path, module in sys.modules.items() if path.startswith("motions.queries") and hasattr(module, name)]
    assert places
    for place in places:
        patch.setattr(place, name, otherwise)


def _telephones(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(roster.queries, "_deputy_seen", lambda row, viewer: row)


def _contacts(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(roster.queries, "_unit_seen", lambda row, viewer: row)


def _strangers_ask_anything(patch: Patch, matrix: Matrix) -> None:
    for place in (api.execution, api.documents):
        patch.setattr(place, "check_viewer", lambda *given: None)


def _county_for_all(patch: Patch, matrix: Matrix) -> None:
    patch.setattr("countyviews.queries.require_county", lambda viewer: None)


# ---------------------------------------------------------------- who changes what
def _anybody_may(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(Actor, "require", lambda self, *roles, **more: None)


def _readers_write(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(Actor, "may", lambda self, scope: True)


# ---------------------------------------------------------------- what of a fact stays in the town
def _everything_travels(patch: Patch, matrix: Matrix) -> None:
    patch.setattr("outbox.record.parted", lambda event: (msgspec.to_builtins(event), {}))


def told_with_a_reason(matrix: Matrix) -> Iterator[Finding]:
    """A step is taken with a reason that is for those whose case it is; then all facts are read."""
    records = matrix.found[VICTIM]
    reason = next(mark for mark, homes in matrix.marks.items() if any((one.tenant, one.column) == (VICTIM, "motions_contact.note") for one in homes))
    tenant = Tenant.objects.get(schema_name=VICTIM)
    with tenant_context(tenant):
        seen = Case.objects.get(pk=records.ids["Case"]["secret"]).version
        given = {"attachment_id": records.ids["CaseFile"]["secret"], "seen": seen, "note": reason}
        Hands(tenant, records, timezone.now()).do("clerk", motions.commands.remove_file, 0, **given)
    yield from stored.told(matrix)


# ---------------------------------------------------------------- search, ids, the database
def _search_finds_all(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(countysearch.search, "sees_all", lambda viewer: True)


def _units_find_all(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(countysearch.search, "_seen", lambda viewer, filters: filters)


def _hits_unchecked(patch: Patch, matrix: Matrix) -> None:
    patch.setattr(countysearch.search, "_may_leave", lambda document, query, towns: True)


def _any_id(patch: Patch, matrix: Matrix) -> None:
    """The record's number counts, whosever the id says it is."""
    for place in (api.relay, api.mutations, api.changes.motions):
        patch.setattr(place, "own_id", lambda global_id, kind, tenant, field="id": relay.decode(global_id, field).id)


def _rows_of(table: str) -> Callable[[Patch, Matrix], None]:
    def take(patch: Patch, matrix: Matrix) -> None:
        with psycopg.connect(matrix.own.admin_url(), autocommit=True) as server:
            server.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")  # type: ignore[call-overload]

    return take


def _own(*callers: Caller, doors: str = "") -> Callable[[Matrix], Iterator[Finding]]:
    def part(matrix: Matrix) -> Iterator[Finding]:
        matrix.doors = [door for door in matrix.doors if doors in door.name]
        return matrix.own_doors(callers)

    return part


GUARDS: Final[Mapping[str, Guard]] = {
    "tenant by host": Guard(_host_from_forwarded, lambda matrix: matrix.forged()),
    "membership in force": Guard(_any_membership_ever, _own(FORMER)),
    "membership's own role": Guard(_one_role_is_all, _own(Caller(VICTIM, "hats"))),
    "token not revoked": Guard(_revoked_tokens, _own(Caller(VICTIM, "revoked", "token"))),
    "viewer filter of cases": Guard(_everything_visible, _own(OTHER_UNIT, STRANGERS)),
    "viewer filter of supervisions": Guard(_every_supervision_visible, _own(UNIT, OTHER_UNIT)),
    "viewer filter of papers": Guard(_every_case_whole, _own(OTHER_DEPUTY)),
    "viewer filter of telephones": Guard(_telephones, _own(OTHER_DEPUTY)),
    "viewer filter of contacts": Guard(_contacts, _own(OTHER_UNIT)),
    "strangers see what is public": Guard(_strangers_ask_anything, _own(STRANGERS)),
    "county's views for the county's office": Guard(_county_for_all, _own(Caller(COUNTY, "deputy"), doors="county")),
    "command authorisation": Guard(_anybody_may, lambda matrix: matrix.changes([OTHER_DEPUTY, FORMER, *OWN])),
    "a token's scope": Guard(_readers_write, lambda matrix: matrix.changes([Caller(VICTIM, "reader", "token")])),
    "what stays in the town": Guard(_everything_travels, told_with_a_reason),
    "search filter": Guard(_search_finds_all, _own(OTHER_DEPUTY, Caller(NEIGHBOUR, "deputy"), doors="search")),
    "search filter of units": Guard(_units_find_all, _own(OTHER_UNIT, doors="search")),
    "hit check": Guard(_hits_unchecked, _own(Caller(VICTIM, "clerk"), doors="search")),
    "node id check": Guard(_any_id, lambda matrix: matrix.foreign_ids()),
}  # fmt: skip


def walls() -> Mapping[str, Guard]:
    """Row-level security, table by table."""
    return {f"rows of {table}": Guard(_rows_of(table), lambda matrix, table=table: stored.wall(matrix, [table])) for table in stored.shared_tables()}
