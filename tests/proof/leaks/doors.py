"""Every door, read from the schema and from the URL tables: a new field, mutation, page or file joins by itself, or stops the run until somebody says
what it takes.

A door has slots, the ids of records that it takes; `Door.ask` fills them. Words, days and numbers are told by name or by type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import msgspec
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
)

from api.mutations import CommandMutation
from console import steps, steps_cosigning, steps_supervision
from console.papers.catalogue import OF_CASE, OF_PERIOD
from console.views.guidance import DOCUMENTS as TO_A_TOWN
from console.views.raising import ORDER
from tests.proof.leaks.marks import Untold
from townships.clock import local_date

#: The town at which everything is tried.
VICTIM: Final = "t610981117"
TODAY: Final = local_date(timezone.now())
PAGE: Final = 100
#: What a required argument of a query is given where its type does not say it.
GIVEN: Final[Mapping[str, Any]] = {
    "words": "", "key": "reply_months", "since": (TODAY - timedelta(days=300)).isoformat(), "until": TODAY.isoformat(),
    "figure": "DAYS_TO_REPLY", "town": VICTIM,
    "title": "沟渠清淤",
}  # fmt: skip
#: What kind of record a query's id argument or a mutation's own UUID names; a mutation's global ids say it themselves.
KINDS: Final[Mapping[str, str]] = {
    "deputyId": "Deputy", "unitId": "Unit", "termId": "Term", "groupId": "DeputyGroup", "districtId": "District", "sessionId": "Session",
    "caseId": "Case", "assignmentId": "Assignment", "draftId": "Draft", "handOver.id": "HandOverMeeting",
    "cosigningId": "Cosigning", "cosigning.id": "Cosigning",
    "sheetImport.id": "SheetImport", "importId": "SheetImport",
    "deadlineId": "Deadline", "personId": "Person", "ruleId": "", "commandId": "",
    "similarCases.without": "Case",
    "telling.id": "Telling", "tellingId": "Telling",
    "case.id": "Case", "publicCase.id": "Case", "deputy.id": "Deputy", "unit.id": "Unit", "supervision.id": "Supervision",
    "publicSupervision.id": "Supervision", "movedBy": "DeputyGroup", "letter.id": "Letter", "lookBack.id": "LookBack", "task.id": "Task",
    "correct.about": "Assignment",
}  # fmt: skip
#: Text arguments by which rows are looked for: what is not to be seen is not to be found either.
WORDS: Final = frozenset({"text", "words", "category", "town", "leader"})
PLAIN: Final = frozenset({"key", "after", "state"})
SCALARS: Final[Mapping[str, Any]] = {
    "String": "条目", "Int": 1, "Boolean": True, "Date": TODAY.isoformat(), "DateTime": f"{TODAY}T00:00:00+08:00", "Moment": f"{TODAY}T00:00:00+08:00",
    "Fen": 100, "Float": 1.0,
}  # fmt: skip
#: Of addresses that only take a form, from the congress's own office or from the person's own page.
NOBODYS: Final = "00000000-0000-7000-8000-000000000000"
#: What stands in addresses: a record's number by the parameter's name, or one of some words.
RECORDS: Final[Mapping[str, str]] = {
    "case_id": "Case", "outcome_id": "Case", "supervision_id": "Supervision", "deadline_id": "Deadline",
    "handover_id": "HandOverMeeting",
    "cosigning_id": "Cosigning", "about": "Assignment", "import_id": "SheetImport",
    "file_id": "File", "attachment_id": "CaseFile", "letter_id": "Letter", "citation_id": "Citation", "message_id": "Message",
    "look_back_id": "LookBack", "visit_id": "LookBackVisit", "matter_id": "Matter", "task_id": "Task", "deputy_id": "Deputy",
    "telling_id": "Telling",
}  # fmt: skip
SLUGS: Final[Mapping[str, Collection[str]]] = {
    "step": sorted(name.lower() for name in (*steps.STEPS, *steps_cosigning.STEPS, *steps_supervision.STEPS, *TO_A_TOWN, "sign", "reply")),
    "kind": ("suggestion", "motion"), "screen": tuple(ORDER),
    "paper": tuple(OF_CASE), "period_paper": tuple(OF_PERIOD), "printed": ("docx",), "listed": ("cases", "deputies", "units"), "table": ("csv",),
    "token": ("nobodys",), "change": ("open", "close"), "sheet_kind": ("deputies", "units", "cases"),
    **dict.fromkeys(("card_id", "person_id", "filter_id"), (NOBODYS,)), "telling_step": ("type_out", "agree_telling"),
    "figure": ("filed", "on_time", "days_to_reply", "result_satisfied"), "town": (VICTIM,),
}  # fmt: skip


class Slot(msgspec.Struct, frozen=True):
    """`place` is where the id goes: the path in the document's variables, or the address's parameter. `packed`: a global id, else the plain number."""

    place: tuple[str | int, ...]
    kind: str
    packed: bool = True


class Door(msgspec.Struct, frozen=True):
    """One thing that may be asked: a query, a mutation, a page. `word` is the place of the text by which it looks for rows, if it does."""

    name: str
    sort: str
    path: str
    document: str = ""
    variables: dict[str, Any] = {}
    slots: tuple[Slot, ...] = ()
    word: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}


# ---------------------------------------------------------------- what the schema has
def of_schema(schema: GraphQLSchema) -> list[Door]:
    doors = [door for name, field in schema.query_type.fields.items() if name not in ("node", "nodes") for door in _of_query(schema, (name,), field)]
    doors += [door for kind in nodes(schema) for door in _of_node(schema, kind)]
    doors += [_of_mutation(schema, name, field) for name, field in schema.mutation_type.fields.items()]
    for door in doors:
        if wrong := validate(schema, parse(door.document)):
            raise Untold(f"{door.name} is asked wrongly, so it tells nothing: {wrong[0].message}")
    return doors


def nodes(schema: GraphQLSchema) -> list[str]:
    return sorted(kind.name for kind in schema.get_possible_types(schema.type_map["Node"]))


def _of_query(schema: GraphQLSchema, path: tuple[str, ...], field: GraphQLField) -> Iterator[Door]:
    """The field with what it must be given, once more for each id and each word by which it can be asked, and all of it again for fields below."""
    plain, slots = _required(path, field.args)
    yield _query(path, field, plain, tuple(slots))
    for place, kind in _optional(path, field.args):
        more, *rest = place
        given = {**plain, more: _nested(rest, "")}
        if kind == "flag":
            yield from (_query(path, field, {**plain, more: said}, tuple(slots), flag=f"{more}={said}") for said in (True, False))
        elif kind == "word":
            yield _query(path, field, given, tuple(slots), word=place)
        else:
            yield _query(path, field, given, (*slots, Slot(place, kind)))
    below = get_named_type(field.type)
    if isinstance(below, GraphQLObjectType) and not below.name.endswith("Connection") and len(path) < 2 and not slots:
        for name, inner in below.fields.items():
            if inner.args and set(inner.args) - {"first", "after"}:
                yield from _of_query(schema, (*path, name), inner)


def _required(path: tuple[str, ...], args: Mapping[str, Any]) -> tuple[dict[str, Any], list[Slot]]:
    plain: dict[str, Any] = {"first": PAGE} if "first" in args else {}
    slots = []
    for name, wanted in args.items():
        if is_required_argument(wanted):
            kind = get_named_type(wanted.type).name
            if kind in ("ID", "UUID"):
                slots.append(Slot((name,), _kind(path, name), packed=kind == "ID"))
                plain[name] = ""
            else:
                plain[name] = _given(path, name)
    return plain, slots


def _given(path: tuple[str, ...], name: str) -> Any:
    if name not in GIVEN:
        raise Untold(f"{'.'.join(path)} asks for {name}: say in tests/proof/leaks/doors.py GIVEN what it may be given")
    return GIVEN[name]


def _kind(path: tuple[str, ...], name: str) -> str:
    known = KINDS.get(f"{path[-1]}.{name}", KINDS.get(name))
    if known is None:
        raise Untold(f"{'.'.join(path)}({name}: …) names some record: say in tests/proof/leaks/doors.py KINDS of which kind")
    return known


def _optional(path: tuple[str, ...], args: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The places of ids, of words and of plain yes or no among what need not be given; ids and words also inside a filter."""
    for name, wanted in args.items():
        kind = get_named_type(wanted.type)
        if isinstance(kind, GraphQLInputObjectType):
            yield from _inside(path, name, kind)
        elif name in ("first", "after") or (is_required_argument(wanted) and name not in WORDS):
            continue
        elif kind.name == "ID":
            yield (name,), _kind(path, name)
        elif kind.name == "Boolean":
            yield (name,), "flag"
        elif kind.name == "String" and _looks_for(path, name):
            yield (name,), "word"


def _looks_for(path: tuple[str, ...], name: str) -> bool:
    if name not in WORDS | PLAIN:
        raise Untold(f"{'.'.join(path)} takes a text {name}: say in tests/proof/leaks/doors.py whether rows are looked for by it (WORDS) or not (PLAIN)")
    return name in WORDS


def _inside(path: tuple[str, ...], name: str, kind: GraphQLInputObjectType) -> Iterator[tuple[tuple[str, ...], str]]:
    for inner, field in kind.fields.items():
        named = get_named_type(field.type).name
        if named == "ID":
            yield (name, inner), _kind(path, inner)
        elif named == "String" and _looks_for(path, inner):
            yield (name, inner), "word"


def _nested(place: Collection[str], value: Any) -> Any:
    for name in reversed(list(place)):
        value = {name: value}
    return value


def _query(path: tuple[str, ...], field: GraphQLField, given: dict[str, Any], slots: tuple[Slot, ...], word: tuple[str, ...] = (), flag: str = "") -> Door:
    declared = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    named = ", ".join(f"{name}: ${name}" for name in given)
    text = f"{path[-1]}{f'({named})' if named else ''} {everything(get_named_type(field.type))}"
    for name in reversed(path[:-1]):
        text = f"{name} {{ {text} }}"
    name = ".".join(path) + "".join(f" by {'.'.join(map(str, place))}" for place in (*(slot.place for slot in slots), word, (flag,)) if any(place))
    return Door(name, "query", "/graphql", f"query Do{f'({declared})' if declared else ''} {{ {text} }}", given, slots, word)


def _of_node(schema: GraphQLSchema, kind: str) -> Iterator[Door]:
    shown = f"{{ __typename ... on {kind} {everything(schema.type_map[kind])} }}"
    yield Door(f"node of {kind}", "query", "/graphql", f"query Do($id: ID!) {{ node(id: $id) {shown} }}", {"id": ""}, (Slot(("id",), kind),))
    yield Door(f"nodes of {kind}", "query", "/graphql", f"query Do($ids: [ID!]!) {{ nodes(ids: $ids) {shown} }}", {"ids": [""]}, (Slot(("ids", 0), kind),))


def everything(kind: Any, above: frozenset[str] = frozenset()) -> str:
    """A selection of all that a type has, no type within itself."""
    if is_leaf_type(kind):
        return ""
    if isinstance(kind, GraphQLInterfaceType):
        return "{ __typename id }"
    told = [_selected(kind.name, name, field, above | {kind.name}) for name, field in kind.fields.items()]
    return "{ __typename " + " ".join(filter(None, told)) + " }"


def _selected(parent: str, name: str, field: GraphQLField, above: frozenset[str]) -> str:
    below = get_named_type(field.type)
    if below.name in above:
        return ""
    given = {one: _given((parent, name), one) for one, wanted in field.args.items() if is_required_argument(wanted)}
    given |= {"first": PAGE} if "first" in field.args else {}
    told = ", ".join(f"{one}: {_written(value, get_named_type(field.args[one].type))}" for one, value in given.items())
    return f"{name}{f'({told})' if told else ''} {everything(below, above)}"


def _written(value: Any, kind: Any) -> str:
    return str(value) if isinstance(kind, GraphQLEnumType) else json.dumps(value)


# ---------------------------------------------------------------- mutations
def _of_mutation(schema: GraphQLSchema, name: str, field: GraphQLField) -> Door:
    mutation = _commands().get(get_named_type(field.type).name)
    if mutation is None or set(field.args) != {"input"}:
        raise Untold(f"{name} is no CommandMutation with an input: teach tests/proof/leaks/doors.py how it is asked")
    named = {_camel(own): kind for own, kind in mutation.ids.items()}
    slots: list[Slot] = []
    kind = get_named_type(field.args["input"].type)
    given = _input(name, kind, named, ("input",), slots)
    document = f"mutation Do($input: {kind.name}!) {{ {name}(input: $input) {everything(get_named_type(field.type))} }}"
    return Door(name, "mutation", "/graphql", document, {"input": given}, tuple(slots))


def _commands(base: type[CommandMutation] = CommandMutation) -> dict[str, type[CommandMutation]]:
    found = {}
    for cls in base.__subclasses__():
        found |= {cls._meta.name: cls, **_commands(cls)} if hasattr(cls, "_meta") else _commands(cls)
    return found


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _input(name: str, kind: Any, named: Mapping[str, str], place: tuple[str | int, ...], slots: list[Slot]) -> dict[str, Any]:
    """A value for every field, also for those that need none: whatever can be said is said. An id is a slot."""
    given: dict[str, Any] = {}
    for field, wanted in kind.fields.items():
        if field == "at":
            continue
        listed = isinstance(get_nullable_type(wanted.type), GraphQLList)
        value = _value(name, field, get_named_type(wanted.type), named, (*place, field, *([0] if listed else [])), slots)
        given[field] = [value] if listed else value
    return given


def _value(name: str, field: str, kind: Any, named: Mapping[str, str], place: tuple[str | int, ...], slots: list[Slot]) -> Any:
    if isinstance(kind, GraphQLInputObjectType):
        return _input(name, kind, named, place, slots)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if kind.name in ("ID", "UUID"):
        of = named.get(field) or _kind((name,), field)
        slots += [Slot(place, of, packed=kind.name == "ID")] if of else []
        return str(uuid4())
    if kind.name not in SCALARS:
        raise Untold(f"{name} takes a {kind.name}: say in tests/proof/leaks/doors.py SCALARS what one looks like")
    return SCALARS[kind.name]


# ---------------------------------------------------------------- what the URL tables have
def of_urls(urlconf: str | Any) -> list[Door]:
    return [_of_route(route, names) for route, names in _routes(get_resolver(urlconf).url_patterns, "")]


def _routes(patterns: Collection[Any], before: str) -> Iterator[tuple[str, Collection[str]]]:
    for one in patterns:
        if not isinstance(one.pattern, RoutePattern):
            raise Untold(f"the address {before}{one.pattern} is a regular expression: teach tests/proof/leaks/doors.py how it is asked")
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield here, tuple(one.pattern.converters)


def _of_route(route: str, names: Collection[str]) -> Door:
    slots, choices, path = [], {}, f"/{route}"
    for part in [part for part in route.replace("<", "\0<").replace(">", ">\0").split("\0") if part.startswith("<")]:
        name = part.strip("<>").rpartition(":")[2]
        path = path.replace(part, f"{{{name}}}")
        if name in RECORDS:
            slots.append(Slot((name,), RECORDS[name], packed=False))
        elif name in SLUGS:
            choices[name] = tuple(SLUGS[name])
        else:
            raise Untold(f"the address {route} has a {name}: say in tests/proof/leaks/doors.py RECORDS or SLUGS what stands there")
    return Door(path, "page", path, slots=tuple(slots), choices=choices)


# ---------------------------------------------------------------- asking
class Ask(msgspec.Struct, frozen=True):
    """A request as it goes out. `given` are the ids and words in it: an answer that only repeats them has told nothing."""

    path: str
    body: dict[str, Any] | None = None
    given: tuple[str, ...] = ()


def ask(door: Door, fill: Callable[[Slot], str], choose: Callable[[str, tuple[str, ...]], str], word: str = "") -> Ask:
    """`fill` answers what goes into a slot, `choose` which of an address's words."""
    values = {slot.place: fill(slot) for slot in door.slots}
    if door.sort == "page":
        named: dict[str, str] = {str(place[0]): value for place, value in values.items()}
        named |= {name: choose(name, known) for name, known in door.choices.items()}
        search = f"?q={word}&text={word}&category={word}" if word else ""
        return Ask(door.path.format(**named) + search, None, (*values.values(), word))
    variables = json.loads(json.dumps(door.variables))
    for place, value in [*values.items(), *([(door.word, word)] if door.word else [])]:
        _put(variables, place, value)
    if "input" in variables:
        variables["input"]["commandId"] = str(uuid4())
    return Ask(door.path, {"query": door.document, "variables": variables}, (*values.values(), word))


def _put(into: Any, place: tuple[str | int, ...], value: str) -> None:
    for step in place[:-1]:
        into = into[step]
    listed = isinstance(into[place[-1]], list)
    into[place[-1]] = [value] if listed else value
