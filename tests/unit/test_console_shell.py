"""What stands around the page for whom."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from console.context import page
from console.shell import Shell
from people.actor import Actor, Role, anonymous


class Town:
    """The addresses of a town's host: it has no county board."""

    urlpatterns = [
        path(f"{name}/", lambda request: HttpResponse(), name=name)
        for name in ("desk", "cases", "raise", "mine", "notices", "search", "sign-in", "sign-out")
    ]


class County:
    urlpatterns = [*Town.urlpatterns, path("board/", lambda request: HttpResponse(), name="board")]


def shell_of(actor: Actor | None, urls: type = Town) -> Shell:
    request = RequestFactory().get("/")
    if actor:
        request.actor, request.tenant = actor, SimpleNamespace(name="构元镇")
    with override_settings(ROOT_URLCONF=urls), translation.override("zh-hans"):
        return page(request)["shell"]


def actor(*roles: Role, level: str = "township") -> Actor:
    return Actor(tenant="t610981117", county="c610981", level=level, person_id=uuid4(), name="王芳", roles=frozenset(roles))


def keys(places: tuple) -> list[str]:
    return [place.key for place in places]


def test_a_clerk_finds_the_rooms_that_this_host_has_in_the_order_of_the_rail() -> None:
    shell = shell_of(actor(Role.CLERK))
    assert (shell.congress, shell.person, shell.role) == ("构元镇人民代表大会", "王芳", "人大办")
    assert keys(shell.rail) == ["desk", "cases"]
    assert shell.verbs == ()
    assert shell.sign_out_href == "/sign-out/"


def test_a_deputy_has_three_verbs_at_the_bottom_of_the_phone() -> None:
    assert keys(shell_of(actor(Role.DEPUTY)).verbs) == ["raise", "mine", "notices"]


def test_one_person_with_two_roles_has_the_places_of_both() -> None:
    shell = shell_of(actor(Role.DEPUTY, Role.CHAIR))
    assert keys(shell.rail) == ["desk", "cases", "raise", "mine", "notices"]
    assert shell.role == "主席 · 代表"


@pytest.mark.parametrize(("level", "urls", "board"), [("county", County, True), ("township", County, False), ("county", Town, False)])
def test_the_board_is_the_counties_office_only(level: str, urls: type, board: bool) -> None:
    assert ("board" in keys(shell_of(actor(Role.CLERK, level=level), urls).rail)) is board


def test_a_stranger_is_offered_the_way_in_and_nothing_else() -> None:
    shell = shell_of(anonymous("t610981117", "c610981", "township"))
    assert shell.sign_in_href == "/sign-in/"
    assert (shell.rail, shell.verbs, shell.search_href, shell.notices_href, shell.sign_out_href) == ((), (), "", "", "")


def test_the_door_has_a_shell_before_anybody_is_known() -> None:
    assert shell_of(None).congress == "乡镇人大"
