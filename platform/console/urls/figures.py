"""The pages that count: of a congress, and of a county's towns."""

from __future__ import annotations

from django.urls import path

from console.views import county, figures, papers

urlpatterns = [
    path("figures", figures.figures, name="figures"),
    path("figures/<slug:figure>", figures.records, name="figure"),
    path("figures/of/units", figures.units, name="units-board"),
    path("county/briefing.<slug:printed>", papers.of_county, name="briefing"),
    path("county/figures", figures.county, name="county-figures"),
    path("county/figures/<slug:figure>", figures.county_records, name="county-figure"),
    path("county/silent/<slug:town>", county.silent, name="county-silent"),
]
