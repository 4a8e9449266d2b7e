"""What search keeps from whom: in the one function that searches, and again in the database."""
from __future__ import annotations

import msgspec
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.integration.search.corpus import (
    CLERK,
    GOUYUAN,
    NOBODY,
    STAFF,
    STRANGER,
    WANZHOU,
    WRITTEN,
    XUNYANG,
    document,
    inside,
    look,
    names,
    person,
)

from countysearch.engine import Filters, Hits, Query
from countysearch.search import DROPPED, search
from people.actor import Role, anonymous
from townships.paging import Page


def test_a_county_sees_its_own_towns_and_no_others(filled):
    ours = look(filled, "公路", page=Page(first=100))
    theirs = look(filled, "公路", viewer=person(WANZHOU, WANZHOU))
    assert {row.document.county for row in ours.rows} == {XUNYANG}
    assert names(theirs) == ["chongqing_road"]
    assert set(theirs.facets["tenant"]) == {STRANGER}


def test_a_filter_for_a_strange_town_finds_nothing(filled):
    assert look(filled, filters=Filters(tenant=(STRANGER,))).total == 0
    assert look(filled, "公路", filters=Filters(tenant=(STRANGER, "it's\\", "@c500101' | '@t500101109"))).total == 0
    assert look(filled, viewer=person(WANZHOU, WANZHOU), filters=Filters(tenant=(STRANGER,))).total == 2


def test_only_the_countys_office_sees_what_is_not_public(filled):
    secret = {"disabled", "police", "inspect_food"}
    public, all_of_it = (set(names(look(filled, viewer=seer, page=Page(first=100)))) for seer in (CLERK, STAFF))
    assert all_of_it - public == secret
    assert look(filled, "康复器材", viewer=CLERK).total == 0
    assert look(filled, "康复器材").total == 1


UNIT = msgspec.structs.replace(CLERK, roles=frozenset({Role.UNIT}))


@pytest.mark.parametrize(
    "viewer", [UNIT, NOBODY, msgspec.structs.replace(STAFF, roles=frozenset({Role.UNIT})), anonymous(XUNYANG, XUNYANG, "county")],
    ids=["unit", "anonymous", "unit of the county", "anonymous at the county"],
)  # fmt: skip
def test_who_is_neither_of_an_office_nor_a_deputy_finds_what_is_public_and_has_ended(filled, viewer):
    ended = {row["name"] for row in WRITTEN if row.get("state") in ("concluded", "closed") and row.get("public", True)}
    found = look(filled, viewer=viewer, page=Page(first=100))
    assert set(names(found)) == ended
    assert set(found.facets["state"]) == {"concluded", "closed"}
    assert look(filled, viewer=viewer, filters=Filters(state=("planned",))).total == 0
    assert look(filled, viewer=viewer, filters=Filters(state=("planned", "closed"))).total == 1


def test_a_deputy_of_the_county_is_not_its_office(filled):
    deputy = msgspec.structs.replace(STAFF, roles=frozenset({Role.DEPUTY}))
    assert names(look(filled, viewer=deputy, page=Page(first=100))) == names(look(filled, viewer=CLERK, page=Page(first=100)))


@pytest.mark.parametrize("mistake", [{"county": WANZHOU}, {"public_only": False}], ids=["county", "visibility"])
def test_a_hit_that_an_engine_gives_by_mistake_is_dropped_counted_and_logged(filled, committed, caplog, mistake):
    class Careless:
        """Forgets one of the conditions."""

        def find(self, query: Query) -> Hits:
            return filled.find(msgspec.structs.replace(query, **mistake))

    before = DROPPED._value.get()
    with committed.login("worker"):  # behind the tenant's own role the database would hold the county by itself
        given = filled.find(Query(county=XUNYANG, public_only=True, first=100)).rows
        careless = Careless().find(Query(county=XUNYANG, public_only=True, first=100)).rows
        found = search(viewer=CLERK, words="", engine=Careless(), page=Page(first=100))  # type: ignore[arg-type]
    right = {hit.document.id for hit in given}
    wrong = [hit for hit in careless if hit.document.id not in right]
    assert wrong
    assert {row.document.id for row in found.rows} == right - ({*right} if "county" in mistake else set())
    assert DROPPED._value.get() - before == len(wrong)
    assert caplog.text.count("a hit that it may not see") == len(wrong)


def test_a_document_under_a_county_that_is_not_its_towns_is_dropped(fill, engine, committed):
    moved = msgspec.structs.replace(document(1, title="公路", tenant=STRANGER), county=XUNYANG)
    fill(moved, document(2, title="公路"))
    assert [row.document.tenant for row in look(engine, "公路").rows] == [GOUYUAN]


# ---------------------------------------------------------------- the database's own wall, and the index behind it
def counted(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


DOCUMENTS = "SELECT count(*) FROM countysearch_document"
STRANGERS = f"{DOCUMENTS} WHERE county = '{WANZHOU}'"
MATCHED = "SELECT count(*) FROM countysearch_matches('countysearch-first', '{county}', '''t公路'''::tsquery)"


@pytest.mark.parametrize("schema", [XUNYANG, GOUYUAN])
def test_raw_sql_reads_no_document_of_another_county(stored, committed, schema):
    with inside(schema):
        assert counted(DOCUMENTS) == 25
        assert counted(STRANGERS) == 0
        assert counted(MATCHED.format(county=WANZHOU)) == 0
        assert counted(MATCHED.format(county=XUNYANG)) == 2
        assert counted(f"SELECT count(*) FROM countysearch_measure WHERE county = '{WANZHOU}'") == 0
    with committed.login("worker"):
        assert counted(STRANGERS) == 2
        assert counted(MATCHED.format(county=WANZHOU)) == 1
        assert counted(f"SELECT count(*) FROM countysearch_measure WHERE county = '{WANZHOU}'") == 1


@pytest.mark.parametrize("statement", ["DELETE FROM countysearch_document", "UPDATE countysearch_document SET public = true",
                                       "INSERT INTO countysearch_index VALUES ('x', false)"])  # fmt: skip
def test_a_town_writes_nothing_into_search(stored, committed, statement):
    with inside(GOUYUAN), connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)
    with committed.login("worker"):
        assert counted(f"{DOCUMENTS} WHERE NOT public") == sum(not row["public"] for row in WRITTEN)


@pytest.mark.parametrize("statement", [DOCUMENTS, MATCHED.format(county=XUNYANG)])
def test_outside_of_any_tenant_nothing_is_read(stored, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        counted(statement)


def test_the_token_index_is_used_behind_the_wall(stored, committed):
    """Row-level security alone would read every row of the county: `@@` is not leakproof."""
    with committed.login("worker"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN SELECT row FROM countysearch_document WHERE tokens @@ '''t公路'''::tsquery")
        assert "documents_by_token" in "\n".join(line for (line,) in cursor.fetchall())
