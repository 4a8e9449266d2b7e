"""The pages of one congress, town or county."""

from __future__ import annotations

from console.urls import look

urlpatterns = [*look.urlpatterns]
