"""The page of all components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from console import specimens


def components(request: HttpRequest) -> HttpResponse:
    """Every component with long names, no data and much data. In development and demonstration only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "console/components.html", specimens.context(wrong="wrong" in request.GET))
