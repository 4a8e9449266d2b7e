"""What a case may be made of: who raises it, who handles it, signatures and votes."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from motions.events import AssignmentState, CaseFacts, Kind, Part
from motions.rules.table import JOINABLE
from townships.errors import Invalid, NotFound, RuleBroken
from townships.text import required


class Mandate(Protocol):
    @property
    def name(self) -> str: ...
    def serves_on(self, day: date) -> bool: ...


class OpenUnit(Protocol):
    @property
    def name(self) -> str: ...
    def open_on(self, day: date) -> bool: ...


def check_proposers(ids: Sequence[UUID], known: Mapping[UUID, Mandate], on: date) -> None:
    """Each once, each a deputy of this congress in office on the day."""
    if not ids:
        raise Invalid("required", "proposer_ids")
    if len(set(ids)) < len(ids):
        raise RuleBroken("same_signer_twice", field="proposer_ids")
    for deputy_id in ids:
        if deputy_id not in known:
            raise NotFound("proposer_ids")
        if not known[deputy_id].serves_on(on):
            raise RuleBroken("mandate_ended", field="proposer_ids", name=known[deputy_id].name)


def check_units(ids: Sequence[UUID], known: Mapping[UUID, OpenUnit], on: date, field: str = "parts") -> None:
    """Each once, each a unit of this congress that is open on the day."""
    if len(set(ids)) < len(ids):
        raise RuleBroken("same_unit_twice", field=field)
    for unit_id in ids:
        if unit_id not in known:
            raise NotFound(field)
        if not known[unit_id].open_on(on):
            raise RuleBroken("unit_closed", field=field, name=known[unit_id].name)


def check_successor(facts: CaseFacts, unit_id: UUID, known: Mapping[UUID, OpenUnit], on: date) -> None:
    """A part goes to an open unit that has none in the case."""
    if any(a.unit_id == unit_id and a.state is not AssignmentState.RELIEVED for a in facts.assignments):
        raise RuleBroken("same_unit_twice", field="unit_id")
    check_units([unit_id], known, on, field="unit_id")


def check_later(due_on: date, than: date) -> None:
    """More time means a later day."""
    if due_on <= than:
        raise RuleBroken("extension_not_longer", field="due_on", day=than.isoformat())


def check_parts(parts: Sequence[Part]) -> None:
    """One alone, one lead with others assisting, or several separately."""
    count = {part: parts.count(part) for part in Part}
    alone = count[Part.SOLE] == 1 and len(parts) == 1
    led = count[Part.LEAD] == 1 and count[Part.ASSISTING] >= 1 and len(parts) == 1 + count[Part.ASSISTING]
    apart = count[Part.SEPARATE] >= 2 and len(parts) == count[Part.SEPARATE]
    if not (alone or led or apart):
        raise RuleBroken("parts_do_not_fit", field="parts")


def check_signers(have: int, least: int, source: str) -> None:
    if have < least:
        raise RuleBroken("too_few_signers", field="proposer_ids", source=source, least=least, have=have, missing=least - have)


def before_cut_off(at: datetime, cut_off: datetime | None) -> None:
    """`cut_off` None: the congress is not in session."""
    if cut_off is None:
        raise RuleBroken("not_in_session", field="at")
    if at > cut_off:
        raise RuleBroken("after_cut_off", field="at", cut_off=cut_off.isoformat(timespec="minutes"))


def check_merge(into: CaseFacts) -> None:
    """Into a suggestion that has its number and no answer yet."""
    if into.kind is not Kind.SUGGESTION or into.state not in JOINABLE:
        raise RuleBroken("cannot_be_joined", field="into_number", number=into.number, state=into.state.label)


def check_sheets(sheets: Sequence[tuple[str, str]]) -> None:
    """(title, text) of each: one matter a sheet, and several of them."""
    if len(sheets) < 2:
        raise RuleBroken("one_sheet_only", field="sheets")
    for title, text in sheets:
        required(title, "sheets")
        required(text, "sheets")


def check_votes(votes: Sequence[int], all_deputies: int) -> None:
    """For, against and abstentions; the base of the majority is all deputies, present or not (地方组织法 第二十五条)."""
    if min(votes) < 0 or sum(votes) > all_deputies:
        raise Invalid("votes_do_not_add_up", "votes_for", have=sum(votes), most=all_deputies)
