"""The pattern towns: each size of town once in several manners, its whole year planned as the demonstration's is and filled through the commands."""
from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

import msgspec

from hub.demo import congresses, years
from hub.demo.content import Place
from hub.demo.people import Registry
from hub.demo.shapes import Affair, Congress, CountyPlan, SignIn, Step, Term, Village
from townships.divisions import Division, Level

COUNTY = "500199"
MANNERS = ("ordinary", "diligent", "late_hand_over")
VILLAGES = ("红岩村", "桥坝村", "石龙村", "双河村", "金竹村", "大石村", "柏林村", "新场社区")
TERM_OPENED = date(2022, 1, 10)
REWORK = "代表对办理结果不满意，请承办单位到现场再核实，限期重新办理。"


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One recipe of a year. `code` and `name` are the pattern's own; a town made from it gets its own instead."""

    key: str
    deputies: int
    cases: int
    manner: str
    code: str
    name: str = "样板镇"


def patterns(sizes: Sequence[tuple[int, int]]) -> list[Pattern]:
    """One for each size in each manner."""
    chosen = [(size, manner) for size in sorted(set(sizes)) for manner in MANNERS]
    return [
        Pattern(key=f"{seats}-{cases}-{manner}", deputies=seats, cases=cases, manner=manner, code=f"{COUNTY}8{number:02}")
        for number, ((seats, cases), manner) in enumerate(chosen)
    ]  # fmt: skip


def plan(chosen: Sequence[Pattern], as_of: date, seed: int, county: str = COUNTY) -> CountyPlan:
    """The year before `as_of` of these towns, and their county with nobody but its clerk."""
    registries = {pattern.key: Registry() for pattern in chosen}
    towns = [_town(pattern, as_of, seed, registries[pattern.key]) for pattern in chosen]
    office = Registry()
    above = _county(county, office, random.Random(f"{seed}/county"))
    people = [person for registry in (*registries.values(), office) for person in registry.people]
    clerks = [SignIn(login=f"clerk.{town.slug}", role="clerk", code=town.code, person=town.clerk) for town in (above, *towns)]
    operator = SignIn(login=f"operator.{county}", role="operator", code="", person="")
    return CountyPlan(
        as_of=as_of, seed=seed, note="", people=tuple(people), county=above, towns=tuple(towns), sign_ins=(*clerks, operator)
    )  # fmt: skip


def _town(pattern: Pattern, as_of: date, seed: int, registry: Registry) -> Congress:
    """Chance depends on the recipe alone: the same recipe gives the same year in whatever town.

    What came on paper in the last days is not entered yet and no case; so a few more are raised than there shall be.
    """
    rng = random.Random(f"{seed}/{pattern.key}")
    place = Place(code=pattern.code, slug=pattern.code, profile=pattern.manner)
    division = Division(
        code=pattern.code, name=pattern.name, level=Level.TOWN, parent=pattern.code[:6], county="", city="", province=""
    )  # fmt: skip
    villages = tuple(Village(code="", name=name) for name in VILLAGES)
    empty = congresses.town(place, division, as_of, registry, rng, villages, pattern.deputies)
    names = {person.key: person.name for person in registry.people}
    tries = (years.of_town(empty, names, as_of, random.Random(f"{seed}/{pattern.key}/year"), number) for number in count(pattern.cases))
    year = next(year for year in tries if len(year.cases) == pattern.cases)
    return msgspec.structs.replace(year, cases=tuple(_with_order(case, year.chair) for case in year.cases))


def _with_order(case: Affair, chair: str) -> Affair:
    """In Chongqing no rule has a matter handled a second time by itself: the chair orders it once the first reply is rated."""
    replies = [place for place, step in enumerate(case.steps) if step.kind == "reply"]
    if len(replies) < 2:
        return case
    after = max(place for place, step in enumerate(case.steps[: replies[1]]) if step.kind == "rate") + 1
    rated = case.steps[after - 1]
    at = rated.at + timedelta(minutes=5)
    order = Step(kind="order_rework", by=chair, role="chair", at=at, recorded=max(at, rated.recorded), arguments={"note": REWORK})
    return msgspec.structs.replace(case, steps=(*case.steps[:after], order, *case.steps[after:]))


def _county(code: str, registry: Registry, rng: random.Random) -> Congress:
    clerk = registry.office_worker(f"{code}.clerk", rng, "县人大常委会办公室工作人员").key
    return Congress(
        code=code, name="样板县", slug=code, profile="county", terms=(Term(number=19, opened=TERM_OPENED),), sessions=(), villages=(),
        districts=(), groups=(), deputies=(), presidium=(), units=(), clerk=clerk,
    )  # fmt: skip
