"""A congress to test the roster in: commands with the usual arguments filled in, and refusals that are held to change nothing."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.command import Receipt
from outbox.models import Fact
from people import commands as people
from people.models import Membership
from roster import commands
from townships.errors import Refused, message

OPENED = date(2024, 1, 8)


class Congress:
    """The roster of the tenant in force, worked by its clerk."""

    def __init__(self, tenant: Any, clerk: Any, now: datetime) -> None:
        self.tenant, self.clerk, self.now = tenant, clerk, now

    def do(self, command: Callable[..., Receipt], /, **given: Any) -> Receipt:
        usual = {"actor": self.clerk, "now": self.now, "at": self.now, "command_id": uuid4()}
        return command(**usual | given)

    def refuse(self, code: str, command: Callable[..., Receipt], /, **given: Any) -> Refused:
        """The command is refused with this code, and neither a row nor a fact nor a membership is another than before."""
        before = self.everything()
        with pytest.raises(Refused) as caught:
            self.do(command, **given)
        assert caught.value.code == code
        assert self.everything() == before
        assert message(caught.value) != code, "a refusal has words"
        return caught.value

    def everything(self) -> dict[str, list[Any]]:
        models = [*apps.get_app_config("roster").get_models(include_auto_created=True), Membership]
        rows = {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}
        return {**rows, "facts": list(Fact.objects.filter(tenant=self.tenant.schema_name).values_list("event_id", flat=True))}

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def term(self, number: int = 19, opens_on: date = OPENED) -> UUID:
        return self.do(commands.open_term, number=number, opens_on=opens_on).id

    def deputy(self, term_id: UUID, number: int = 1, name: str = "陈桂芳", **more: Any) -> UUID:
        usual = {"sex": "female", "birth_year": 1975, "mandate_from": OPENED}
        return self.do(commands.seat_deputy, **usual | {"term_id": term_id, "number": number, "name": name} | more).id

    def unit(self, name: str = "水利站", **more: Any) -> UUID:
        usual = {"kind": "government_office", "leader": "王建国", "at": self.ago(90)}
        return self.do(commands.open_unit, **usual | {"name": name} | more).id

    def person(self, login: str = "", name: str = "陈桂芳") -> UUID:
        return people.enrol(actor=self.clerk, login=login or uuid4().hex, name=name, password="demonstration", demonstration=True)

    def roles(self, person_id: UUID) -> dict[str, date | None]:
        """The roles ever held, each with its last day."""
        held = Membership.objects.filter(tenant=self.tenant.schema_name, person_id=person_id)
        return dict(held.values_list("role", "valid_to"))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SELECTs that are sent meanwhile; entering a tenant is none of them."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield sent
        sent += [query["sql"] for query in context.captured_queries if query["sql"].startswith("SELECT")]
