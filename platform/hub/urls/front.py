"""The front door: the platform's own host, outside of every congress."""
from __future__ import annotations

from django.urls import include, path

from hub import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("", include("accounts.urls")),
    path("", include("console.urls.front")),
]
handler404, handler403, handler500 = "console.views.errors.not_found", "console.views.errors.forbidden", "console.views.errors.server_error"
