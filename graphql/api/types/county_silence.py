"""Deputies of a town who have raised nothing since its last session."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from api.paging import Connected
from api.types.common import today
from api.types.county_rows import known
from countyviews import silence
from townships.paging import Page, Slice


class SilentDeputy(graphene.ObjectType):
    """A deputy in office who raised nothing since the last session."""

    name = graphene.String(required=True)
    mandate_from = graphene.Date(required=True)
    last_raised_on = graphene.Date(description="Before that session; null for never.")


class CountySilence:
    """The fields of `County` that tell who is silent; the names of its towns are their row."""

    silent_deputies = Connected(SilentDeputy, town=graphene.String(required=True), description="None where the town has had no session.")

    @staticmethod
    def resolve_silent_deputies(names: Mapping[str, str], info: Any, page: Page, town: str) -> Slice[dict[str, Any]]:
        return silence.silent(viewer=info.context.actor, town=known(names, town) or "", today=today(info), page=page)
