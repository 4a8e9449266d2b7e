"""One POST to an address that somebody chose: to no host inside, whatever its name resolves to, and along no redirect.

The name is resolved once, every address that it has is looked at, and the connection goes to one of those: a name that says something else a moment
later is not asked again.
"""
from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from notices.rules import is_inner, place_of

SECONDS: Final = 10.0
Resolve = Callable[..., list[Any]]


class Inner(Exception):
    """Nothing is sent there, today or later."""


class Failed(Exception):
    """Not this time."""


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, allowed: frozenset[str] = frozenset(), resolve: Resolve | None = None
) -> None:
    """Raises `Inner` or `Failed`, with words for the clerk."""
    host, port = place_of(address)
    parts = urlsplit(address)
    try:
        line = _connected(parts.scheme, host, port, _addresses(host, port, allowed, resolve or socket.getaddrinfo))
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            line.request("POST", target, body, {**headers, "Connection": "close"})
            answer = line.getresponse()
            answer.read(1024)
        finally:
            line.close()
    except (OSError, http.client.HTTPException) as error:
        raise Failed(f"{type(error).__name__}: {error}") from error
    if 300 <= answer.status < 400:
        raise Failed(f"{answer.status}: redirects are not followed")
    if not 200 <= answer.status < 300:
        raise Failed(f"answered {answer.status}")


def _addresses(host: str, port: int, allowed: frozenset[str], resolve: Resolve) -> list[tuple[Any, ...]]:
    """(family, sockaddr) of the host. One inner address among several is enough to refuse."""
    found = [(entry[0], entry[4]) for entry in resolve(host, port, type=socket.SOCK_STREAM)]
    inner = [place[0] for _, place in found if is_inner(ip_address(place[0].partition("%")[0]))]
    if inner and f"{host}:{port}" not in allowed:
        raise Inner(f"{host} is inside ({inner[0]})")
    return found


def _connected(scheme: str, host: str, port: int, addresses: list[tuple[Any, ...]]) -> http.client.HTTPConnection:
    family, place = addresses[0]
    line = http.client.HTTPConnection(host, port, timeout=SECONDS)
    own = socket.socket(family, socket.SOCK_STREAM)
    own.settimeout(SECONDS)
    try:
        own.connect(place)
        line.sock = ssl.create_default_context().wrap_socket(own, server_hostname=host) if scheme == "https" else own
    except BaseException:
        own.close()
        raise
    return line
