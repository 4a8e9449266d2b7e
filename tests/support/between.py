"""A town and its county that both work, and the workers that carry facts between them."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django_tenants.utils import tenant_context

import motions.commands as motions
import referrals.commands as referrals
import roster.commands as roster
from bus.postgres import LogStream
from bus.runner import Runner
from hub import wiring
from motions.commands import Handling
from motions.models import Case
from outbox import sequencer
from outbox.models import Fact
from tests.support.house import DEPUTIES, House, settle
from townships.models import Tenant

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
RAISED = {"text": "跨县公路塌方，镇里无权修。", "channel": "paper"}
REPLY = {"number": "构政函〔2026〕8号", "meaning": "solved", "text": "已安排修复。", "signed_off_by": "孙志强"}


class Between:
    """Gouyuan and Xunyang. `do` is one command of somebody there, so many days ago."""

    def __init__(self, committed: Any) -> None:
        self.committed = committed
        self.town, self.county = (Tenant.objects.get(schema_name=name) for name in ("t610981117", "c610981"))
        self.houses: dict[str, House] = {}
        for tenant, slug in ((self.town, "gouyuan"), (self.county, "xunyang")):
            with tenant_context(tenant):
                self.houses[tenant.schema_name] = settle(tenant, slug, NOW)

    def do(self, tenant: Tenant, role: str, command: Callable[..., Any], days_ago: float, **given: Any) -> Any:
        with tenant_context(tenant):
            return self.houses[tenant.schema_name].do(role, command, at=NOW - timedelta(days=days_ago), **given)

    def deputy(self, tenant: Tenant) -> UUID:
        return self.houses[tenant.schema_name].deputies[DEPUTIES[0][0]]

    def registered(self, tenant: Tenant, title: str = "跨县公路塌方", days: int = 30) -> UUID:
        raised = self.do(tenant, "clerk", motions.submit_suggestion, days, proposer_ids=[self.deputy(tenant)], title=title, **RAISED)
        self.do(tenant, "clerk", motions.register, days - 1, case_id=raised.id, seen=1)
        return raised.id  # type: ignore[no-any-return]

    def referred(self, way: str = "taken_up", **more: Any) -> UUID:
        """A town's case that went up."""
        case = self.registered(self.town)
        given = {"deputy": "陈桂芳"} if way == "taken_up" else {}
        self.do(self.town, "clerk", referrals.refer_upward, 20, case_id=case, seen=2, way=way, note="省道不归镇管。", **{**given, **more})
        return case

    def government(self) -> UUID:
        """The county's unit that is the town's government, connected with it."""
        told = {"name": "构元镇人民政府", "kind": "township_government", "leader": "镇长"}
        unit = self.do(self.county, "clerk", roster.open_unit, 90, **told).id
        self.do(self.county, "clerk", referrals.connect_desk, 80, unit_id=unit, town=self.town.schema_name)
        return unit  # type: ignore[no-any-return]

    def handed_down(self) -> tuple[UUID, UUID]:
        """A county's case in the hands of the town's government: case and assignment."""
        unit, case = self.government(), self.registered(self.county, "县道改线征地")
        self.do(self.county, "clerk", motions.propose_handling, 28, case_id=case, seen=2, parts=[Handling(unit_id=unit, part="sole")])
        self.do(self.county, "chair", motions.approve_handling, 27, case_id=case, seen=3)
        self.do(self.county, "clerk", motions.hand_over, 26, case_id=case, seen=4, occasion="meeting")
        with tenant_context(self.county):
            return case, Case.objects.get(pk=case).assignments.get().pk

    def carry(self, consumers: tuple[str, ...] = ("projector", "reactor")) -> None:
        """The workers' part, until a fact starts nothing more."""
        with self.committed.login("worker"):
            while sequencer.place_all():
                for name in consumers:
                    runner = Runner(wiring.consumer(name), LogStream())
                    while runner.step(200, 0.05):
                        pass
                    runner.close()

    def told(self, tenant: Tenant) -> list[str]:
        """The types of all facts of a tenant, oldest first, without the product's prefix."""
        with tenant_context(tenant):
            rows = Fact.objects.filter(tenant=tenant.schema_name).order_by("id").values_list("type", flat=True)
            return [name.removeprefix("townships.") for name in rows]
