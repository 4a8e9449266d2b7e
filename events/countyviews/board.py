"""The county board: one row a town, the numbers from the county's own views in a constant number of queries."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from django.db import connection

from deadlines.events import WINDOWS
from motions.events import State
from people.actor import Actor
from people.channel import Channel
from townships.errors import NotAllowed
from townships.models import Tenant

#: Columns of the board, in the order of a case's life.
STAGES: Final[Mapping[str, frozenset[State]]] = {
    "intake": frozenset({State.SUBMITTED, State.SENT_BACK}),
    "before_handover": frozenset({State.REGISTERED, State.PROPOSED, State.APPROVED, State.FILED, State.LISTED}),
    "in_hand": frozenset({State.IN_HAND, State.REWORK, State.DELIBERATION}),
    "with_deputies": frozenset({State.ANSWERED, State.REPLIED}),
    "ended": frozenset({State.CONCLUDED, State.DECIDED, State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN}),
}
#: Somebody was dissatisfied: says so now, or it was handled again because of it.
DISSATISFIED: Final = '$ ? (@.round > 1 || exists(@.proposers[*] ? (@.attitude == "dissatisfied" || @.result == "dissatisfied")))'
LONG_UNHEARD: Final = 45
"""Days without any fact after which a town counts as one that we know nothing of."""


class Voice(StrEnum):
    """Why there is nothing, where there is nothing: these are four different things."""

    SPEAKING = "speaking"
    SILENT = "silent"
    NO_SESSION = "no_session"
    ON_PAPER = "on_paper"
    NO_DATA = "no_data"


class TownRow(msgspec.Struct, frozen=True, kw_only=True):
    """One town. `stages` and all counts are of cases submitted in the period; `overdue` of those with an act late today."""

    tenant: str
    name: str
    code: str
    voice: Voice
    cases: int
    stages: Mapping[str, int]
    overdue: int
    longest_overdue: int
    replied_late: int
    missed: int
    dissatisfied: int
    on_paper: int
    deputies: int
    silent_deputies: int
    supervisions: int
    last_session_on: date | None
    last_heard: datetime | None
    chair: str

    @property
    def attention(self) -> tuple[Any, ...]:
        """What sorts the board: overdue, then dissatisfied, then not heard of."""
        return (-self.overdue, -self.longest_overdue, -self.dissatisfied, self.voice is Voice.SPEAKING, -self.missed, self.code)


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Towns sorted by what needs attention, and the county's own congress apart."""

    since: date
    today: date
    towns: Sequence[TownRow]
    own: TownRow | None

    @property
    def late_towns(self) -> int:
        return sum(row.overdue > 0 for row in self.towns)

    @property
    def silent_towns(self) -> int:
        return sum(row.voice is Voice.SILENT for row in self.towns)

    @property
    def unheard_towns(self) -> int:
        return sum(row.voice is Voice.NO_DATA for row in self.towns)


def require_county(viewer: Actor) -> None:
    """The county's views are for the members of the county's congress office."""
    if viewer.anonymous:
        raise NotAllowed("sign_in_required")
    if viewer.level != "county" or not viewer.office:
        raise NotAllowed("county_only")


def board(*, viewer: Actor, since: date, today: date) -> Board:
    """The board of the viewer's county for cases submitted from `since` on. Six queries, whatever the number of towns."""
    require_county(viewer)
    tenants = list(Tenant.objects.filter(county_schema=viewer.tenant, closed_at=None).order_by("code").values("schema_name", "name", "code", "type"))
    told = {name: _by_tenant(sql, [since, today]) for name, sql in QUERIES.items()}
    rows = [_row(tenant, {name: found.get(tenant["schema_name"], {}) for name, found in told.items()}, today) for tenant in tenants]
    towns = [row for row, tenant in zip(rows, tenants, strict=True) if tenant["type"] == "township"]
    own = next((row for row, tenant in zip(rows, tenants, strict=True) if tenant["type"] == "county"), None)
    return Board(since=since, today=today, towns=sorted(towns, key=lambda row: row.attention), own=own)


def _row(tenant: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]], today: date) -> TownRow:
    cases, late, roster, heard = told["cases"], told["late"], told["roster"], told["heard"]
    counted = msgspec.json.decode(cases.get("states", "{}"), type=dict[str, int])
    stages = {stage: sum(counted.get(state, 0) for state in states) for stage, states in STAGES.items()}
    deputies, spoke = roster.get("deputies", 0), told["spoke"].get("deputies", 0)
    values: dict[str, Any] = {
        "cases": cases.get("cases", 0), "on_paper": cases.get("on_paper", 0), "replied_late": cases.get("replied_late", 0),
        "dissatisfied": cases.get("dissatisfied", 0), "overdue": late.get("overdue", 0), "longest_overdue": late.get("longest", 0) or 0,
        "missed": late.get("missed", 0), "deputies": deputies, "silent_deputies": max(0, deputies - spoke),
        "supervisions": told["supervisions"].get("supervisions", 0), "last_session_on": roster.get("last_session_on"),
        "last_heard": heard.get("last_recorded"), "chair": roster.get("chair") or "",
    }  # fmt: skip
    return TownRow(tenant=tenant["schema_name"], name=tenant["name"], code=tenant["code"], stages=stages, voice=_voice(values, spoke, today), **values)


def _voice(row: Mapping[str, Any], spoke: int, today: date) -> Voice:
    heard = row["last_heard"]
    if heard is None:
        return Voice.NO_DATA
    if row["last_session_on"] is None:
        return Voice.NO_SESSION
    if spoke:
        return Voice.ON_PAPER if row["on_paper"] * 2 > row["cases"] else Voice.SPEAKING
    return Voice.NO_DATA if (today - heard.date()).days > LONG_UNHEARD and not row["cases"] else Voice.SILENT


def _by_tenant(sql: str, period: Sequence[date]) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": period[0], "today": period[1], "paper": _paper(), "windows": sorted(WINDOWS), "dissatisfied": DISSATISFIED})
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _paper() -> list[str]:
    return [channel.value for channel in Channel if channel is not Channel.APP]


QUERIES: Final[Mapping[str, str]] = {
    "cases": """
        SELECT tenant, sum(n)::int AS cases, jsonb_object_agg(state, n)::text AS states, sum(on_paper)::int AS on_paper,
            sum(dissatisfied)::int AS dissatisfied, sum(replied_late)::int AS replied_late
        FROM (
            SELECT tenant, state, count(*)::int AS n, count(*) FILTER (WHERE channel = ANY(%(paper)s::varchar[])) AS on_paper,
                count(*) FILTER (WHERE jsonb_path_exists(facts, %(dissatisfied)s::jsonpath)) AS dissatisfied,
                count(*) FILTER (WHERE EXISTS (
                    SELECT FROM jsonb_array_elements(facts->'replies') r WHERE (r->>'replied_on') > (r->>'due_on'))) AS replied_late
            FROM countyviews_caseview WHERE submitted_on >= %(since)s::date GROUP BY tenant, state
        ) grouped GROUP BY tenant""",
    "late": """
        SELECT d.tenant, count(DISTINCT d.about_id) FILTER (WHERE d.met_on IS NULL AND d.lifted_on IS NULL AND d.due_on < %(today)s::date)::int AS overdue,
            max(%(today)s::date - d.due_on) FILTER (WHERE d.met_on IS NULL AND d.lifted_on IS NULL AND d.due_on < %(today)s::date)::int AS longest,
            count(*) FILTER (WHERE d.missed_on IS NOT NULL)::int AS missed
        FROM countyviews_deadlineview d JOIN countyviews_caseview c ON c.id = d.about_id
        WHERE c.submitted_on >= %(since)s::date AND NOT d.kind = ANY(%(windows)s::varchar[]) GROUP BY d.tenant""",
    "roster": """
        SELECT tenant,
            count(*) FILTER (WHERE kind = 'deputy' AND (facts->>'ended_on' IS NULL OR (facts->>'ended_on')::date > %(today)s::date))::int AS deputies,
            max((facts->>'opens_on')::date) FILTER (WHERE kind = 'session' AND (facts->>'opens_on')::date <= %(today)s::date) AS last_session_on,
            min(name) FILTER (WHERE kind = 'presidium' AND facts->>'role' = 'chair' AND facts->>'ended_on' IS NULL) AS chair
        FROM countyviews_rosterview WHERE kind IN ('deputy', 'session', 'presidium') GROUP BY tenant""",
    "spoke": """
        WITH last AS (
            SELECT tenant, max((facts->>'opens_on')::date) AS opens_on FROM countyviews_rosterview
            WHERE kind = 'session' AND (facts->>'opens_on')::date <= %(today)s::date GROUP BY tenant)
        SELECT c.tenant, count(DISTINCT p->>'deputy_id')::int AS deputies
        FROM countyviews_caseview c JOIN last USING (tenant) CROSS JOIN jsonb_array_elements(c.facts->'proposers') p
        JOIN countyviews_rosterview d ON d.id = (p->>'deputy_id')::uuid
            AND (d.facts->>'ended_on' IS NULL OR (d.facts->>'ended_on')::date > %(today)s::date)
        WHERE c.submitted_on >= last.opens_on GROUP BY c.tenant""",
    "supervisions": """
        SELECT tenant, count(*)::int AS supervisions FROM countyviews_supervisionview WHERE planned_on >= %(since)s::date GROUP BY tenant""",
    "heard": "SELECT tenant, last_recorded FROM countyviews_townview",
}
