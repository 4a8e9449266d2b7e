"""What is new joins the matrix by itself: it is asked and judged like everything else, or the run stops until somebody says what it is."""

from __future__ import annotations

import random
import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

import graphene
import pytest
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from api.changes.common import Change
from api.relay import Node
from api.schema import Mutation, Query
from hub.urls import congress
from outbox.command import Receipt
from tests.proof.leaks import doors
from tests.proof.leaks.callers import Caller
from tests.proof.leaks.marks import Untold, written
from tests.proof.leaks.matrix import Matrix, Scene
from tests.proof.leaks.world import NEIGHBOUR, VICTIM

CLERK = Caller(VICTIM, "clerk")


def _schema(**fields: Any) -> Any:
    """The product's schema with more to ask."""
    query = type("Query", (Query,), fields)
    return graphene.Schema(query=query, mutation=Mutation).graphql_schema


def _word_of(scene: Scene, schema: str) -> str:
    """A telephone number of that congress."""
    found = sorted((mark, min(homes)) for mark, homes in scene.marks.items() if {home.column for home in homes} == {"roster_deputy.phone"})
    return next(mark for mark, home in found if home.tenant == schema)


@pytest.fixture
def matrix_of(scene: Scene, own: Any, chance: random.Random) -> Any:
    return lambda found: Matrix(scene, own, chance, full=False, doors=found)


def test_a_new_field_is_asked_and_what_it_leaks_is_found(scene: Scene, matrix_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    telephones = graphene.List(graphene.String, resolver=lambda root, info: [_word_of(scene, NEIGHBOUR)])
    wider = _schema(telephones=telephones)
    monkeypatch.setattr("api.http.default_schema", lambda: wider)
    [door] = [door for door in doors.of_schema(wider) if door.name == "telephones"]
    [found] = matrix_of([door]).own_doors([CLERK])
    assert (found.door, found.what) == ("telephones", f"shows {_word_of(scene, NEIGHBOUR)}: {NEIGHBOUR} roster_deputy.phone ({found.what[-9:-1]})")


def test_a_new_field_below_another_is_selected_with_it() -> None:
    class Leaflet(graphene.ObjectType):
        class Meta:
            interfaces = (Node,)

        secret = graphene.String()

    asked = {door.name: door.document for door in doors.of_schema(_schema(leaflets=graphene.List(Leaflet)))}
    assert "secret" in asked["leaflets"]
    assert "secret" in asked["node of Leaflet"]


@pytest.mark.parametrize("argument", [{"about": graphene.String(required=True)}, {"like": graphene.String()}, {"leaflet_id": graphene.ID()}])
def test_an_argument_of_which_nobody_has_spoken_stops_the_run(argument: dict[str, Any]) -> None:
    with pytest.raises(Untold, match=r"leaflets.*(about|like|leafletId)"):
        doors.of_schema(_schema(leaflets=graphene.List(graphene.String, **argument)))


def test_a_mutation_of_which_nobody_has_spoken_stops_the_run(matrix_of: Any) -> None:
    class BurnLeaflet(Change):
        class Input:
            leaflet_id = graphene.ID(required=True)

        ids = {"leaflet_id": "Leaflet"}
        command = staticmethod(lambda **given: Receipt(UUID(int=1), 1))

    class Plain(graphene.Mutation):
        ok = graphene.Boolean()

        @staticmethod
        def mutate(root: Any, info: Any) -> Any:
            return Plain(ok=True)

    def schema(**fields: Any) -> Any:
        return graphene.Schema(query=Query, mutation=type("Mutation", (Mutation,), fields)).graphql_schema

    found = {door.name: door for door in doors.of_schema(schema(burn_leaflet=BurnLeaflet.Field(required=True)))}
    assert [slot.kind for slot in found["burnLeaflet"].slots] == ["Leaflet"]
    with pytest.raises(Untold, match="burnLeaflet is new"):
        list(matrix_of([found["burnLeaflet"]]).changes([CLERK]))
    with pytest.raises(Untold, match="plain is no CommandMutation"):
        doors.of_schema(schema(plain=Plain.Field()))


def _urls(*more: Any) -> ModuleType:
    module = ModuleType("tests_wider_urls")
    module.urlpatterns = [*more, *congress.urlpatterns]  # type: ignore[attr-defined]
    return module


def test_a_new_file_is_fetched_and_what_it_leaks_is_found(scene: Scene, matrix_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def export(request: HttpRequest) -> HttpResponse:
        return HttpResponse("a,b", headers={"Content-Disposition": f"attachment; filename={_word_of(scene, NEIGHBOUR)}.csv"})

    wider = _urls(path("export.csv", export))
    monkeypatch.setitem(sys.modules, wider.__name__, wider)
    monkeypatch.setitem(settings.TENANT_TYPES["township"], "URLCONF", wider.__name__)
    [door] = [door for door in doors.of_urls(wider) if door.path == "/export.csv"]
    [found] = matrix_of([door]).own_doors([CLERK])
    assert (found.door, NEIGHBOUR in found.what) == ("/export.csv", True)


@pytest.mark.parametrize("route", [path("leaflets/<record:leaflet_id>", print), path("leaflets/<slug:shape>", print), re_path("leaflets/(.*)", print)])
def test_an_address_of_which_nobody_has_spoken_stops_the_run(route: Any) -> None:
    with pytest.raises(Untold, match="leaflets"):
        doors.of_urls(_urls(route))


def test_a_column_of_which_nobody_has_spoken_stops_the_run() -> None:
    field = models.CharField(max_length=20)
    field.column = "nickname"
    with pytest.raises(Untold, match="nickname is new"):
        list(written(SimpleNamespace(_meta=SimpleNamespace(db_table="roster_deputy", concrete_fields=[field]))))  # type: ignore[arg-type]
