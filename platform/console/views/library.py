"""The law as it speaks here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.pages import ask, for_members


@for_members
def library(request: HttpRequest) -> HttpResponse:
    """Each matter with the rule in force and what was passed over for it."""
    data = ask(request, "library", on=request.GET.get("on") or None)
    told = {"section": "library", "matters": matters(data["rules"])}
    return render(request, "console/library.html", told)


def matters(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rules by the matter that they are about: those in force, and those passed over for them."""
    ordered = sorted(rules, key=lambda one: (one["rule"]["keyLabel"], one["rule"]["key"]))
    groups = [list(found) for _key, found in groupby(ordered, key=lambda one: one["rule"]["key"])]
    return [
        {
            "word": found[0]["rule"]["keyLabel"],
            "in_force": [one["rule"] for one in found if one["inForce"]],
            "passed_over": [one["rule"] for one in found if not one["inForce"]],
        }
        for found in groups
    ]
