"""The pages between a county and its towns."""

from __future__ import annotations

from django.urls import path

from console.views import guidance

urlpatterns = [
    path("county/towns/<slug:town>", guidance.town, name="county-town"),
    path("county/towns/<slug:town>/<slug:step>", guidance.town, name="county-town-step"),
    path("letters", guidance.letters, name="letters"),
    path("letters/<record:letter_id>", guidance.letter, name="letter"),
]
