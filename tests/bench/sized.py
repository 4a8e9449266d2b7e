"""Pages and papers at size: a town with ten thousand cases of a term, a county of thirty towns with three thousand each."""
from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import Any, Final
from unittest.mock import patch

import msgspec
import psycopg
from django.test import RequestFactory

import countyviews.figures
import countyviews.queries
import motions.queries
import roster.queries
from api import relay
from api.types.deadlines import due_deadline
from api.types.figures import figures_row
from console import choices
from console.papers import pdf
from console.shell import today
from console.views import cases, county, figures, home, papers
from motions.events import State
from motions.figures import Counted
from motions.queries import CaseFilter
from people.actor import Actor
from tests.bench import big
from tests.bench.pages import board, desk, page, shape, with_ledger
from tests.bench.pairs import Pair, Size, Timed, seconds
from tests.bench.world import NOW
from tests.support.congress import Congress
from tests.support.county_api import project
from tests.support.graphql_api import statements
from tests.support.reading import pages
from townships.context import tenant_context
from townships.models import Tenant
from townships.paging import Page
from townships.provisioning import open_township

TOWN, COUNTY = "t610981117", "c610981"
OF_A_COUNTY: Final = 30


def run(committed: Any, size: Size) -> list[Pair | Timed]:
    town, above = Tenant.objects.get(schema_name=TOWN), Tenant.objects.get(schema_name=COUNTY)
    congress = begun(committed, town, size)
    few = counted(congress, town, above)
    multiply(committed, size)
    assert counted(congress, town, above) == few
    cases_told = f"{size.times * big.TIMES:,} cases"
    with tenant_context(town):
        told: list[Pair | Timed] = [
            page(f"the desk, {cases_told}", home, home.desk, desk, congress.clerk, town, runs(size)),
            page(f"the list of {cases_told}", cases, cases.cases, case_list, congress.clerk, town, runs(size)),
            page(f"a year's figures, {cases_told} in five", figures, figures.figures, town_figures, congress.clerk, town, runs(size)),
            report(congress.clerk, town, 70 if size.pairs > 1 else 5),
        ]
    with tenant_context(above):
        clerk = msgspec.structs.replace(congress.clerk, tenant=above.schema_name, level="county")
        what = f"{OF_A_COUNTY if size.pairs > 1 else 2} towns × {_each(size) * big.TIMES:,} cases"
        on_board = page(f"the board, {what}", county, county.board, board, clerk, above, runs(size) + 10)
        told += [on_board, page(f"a year's figures, {what} in five", figures, figures.county, county_figures, clerk, above, size.pairs)]
    return [*told, Timed(f"the board, {what}", on_board.ours, 0.100)]


def runs(size: Size) -> int:
    return size.pairs * 2 + 1


def _each(size: Size) -> int:
    return max(1, size.times * 3 // 10)


def counted(congress: Congress, town: Tenant, above: Tenant) -> list[int]:
    """Statements of each page: as many however many cases there are."""

    def of(view: Any, actor: Actor, tenant: Tenant) -> int:
        request: Any = RequestFactory().get("/", HTTP_HOST="localhost")
        request.actor, request.tenant = actor, tenant
        with tenant_context(tenant):
            return statements(lambda: view(request))

    clerk = msgspec.structs.replace(congress.clerk, tenant=above.schema_name, level="county")
    in_town = [of(view, congress.clerk, town) for view in (home.desk, cases.cases, figures.figures)]
    return [*in_town, *(of(view, clerk, above) for view in (county.board, figures.county))]


def begun(committed: Any, town: Tenant, size: Size) -> Congress:
    with tenant_context(town):
        congress = Congress(town)
        big.models(congress)
    project(committed)
    with committed.login("migrator"):
        for one in towns_of(size):
            open_township(one.removeprefix("t"), now=NOW, reason="bench")
    return congress


def towns_of(size: Size) -> list[str]:
    return [f"t6109818{number:02}" for number in range(OF_A_COUNTY if size.pairs > 1 else 2)]


def multiply(committed: Any, size: Size) -> None:
    with psycopg.connect(committed.admin_url(), autocommit=True) as admin:
        big.cases(admin, TOWN, size.times, today())
        big.county(admin, COUNTY, TOWN, towns_of(size), _each(size), today())


# ---------------------------------------------------------------- by hand: the list of cases
def case_list(request: Any, *, first: int = 25, after: str | None = None, **asked: Any) -> dict[str, Any]:
    viewer, day = request.actor, today()
    found = motions.queries.cases(viewer=viewer, today=day, page=Page(first, after))
    info = {"hasNextPage": found.has_next, "endCursor": found.cursors[-1] if found.has_next else None}
    listed = {"totalCount": found.total(), "pageInfo": info, "nodes": [_row(row, viewer) for row in with_ledger(found.rows, viewer)]}
    chips = {"all": CaseFilter(), "late": CaseFilter(overdue=True)}
    chips |= {chip: CaseFilter(states=tuple(State[one] for one in choices.STATES_OF[stage])) for stage, chip in STAGES.items()}
    counts = {name: {"totalCount": motions.queries.cases(viewer=viewer, today=day, chosen=one, page=Page(0)).total()} for name, one in chips.items()}
    return {"cases": listed, **counts, "units": {"nodes": _units(viewer, day)}, "categories": motions.queries.categories(viewer=viewer)}


def _row(row: dict[str, Any], viewer: Actor) -> dict[str, Any]:
    words = {"state": row["state"].upper(), "stateLabel": State(row["state"]).label, "dueOn": row["due_on"], "overdue": row["overdue"]}
    words["dueDeadlineId"] = due_deadline(row, viewer.tenant)
    units = [{"unitName": unit["unit_name"]} for unit in row["units"]]
    identity = {name: row[name] for name in ("number", "title", "public")} | {"id": relay.encode("Case", viewer.tenant, row["id"])}
    return {**identity, **words, "proposers": row["proposers"], "units": units}


def _units(viewer: Actor, day: date) -> list[dict[str, Any]]:
    rows = roster.queries.unit_list(viewer=viewer, page=Page(100), open_on=day).rows
    return [{"id": relay.encode("Unit", viewer.tenant, row["id"]), "name": row["name"]} for row in rows]


STAGES: Final = cases.CHIPS


# ---------------------------------------------------------------- by hand: figures
def town_figures(request: Any, since: str, until: str, monthsSince: str, **asked: Any) -> dict[str, Any]:  # noqa: N803
    viewer, day, span = request.actor, today(), {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    told = _figures(figures_row(motions.queries.figures_of(viewer=viewer, today=day, **span), "Case", viewer.tenant))
    months = motions.queries.months_of(viewer=viewer, since=date.fromisoformat(monthsSince), until=span["until"])
    groups = [{"id": relay.encode("DeputyGroup", viewer.tenant, row["id"]), "name": row["name"]} for row in roster.queries.group_list(viewer=viewer, day=day)]
    return {
        "figures": told, "months": _months(months), "units": {"nodes": _units(viewer, day)}, "groups": groups,
        "categories": motions.queries.categories(viewer=viewer), "responsibleLeaders": motions.queries.leaders(viewer=viewer),
    }  # fmt: skip


def county_figures(request: Any, since: str, until: str, monthsSince: str, **asked: Any) -> dict[str, Any]:  # noqa: N803
    viewer, day, span = request.actor, today(), {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    names = countyviews.queries.towns(viewer=viewer)
    chosen = countyviews.figures.FigureFilter(**span)
    told = _figures(figures_row(countyviews.figures.figures_of(viewer=viewer, chosen=chosen, today=day), "TownCase", viewer.tenant))
    months = countyviews.figures.months_of(viewer=viewer, since=date.fromisoformat(monthsSince), until=span["until"])
    offers, own = (countyviews.figures.offers(viewer=viewer, town=None) for _ in range(2))
    told_of = {"units": [], "groups": [], "leaders": offers.leaders, "categories": offers.categories}
    towns = [{"key": key, "name": name} for key, name in names.items()]
    return {"county": {"towns": towns, "figures": told, "months": _months(months), "figureChoices": told_of, "own": {"groups": own.groups}}}


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    every = [{**one, "key": one["key"].upper(), "countedLabel": Counted(one["counted"]).label} for one in row["all"]]
    return {"all": every, "daysToReply": msgspec.structs.asdict(row["days_to_reply"])}


def _months(months: Any) -> list[dict[str, Any]]:
    return [{**shape(one), "first": one.first.isoformat()} for one in months]


# ---------------------------------------------------------------- a long paper
#: The press as it is, which at its end says the most memory that it had.
PRESS: Final = """
import sys
from console.papers import press
press.main()
sys.stderr.write(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def report(clerk: Actor, town: Tenant, days: int) -> Timed:
    """The report on the handling over so many days, as PDF. Its name says how many pages it has and the most memory that setting it took."""
    most: list[int] = []
    press = subprocess.run

    def told(_command: Any, **given: Any) -> Any:
        done = press([sys.executable, "-c", PRESS], **given)
        most.append(int(done.stderr.split()[-2]) // 1024)
        return done

    made: list[Any] = []

    def work() -> None:
        request: Any = RequestFactory().get("/", {"since": str(today() - timedelta(days=days)), "until": str(today())}, HTTP_HOST="localhost")
        request.actor, request.tenant = clerk, town
        with patch.object(pdf.subprocess, "run", told):
            made.append(papers.of_period(request, "handling", "pdf"))

    took = [seconds(work) for _ in range(3 if days > 10 else 1)]
    assert made[-1].status_code == 200, made[-1].content.decode()
    return Timed(f"a report of {len(pages(made[-1].content))} pages as PDF, which took at most {max(most)} MB", took, 0)
