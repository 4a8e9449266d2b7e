"""The pages of the front door."""

from __future__ import annotations

from console.urls import look

urlpatterns = [*look.urlpatterns]
