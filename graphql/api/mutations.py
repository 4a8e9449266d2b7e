"""One mutation is one command: input in, the command's receipt, the changed record and the user's mistakes out."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import graphene

from api.context import Call
from api.errors import UserError, user_error
from api.relay import own_id
from api.scalars import Moment, as_moment
from outbox.command import Receipt
from townships.errors import Refused


class CommandInput(graphene.InputObjectType):
    """What every command takes."""

    class Meta:
        abstract = True

    command_id = graphene.UUID(required=True, description="Made by the client; the same again with the same content is done once.")
    at = Moment(description="When it truly happened, when that was not now.")


class CommandMutation(graphene.Mutation):
    """Base of all mutations. A subclass says:

    - `class Input`: its fields, named as the command's arguments;
    - `ids`: which of them are global ids, and of what type (`{"case_id": "Case"}`; a list of ids too);
    - `command`: the service's command;
    - its payload's fields, and `answer(call, receipt)` that finds them as the actor may see them.
    """

    class Meta:
        abstract = True

    ids: ClassVar[Mapping[str, str]] = {}
    command: ClassVar[Callable[..., Receipt]]

    errors = graphene.List(graphene.NonNull(UserError), required=True)

    @classmethod
    def __init_subclass_with_meta__(cls, name: str | None = None, **options: Any) -> None:
        own = getattr(cls, "Input", object)
        bases = (own, CommandInput) if own is not object else (CommandInput,)
        described = {"__doc__": f"Input of {cls.__name__}."}
        given = type(f"{cls.__name__}Input", bases, described)
        arguments = {"input": graphene.Argument(given, required=True)}
        super().__init_subclass_with_meta__(name=name or f"{cls.__name__}Payload", arguments=arguments, **options)

    @classmethod
    def mutate(cls, root: Any, info: Any, input: Mapping[str, Any]) -> CommandMutation:
        call: Call = info.context
        try:
            receipt = cls.command(**cls.arguments(call, input))
        except Refused as refused:
            return cls(errors=[user_error(refused)])
        return cls(errors=[], **cls.answer(call, receipt))

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        """The command's arguments. To be extended where an input is not one argument as it stands."""
        given = {name: _plain_ids(call, value, cls.ids[name], name) if name in cls.ids else value for name, value in input.items()}
        return {**given, "actor": call.actor, "now": call.now, "at": as_moment(given.get("at"), call.now)}

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        """The payload's own fields after the command."""
        return {}


def _plain_ids(call: Call, value: Any, kind: str, field: str) -> Any:
    if isinstance(value, list):
        return [own_id(item, kind, call.actor.tenant, field) for item in value]
    return None if value is None else own_id(value, kind, call.actor.tenant, field)
