"""Every page that the URL table knows, as the person who may open it: in both languages and themes, on a phone and on a desk.

A new page joins by itself; one whose address holds a new kind of part fails here until SAMPLES says what may stand there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import COUNTY, DESK, NEIGHBOUR, PHONE, TOWN, Site, sign_in
from tests.support import matters
from tests.support.house import House

pytestmark = pytest.mark.chromium
FIRST_LOAD = 150 * 1024
#: A folder for a picture of every page in every view (`make screenshots`); without it none is taken.
PICTURES = os.environ.get("PICTURES", "")
CONGRESS, FRONT = "hub.urls.congress", "hub.urls.front"
#: Pages for machines, addresses that only take a form, and GraphiQL, which is vendored and for engineers.
NO_PAGES = {
    "look", "set-language", "sign-out", "healthz", "readyz", "metrics", "graphql", "graphql-explorer",
    "files", "file", "file-preview", "file-add", "file-remove", "call", "message-again", "briefing", "calendar-feed", "calendar-address",
    "card", "sign-in-code", "password", "cards-issue", "card-revoke", "password-help", "second-factor-asked", "second-factor-off",
    "second-factor-off-for", "filter-save", "filter-remove",
    "case-paper", "town-case-paper", "handover-paper", "period-paper", "sheet", "raise-together",
    "cite", "uncite", "similar-draft",
    "imports", "import-template", "open-feed", "open-code", "telling-step", "bulk",
}  # fmt: skip
PLAIN = re.compile(r"[^\w=]+")
#: Each language with each theme and each width, and each theme with each width.
VIEWS = [("zh-hans", "light", PHONE), ("zh-hans", "dark", DESK), ("en", "dark", PHONE), ("en", "light", DESK)]
#: Who opens a town's and a county's pages, the first of them who may.
VISITORS = [(TOWN, "clerk.gouyuan"), (TOWN, "deputy.gouyuan"), (COUNTY, "clerk.xunyang")]
#: The same page in a state worth a look of its own.
MORE = [
    (TOWN, "unit.gouyuan", "/"),
    (TOWN, "chair.gouyuan", "/"),
    (NEIGHBOUR, "clerk.neighbour", "/"),
    (NEIGHBOUR, "clerk.neighbour", "/cases"),
    (NEIGHBOUR, "clerk.neighbour", "/oversight"),
    (NEIGHBOUR, "deputy.neighbour", "/mine"),
    (TOWN, "clerk.gouyuan", "/search?q=没有这样的事"),
    (TOWN, "clerk.gouyuan", "/board"),
    (TOWN, "clerk.gouyuan", "/nothing-here"),
    (TOWN, "", "/"),
    (TOWN, "", "/card?k=replaced"),
    (TOWN, "", "/password?k=used"),
    ("999999", "", "/"),
]


@pytest.fixture(scope="module")
def filled() -> Callable[[House, House], None]:
    """Something in every state."""
    from townships.context import tenant_context

    def fill(town: House, county: House) -> None:
        with tenant_context(town.tenant):
            matters.busy(town)
            matters.told(town)
        with tenant_context(county.tenant):
            matters.suggestion(county, to="signed")

    return fill


@pytest.fixture(scope="module")
def samples(site: Site, django_db_blocker: Any) -> dict[str, list[str]]:
    """What may stand in an address, by the name of the part."""
    from deadlines.queries import deadlines
    from townships.clock import local_date
    from townships.context import tenant_context
    from townships.paging import Page as Asked

    with site.committed.login("worker"), tenant_context(site.town.tenant):
        import motions.queries
        import oversight.queries

        clerk, today = site.town.actor("clerk"), local_date(site.town.now)
        listed = motions.queries.cases(viewer=clerk, today=today, page=Asked(first=50)).rows
        cases, ended = [str(row["id"]) for row in listed], [str(row["id"]) for row in listed if row["public"] and row["state"] == "concluded"]
        found = oversight.queries.supervisions(viewer=clerk, today=today, page=Asked(first=50))
        supervisions = [str(row["id"]) for row in found.rows]
        subject = f"case/{cases[-1]}"
        [due, *_rest] = deadlines(viewer=clerk, subjects=[subject])[subject]
        meeting, task, look_back = matters.handover(site.town), matters.from_county(site.town), matters.look_back(site.town)
        drafts = [str(matters.cosigning(site.town, kind)) for kind in ("suggestion", "motion")]
        sheet = matters.sheet(site.town)
    with site.committed.login("worker"), tenant_context(site.county.tenant):
        matter = matters.from_town(site.county)
    return {
        "case_id": [cases[0], cases[4], cases[7], cases[-2]], "supervision_id": supervisions, "deadline_id": [str(due.id)], "handover_id": [str(meeting)],
        "screen": ["where", "what"], "kind": ["motion"], "cosigning_id": drafts, "step": [], "about": [],
        "deputy_id": [str(next(iter(site.town.deputies.values())))], "telling_id": [],
        "figure": ["filed", "days_to_reply"], "town": [site.town.tenant.schema_name], "letter_id": [],
        "task_id": [str(task)], "look_back_id": [str(look_back.id)], "visit_id": [str(look_back.visit)], "matter_id": [str(matter)],
        "import_id": [str(sheet)], "outcome_id": ended[:1],
    }  # fmt: skip


def routes(urlconf: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, route and the names of the parts of every address below a URL table."""

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str, list[str]]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield one.name or str(one.pattern), "/" + before + str(one.pattern), list(one.pattern.converters)

    return walk(get_resolver(urlconf).url_patterns, "")


def addresses(urlconf: str, samples: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Every page with sample parts: several where its state makes it another page."""
    for name, route, parts in routes(urlconf):
        if name in NO_PAGES or "step" in parts:
            continue
        unknown = [part for part in parts if part not in samples]
        assert not unknown, f"{route}: say in SAMPLES what {unknown} may be"
        firsts, others = (samples[parts[0]] if parts else [""]), [samples[part][0] for part in parts[1:]]
        yield name, [_filled(route, [value, *others]) for value in firsts]


def _filled(route: str, values: list[str]) -> str:
    for value in values:
        head, sign, tail = route.partition("<")
        route = head + value + tail.partition(">")[2] if sign else route
    return route


class Visit:
    """Opens pages and keeps what must not be: requests to elsewhere, violations of the content policy, failures in scripts."""

    def __init__(self, context: BrowserContext, site: Site, view: str) -> None:
        self.site, self.wrong, self.view = site, [], view  # type: ignore[var-annotated]
        self.page: Page = context.new_page()
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))

    def _request(self, request: Any) -> None:
        host = urlsplit(request.url)
        if host.scheme != "data" and not f"{host.hostname}:{host.port}".endswith(f"localhost:{self.site.live.port}"):
            self.wrong.append(f"{self.page.url} asks {request.url}")

    def _console(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def look(self, host: str, path: str) -> int:
        """Opens everything that can be opened, then asks axe. The status of the answer."""
        answer = self.page.goto(self.site.at(host, path))
        assert answer is not None
        if answer.status == 200:
            self.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / self.view / f"{PLAIN.sub('-', f'{host}{path}').strip('-')}.png", full_page=True)
        for violation in Axe().run(self.page).response["violations"]:
            where = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            self.wrong.append(f"{host} {path}: {violation['id']}: {violation['help']}: {where}")
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width[0] > width[1]:
            self.wrong.append(f"{host} {path}: {width[0]} px wide on a screen of {width[1]}")
        return answer.status


def _context(browser: Browser, site: Site, language: str, theme: str, width: int) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="zh-CN")
    for host in (TOWN, NEIGHBOUR, COUNTY, "", "999999"):
        url = site.at(host)
        context.add_cookies([{"name": "django_language", "value": language, "url": url}, {"name": "theme", "value": theme, "url": url}])
    return context


@pytest.mark.parametrize(("language", "theme", "width"), VIEWS)
def test_every_page_is_for_everybody(browser: Browser, site: Site, samples: dict[str, list[str]], language: str, theme: str, width: int) -> None:
    context = _context(browser, site, language, theme, width)
    visit, wanted = Visit(context, site, f"{language}-{theme}-{width}"), dict(addresses(CONGRESS, samples))
    opened: set[str] = set()
    for host, login in VISITORS:
        sign_in(visit.page, site, host, login)
        for name, paths in wanted.items():
            if name not in opened and [visit.look(host, path) for path in paths].count(200) == len(paths):
                opened.add(name)
    assert set(wanted) - opened == set(), "nobody may open these pages"
    _others(visit, site, samples)
    context.close()
    assert not visit.wrong, "\n".join(visit.wrong)


def _others(visit: Visit, site: Site, samples: dict[str, list[str]]) -> None:
    signed_in = ""
    for host, login, path in MORE:
        if login != signed_in:
            visit.page.context.clear_cookies(name="sessionid")
            signed_in = login
            if login:
                sign_in(visit.page, site, host, login)
        visit.look(host, path)
    for _name, paths in addresses(FRONT, samples):
        for path in paths:
            visit.look("", path)


def test_a_failed_form_is_for_everybody_too(site: Site, person: Callable[..., Page]) -> None:
    page = person("clerk.gouyuan", width=PHONE)
    page.goto(site.at(TOWN, "/cases/new"))
    page.locator("main form button.primary").click()
    assert page.locator(".summary").is_visible()
    assert Axe().run(page).response["violations"] == []


def test_the_first_load_of_a_first_page_is_small(browser: Browser, site: Site) -> None:
    for host, login in [(TOWN, "clerk.gouyuan"), (TOWN, "deputy.gouyuan"), (COUNTY, "clerk.xunyang")]:
        context = browser.new_context()
        page = context.new_page()
        sign_in(page, site, host, login)
        state = context.storage_state()
        context.close()
        fresh = browser.new_context(storage_state=state).new_page()
        sizes: list[int] = []
        fresh.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
        fresh.goto(site.at(host), wait_until="networkidle")
        assert len(sizes) >= 4
        assert sum(sizes) <= FIRST_LOAD
        fresh.context.close()
