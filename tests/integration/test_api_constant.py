"""Every list that the schema has costs as many statements for two hundred rows as for one. The lists are read from the schema: a new one joins by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
)
from tests.support import county_api
from tests.support.congress import Congress
from tests.support.copies import copies, told_again
from tests.support.graphql_api import FULL, gid, requests, statements
from tests.support.oversight import Oversight

import deadlines.queries
import motions.commands
import motions.queries
import oversight.queries
import referrals.commands
import roster.commands
import roster.queries
from api.http import GraphQLView
from api.limits import Limits
from api.schema import schema
from attachments.models import File
from audit.commands import record
from audit.queries import Act
from countyviews.models import CaseView, SupervisionView
from countyviews.project import Projector
from guidance.models import Call, Letter
from imports.models import Import, Row
from motions.models import Case, Cosigning, HandOver, LookBack, Telling
from notices.models import Message, Notice
from outbox.events import Envelope
from oversight.events import State as SupervisionState
from oversight.models import Supervision
from people.actor import system
from referrals.events import Sheet
from referrals.models import Matter, Task
from roster.models import Deputy, District, Unit, Village
from townships.context import tenant_context
from townships.ids import new_id

SCHEMA = schema.graphql_schema
NO_LIMITS = Limits(cost=10**9, fields=10**5, tokens=10**6, characters=10**7, body=10**7, seconds=120.0)
PAGE, MANY = 100, 200
#: What a required argument is given, by its name; `one` is the first record of its kind.
GIVEN: dict[str, Any] = {
    "words": lambda one: "", "since": lambda one: "2026-03-01", "until": lambda one: "2026-04-30", "key": lambda one: "reply_months",
    "figure": lambda one: "FILED", "town": lambda one: county_api.GOUYUAN,
    "title": lambda one: "饮水管道",
    "caseId": lambda one: one["Case"], "deputyId": lambda one: one["Deputy"], "unitId": lambda one: one["Unit"],
    "importId": lambda one: one["SheetImport"],
}  # fmt: skip
#: Asked at the county, though they do not say so.
OF_COUNTIES = {"search", "matters", "townDesks", "townKeys"}
KINDS = {"group": "DeputyGroup", "presidium": "PresidiumSeat"}


# ---------------------------------------------------------------- read from the schema
def lists(parent: GraphQLObjectType, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], GraphQLField]]:
    """Every connection and list that is reached from the root through single records that need no argument."""
    for name, field in parent.fields.items():
        kind, here = get_named_type(field.type), (*path, name)
        if name in ("node", "nodes"):
            continue
        if is_connection(field) or isinstance(get_nullable_type(field.type), GraphQLList):
            yield here, field
        elif is_object_type(kind) and not any(is_required_argument(given) for given in field.args.values()) and len(path) < 2:
            yield from lists(kind, here)


def is_connection(field: GraphQLField) -> bool:
    return get_named_type(field.type).name.endswith("Connection")


LISTS = dict(lists(SCHEMA.query_type))
NODES = sorted(kind.name for kind in SCHEMA.get_possible_types(SCHEMA.type_map["Node"]))


def everything(kind: Any, seen: frozenset[str] = frozenset()) -> str:
    """A selection of all that a type has and that needs no argument, no type within itself."""
    if is_leaf_type(kind):
        return ""
    told = [f"{name} {everything(below, seen | {kind.name})}" for name, field in kind.fields.items() if (below := selectable(field, seen | {kind.name}))]
    return "{ " + " ".join(["__typename", *told]) + " }"


def selectable(field: GraphQLField, seen: frozenset[str]) -> Any:
    kind = get_named_type(field.type)
    return None if kind.name in seen or any(is_required_argument(given) for given in field.args.values()) else kind


def document(path: tuple[str, ...], field: GraphQLField, one: dict[str, str]) -> str:
    given = {name: GIVEN[name](one) for name, wanted in field.args.items() if is_required_argument(wanted)}
    given |= {"first": PAGE} if "first" in field.args else {}
    told = ", ".join(f"{name}: {written(field, name, value)}" for name, value in given.items())
    text = f"{path[-1]}{f'({told})' if told else ''} {everything(get_named_type(field.type))}"
    for name in reversed(path[:-1]):
        text = f"{name} {{ {text} }}"
    return f"{{ {text} }}"


def written(field: GraphQLField, name: str, value: Any) -> str:
    """As it stands in a document: a member of an enum without quotes."""
    is_word = name in field.args and is_enum_type(get_named_type(field.args[name].type))
    return str(value) if is_word else json.dumps(value)


# ---------------------------------------------------------------- a town and its county
class Town(Oversight):
    """A congress with supervisions whose cases are at hand too."""

    facts = Congress.facts  # type: ignore[assignment]


class World:
    """A town with one of everything and its county; then with two hundred more of each."""

    def __init__(self, committed: Any, acting: Any) -> None:
        self.committed = committed
        self.town, self.county = county_api.tenant(county_api.GOUYUAN), county_api.tenant(county_api.COUNTY)
        with tenant_context(self.town):
            self.congress = Town(self.town)
            self.records = settled(self.congress)
            record(Act.SIGNED_IN, now=timezone.now())
            self.records.append(task_of(self.town))
        with tenant_context(self.county):
            self.matter = matter_of(self.county)
        self.talk(1)
        self.sheets(1)
        self.clerks = {tenant.schema_name: acting(tenant, "clerk") for tenant in (self.town, self.county)}
        self.notices(1)
        self.tell(self.facts())

    def talk(self, count: int) -> None:
        """Calls of the county's and letters that the town was sent."""
        of_call = {"town": county_api.GOUYUAN, "called_on": date(2026, 3, 2), "spoke_with": "主席", "note": "好。", "called_by": "某"}
        days = {"sent_on": date(2026, 3, 2), "answer_by": date(2026, 3, 9), "check_on": date(2026, 3, 9)}
        of_letter = {"town": county_api.GOUYUAN, "state": "sent", "number": "1", "subject": "超期", "text": "请督办。", "case_ids": [], **days}
        with tenant_context(self.county):
            Call.objects.bulk_create(Call(id=new_id(), **of_call) for _ in range(count))
        with tenant_context(self.town):
            Letter.objects.bulk_create(Letter(id=new_id(), **of_letter) for _ in range(count))

    def facts(self) -> list[Envelope]:
        with self.committed.login("worker"):
            return county_api.told()

    def tell(self, facts: list[Envelope]) -> None:
        with self.committed.login("worker"), transaction.atomic():
            projector = Projector()
            projector.apply([fact for fact in facts if projector.wants(fact.type)])
        county_api.index_these(self.committed, facts)

    def notices(self, count: int) -> None:
        """For the clerk to read, for deputies to be rung up, and on their way."""
        clerk, now, told = self.clerks[county_api.GOUYUAN].person_id, timezone.now(), {"kind": "replied", "subject": "case/1", "title": "修路"}
        common = {"tenant": county_api.GOUYUAN, "made": now}
        with tenant_context(self.town):
            for whom in ({"addressee": clerk}, {"addressee": clerk, "deputy_id": clerk}):
                rows = [Notice(**{**common, **told, "id": new_id(), "key": str(new_id()), **whom}) for _ in range(count)]
                for row in rows if "deputy_id" in whom else ():
                    row.addressee = row.deputy_id = new_id()
                Notice.objects.bulk_create(rows)
            sent = {"person_id": clerk, "channel": "mail", "notices": [], "state": "waiting", "next_at": now}
            Message.objects.bulk_create(Message(id=new_id(), **common, **sent) for _ in range(count))

    def sheets(self, count: int) -> None:
        """From Excel, and so many rows more of the first."""
        wrong = [{"column": "name", "code": "cell_empty", "params": {}}]
        given = {"version": 1, "kind": "units", "state": "checked", "name": "单位.csv", "sent_by": "某", "sent": timezone.now(), "total": 1, "wrong": 1}
        with tenant_context(self.town):
            Import.objects.bulk_create(Import(id=new_id(), **given) for _ in range(count))
            first, begun = Import.objects.order_by("id")[0], Row.objects.count()
            Row.objects.bulk_create(Row(of=first, place=begun + place, cells={"leader": "某"}, mistakes=wrong) for place in range(2, count + 2))

    def grow(self) -> None:
        self.talk(MANY)
        self.sheets(MANY)
        self.notices(MANY)
        with tenant_context(self.town):
            for one in self.records:
                copies(one, MANY)
            for _ in range(MANY):
                record(Act.SIGNED_IN, now=timezone.now())
        with tenant_context(self.county):
            copies(self.matter, MANY)
        wanted = ("case/", "supervision/", "deadline/", "deputy/")
        self.tell(list(told_again([fact for fact in self.facts() if fact.subject.startswith(wanted)], MANY)))

    def ids(self) -> dict[str, list[str]]:
        """Global ids of everything that has one."""
        found: dict[str, list[str]] = {}
        with tenant_context(self.town):
            for room in (roster.queries, motions.queries, oversight.queries, deadlines.queries):
                for one in room.published():
                    kind, _, number = one.subject.partition("/")
                    name = KINDS.get(kind, kind.capitalize())
                    found.setdefault(name, []).append(gid(name, self.town, number))
            found["SheetImport"] = [gid("SheetImport", self.town, number) for number in Import.objects.order_by("id").values_list("id", flat=True)]
            found["Telling"] = [gid("Telling", self.town, number) for number in Telling.objects.values_list("id", flat=True)]
            found["Cosigning"] = [gid("Cosigning", self.town, number) for number in Cosigning.objects.values_list("id", flat=True)]
        with tenant_context(self.county):
            for name, view in (("TownCase", CaseView), ("TownSupervision", SupervisionView)):
                found[name] = [gid(name, self.county, number) for number in view.objects.values_list("id", flat=True)]
        return found

    def ask(self, document: str, *, county: bool) -> tuple[Any, int]:
        """The answer's data, and how many statements it took."""
        tenant, answers = self.county if county else self.town, list[Any]()
        with tenant_context(tenant):
            request: Any = requests.post("/graphql", json.dumps({"query": document}), content_type="application/json")
            request.actor = msgspec.structs.replace(self.clerks[tenant.schema_name], scopes=FULL)
            taken = statements(lambda: answers.append(json.loads(GraphQLView.as_view(limits=NO_LIMITS)(request).content)))
        assert "errors" not in answers[0], (document, answers[0]["errors"])
        return answers[0]["data"], taken


def settled(congress: Town) -> list[Any]:
    """Rows of what is to be copied: cases and supervisions in several states, and what a roster has."""
    clerk, day, term = congress.clerk, date(2026, 3, 2), congress.term
    cases = [congress.delivered(proposers=3), congress.in_hand(("lead", "assisting"), proposers=3), congress.registered(proposers=3)]
    cases += [put_off(congress, promised=False), put_off(congress, promised=True)]
    congress.rate(cases[0], date(2026, 4, 8))
    for other in (1, 2):
        congress.rate(cases[0], date(2026, 4, 8), deputy=other)
    approved = congress.approved(proposers=2)
    handed = [motions.commands.SeenCase(case_id=approved, seen=congress.case(approved).version)]
    meeting = congress.do(motions.commands.hand_over_many, clerk, date(2026, 3, 6), cases=handed, place="镇政府会议室", note="逐件交办。").id
    period = {"title": "回头看", "since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    plan = congress.do(motions.commands.plan_look_back, clerk, date(2026, 7, 6), **period).id
    supervisions = [congress.to(SupervisionState.CLOSED), congress.to(SupervisionState.OPINION_SENT)]
    village = congress.do(roster.commands.add_village, clerk, day, name="羊山村").id
    district = congress.do(roster.commands.add_district, clerk, day, term_id=term, number=1, name="第一选区", seats=3, village_ids=[village]).id
    congress.do(roster.commands.form_group, clerk, day, term_id=term, name="第一小组", leader_id=congress.deputies[0], member_ids=congress.deputies[:2])
    congress.do(roster.commands.seat_presidium, clerk, day, deputy_id=congress.deputies[0], role="chair")
    asked = {"kind": "suggestion", "title": "修路", "text": "路不好走。", "initiator_id": congress.deputies[0], "deputy_ids": congress.deputies[1:3]}
    draft = congress.do(motions.commands.open_cosigning, clerk, day, channel="phone", **asked).id
    deputy = congress.deputy()
    photo = File.objects.create(
        id=new_id(), name="桥头.jpg", kind="photo", media="image/jpeg", size=1, sha256="0" * 64, kept=timezone.now(), person_id=deputy.person_id,
        person_name=deputy.name,
    )  # fmt: skip
    told = congress.do(motions.commands.tell, deputy, day, deputy_id=congress.deputies[0], file_ids=[photo.pk]).id
    chosen = {
        Telling: [told], Cosigning: [draft], HandOver: [meeting], LookBack: [plan], Case: cases, Supervision: supervisions, Village: [village],
        District: [district], Deputy: congress.deputies[:1], Unit: congress.units[:1],
    }  # fmt: skip
    return [kind.objects.get(pk=one) for kind, ids in chosen.items() for one in ids]


def put_off(congress: Town, *, promised: bool) -> Any:
    """A case whose reply puts off to a later day, with its promise in the ledger or not."""
    case_id = congress.in_hand()
    congress.reply(case_id, date(2026, 4, 1), meaning="planned")
    congress.step(case_id, motions.commands.deliver, congress.clerk, date(2026, 4, 2))
    if promised:
        told = {"measure": "硬化路面", "due_on": date(2027, 6, 30)}
        congress.part_step(case_id, motions.commands.make_promise, congress.unit(), date(2026, 4, 3), **told)
    return case_id


def task_of(town: Any) -> Task:
    """A county's case on the town government's desk."""
    told = {"county_case_id": new_id(), "unit_id": new_id(), "kind": "sole", "state": "signed", "due_on": date(2026, 9, 1)}
    given = {**by_system(town), "task_id": new_id(), "incarnation": 1, "told_version": 1, "sheet": Sheet(number="3", title="县道改线"), **told}
    return Task.objects.get(pk=referrals.commands.receive_task(**given).id)


def matter_of(county: Any) -> Matter:
    """What came from a town."""
    told = {"matter_id": new_id(), "town": county_api.GOUYUAN, "way": "passed_through", "referred_on": date(2026, 3, 2)}
    return Matter.objects.get(pk=referrals.commands.receive_matter(**by_system(county), **told, sheet=Sheet(number="3", title="塌方")).id)


def by_system(tenant: Any) -> dict[str, Any]:
    actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "tests")
    now = timezone.now()
    return {"actor": actor, "now": now, "at": now, "command_id": new_id()}


# ---------------------------------------------------------------- the promise
def test_every_list_and_every_kind_of_node_costs_as_much_for_many_rows_as_for_one(committed: Any, acting: Any) -> None:
    world = World(committed, acting)
    before = {**costs_of_lists(world), **costs_of_nodes(world, 1)}
    world.grow()
    after = {**costs_of_lists(world), **costs_of_nodes(world, PAGE)}
    assert {name: taken for name, (_, taken) in after.items()} == {name: taken for name, (_, taken) in before.items()}
    connections = {".".join(path) for path, field in LISTS.items() if is_connection(field)}
    assert {name: after[name][0] for name in connections} == dict.fromkeys(connections, PAGE)
    assert {name for name in connections if before[name][0] == 0} == set()


def costs_of_lists(world: World) -> dict[str, tuple[int, int]]:
    """List → how many rows came, and how many statements that took."""
    ids = {name: found[0] for name, found in world.ids().items()}
    told = {}
    for path, field in LISTS.items():
        data, taken = world.ask(document(path, field, ids), county="county" in path or path[0] in OF_COUNTIES)
        for name in path:
            data = data[name]
        told[".".join(path)] = (len(data["nodes"] if is_connection(field) else data), taken)
    return told


def costs_of_nodes(world: World, count: int) -> dict[str, tuple[int, int]]:
    ids, told = world.ids(), {}
    assert sorted(set(ids) - {"SheetImport"}) == NODES
    for kind in NODES:
        asked = f"{{ nodes(ids: {json.dumps(ids[kind][:count])}) {{ ... on {kind} {everything(SCHEMA.type_map[kind])} }} }}"
        data, taken = world.ask(asked, county=kind.startswith("Town"))
        assert all(data["nodes"])
        told[kind] = (len(data["nodes"]), taken)
    return told
