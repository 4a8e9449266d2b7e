"""The pages of the front door."""

from __future__ import annotations

from django.urls import path

from console.urls import look
from console.views import audit, front

urlpatterns = [
    path("", front.front, name="front"),
    path("status", front.status, name="status"),
    path("audit", audit.of_platform, name="audit"),
    *look.urlpatterns,
]
