"""What cannot be digested is laid aside with what follows it; all others go on; the operators are told; after the cure it comes in order."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from http.cookiejar import CookieJar

from tests.proof.faults.build import OPERATOR, PASSWORD
from tests.proof.faults.checks import search_equals_the_views, the_views_equal_the_towns
from tests.proof.faults.poison import CHOKED, Put, put
from tests.proof.faults.run import Outcome, Run
from tests.proof.faults.schedule import Attack

DIGESTERS = ("projector", "indexer")
PARKED = 'SELECT split_part(consumer, \':\', 1), subject, error, body FROM bus_parked ORDER BY consumer, subject, id'


def test_poison(engines: str, attack: Callable[..., Outcome], seed: int) -> None:
    outcome = attack(Attack(seed=seed, engines=engines, asks=12, control="a program that chokes", story="poison"), story)
    assert not outcome.differences, outcome.told()


def story(run: Run) -> None:
    with run.world.admin_on(run.name) as database:
        run.until("a case is told", lambda: database.execute("SELECT FROM outbox_fact WHERE subject LIKE 'case/%%'").rowcount > 0)
        made = put(database)
        run.without |= made.all
        run.until("the writers", run.written)
        run.until("what can be digested is", lambda: not run.waiting())
        _is_laid_aside(run, made)
        _the_others_went_on(run, made)
        _operators_are_told(run)
        _cure(run)
        run.until("what was put in is in the views", lambda: not run.waiting())
        _is_there_again(run, made)


def _parked(run: Run) -> dict[tuple[str, str], list[tuple[str, bytes]]]:
    with run.world.admin_on(run.name) as database:
        found = defaultdict(list)
        for consumer, subject, error, body in database.execute(PARKED):
            found[consumer, "unreadable" if subject.startswith("unreadable/") else subject].append((error, bytes(body)))
        return found


def _is_laid_aside(run: Run, made: Put) -> None:
    """Each kind at each consumer that it concerns; only the first of a subject has an error, the others wait behind it."""
    parked = _parked(run)
    for consumer in DIGESTERS:
        errors = {subject: held[0][0] for (who, subject), held in parked.items() if who == consumer}
        assert "KeyError" in errors[made.newer]
        assert "UnknownType" in errors[made.unknown]
        assert "incarnation" in errors["unreadable"]
        choked = [subject for subject, error in errors.items() if "cannot digest" in error]
        assert choked
        assert all(subject[-1] in CHOKED for subject in choked)
        assert [error for error, _ in parked[consumer, made.newer]][1:] == [""]
        run.measured[f"{consumer}: subjects laid aside"] = len(errors)
    assert all(not error for (_, subject), held in parked.items() if subject != "unreadable" for error, _ in held[1:])


def _the_others_went_on(run: Run, made: Put) -> None:
    """Views and search have the last of all subjects that are not parked."""
    aside = {subject for _, subject in _parked(run)}
    with run.world.admin_on(run.name) as database:
        seen = run.evidence(database, aside)
        found = [*the_views_equal_the_towns(seen), *search_equals_the_views(seen)]
        run.measured["subjects that went on"] = len({(fact.tenant, fact.subject) for fact in seen.facts})
    assert not found, found[:5]


def _operators_are_told(run: Run) -> None:
    status, told = run.operate("status")
    assert status == 1
    assert "cannot digest" in told.replace("\n", " ")
    page = _status_page(run)
    assert "cannot digest" in page
    assert "Something needs you" in page or "有事需要处理" in page


def _status_page(run: Run) -> str:
    """As an operator reads it, signed in by the form."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Host", f"localhost:{run.port}"), ("Accept-Language", "en")]
    address = f"http://localhost:{run.port}"
    with browser.open(f"{address}/sign-in", timeout=30) as form:
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.read().decode()))
    given = urllib.parse.urlencode({**hidden, "login": OPERATOR, "password": PASSWORD, "next": "/status"}).encode()
    with browser.open(urllib.request.Request(f"{address}/sign-in", given, {"Referer": f"{address}/sign-in"}), timeout=30):
        pass
    with browser.open(f"{address}/status", timeout=30) as page:
        return page.read().decode()


def _cure(run: Run) -> None:
    """The newer program is started in place of the other; then what is parked is tried again."""
    run.spoilt = "a newer program"
    for name in run.workers():
        run.restart(name)
    if run.topic:
        run.garble()
        run.until("the garbled message is laid aside", lambda: ("projector", "unreadable") in _garbled(run))
    for consumer in ("projector", "indexer", "reactor", "notifier", "recorder"):
        status, told = run.operate("replay", consumer, *(["--discard"] if run.topic else []))
        assert status == 0, told


def _garbled(run: Run) -> set[tuple[str, str]]:
    return {key for key, held in _parked(run).items() if any(b"\xff" in body for _, body in held)}


def _is_there_again(run: Run, made: Put) -> None:
    """The last of each subject is in the views; then they are made anew, so that nothing stays of what no town has."""
    with run.world.admin_on(run.name) as database:
        assert not database.execute("SELECT FROM bus_parked").fetchall()
        for subject in (made.newer, made.unreadable):
            rows = [row for county in run.world.people.counties for row in database.execute(VERSION.format(county.schema), [subject[5:]])]
            assert rows == [(2,)], (subject, rows)
    assert run.operate("rebuild", "views")[0] == 0
    assert run.operate("rebuild", "search")[0] == 0


VERSION = "SELECT version FROM {}.countyviews_caseview WHERE id = %s"
