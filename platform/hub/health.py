"""For machines: is it alive, can it work, what does it count. On the front door's host, and on each worker's own port."""
from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from audit.commands import address_of

if TYPE_CHECKING:
    from hub.work import Worker


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready when the database answers; 503 with the reason otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM townships_tenant WHERE closed_at IS NULL")
            return JsonResponse({"ready": True, "tenants": cursor.fetchone()[0]})
    except DatabaseError as error:
        return JsonResponse({"ready": False, "why": type(error).__name__}, status=503)


def metrics(request: HttpRequest) -> HttpResponse:
    """For a collector on this machine; to everybody else there is no such page."""
    if not _from_here(request):
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _from_here(request: HttpRequest) -> bool:
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


def serve(port: int, workers: list[Worker]) -> ThreadingHTTPServer:
    """The workers' own /healthz, /readyz and /metrics, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            dead = [worker.name for worker in workers if not worker.is_alive()]
            away = {worker.name: worker.away for worker in workers if worker.away}
            pages: dict[str, tuple[int, bytes]] = {
                "/healthz": (503 if dead else 200, msgspec.json.encode({"dead": dead})),
                "/readyz": (503 if away or dead else 200, msgspec.json.encode({"ready": not away and not dead, "away": away})),
                "/metrics": (200, generate_latest()),
            }
            status, body = pages.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST if self.path == "/metrics" else "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
