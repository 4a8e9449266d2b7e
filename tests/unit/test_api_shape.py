"""The schema says what the services do: one mutation for each command, with the command's own arguments."""
from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLInputObjectType, get_named_type, is_required_input_field

import guidance.commands
import imports.commands
import motions.commands
import notices.commands
import oversight.commands
import referrals.commands
import roster.commands
import rulebook.commands
from api import relay
from api.mutations import CommandMutation
from api.schema import schema

#: Verbs of the product itself: what follows from a fact is nobody's to ask for.
SYSTEM = {
    "record_no_feedback", "follow_deadline", "report_upward", "follow_county", "receive_matter", "receive_task", "note_refusal", "take_answer",
    "receive_letter", "notify", "remind_of_due", "tell_monthly", "write_digests",
}  # fmt: skip
#: What comes as a file comes by an address of its own.
FROM_FILES = {"import_cases", "keep_sheet"}
GIVEN = {"actor", "now"}


def leaves(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        if one.__module__.startswith("api."):
            yield from ([one] if "command" in one.__dict__ else leaves(one))


MUTATIONS = {mutation.command: mutation for mutation in leaves(CommandMutation)}
COMMANDS = {
    f"{room.__name__.partition('.')[0]}.{name}": one
    for room in (
        guidance.commands, imports.commands, motions.commands, notices.commands, oversight.commands,
        referrals.commands, roster.commands, rulebook.commands,
    )
    for name, one in vars(room).items()
    if getattr(one, "is_command", False) and name not in SYSTEM | FROM_FILES
}


def fields_of(command: Any) -> dict[str, Any]:
    mutation = next(field for field in schema.graphql_schema.mutation_type.fields.values() if field.type.of_type.name == MUTATIONS[command]._meta.name)
    given = get_named_type(mutation.args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    return given.fields


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_one_mutation_with_its_arguments(name: str) -> None:
    arguments = {key: one for key, one in inspect.signature(COMMANDS[name]).parameters.items() if key not in GIVEN}
    fields = {to_snake_case(key): field for key, field in fields_of(COMMANDS[name]).items()}
    assert set(fields) == set(arguments)
    needed = {key for key, one in arguments.items() if one.default is inspect.Parameter.empty} - {"at"}
    assert {key for key, field in fields.items() if is_required_input_field(field)} == needed


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_ids_of_records_are_global_ids_of_a_type(name: str) -> None:
    mutation = MUTATIONS[COMMANDS[name]]
    asked = {to_snake_case(key) for key, field in fields_of(COMMANDS[name]).items() if get_named_type(field.type).name == "ID"}
    assert asked == set(mutation.ids)
    assert set(mutation.ids.values()) <= set(schema.graphql_schema.type_map)


def test_there_is_no_other_mutation() -> None:
    assert len(MUTATIONS) == len(COMMANDS) == len(schema.graphql_schema.mutation_type.fields)


def test_every_node_can_be_found_by_its_id() -> None:
    node = schema.graphql_schema.type_map["Node"]
    assert {one.name for one in schema.graphql_schema.get_possible_types(node)} == set(relay._loaders)
