"""From the server to Django, and who gets there.

Granian's event loop takes requests in whole, with a deadline, and only then asks for a place to work: a client that trickles its body holds no
thread, and too much work is turned away before it takes a thread or a database connection (admission.py). Django itself stays synchronous.
"""

from __future__ import annotations

import asyncio
import io
import ipaddress
import logging
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import psutil
from django.conf import settings
from prometheus_client import Counter, Gauge

from hub.admission import Keeping, Lane, Room, TurnedAway
from hub.refusals import Answer, refusal

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

log = logging.getLogger(__name__)
LIGHT: Final = ("/healthz", "/readyz", "/metrics", "/static/")
LIGHT_PLACES: Final = 2  # besides the others, so that these answer whatever the load is
WAITING: Final = 4  # in line for each place
LARGEST: Final = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # bytes of a request's body
SLOWEST: Final = 20.0  # seconds until a body has arrived whole
ROOM: Final = 64 * LARGEST
LARGEST_WITH_FILE, SLOWEST_WITH_FILE = 16 * LARGEST, 180.0
SILENT: Final = 30  # seconds after which a connection whose other end takes nothing any more is given up
TURNED: Final = Counter("townships_turned_away_total", "Requests answered without any work", ["status"])
IN_LINE: Final = Gauge("townships_requests_waiting", "Requests that wait for a place", ["lane"])
WORKING: Final = Gauge("townships_requests_working", "Requests in work", ["lane"])
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gateway:
    """An application of the server's own interface (RSGI) around a WSGI application. `proxies` are the addresses whose word on the client counts."""

    def __init__(self, app: Wsgi, places: int, proxies: frozenset[str]) -> None:
        self.app, self.proxies = app, proxies
        self.work = _lane("work", places, share=max(1, places * 3 // 4))
        self.light = _lane("light", LIGHT_PLACES, share=1)
        self.room = Room(ROOM, ROOM // 4)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        open_files()
        give_up_the_silent()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        status, headers, body = await self._answered(scope, proto)
        proto.response_bytes(status, headers, body)

    async def _answered(self, scope: Scope, proto: HTTPProtocol) -> Answer:
        try:
            return await self._served(scope, proto)
        except TurnedAway as turned:
            status = turned.status
            TURNED.labels(str(status)).inc()
        except Exception:
            status = 500
            log.exception("a request failed outside of the application", extra={"path": scope.path})
        return refusal(status, scope.method, scope.path, scope.headers.get("accept"))

    async def _served(self, scope: Scope, proto: HTTPProtocol) -> Answer:
        who = caller(scope, self.proxies)
        line = line_of(who)
        lane, threads = self.light if scope.path.startswith(LIGHT) else self.work
        with self.room.keeping(line) as keeping:
            environ = environment(scope, who, await taken_in(scope, proto, keeping), self.proxies)
            async with lane.place(line):
                return await asyncio.get_running_loop().run_in_executor(threads, self._worked, environ)

    def _worked(self, environ: dict[str, Any]) -> Answer:
        """In a thread: the whole answer, so that no thread waits for a client that reads slowly."""
        told: list[Any] = []
        chunks = self.app(environ, lambda status, headers, exc_info=None: told.extend((int(status[:3]), headers)))
        try:
            return told[0], told[1], b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()


def _lane(name: str, places: int, share: int) -> tuple[Lane, ThreadPoolExecutor]:
    lane = Lane(places, share, most=max(16, places * WAITING))
    IN_LINE.labels(name).set_function(lambda: lane.waiting)
    WORKING.labels(name).set_function(lane.working.total)
    return lane, ThreadPoolExecutor(places, thread_name_prefix=name)


# ---------------------------------------------------------------- connections
def open_files() -> None:
    """As many as the system lets this process have: a connection is a file, and many systems begin at 1,024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def give_up_the_silent() -> None:
    """The system closes a connection that takes no data for a while: one whose client is gone, or does not read. Accepted sockets inherit this."""
    listening = [one.fd for one in psutil.Process().net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    for number in listening:
        with socket.socket(fileno=os.dup(number)) as listener:
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT * 1000)


# ---------------------------------------------------------------- who it is
def caller(scope: Scope, proxies: frozenset[str]) -> str:
    """The address of the client. What a proxy of ours says of it counts; what anybody else says does not."""
    return next((one for one in heard(scope, proxies, "x-forwarded-for") if one not in proxies), peer_of(scope))


def heard(scope: Scope, proxies: frozenset[str], header: str) -> list[str]:
    """What a proxy of ours says in that header, the last said first: what stands before it, the client may have written."""
    if peer_of(scope) not in proxies:
        return []
    said = ",".join(value for name, value in scope.headers.items() if name == header)
    return [one for part in reversed(said.split(",")) if (one := part.strip())]


def peer_of(scope: Scope) -> str:
    return scope.client.rpartition(":")[0].strip("[]")


def line_of(address: str) -> str:
    """Whose line it is: one IPv6 customer has a whole /64."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


# ---------------------------------------------------------------- what is asked
async def taken_in(scope: Scope, proto: HTTPProtocol, keeping: Keeping) -> bytes:
    """The request's body. Raises `TurnedAway`: 411 no length, 413 too large, 408 too slow, 400 not whole, 503 no room.

    Without a length one could not tell a body that broke off from a whole one (the server does not say), and half a text would be taken for all of it.
    """
    if "transfer-encoding" in scope.headers:
        raise TurnedAway(411)
    length, (most, seconds) = int(scope.headers.get("content-length", "0")), allowed(scope)
    if length > most:
        raise TurnedAway(413)
    body = await _received(proto, keeping, seconds) if length else b""
    if len(body) != length:
        raise TurnedAway(400)
    return body


def allowed(scope: Scope) -> tuple[int, float]:
    """Bytes and seconds of a body. One with a file may be larger, and a telephone takes its time to send it: it holds no thread meanwhile."""
    with_file = scope.headers.get("content-type", "").startswith("multipart/form-data")
    return (LARGEST_WITH_FILE, SLOWEST_WITH_FILE) if with_file else (LARGEST, SLOWEST)


async def _received(proto: HTTPProtocol, keeping: Keeping, seconds: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in proto:
                keeping.add(len(chunk))
                body += chunk
    except TimeoutError:
        raise TurnedAway(408) from None
    return bytes(body)


def environment(scope: Scope, who: str, body: bytes, proxies: frozenset[str]) -> dict[str, Any]:
    """The request as WSGI tells it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers_of(scope).items()}
    secure = heard(scope, proxies, "x-forwarded-proto")[:1] == ["https"]
    return {
        **told,
        "CONTENT_TYPE": told.get("HTTP_CONTENT_TYPE", ""), "CONTENT_LENGTH": str(len(body)) if body else "",
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": _as_wsgi(scope.path), "QUERY_STRING": _as_wsgi(scope.query_string),
        "SERVER_NAME": host.strip("[]"), "SERVER_PORT": port, "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "REMOTE_ADDR": who,
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False,
        "wsgi.run_once": False, "wsgi.url_scheme": "https" if secure else scope.scheme,
    }  # fmt: skip


def headers_of(scope: Scope) -> dict[str, str]:
    """Left out: one with an underscore, which would pass for one with a hyphen, and what proxies say, which has been heard (`caller`)."""
    told: dict[str, str] = {}
    for name, value in scope.headers.items():
        if "_" not in name and not name.startswith(("x-forwarded-", "forwarded")):
            told[name] = f"{told[name]}{';' if name == 'cookie' else ','}{value}" if name in told else value
    return told


def _as_wsgi(text: str) -> str:
    return text.encode().decode("latin1")
