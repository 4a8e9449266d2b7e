"""Papers about many cases: what a meeting handed over, how a month stands, how a period was handled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from console import words
from console.papers.saying import day, house, listed, office, signed
from console.papers.shapes import Heading, Paper, Table, Text

Told = Mapping[str, Any]
LATE = pgettext_lazy("paper", "overdue")


def handover(told: Told) -> Iterator[Paper]:
    """The list that offices hand out: number, content, deputy, telephone, units, who answers for it, by when."""
    meeting, congress = told["handOver"], told["congress"]
    yield Paper(
        title=_("List of what is handed over"),
        house=house(congress),
        note=f"{day(meeting['heldOn'])}　{meeting['place']}",
        landscape=True,
        blocks=(
            Table(
                (_("No."), _("Number"), _("Matter"), _("Deputy"), _("Telephone"), _("Units"), _("Responsible leader"), _("Responsible person"), _("Due")),
                tuple(_handed_over(place, one) for place, one in enumerate(meeting["cases"], 1)),
                (4, 13, 22, 9, 12, 16, 9, 9, 11),
            ),
            *([Text((_("Who was there: {names}").format(names=meeting["present"]),))] if meeting["present"] else []),
            Text((meeting["note"],)),
            signed(office(congress), day(meeting["heldOn"])),
        ),
    )


def _handed_over(place: int, case: Told) -> tuple[str, ...]:
    units, deputies = case["units"], case["deputies"]
    return (
        str(place), case["number"], case["title"], _lines(one["name"] for one in deputies), _lines(one["phone"] for one in deputies),
        _lines(f"{one['name']} ({one['kindLabel']})" for one in units), _lines(one["leader"] for one in units),
        _lines(one["person"] for one in units), _lines(day(one["dueOn"]) for one in units),
    )  # fmt: skip


def _lines(values: Iterator[str]) -> str:
    return "\n".join(values)


# ---------------------------------------------------------------- a period
def monthly(told: Told) -> Iterator[Paper]:
    """月报表: what was raised in the period and where each stands."""
    rows = tuple(_standing(place, case) for place, case in enumerate(told["cases"], 1))
    head = (_("No."), _("Number"), _("Matter"), _("Raised by"), _("Units"), _("Handed over"), _("Due"), _("Replied"), _("State"))
    yield Paper(
        title=_("Monthly list of motions and suggestions"), house=house(told["congress"]), note=_span(told), landscape=True,
        blocks=(Text((_sentence(told),)), Table(head, rows, (4, 13, 22, 10, 16, 10, 10, 10, 10)), signed(office(told["congress"]), day(told["today"]))),
    )  # fmt: skip


def _standing(place: int, case: Told) -> tuple[str, ...]:
    state = f"{case['stateLabel']}\n{LATE}" if case["overdue"] else case["stateLabel"]
    return (
        str(place), case["number"] or "—", case["title"], listed(one["name"] for one in case["proposers"]),
        _lines(one["unitName"] for one in case["units"]), day(case["handedOverOn"]), day(case["dueOn"]), day(case["repliedOn"]), state,
    )  # fmt: skip


def _span(told: Told) -> str:
    return f"{day(told['since'])} – {day(told['until'])}"


def _sentence(told: Told) -> str:
    figures = told["figures"]
    return _(
        "{filed} suggestions were raised and {motions} motions filed; {handed} suggestions were handed over, {replied} are replied, "
        "{concluded} concluded, {overdue} overdue."
    ).format(
        filed=figures["filed"]["count"], motions=figures["motions"]["count"], handed=figures["handedOver"]["count"],
        replied=figures["replied"]["count"], concluded=figures["concluded"]["count"], overdue=figures["overdue"]["count"],
    )  # fmt: skip


def handling(told: Told) -> Iterator[Paper]:
    """办理情况报告: the figures in sentences, by unit and by field, and every case with what came of it. 代表法 第五十一条."""
    yield Paper(
        title=_("Report on the handling of deputies' motions and suggestions"), house=house(told["congress"]), note=_span(told),
        blocks=(
            Heading(_("1. What was raised")), Text((_sentence(told), *_by_field(told["cases"]))),
            Heading(_("2. How it was handled")), Text(tuple(_handled(told["figures"]))),
            Heading(_("3. The units")), _by_unit(told["cases"]),
            Heading(_("4. Every matter, and what came of it")), _every(told["cases"]),
            signed(office(told["congress"]), day(told["today"])),
        ),
    )  # fmt: skip


def _by_field(cases: Sequence[Told]) -> Iterator[str]:
    counted = Counter(case["category"] or _("without a field") for case in cases)
    if counted:
        yield _("By field: {fields}.").format(fields=_enumerated(f"{field} {count}" for field, count in counted.most_common()))


def _enumerated(values: Iterator[str]) -> str:
    return listed(values)


def _handled(figures: Told) -> Iterator[str]:
    handed, result, days = figures["handedOver"]["count"], figures["result"], figures["daysToReply"]
    yield _("Of {handed} that were handed over, {replied} are replied ({rate}) and {concluded} concluded ({concluded_rate}).").format(
        handed=handed, replied=figures["replied"]["count"], rate=words.percent(figures["replied"]["count"], handed),
        concluded=figures["concluded"]["count"], concluded_rate=words.percent(figures["concluded"]["count"], handed),
    )  # fmt: skip
    yield _("Answered in time: {of} of {base} ({rate}).").format(**_share(figures["onTime"]))
    if days["count"]:
        yield _("Half of the answers came within {median} days, nine of ten within {p90}.").format(median=words.number(days["median"]), p90=days["p90"])
    yield _(
        "Of {rated} ratings of the result, {satisfied} are satisfied, {basically} basically satisfied, {dissatisfied} dissatisfied ({rate} content)."
    ).format(
        **{name: result[name] for name in ("rated", "satisfied", "basically", "dissatisfied")}, rate=_share(result["content"])["rate"],
    )  # fmt: skip
    yield _("{reworked} were handled a second time.").format(reworked=figures["reworked"]["count"])


def _share(share: Told) -> dict[str, Any]:
    return {"of": share["of"], "base": share["base"], "rate": words.percent(share["of"], share["base"])}


def _by_unit(cases: Sequence[Told]) -> Table:
    handed, replied, late = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        for unit in {one["unitName"] for one in case["units"]} if case["handedOverOn"] else ():
            handed[unit] += 1
            replied[unit] += case["repliedOn"] is not None
            late[unit] += case["overdue"]
    rows = tuple((unit, str(count), str(replied[unit]), str(late[unit])) for unit, count in handed.most_common())
    return Table((_("Unit"), _("Handed over"), _("Replied"), _("Overdue")), rows, (40, 20, 20, 20))


def _every(cases: Sequence[Told]) -> Table:
    rows = tuple(
        (
            case["number"] or "—", case["title"], _lines(one["unitName"] for one in case["units"]), day(case["repliedOn"]),
            case["outcomeLabel"] or case["stateLabel"],
        )
        for case in cases
    )
    return Table((_("Number"), _("Matter"), _("Units"), _("Replied"), _("What came of it")), rows, (18, 36, 20, 14, 12))
