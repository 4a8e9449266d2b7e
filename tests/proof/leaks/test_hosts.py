"""The real web server, spoken to by hand: whatever stands where a host may stand, a proof of one congress opens no other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import Committed
from tests.proof.leaks.callers import STRANGERS, Caller, Rights
from tests.proof.leaks.marks import shown_in
from tests.proof.leaks.matrix import Scene
from tests.proof.leaks.world import NEIGHBOUR, VICTIM
from tests.support.live import Live, live

ASKED = quote("{ deputies { nodes { name phone } } }")
CLERK = Caller(NEIGHBOUR, "clerk", "token")
#: The first line's target and the lines that name a host: {own} is where the token is from.
FORMS = {
    "absolute address": ("http://{victim}/graphql", ("Host: {own}",)),
    "absolute address of the own": ("http://{own}/graphql", ("Host: {victim}",)),
    "two hosts": ("/graphql", ("Host: {own}", "Host: {victim}")),
    "two hosts, turned round": ("/graphql", ("Host: {victim}", "Host: {own}")),
    "a list": ("/graphql", ("Host: {own}, {victim}",)),
    "a user before the host": ("/graphql", ("Host: {own}@{victim}",)),
    "a path in the host": ("/graphql", ("Host: {victim}/{own}",)),
    "a space": ("/graphql", ("Host: {victim} {own}",)),
    "a folded line": ("/graphql", ("Host: {own}", " {victim}")),
    "the other in capitals, with dot and port": ("/graphql", ("Host: {VICTIM}.:80",)),
    "forwarded": ("/graphql", ("Host: {own}", "X-Forwarded-Host: {victim}", "Forwarded: host={victim}")),
    "no host": ("/graphql", ()),
}  # fmt: skip


@pytest.fixture
def web(own: Committed, tmp_path: Path) -> Iterator[Live]:
    with live(own.url, tmp_path) as running:
        yield running


def test_no_way_of_writing_a_host_opens_another_congress(web: Live, scene: Scene) -> None:
    rights, own, victim = Rights(scene.found, scene.marks), scene.found[NEIGHBOUR].host, scene.found[VICTIM].host
    assert rights.marks.keys() & shown_in(_said(web, scene, "/graphql", ("Host: {own}",), own, victim)), "the token opens its own congress"
    for name, (target, lines) in FORMS.items():
        shown = shown_in(_said(web, scene, target, lines, own, victim)) & rights.marks.keys()
        seen = {mark for mark in shown if rights.may_see(CLERK, mark, NEIGHBOUR) or rights.may_see(STRANGERS, mark, VICTIM)}
        assert shown == seen, f"{name} shows {shown - seen}"


def _said(web: Live, scene: Scene, target: str, lines: tuple[str, ...], own: str, victim: str) -> str:
    """The whole answer; asked again where the machine was too busy to give one."""
    while "time_limit" in (said := _answer(web, scene, target, lines, own, victim)):
        continue
    return said


def _answer(web: Live, scene: Scene, target: str, lines: tuple[str, ...], own: str, victim: str) -> str:
    names = {"own": own, "victim": victim, "VICTIM": victim.upper()}
    head = [f"GET {target.format(**names)}?query={ASKED} HTTP/1.1", *(line.format(**names) for line in lines)]
    head += [f"Authorization: Bearer {scene.found[NEIGHBOUR].tokens['clerk']}", "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as connection:
        connection.sendall("\r\n".join(head).encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")
