"""The demonstration filled through the commands: the essay's numbers, the same data again, interrupted and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.test import override_settings
from rich.cells import cell_len
from tests.conftest import Committed

import deadlines.queries
import motions.queries
import roster.queries
from accounts.backend import MembersOnly
from deadlines.events import Kind
from hub.demo import desk, filling, welcome
from hub.demo.fill import fill
from hub.demo.marker import Marker, read
from hub.demo.plan import year_plan
from hub.demo.shapes import CountyPlan
from hub.engines import EngineError
from motions.events import Outcome, State
from motions.figures import Figure
from outbox.models import Fact
from people.actor import Actor, Role
from people.queries import members
from townships.context import tenant_context, tenant_named
from townships.paging import Page

AS_OF, SEED = date(2026, 11, 24), 610981
GOUYUAN, ZONGXI, XUNYANG = "t610981117", "t610981101", "c610981"
PASSWORD = "demonstration-1"
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Of the shared tables, those that tell what was done; the salt of a password and the trace of a process are of the run, not of the year.
SHARED = {
    "people_person": "- 'password'", "people_membership": "", "deadlines_deadline": "",
    "outbox_fact": "|| jsonb_build_object('envelope', envelope::jsonb - 'traceparent')",
}  # fmt: skip


@contextmanager
def database(cluster: Any) -> Iterator[Committed]:
    """As `committed`, for as long as it is needed."""
    name = f"demo_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template OWNER townships_migrator")
    own = Committed(cluster, name)
    with own.login("operator"):
        yield own
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var") / "demo.json"


@pytest.fixture(scope="module")
def filled(cluster: Any, django_db_setup: None, django_db_blocker: Any, kept: Path) -> Iterator[Committed]:
    """The county and the two of its towns that are open, filled once for all tests here, which change nothing."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with pytest.MonkeyPatch.context() as patch, quick, django_db_blocker.unblock(), database(cluster) as own:
        patch.setenv(filling.PASSWORD, PASSWORD)
        fill(as_of=AS_OF, seed=SEED, kept=kept)
        yield own


@pytest.fixture(scope="module")
def plan() -> CountyPlan:
    return year_plan(AS_OF, SEED)


@contextmanager
def office(schema: str) -> Iterator[Actor]:
    """The clerk, in the congress."""
    tenant = tenant_named(schema)
    with tenant_context(tenant):
        yield Actor(tenant=schema, county=tenant.county_schema, level=tenant.type, name="测试员", roles=frozenset({Role.CLERK}))


def cases(viewer: Actor) -> list[dict[str, Any]]:
    return motions.queries.cases(viewer=viewer, today=AS_OF, page=Page(first=100)).rows


# ---------------------------------------------------------------- the essay's numbers
def test_gouyuan_has_its_seven_villages_and_47_deputies_in_districts_as_the_law_divides_them(filled):
    with office(GOUYUAN) as clerk:
        villages = roster.queries.villages(viewer=clerk)
        serving = roster.queries.deputies_serving(AS_OF)
        seats = [district["seats"] for district in roster.queries.districts(viewer=clerk)]

    assert (len(villages), serving, sum(seats)) == (7, 47, 47)
    assert max(seats) <= 3


def test_five_of_the_county_are_elected_in_gouyuan_and_two_of_them_hold_both_mandates(filled):
    with office(XUNYANG) as clerk:
        [group] = [group for group in roster.queries.group_list(viewer=clerk, day=AS_OF) if group["name"] == "构元镇代表小组"]
        of_county = {row.person_id for row in roster.queries.deputies([member["id"] for member in group["members"]]).values()}
    with office(GOUYUAN) as clerk:
        rows = roster.queries.deputy_list(viewer=clerk, page=Page(first=100)).rows

    assert len(of_county) == 5
    assert len(of_county & {row["person_id"] for row in rows}) == 2


def test_all_32_suggestions_are_concluded_and_nothing_that_the_law_asks_was_late(filled):
    with office(GOUYUAN) as clerk:
        found = cases(clerk)
        entries = deadlines.queries.deadlines(viewer=clerk, subjects=[f"case/{row['id']}" for row in found])

    assert [row["state"] for row in found] == [State.CONCLUDED] * 32
    owed = [entry for told in entries.values() for entry in told if entry.kind not in (Kind.RELIEF_WINDOW, Kind.PROMISE)]
    assert len(owed) >= 3 * 32
    assert all(entry.met_on and entry.missed_on is None for entry in owed)


def test_at_least_95_percent_are_satisfied_or_basically_by_the_congresss_own_figures(filled):
    with office(GOUYUAN) as clerk:
        figures = motions.queries.figures_of(viewer=clerk, since=AS_OF - timedelta(days=365), until=AS_OF, today=AS_OF)

    assert (len(figures.filed), len(figures.concluded)) == (32, 32)
    assert figures.result.rated >= 32
    assert figures.result.content.rate >= 0.95
    assert figures.on_time.rate == 1


def test_gouyuans_year_is_35_cases_all_concluded_in_legal_time_computed_from_the_records_of_both_congresses(filled):
    span = {"since": AS_OF - timedelta(days=365), "until": AS_OF, "today": AS_OF}
    with office(GOUYUAN) as clerk:
        town = motions.queries.figures_of(viewer=clerk, **span)
    with office(XUNYANG) as clerk:
        [group] = [group for group in roster.queries.group_list(viewer=clerk, day=AS_OF) if group["name"] == "构元镇代表小组"]
        above = motions.queries.figures_of(viewer=clerk, **span, group_id=group["id"])
        [motion] = [motions.queries.case(viewer=clerk, case_id=one, today=AS_OF)["facts"] for one in above.motions]

    assert len(town.filed) + len(above.filed) + len(above.motions) == 35
    assert len(town.concluded) + len(above.concluded) == len(town.filed) + len(above.filed)
    assert (motion.outcome, motion.decided_on is not None) == (Outcome.ADOPTED, True)
    for counted in (town, above):
        assert (counted.on_time.rate, counted.counts[Figure.LATE].of, counted.counts[Figure.OVERDUE].of, counted.late_handed_over) == (1, 0, 0, {})
    content = [sum(counted.counts[Figure.RESULT_CONTENT].of for counted in (town, above)), sum(counted.result.rated for counted in (town, above))]
    assert content[0] / content[1] >= 0.95


def test_three_motions_are_in_the_countys_tenant_each_led_by_another_of_the_five_with_ten_signers_or_more(filled):
    with office(XUNYANG) as clerk:
        [group] = [group for group in roster.queries.group_list(viewer=clerk, day=AS_OF) if group["name"] == "构元镇代表小组"]
        moved = [row for row in cases(clerk) if row["title"].endswith("议案")]
        numbers = [motions.queries.case(viewer=clerk, case_id=row["id"], today=AS_OF)["facts"] for row in moved]

    leads = {row["proposers"][0]["deputy_id"] for row in moved}
    assert len(moved) == len(leads) == 3
    assert leads <= {member["id"] for member in group["members"]}
    assert all(len({signer["deputy_id"] for signer in row["proposers"]}) >= 10 for row in moved)
    assert all("议案" in (facts.former_number or facts.number) for facts in numbers)
    assert sorted(row["state"] for row in moved) == [State.CONCLUDED, State.CONCLUDED, State.EXECUTING]


# ---------------------------------------------------------------- true to the plan, and recorded as it happened
def test_every_step_of_the_plan_is_a_fact_with_its_author_and_its_two_times(filled, plan):
    [town] = [town for town in plan.towns if town.slug == "zongxi"]
    names = {person.key: person.name for person in plan.people}
    planned = {(names[step.by], step.at, step.recorded) for affair in (*town.cases, *town.supervisions) for step in affair.steps}
    with office(ZONGXI):
        facts = Fact.objects.filter(tenant=ZONGXI).filter(type__regex=r"\.(case|supervision)\.")
        rows = [(name, msgspec.json.decode(envelope)) for name, envelope in facts.values_list("actorname", "envelope")]
        told = {(name, fact["time"], fact["recordedtime"]) for name, fact in rows}

    assert {(name, at.isoformat(), recorded.isoformat()) for name, at, recorded in planned} <= told


def test_what_is_due_and_not_done_on_that_day_shows_as_missed_on_the_day_after(filled):
    with filled.login("operator"), connection.cursor() as cursor:
        cursor.execute("SELECT due_on, missed_on, met_on, lifted_on FROM deadlines_deadline WHERE due_on < %s::date", [AS_OF])
        rows = cursor.fetchall()

    open_ones = [(due, missed) for due, missed, met, lifted in rows if met is None and lifted is None]
    assert all(missed == due + timedelta(days=1) for due, missed in open_ones)


# ---------------------------------------------------------------- who may sign in
def test_every_sign_in_of_the_plan_is_good_where_it_says_and_with_the_one_password(filled, kept, settings):
    settings.DEMO = True
    cards = read(kept).sign_ins

    assert {card.login for card in cards} >= {
        "clerk.gouyuan",
        "chair.gouyuan",
        "deputy.gouyuan",
        "unit.gouyuan",
        "county.xunyang",
        "operator",
    }
    with filled.login("web"):
        for card in cards:
            schema = {"gouyuan.localhost": GOUYUAN, "610981.localhost": XUNYANG}.get(card.host)
            with tenant_context(tenant_named(schema)) if schema else in_public():
                found = MembersOnly().authenticate(None, card.login, PASSWORD)
                assert (card.login, found and found.name) == (card.login, card.name)


@contextmanager
def in_public() -> Iterator[None]:
    connection.set_schema_to_public()
    yield


def test_nobody_else_of_the_plan_has_a_password_and_none_is_good_outside_of_a_demonstration(filled, settings):
    with filled.login("web"), tenant_context(tenant_named(GOUYUAN)):
        logins = {member["person__login"] for member in members(GOUYUAN, AS_OF)}
        assert MembersOnly().authenticate(None, "clerk.gouyuan", PASSWORD) is None
        settings.DEMO = True
        assert MembersOnly().authenticate(None, "gouyuan.d17", PASSWORD) is None

    assert len(logins) >= 47
    assert "gouyuan.d17" in logins


# ---------------------------------------------------------------- again, interrupted, kept
def everything(own: Committed) -> dict[str, list[str]]:
    """Every row of the tenants and of the shared tables, without counted ids and with all others made alike."""
    found = {}
    with own.login("migrator"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) OR (schemaname = 'public' AND tablename = ANY(%s))",
            [[GOUYUAN, ZONGXI, XUNYANG], list(SHARED)],
        )
        for schema, table in cursor.fetchall():
            row = "CASE jsonb_typeof(to_jsonb(t) -> 'id') WHEN 'number' THEN to_jsonb(t) - 'id' ELSE to_jsonb(t) END"
            cursor.execute(f'SELECT ({row} {SHARED.get(table, "")})::text FROM "{schema}"."{table}" t')
            found[f"{schema}.{table}"] = sorted(UUIDS.sub("#", row) for (row,) in cursor.fetchall())
    return found


def test_the_same_day_and_seed_give_the_same_data_though_the_second_filling_was_interrupted(
    filled, cluster, django_db_blocker, tmp_path, monkeypatch
):
    again = tmp_path / "demo.json"
    reached = filling.year_works

    def interrupted(desk: desk.Desk) -> list[Any]:
        works = reached(desk)
        return [*works[:9], stop] if desk.congress.slug == "zongxi" else works

    with django_db_blocker.unblock(), database(cluster) as own:
        monkeypatch.setattr(filling, "year_works", interrupted)
        with pytest.raises(Interrupted):
            fill(as_of=AS_OF, seed=SEED, kept=again)
        half = everything(own)
        assert not read(again).done
        assert not half[f"{ZONGXI}.roster_deputy"]
        monkeypatch.setattr(filling, "year_works", reached)
        fill(as_of=None, seed=SEED, kept=again)
        whole = everything(own)

    assert read(again).done
    assert whole == everything(filled)
    assert len(whole[f"{GOUYUAN}.motions_case"]) == 32


class Interrupted(Exception):
    pass


def stop() -> None:
    raise Interrupted


def test_a_finished_demonstration_is_kept_whatever_day_is_asked_for(filled, kept, capsys, monkeypatch):
    before = kept.read_bytes()
    monkeypatch.setattr(filling, "fill_open_congresses", stop)

    fill(as_of=AS_OF, seed=SEED, kept=kept)
    assert capsys.readouterr().err == ""
    fill(as_of=date(2027, 3, 1), seed=SEED, kept=kept)

    assert "2026-11-24" in capsys.readouterr().err
    assert kept.read_bytes() == before


def test_a_filling_whose_marker_was_lost_adds_nothing(filled, tmp_path):
    before = everything(filled)

    with filled.login("operator"):
        fill(as_of=AS_OF, seed=SEED, kept=tmp_path / "demo.json")

    assert everything(filled) == before


def test_without_the_county_there_is_one_sentence_that_says_what_to_do(filled, plan):
    elsewhere = msgspec.structs.replace(plan, county=msgspec.structs.replace(plan.county, code="610999"), towns=())

    with filled.login("operator"), pytest.raises(EngineError, match="open-county 610999"):
        filling.fill_plan(elsewhere, PASSWORD)


# ---------------------------------------------------------------- the welcome
def test_the_welcome_names_every_sign_in_and_fits_a_terminal_of_100_columns(filled, kept, settings):
    settings.VAR = kept.parent

    told = welcome.block(8010, PASSWORD)

    assert all(cell_len(line) <= 100 for line in told.splitlines())
    assert all(card.login in told for card in read(kept).sign_ins)
    assert all(
        address in told for address in ("http://localhost:8010/", "http://gouyuan.localhost:8010/", "http://xunyang.localhost:8010/")
    )
    assert PASSWORD in told
    assert {one["role"] for one in welcome.sign_ins()} == {"clerk", "chair", "deputy", "unit", "operator"}


def test_before_the_year_is_filled_nobody_is_told_a_sign_in(settings, tmp_path):
    settings.VAR = tmp_path
    assert welcome.sign_ins() == []

    (tmp_path / "demo.json").write_bytes(msgspec.json.encode(Marker(as_of=AS_OF, seed=SEED)))

    assert welcome.sign_ins() == []
    assert "clerk." not in welcome.block(8000, PASSWORD).partition("Three things")[0]
