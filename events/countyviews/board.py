"""The county board: one row a town, the numbers from the county's own views in a constant number of queries."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    "before_handover": frozenset({State.REGISTERED, State.PROPOSED, State.APPROVED, State.FILED, State.LISTED, State.DELIBERATED}),
    "in_hand": frozenset({State.IN_HAND, State.REWORK, State.DELIBERATION, State.EXECUTING}),
    "with_deputies": frozenset({State.ANSWERED, State.REPLIED}),
    "ended": frozenset({State.CONCLUDED, State.DECIDED, State.CARRIED_OUT, State.REPORTED, State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN, State.REFERRED}),
}
LONG_UNHEARD: Final = 45
"""Days without any fact after which a town counts as one that we know nothing of."""


class Voice(StrEnum):
    """Why there is nothing, where there is nothing: these are four different things."""

    SPEAKING = "speaking"
    SILENT = "silent"
    NO_SESSION = "no_session"
    ON_PAPER = "on_paper"
    NO_DATA = "no_data"


class TooGood(StrEnum):
    """What is too good to be believed without a look: as far as facts tell, which know days and not devices."""

    AT_ONCE = "at_once"
    ONE_SITTING = "one_sitting"


#: Fewer rated cases than this show no habit.
ENOUGH: Final = 5


class TownRow(msgspec.Struct, frozen=True, kw_only=True):
    """One town. `stages` and all counts are of cases submitted in the period; `overdue` of those with an act late today.

    `silent_deputies` raised nothing since the last session; None where that cannot be said: no session yet, or no data.
    """

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
    silent_deputies: int | None
    supervisions: int
    last_session_on: date | None
    last_heard: datetime | None
    chair: str
    too_good: tuple[TooGood, ...]

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
    cases, late, roster = told["cases"], told["late"], told["roster"]
    counted = msgspec.json.decode(cases.get("states", "{}"), type=dict[str, int])
    stages = {stage: sum(counted.get(state, 0) for state in states) for stage, states in STAGES.items()}
    values: dict[str, Any] = {
        **{name: cases.get(name, 0) for name in ("cases", "on_paper", "replied_late", "dissatisfied")},
        **{name: late.get(name) or 0 for name in ("overdue", "longest_overdue", "missed")},
        "deputies": roster.get("deputies", 0), "supervisions": told["supervisions"].get("supervisions", 0),
        "last_session_on": roster.get("last_session_on"), "last_heard": told["heard"].get("last_recorded"), "chair": roster.get("chair") or "",
    }  # fmt: skip
    spoke = told["spoke"].get("deputies", 0)
    voice = _voice(values, spoke, today)
    silent = None if voice in (Voice.NO_SESSION, Voice.NO_DATA) else max(0, values["deputies"] - spoke)
    named = {"tenant": tenant["schema_name"], "name": tenant["name"], "code": tenant["code"]}
    return TownRow(**named, **values, stages=stages, voice=voice, silent_deputies=silent, too_good=tuple(_too_good(cases)))


def _too_good(cases: Mapping[str, Any]) -> Iterator[TooGood]:
    """Of enough rated cases, most on the day of the reply; or all on one day."""
    rated = cases.get("rated", 0)
    if rated >= ENOUGH and cases["rated_at_once"] * 2 > rated:
        yield TooGood.AT_ONCE
    if rated >= ENOUGH and cases["first_rated"] == cases["last_rated"]:
        yield TooGood.ONE_SITTING


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
        cursor.execute(sql, {"since": period[0], "today": period[1], "paper": _paper(), "windows": sorted(WINDOWS)})
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _paper() -> list[str]:
    return [channel.value for channel in Channel if channel is not Channel.APP]


#: Those in office on the day.
SERVING: Final = "kind = 'deputy' AND (ended_on IS NULL OR ended_on > %(today)s::date)"
QUERIES: Final[Mapping[str, str]] = {
    "cases": """
        SELECT tenant, sum(n)::int AS cases, jsonb_object_agg(state, n)::text AS states, sum(on_paper)::int AS on_paper,
            sum(dissatisfied)::int AS dissatisfied, sum(replied_late)::int AS replied_late,
            sum(rated)::int AS rated, sum(rated_at_once)::int AS rated_at_once, min(first_rated) AS first_rated, max(last_rated) AS last_rated
        FROM (
            SELECT tenant, state, count(*)::int AS n, count(*) FILTER (WHERE channel = ANY(%(paper)s::varchar[])) AS on_paper,
                count(*) FILTER (WHERE dissatisfied) AS dissatisfied, count(*) FILTER (WHERE replied_late) AS replied_late,
                count(rated_on) AS rated, count(*) FILTER (WHERE rated_at_once) AS rated_at_once, min(rated_on) AS first_rated, max(rated_on) AS last_rated
            FROM countyviews_caseview WHERE submitted_on >= %(since)s::date GROUP BY tenant, state
        ) grouped GROUP BY tenant""",
    "late": """
        SELECT d.tenant, count(DISTINCT d.about_id) FILTER (WHERE d.late > 0)::int AS overdue, max(d.late)::int AS longest_overdue,
            count(*) FILTER (WHERE d.late IS NULL)::int AS missed
        FROM (
            SELECT tenant, about_id, kind, %(today)s::date - due_on AS late FROM countyviews_deadlineview
            WHERE met_on IS NULL AND lifted_on IS NULL AND due_on < %(today)s::date
            UNION ALL
            SELECT tenant, about_id, kind, NULL FROM countyviews_deadlineview WHERE missed_on IS NOT NULL
        ) d JOIN countyviews_caseview c ON c.id = d.about_id
        WHERE c.submitted_on >= %(since)s::date AND NOT d.kind = ANY(%(windows)s::varchar[]) GROUP BY d.tenant""",
    "roster": f"""
        SELECT tenant, count(*) FILTER (WHERE {SERVING})::int AS deputies,
            max(began_on) FILTER (WHERE kind = 'session' AND began_on <= %(today)s::date) AS last_session_on,
            min(name) FILTER (WHERE kind = 'presidium' AND role = 'chair' AND ended_on IS NULL) AS chair
        FROM countyviews_rosterview WHERE kind IN ('deputy', 'session', 'presidium') GROUP BY tenant""",
    "spoke": f"""
        WITH last AS (
            SELECT tenant, max(began_on) AS opens_on FROM countyviews_rosterview
            WHERE kind = 'session' AND began_on <= %(today)s::date GROUP BY tenant)
        SELECT tenant, count(*)::int AS deputies FROM countyviews_rosterview d
        WHERE {SERVING} AND d.id IN (
            SELECT spoke.deputy FROM last, LATERAL (
                SELECT unnest(c.deputy_ids) AS deputy FROM countyviews_caseview c WHERE c.tenant = last.tenant AND c.submitted_on >= last.opens_on) spoke)
        GROUP BY tenant""",
    "supervisions": """
        SELECT tenant, count(*)::int AS supervisions FROM countyviews_supervisionview WHERE planned_on >= %(since)s::date GROUP BY tenant""",
    "heard": "SELECT tenant, last_recorded FROM countyviews_townview",
}
