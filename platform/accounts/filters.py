"""Saved filters: a list as a person wants to find it again. The link is an ordinary address, so it can be sent on; the name is the person's own."""
from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from accounts.models import SavedFilter
from people.models import Person
from townships.errors import Invalid, NotFound, RuleBroken
from townships.ids import new_id
from townships.text import checked, required

MOST: Final = 20
#: A place in a list is no filter.
PLACES: Final = ("after", "done")


def saved(person_id: UUID, page: str = "") -> list[Any]:
    """By name: id, name, page, query. Of one page where it is named. One query."""
    found = SavedFilter.objects.filter(person_id=person_id, **({"page": page} if page else {}))
    return list(found.order_by("page", "name").values("id", "name", "page", "query"))


@transaction.atomic
def save(*, person: Person, name: str, page: str, query: str) -> UUID:
    """Raises `Invalid` for a name that is none, `RuleBroken` for one that is taken or one too many."""
    named = required(checked(name, "name"), "name")
    if len(named) > 60 or len(query) > 1000 or len(page) > 60:
        raise Invalid("too_long", "name", most=60, have=len(named))
    Person.objects.select_for_update().get(pk=person.pk)
    mine = SavedFilter.objects.filter(person=person)
    if mine.count() >= MOST:
        raise RuleBroken("too_many_filters", field="name", most=MOST)
    if mine.filter(page=page, name=named).exists():
        raise RuleBroken("filter_name_taken", field="name")
    return SavedFilter.objects.create(id=new_id(), person=person, name=named, page=page, query=without_place(query)).pk


def remove(*, person: Person, filter_id: UUID) -> None:
    gone, _of = SavedFilter.objects.filter(pk=filter_id, person=person).delete()
    if not gone:
        raise NotFound("filter_id")


def without_place(query: str) -> str:
    given = QueryDict(query, mutable=True)
    for name in PLACES:
        given.pop(name, None)
    return given.urlencode()
