"""A small congress for tests: a term with one session, deputies and units, and the life of a case in short words."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from motions import commands as motions
from motions.facts import facts_of
from motions.models import Case
from outbox.command import Receipt
from people import commands as people
from people.actor import Actor, Role, system
from roster import commands as roster
from townships.ids import new_id
from townships.models import Tenant

NAMES = ("张三", "李四", "王五", "赵六", "钱七", "孙八", "周九", "吴十", "郑一", "冯二", "陈三", "褚四")
UNITS = ("农业综合服务站", "派出所", "自然资源所", "卫生院")
SESSION = (date(2026, 2, 26), date(2026, 2, 28))


def at(day: date, hour: int = 10) -> datetime:
    """A moment of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


class Congress:
    """Term 19, session 3 (26 to 28 February 2026, motions until the 27th at noon), deputies and units of the tenant in force."""

    def __init__(self, tenant: Tenant, deputies: int = 6) -> None:
        self.tenant = tenant
        self.clerk = self.person(Role.CLERK, name="办公室")
        self.chair = self.person(Role.CHAIR, name="主席")
        self.term = self._roster(roster.open_term, number=19, opens_on=date(2022, 1, 10)).id
        self.session = self._roster(
            roster.add_session, term_id=self.term, number=3, opens_on=SESSION[0], closes_on=SESSION[1], motions_cut_off=at(date(2026, 2, 27), 12)
        ).id
        self.deputies = [self._seat(number, name) for number, name in enumerate(NAMES[:deputies], 1)]
        self.units = [self._open(name) for name in UNITS]

    def _roster(self, command: Callable[..., Receipt], **given: Any) -> Receipt:
        when = at(date(2026, 2, 1))
        return command(actor=self.clerk, now=when, at=when, command_id=new_id(), **given)

    def _seat(self, number: int, name: str) -> UUID:
        told = {"sex": "male", "birth_year": 1970, "mandate_from": date(2022, 1, 10)}
        return self._roster(roster.seat_deputy, term_id=self.term, number=number, name=name, **told).id

    def _open(self, name: str) -> UUID:
        return self._roster(roster.open_unit, name=name, kind="government_office", leader=f"{name[0]}站长", phone="13800000000").id

    def person(self, *roles: Role, deputy: UUID | None = None, unit: UUID | None = None, name: str = "某人") -> Actor:
        return Actor(
            tenant=self.tenant.schema_name, county=self.tenant.county_schema, level=self.tenant.type, person_id=new_id(), name=name,
            roles=frozenset(roles), deputy_ids=frozenset([deputy] if deputy else []), unit_ids=frozenset([unit] if unit else []),
        )  # fmt: skip

    def deputy(self, index: int = 0) -> Actor:
        return self.person(Role.DEPUTY, deputy=self.deputies[index], name=NAMES[index])

    def unit(self, index: int = 0) -> Actor:
        return self.person(Role.UNIT, unit=self.units[index], name=UNITS[index])

    def leader(self, index: int = 0) -> Actor:
        """The unit's leader, who signs in from now on."""
        office = system(self.tenant.schema_name, self.tenant.county_schema, self.tenant.type, "tests")
        person = people.enrol(actor=office, login=f"leader-{index}", name=f"{UNITS[index][0]}站长", password="only-for-tests", demonstration=True)
        self._roster(roster.assign_unit_person, unit_id=self.units[index], person_id=person, leads=True)
        signs = self.person(Role.UNIT, Role.UNIT_LEADER, unit=self.units[index], name=f"{UNITS[index][0]}站长")
        return msgspec.structs.replace(signs, led_unit_ids=signs.unit_ids)

    def do(self, command: Callable[..., Receipt], actor: Actor, day: date, **given: Any) -> Receipt:
        """One command, done and written down at ten o'clock that day."""
        return command(**{"actor": actor, "now": at(day), "at": at(day), "command_id": new_id(), **given})

    # ------------------------------------------------------------ a case
    def suggest(self, day: date = date(2026, 3, 2), proposers: int = 1, **more: Any) -> UUID:
        told = {"title": "硬化樊坡村通组路", "text": "三公里土路雨天不通车。", "where": "樊坡村三组", "proposal": "今年硬化。", **more}
        if proposers > 1:  # all of them signed the sheet, and the office enters it
            return self.do(motions.submit_suggestion, self.clerk, day, proposer_ids=self.deputies[:proposers], **{"channel": "paper", **told}).id
        return self.do(motions.submit_suggestion, self.deputy(), day, proposer_ids=self.deputies[:1], **told).id

    def step(self, case_id: UUID, command: Callable[..., Receipt], actor: Actor, day: date, **given: Any) -> Receipt:
        return self.do(command, actor, day, case_id=case_id, **{"seen": self.case(case_id).version, **given})

    def part_step(self, case_id: UUID, command: Callable[..., Receipt], actor: Actor, day: date, part: int = 0, **given: Any) -> Receipt:
        assignment = self.facts(case_id).assignments[part].id
        return self.do(command, actor, day, assignment_id=assignment, **{"seen": self.case(case_id).version, **given})

    def registered(self, day: date = date(2026, 3, 3), **more: Any) -> UUID:
        case_id = self.suggest(**more)
        self.step(case_id, motions.register, self.clerk, day)
        return case_id

    def approved(self, parts: tuple[str, ...] = ("sole",), **more: Any) -> UUID:
        case_id, day = self.registered(**more), date(2026, 3, 4)
        handled = [motions.Handling(unit_id=unit_id, part=part) for unit_id, part in zip(self.units, parts, strict=False)]
        self.step(case_id, motions.propose_handling, self.clerk, day, parts=handled)
        self.step(case_id, motions.approve_handling, self.chair, day)
        return case_id

    def in_hand(self, parts: tuple[str, ...] = ("sole",), **more: Any) -> UUID:
        case_id = self.approved(parts, **more)
        self.step(case_id, motions.hand_over, self.clerk, date(2026, 3, 5), occasion="meeting")
        return case_id

    def reply(self, case_id: UUID, day: date, part: int = 0, **more: Any) -> Receipt:
        number = f"构政函〔2026〕{day.month}{day.day}{part}号"
        told = {"number": number, "meaning": "solved", "text": "路已硬化，欢迎监督。", "signed_off_by": "站长", **more}
        return self.part_step(case_id, motions.reply, self.unit(part), day, part, **told)

    def delivered(self, parts: tuple[str, ...] = ("sole",), **more: Any) -> UUID:
        case_id = self.in_hand(parts, **more)
        for number, part in enumerate(parts):
            if part != "assisting":
                self.reply(case_id, date(2026, 4, 1), number)
        self.step(case_id, motions.deliver, self.clerk, date(2026, 4, 2))
        return case_id

    def rate(self, case_id: UUID, day: date, deputy: int = 0, result: str = "satisfied", **more: Any) -> Receipt:
        told = {"deputy_id": self.deputies[deputy], "attitude": "satisfied", "result": result, **more}
        return self.step(case_id, motions.rate, self.deputy(deputy), day, **told)

    @staticmethod
    def case(case_id: UUID) -> Case:
        return Case.objects.get(pk=case_id)

    def facts(self, case_id: UUID) -> Any:
        return facts_of([self.case(case_id)])[0]
