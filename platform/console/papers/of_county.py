"""What the county's congress writes to a town's: it guides and reminds, it does not order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from console.papers.saying import day, hand_written_day, house, office, sealed, signed
from console.papers.shapes import Cell, Cut, Form, Heading, Paper, Table, Text


def reminder(told: Mapping[str, Any]) -> Iterator[Paper]:
    """工作提示函: to the chair of the town whose case is late, with an answer and a day to look again."""
    case, congress = told["node"], told["congress"]
    town = house(case["town"])
    text = _(
        "“{title}” ({number}) of your congress stands at “{state}”; what is late is listed below. Please look into it, press for it by the means that "
        "the law gives you, and answer us below by the day named."
    ).format(title=case["title"], number=case["number"] or "—", state=case["stateLabel"])
    yield Paper(
        title=_("Reminder of work"), house=house(congress), note="",
        blocks=(
            Text((text,), address=f"{town}："),
            Table((_("What"), _("Was due"), _("Done")), tuple(_late(case, told["today"])), (50, 25, 25)),
            Table(
                (_("Unit"), _("Part"), _("Responsible leader"), _("Responsible person"), _("State")),
                tuple((one["unitName"], one["kindLabel"], one["leader"], one["person"], one["stateLabel"]) for one in case["assignments"]),
                (30, 14, 18, 18, 20),
            ),
            Form(((Cell(_("Please answer by"), ""), Cell(_("We look again on"), "")),)),
            signed(office(congress), hand_written_day()),
            Cut(),
            Heading(_("Answer of the town's congress")),
            Form(((Cell(_("Where it stands"), "", 5),), (Cell(_("What is done, and by when"), "", 5),))),
            signed(sealed(town), hand_written_day()),
        ),
    )  # fmt: skip


def _late(case: Mapping[str, Any], today: str) -> Iterator[tuple[str, str, str]]:
    for one in case["deadlines"]:
        if not one["liftedOn"] and one["dueOn"] < (one["metOn"] or today):
            yield one["kindLabel"], day(one["dueOn"]), day(one["metOn"]) or _("not yet")
