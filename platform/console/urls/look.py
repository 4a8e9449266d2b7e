"""Addresses that every host has: the page of components."""

from __future__ import annotations

from django.urls import path

from console.views import look

urlpatterns = [
    path("_components", look.components, name="components"),
]
