"""The demonstration's year as one plan: pure, and the same for the same seed and day.

Everything is dated backwards from `as_of`; the plan knows nothing of the database. The filling calls the commands in the
order of `calls()`.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date

from hub.demo import congresses, years
from hub.demo.content import places
from hub.demo.people import Registry
from hub.demo.shapes import Affair, Congress, CountyPlan, SignIn, Step
from townships.divisions import Division, division

COUNTY = "610981"
NOTE = "演示数据：地名真实，人物、电话、文字和各镇的表现均为虚构，与任何真实的人和事无关。"
#: Besides Gouyuan, whose year is done, one town where something waits for everybody.
SHOWN = ("gouyuan", "shuhe")
SHOWN_UNIT = "agriculture"


def year_plan(as_of: date, seed: int = 1) -> CountyPlan:
    """Xunyang and its 21 towns in the year before `as_of`; the last step lies on the day before it at the latest."""
    registry = Registry()
    towns = [congresses.town(place, _known(place.code), as_of, registry, _random(seed, place.code, "people")) for place in places()]
    county = congresses.county(_known(COUNTY), towns, as_of, registry, _random(seed, COUNTY, "people"))
    names = {person.key: person.name for person in registry.people}
    filled = tuple(years.of_town(town, names, as_of, _random(seed, town.code, "year")) for town in towns)
    return CountyPlan(
        as_of=as_of,
        seed=seed,
        note=NOTE,
        people=tuple(registry.people),
        county=years.of_county(county, towns, names, as_of, _random(seed, COUNTY, "year")),
        towns=filled,
        sign_ins=_sign_ins(county, filled),
    )


def calls(congress: Congress) -> Iterator[tuple[Affair, Step]]:
    """Every step of a congress's cases and supervisions in the order in which they were entered."""
    steps = [(affair, step) for affair in (*congress.cases, *congress.supervisions) for step in affair.steps]
    return iter(sorted(steps, key=lambda call: (call[1].recorded, call[0].key)))


def _known(code: str) -> Division:
    place = division(code)
    if place is None:
        raise LookupError(code)
    return place


def _random(seed: int, *what: str) -> random.Random:
    """A source of its own for each part, so that a change in one town leaves the others as they were."""
    return random.Random("/".join((str(seed), *what)))


def _sign_ins(county: Congress, towns: Sequence[Congress]) -> tuple[SignIn, ...]:
    """One sign-in for each kind of user, the town's kinds in two towns."""
    shown = [town for slug in SHOWN for town in towns if town.slug == slug]
    return (
        *(sign_in for town in shown for sign_in in _town_sign_ins(town)),
        SignIn(login=f"county.{county.slug}", role="county_staff", code=county.code, person=county.clerk),
        SignIn(login="operator", role="operator", code="", person=""),
    )


def _town_sign_ins(town: Congress) -> Iterator[SignIn]:
    people = {
        "clerk": town.clerk,
        "chair": town.chair,
        "deputy": years.in_office(town)[1].person,
        "unit": _owing(town) or town.unit(SHOWN_UNIT).contact,
    }
    for role, person in people.items():
        yield SignIn(login=f"{role}.{town.slug}", role=role, code=town.code, person=person)


def _owing(town: Congress) -> str:
    """Who has had the matter that has waited longest for its reply; "" where nobody owes one."""
    signed = [case.steps[-1] for case in town.cases if case.steps[-1].kind in ("sign_for", "contact_deputy")]
    return min(signed, key=lambda step: step.at).by if signed else ""
