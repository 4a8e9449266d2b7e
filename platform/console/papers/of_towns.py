"""情况通报: how the towns handle what deputies raise, for the county's directors' meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from console import words
from console.papers.saying import day, house, listed, office, signed
from console.papers.shapes import Heading, Paper, Table, Text

Told = Mapping[str, Any]
#: Of the county as a whole, and of each town.
WHOLE: Final = ("FILED", "HANDED_OVER", "REPLIED", "CONCLUDED", "CARRIED_OUT", "ON_TIME", "FEEDBACK", "RESULT_CONTENT")
OF_TOWN: Final = ("FILED", "REPLIED", "CONCLUDED", "CARRIED_OUT", "ON_TIME", "RESULT_CONTENT", "OVERDUE")
OWED: Final = frozenset({"HANDED_OVER", "SIGNED", "RELIEF_ASKED", "REWORK"})


def briefing(told: Told) -> Iterator[Paper]:
    county, board = told["county"], told["county"]["board"]
    span = _("{since} to {until}").format(since=day(told["since"]), until=day(told["until"]))
    yield Paper(
        title=_("Briefing on the handling of deputies' suggestions in the towns"), house=house(told["congress"]), note=span, landscape=True,
        blocks=(
            Text((_sentence(board), _figures(county["figures"]["all"]))),
            Heading(_("Town by town")), _towns(county["comparison"]),
            Heading(_("Overdue today")), *_overdue(county["cases"]),
            Heading(_("Where nothing is heard")), Text(tuple(_silence(board["towns"]))),
            Heading(_("The county's own suggestions, by unit")), *_units(told["unitFigures"]),
            signed(office(told["congress"]), day(board["today"])),
        ),
    )  # fmt: skip


def _sentence(board: Told) -> str:
    numbers = {"all": len(board["towns"]), "late": board["lateTowns"], "silent": board["silentTowns"], "unheard": board["unheardTowns"]}
    return _(
        "Of {all} towns, {late} have overdue cases; {silent} have raised nothing since their last session; from {unheard} nothing has been heard for long."
    ).format(**numbers)


def _figures(every: Sequence[Told]) -> str:
    return _("In all: {figures}.").format(figures=listed(_said(one) for one in every if one["key"] in WHOLE))


def _said(figure: Told) -> str:
    """The count before the rate."""
    count = words.number(figure["of"]) if figure["base"] is None else words.share(figure["of"], figure["base"])
    return f"{figure['label']} {count}"


def _towns(rows: Sequence[Told]) -> Table:
    labels = [one["label"] for one in rows[0]["figures"]["all"] if one["key"] in OF_TOWN] if rows else []
    told = tuple((row["town"]["name"], *(_count(one) for one in row["figures"]["all"] if one["key"] in OF_TOWN)) for row in rows)
    return Table((_("Town"), *labels), told, (14, *(12 for _label in labels)))


def _count(figure: Told) -> str:
    base = figure["base"]
    return words.number(figure["of"]) if not base else f"{words.number(figure['of'])}/{words.number(base)}\n{words.percent(figure['of'], base)}"


def _overdue(cases: Told) -> Iterator[Any]:
    if not cases["nodes"]:
        yield Text((_("Nothing is overdue."),))
        return
    head = (_("Town"), _("Number"), _("Matter"), _("What is due"), _("Was due"), _("Unit and responsible leader"))
    yield Table(head, tuple(_late(case) for case in cases["nodes"]), (12, 16, 26, 14, 14, 18))
    if cases["totalCount"] > len(cases["nodes"]):
        yield Text((_("These are the latest {shown} of {all}.").format(shown=len(cases["nodes"]), all=cases["totalCount"]),))


def _late(case: Told) -> tuple[str, ...]:
    first = min((one for one in case["deadlines"] if one["state"] == "OVERDUE"), key=lambda one: one["dueOn"])
    owing = (" ".join(filter(None, [one["unitName"], one["leader"]])) for one in case["assignments"] if one["state"] in OWED)
    return case["town"]["name"], case["number"] or "—", case["title"], first["kindLabel"], day(first["dueOn"]), "\n".join(owing)


def _silence(towns: Sequence[Told]) -> Iterator[str]:
    """Apart: silent, no session yet, on paper, no data."""
    kinds: dict[str, list[str]] = {}
    for town in towns:
        if town["voice"] != "SPEAKING":
            kinds.setdefault(town["voiceLabel"], []).append(town["name"])
    yield from (f"{label}：{listed(names)}" for label, names in kinds.items())
    if doubted := [town for town in towns if town["tooGood"]]:
        told = listed(f"{town['name']}（{listed(one['kindLabel'] for one in town['tooGood'])}）" for town in doubted)
        yield _("To be looked at, because it is too good: {towns}").format(towns=told)
    if not kinds:
        yield _("Every town is raising matters.")


def _units(rows: Sequence[Told]) -> Iterator[Any]:
    if not rows:
        yield Text((_("No unit was handed anything in this period."),))
        return
    labels = [one["label"] for one in rows[0]["figures"]]
    told = tuple((row["name"], *(words.number(one["of"]) for one in row["figures"])) for row in rows)
    yield Table((_("Unit"), *labels), told, (20, *(10 for _label in labels)))
