"""A real Chromium, and a real site for it: two towns and their county, filled once for a module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import Committed, leave_out
from tests.support.cluster import Cluster
from tests.support.house import PASSWORD, House, settle
from tests.support.live import Live, live

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
TOWN, NEIGHBOUR, COUNTY = "610981117", "610981101", "610981"
PHONE, DESK = 360, 1280


@dataclass(frozen=True)
class Site:
    """The running site, and who lives in it. `committed` looks into its database."""

    live: Live
    town: House
    county: House
    committed: Committed

    def at(self, host: str, path: str = "/") -> str:
        return self.live.at(host, path)


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Playwright keeps an event loop on this thread, in which Django's connection is used all the same: only by us, and only meanwhile."""
    if not Path(CHROMIUM).exists():
        leave_out(request, "chromium", f"there is no {CHROMIUM}")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture(scope="module")
def filled() -> Callable[[House, House], None]:
    """What the module's site begins with, besides people. A module says more by a fixture of this name."""
    return lambda town, county: None


@pytest.fixture(scope="module")
def site(browser: Browser, cluster: Cluster, django_db_setup: None, django_db_blocker: Any, filled: Any, tmp_path_factory: Any) -> Iterator[Site]:
    name = f"site_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template")
    own = Committed(cluster, name)
    with django_db_blocker.unblock():
        town, county = _settle(own, filled)
        with live(own.url, tmp_path_factory.mktemp("live")) as running:
            yield Site(running, town, county, own)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _settle(own: Committed, filled: Callable[[House, House], None]) -> tuple[House, House]:
    from townships.context import tenant_context
    from townships.models import Tenant

    with own.login("worker"):
        houses = []
        for schema, slug in (("t610981117", "gouyuan"), ("t610981101", "neighbour"), ("c610981", "xunyang")):
            tenant = Tenant.objects.get(schema_name=schema)
            with tenant_context(tenant):
                houses.append(settle(tenant, slug, datetime.now(UTC)))
        filled(houses[0], houses[2])
    return houses[0], houses[2]


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A page of somebody who has signed in: person("clerk.gouyuan"), person("deputy.gouyuan", width=PHONE)."""
    opened: list[BrowserContext] = []

    def come(login: str, host: str = TOWN, width: int = DESK, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 740}, locale="zh-CN", **options)
        opened.append(context)
        page = context.new_page()
        sign_in(page, site, host, login)
        return page

    yield come
    for context in opened:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """What the last page showed and what the processes wrote stands in the report of a test that failed."""
    report: Any = yield
    given = getattr(item, "funcargs", {})
    if report.when == "call" and report.failed and "site" in given and "browser" in given:
        for page in [page for context in given["browser"].contexts for page in context.pages][-3:]:
            report.sections.append((f"page {page.url}", page.locator("body").inner_text(timeout=5000)[:3000]))
        report.sections.append(("log of the site", given["site"].live.log.read_text(errors="replace")[-6000:]))
    return report  # type: ignore[return-value]


def sign_in(page: Page, site: Site, host: str, login: str) -> None:
    page.goto(site.at(host, "/sign-in"))
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
