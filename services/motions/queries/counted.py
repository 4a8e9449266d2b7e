"""The figures of a congress, and everything that it has published."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from motions import figures
from motions.facts import facts_of, subject_of
from motions.models import Case
from people.actor import OFFICE, Actor
from townships.published import Published

BATCH: Final = 500


def figures_of(*, viewer: Actor, since: date, until: date, today: date) -> figures.Figures:
    """The congress's figures for the cases submitted in a period. For the office. Four queries."""
    viewer.require(*OFFICE, scope="read")
    found = list(Case.objects.filter(submitted_on__range=(since, until)))
    return figures.figures(facts_of(found), since=since, until=until, today=today)


def published() -> Iterator[Published]:
    """Every case of this congress as its last event told it, oldest first. Seven queries for each five hundred."""
    after = UUID(int=0)
    while batch := list(Case.objects.filter(pk__gt=after).order_by("id")[:BATCH]):
        for found, facts in zip(batch, facts_of(batch), strict=True):
            yield Published(subject_of(found.pk), found.version, facts)
        after = batch[-1].pk
