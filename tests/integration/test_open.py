"""What everybody may see of a congress without an account: outcomes and nobody's name, each congress its own, also out of the cache."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from tests.integration.test_console_pages import _signed_in
from tests.support import matters
from tests.support.graphql_api import data, gid, stranger
from tests.support.house import DEPUTIES, House, settle

from townships.context import tenant_context

NEIGHBOUR = "610981101.localhost"


@pytest.fixture
def house(town: Any) -> House:
    cache.clear()
    return settle(town, "gouyuan", datetime.now(UTC))


@override_settings(DEMO=True)
def test_outcomes_are_read_without_an_account_and_without_names(house: House) -> None:
    ended = matters.suggestion(house, "修一座桥", to="concluded", days=40)
    matters.suggestion(house, "不公开的事", to="concluded", days=40, public=False)
    still = matters.suggestion(house, "还在办的事", to="in_hand", days=20)
    voter = _signed_in()
    page = voter.get("/open").content.decode()
    assert "修一座桥" in page
    shown = voter.get(f"/open/{ended}").content.decode()
    assert "路基修复已列入" in shown
    feed = voter.get("/open/feed.xml")
    assert "Cookie" in feed["Vary"]
    assert (feed["Content-Type"].partition(";")[0], f"/open/{ended}" in feed.content.decode()) == ("application/atom+xml", True)
    assert voter.get("/open/code.svg")["Content-Type"] == "image/svg+xml"
    for read in (page, shown, feed.content.decode()):
        assert not [name for name, *_rest in DEPUTIES if name in read]
        assert "不公开的事" not in read
        assert "还在办的事" not in read
    assert voter.get(f"/open/{still}").status_code == 404
    assert "修一座桥" in voter.get("/open?q=桥").content.decode()
    assert "修一座桥" not in voter.get("/open?q=水渠").content.decode()
    assert "/open" in voter.get("/").content.decode()


@override_settings(DEMO=True)
def test_each_congress_tells_its_own_also_out_of_the_cache(house: House, neighbour: Any) -> None:
    matters.suggestion(house, "修一座桥", to="concluded", days=40)
    with tenant_context(neighbour):
        other = settle(neighbour, "neighbour", datetime.now(UTC))
        matters.suggestion(other, "清一条渠", to="concluded", days=40)
    for _again in range(2):
        here, there = _signed_in().get("/open").content.decode(), _signed_in(host=NEIGHBOUR).get("/open").content.decode()
        assert ("修一座桥" in here, "清一条渠" in here) == (True, False)
        assert ("修一座桥" in there, "清一条渠" in there) == (False, True)


def test_a_stranger_does_not_find_out_who_raised_what(house: House) -> None:
    matters.suggestion(house, "修一座桥", to="concluded", days=40)
    nobody, deputy = stranger(house.tenant), gid("Deputy", house.tenant, house.deputies[DEPUTIES[0][0]])
    assert data(nobody, "{ publicCases { nodes { title proposers { name } } } }")["publicCases"]["nodes"] == [{"title": "修一座桥", "proposers": []}]
    asked = "query ($id: ID) { publicCases(filter: { deputyId: $id }) { totalCount } }"
    assert data(nobody, asked, id=deputy)["publicCases"]["totalCount"] == 0
    assert data(nobody, asked, id=None)["publicCases"]["totalCount"] == 1
