"""What is lawful in a roster: plain values in, `RuleBroken` out. A day named `ended_on` or `closed_on` is the first without."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from townships.clock import local_date
from townships.errors import Invalid, RuleBroken

MOST_NUMBER: Final = 9999
FIRST_YEAR: Final = 1949
AHEAD: Final = timedelta(days=366)
SEATS: Final = range(1, 4)
AGES: Final = range(18, 111)
PHONE: Final = re.compile(r"\+?[0-9][0-9 \-]{1,18}")
TERM_OVER: Final = "term_over"
ETHNIC_GROUPS: Final = frozenset(
    {
        "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
        "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
        "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒",
        "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
    }
)  # fmt: skip


class Span(msgspec.Struct, frozen=True):
    """Days from one to before another, open-ended without; with the number of what they are the days of."""

    number: int
    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules ask of a deputy."""

    id: UUID
    term_id: UUID
    mandate_from: date
    suspended_on: date | None = None
    ended_on: date | None = None


def one_line(value: str, field: str) -> str:
    if any(break_ in value for break_ in "\n\r\t\u2028\u2029"):
        raise Invalid("control_characters", field)
    return value


def named(value: str, field: str) -> str:
    if not value.strip():
        raise Invalid("required", field)
    return one_line(value, field)


def telephone(value: str) -> str:
    """Empty, or digits as one dials them: at most 20 characters."""
    if value and not PHONE.fullmatch(value):
        raise Invalid("bad_phone", "phone")
    return value


def numbered(number: int, field: str = "number") -> int:
    if not 1 <= number <= MOST_NUMBER:
        raise Invalid("bad_number", field, most=MOST_NUMBER)
    return number


def ethnic_group(value: str) -> str:
    """One of the 56 recognised groups (GB/T 3304), with or without 族; answered with it."""
    short = value.removesuffix("族")
    if short not in ETHNIC_GROUPS:
        raise Invalid("bad_ethnicity", "ethnicity")
    return f"{short}族"


def may_open_term(term: Span, last: Span | None, today: date) -> None:
    """Terms follow each other; each begins with its congress's first session (代表法 第二条)."""
    numbered(term.number)
    if term.start.year < FIRST_YEAR:
        raise Invalid("bad_value", "opens_on")
    not_far_ahead(term.start, today, "opens_on")
    if last and term.number <= last.number:
        raise RuleBroken("term_number_not_next", field="number", last=last.number)
    if last and term.start <= last.start:
        raise RuleBroken("term_before_last", field="opens_on", last=last.start)


def not_far_ahead(day: date, today: date, field: str) -> None:
    """A slip of the pen in the year is found here: nothing is planned more than a year ahead."""
    if day > today + AHEAD:
        raise RuleBroken("too_far_ahead", field=field)


def may_set_session(session: Span, cut_off: datetime, term: Span, others: Iterable[Span], today: date) -> None:
    """In the term, in the order of the numbers, never two at once. A session's `end` is its last day; `others` are the term's."""
    numbered(session.number)
    last = session.end or session.start
    if last < session.start:
        raise RuleBroken("closes_before_it_opens", field="closes_on")
    not_far_ahead(last, today, "closes_on")
    if not (term.holds(session.start) and term.holds(last)):
        raise RuleBroken("outside_the_term", field="opens_on", term=term.number)
    if cut_off.tzinfo is None:
        raise Invalid("bad_value", "motions_cut_off")
    if local_date(cut_off) > last:
        raise RuleBroken("cut_off_after_session", field="motions_cut_off", source="地方组织法 第二十二条")
    for other in others:
        _in_order(session, last, other)


def _in_order(session: Span, last: date, other: Span) -> None:
    if other.number == session.number:
        raise RuleBroken("number_taken", field="number", number=session.number)
    before = other.number < session.number
    if (before and (other.end or other.start) >= session.start) or (not before and other.start <= last):
        raise RuleBroken("sessions_out_of_order", field="opens_on", other=other.number)


def may_add_district(number: int, seats: int) -> None:
    numbered(number)
    if seats not in SEATS:
        raise RuleBroken("bad_seats", field="seats", source="选举法 第二十五条", least=SEATS[0], most=SEATS[-1])


def division_code(code: str) -> str:
    """Empty, or the twelve digits of a village."""
    if code and not (len(code) == 12 and code.isascii() and code.isdecimal()):
        raise Invalid("bad_village_code", "code")
    return code


def may_sit(birth_year: int, mandate_from: date, term: Span, today: date) -> None:
    """Of age, and for days of this term (选举法 第四条: 18 years; by the year, as no more is known)."""
    not_far_ahead(mandate_from, today, "mandate_from")
    if not term.holds(mandate_from):
        raise RuleBroken("outside_the_term", field="mandate_from", term=term.number)
    if mandate_from.year - birth_year not in AGES:
        raise RuleBroken("impossible_birth_year", field="birth_year", source="选举法 第四条", least=AGES[0])


def seat_is_free(seats: int, taken: int) -> None:
    if taken >= seats:
        raise RuleBroken("district_full", field="district_id", source="选举法 第二十五条", seats=seats)


def in_term(term_id: UUID, of_term: UUID, field: str) -> None:
    if term_id != of_term:
        raise RuleBroken("of_another_term", field=field)


def may_suspend(mandate: Mandate, on: date) -> None:
    """Suspension is the congress's own act (代表法 第六十一条 and following); the product only keeps it."""
    mandate_lasts(mandate, on)
    if mandate.suspended_on is not None:
        raise RuleBroken("suspended_already", field="deputy_id")


def may_resume(mandate: Mandate, on: date) -> None:
    mandate_lasts(mandate, on)
    if mandate.suspended_on is None:
        raise RuleBroken("not_suspended", field="deputy_id")
    if on < mandate.suspended_on:
        raise RuleBroken("before_it_began", field="at", began=mandate.suspended_on)


def may_end(mandate: Mandate, on: date, why: str) -> None:
    """One mandate ends for its own reason; the end of the term ends them all, through `open_term`."""
    if why == TERM_OVER:
        raise RuleBroken("term_ends_by_itself", field="why")
    mandate_lasts(mandate, on)


def mandate_lasts(mandate: Mandate, on: date, field: str = "deputy_id") -> None:
    if mandate.ended_on is not None and mandate.ended_on <= on:
        raise RuleBroken("mandate_over", field=field, ended=mandate.ended_on)
    if on < mandate.mandate_from:
        raise RuleBroken("before_it_began", field="at", began=mandate.mandate_from)


def may_group(term_id: UUID, leader_id: UUID, members: Collection[Mandate], on: date) -> None:
    """A group is made of deputies of one term whose mandates last, led by one of them."""
    if leader_id not in {member.id for member in members}:
        raise RuleBroken("leader_not_a_member", field="leader_id")
    for member in members:
        in_term(member.term_id, term_id, "member_ids")
        mandate_lasts(member, on, "member_ids")


def each_once(ids: Collection[UUID], field: str) -> None:
    if len(set(ids)) != len(ids):
        raise Invalid("twice", field)


def may_take_seat(mandate: Mandate, on: date) -> None:
    """Chair, vice-chairs and members are elected from among the deputies (地方组织法 第十八条)."""
    mandate_lasts(mandate, on)
    if mandate.suspended_on is not None and mandate.suspended_on <= on:
        raise RuleBroken("suspended_already", field="deputy_id")


def may_leave_seat(seat: Span, on: date) -> None:
    if seat.end is not None and seat.end <= on:
        raise RuleBroken("seat_ended", field="seat_id", ended=seat.end)
    if on < seat.start:
        raise RuleBroken("before_it_began", field="at", began=seat.start)


def unit_is_open(closed_on: date | None) -> None:
    if closed_on is not None:
        raise RuleBroken("unit_is_closed", field="unit_id", closed=closed_on)


def may_close_unit(opened_on: date, closed_on: date | None, on: date) -> None:
    unit_is_open(closed_on)
    if on < opened_on:
        raise RuleBroken("before_it_began", field="at", began=opened_on)


def something_changes(changes: Collection[str]) -> None:
    if not changes:
        raise RuleBroken("nothing_changed")
