"""Which matters a congress's year holds, who raises them and when; and the numbers of the units' letters."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle

import msgspec

from hub.demo.congresses import GOUYUAN, county_group
from hub.demo.content import Matter, bank, county_year, gouyuan_matters, supervision_texts
from hub.demo.county_cases import motion
from hub.demo.days import moment_on, workday_from
from hub.demo.manners import MANNERS
from hub.demo.shapes import Affair, Congress, Deputy, Session, Step
from hub.demo.suggestions import Raised, by_turns, filled, suggestion
from hub.demo.supervisions import supervision

GOUYUAN_TOPICS = (0, 5, 4, 6)
SUPERVISIONS = (2, 4)
BETWEEN_DAYS, RECENT_DAYS, LATEST_DAYS = (30, 140), (10, 5), (2, 13)
JOINED = (0, 0, 0, 1, 1, 2)
INQUIRY_PLANNED_DAYS = 18
FIRST_LETTER, LETTERS_APART = 3, (1, 3)

Names = dict[str, str]


def of_town(town: Congress, names: Names, as_of: date, rng: random.Random, suggestions: int = 0) -> Congress:
    """The town with its suggestions (as many as its manners say, where no number is told) and supervisions."""
    raised = _gouyuan_raised(town, as_of, rng) if town.code == GOUYUAN else _drawn_raised(town, as_of, rng, suggestions)
    cases = _keyed(town, raised)
    return msgspec.structs.replace(
        town,
        cases=_numbered(_begun(suggestion(case, town, names, as_of, rng) for case in cases), town.name[0], rng),
        supervisions=_begun(_supervisions(town, as_of, rng)),
    )


def of_county(county: Congress, towns: Sequence[Congress], names: Names, as_of: date, rng: random.Random) -> Congress:
    """The county with its three motions, led by three of Gouyuan's county deputies, and its suggestions."""
    return msgspec.structs.replace(
        county,
        cases=_numbered(
            (
                *_motions(county, towns, names, as_of, rng),
                *(suggestion(case, county, names, as_of, rng) for case in _keyed(county, _county_raised(county, towns, as_of, rng))),
            ),
            county.name[0],
            rng,
        ),
    )


def in_office(congress: Congress) -> list[Deputy]:
    return [deputy for deputy in congress.deputies if deputy.until is None and deputy.suspended_from is None]


def _gouyuan_raised(town: Congress, as_of: date, rng: random.Random) -> Iterator[Raised]:
    """Every matter is led by a deputy at home in its village, and joined by deputies of other villages."""
    home = {deputy.person: deputy.village for deputy in town.deputies}
    turns = {village.name: cycle(by_turns([p for p in home if home[p] == village.name], rng)) for village in town.villages}
    for matter in gouyuan_matters():
        lead = next(turns[matter.village])
        others = [person for person in home if home[person] != matter.village]
        yield _raised(matter, (lead, *rng.sample(others, matter.joined)), town, matter.season, as_of, rng)


def _drawn_raised(town: Congress, as_of: date, rng: random.Random, suggestions: int) -> Iterator[Raised]:
    """Matters drawn from the bank, each told of the village of the deputy who leads it; more than the bank has come again."""
    manners = MANNERS[town.profile]
    deputies = in_office(town)
    turns = by_turns([deputy.person for deputy in deputies], rng)
    home = {deputy.person: deputy.village for deputy in deputies}
    number = suggestions or rng.randint(*manners.suggestions)
    matters = rng.sample(bank() * -(-number // len(bank())), number)
    for lead, matter, season in zip(cycle(turns), matters, cycle(manners.seasons), strict=False):
        joined = rng.sample([person for person in turns if person != lead], rng.choice(JOINED))
        yield _raised(filled(matter, home[lead], town.name), (lead, *joined), town, season, as_of, rng)


def _county_raised(county: Congress, towns: Sequence[Congress], as_of: date, rng: random.Random) -> Iterator[Raised]:
    of = {town.name: town for town in towns}
    for matter in county_year().suggestion:
        yield _raised(matter, tuple(_deputies_of(county, of[matter.town])[:2]), county, matter.season, as_of, rng)


def _motions(county: Congress, towns: Sequence[Congress], names: Names, as_of: date, rng: random.Random) -> Iterator[Affair]:
    own = _deputies_of(county, next(town for town in towns if town.code == GOUYUAN))
    others = [deputy.person for deputy in county.deputies if deputy.person not in own]
    for number, (lead, text) in enumerate(zip(own, county_year().motion, strict=False), 1):
        signers = (lead, *rng.sample(others, text.signers - 1))
        yield motion(f"{county.slug}.m{number:02d}", text, signers, county, names, as_of, rng)


def _deputies_of(county: Congress, town: Congress) -> list[str]:
    """The county deputies elected in this town."""
    return [deputy.person for deputy in county.deputies if deputy.group == county_group(town)]


def _raised(matter: Matter, proposers: tuple[str, ...], congress: Congress, season: str, as_of: date, rng: random.Random) -> Raised:
    session = next((session for session in congress.sessions if session.key == season), None)
    day = session.opened if session else _out_of_session(season, congress.sessions, as_of, rng)
    return Raised(key="", matter=matter, proposers=proposers, at=moment_on(day, rng), session=session)


def _out_of_session(season: str, sessions: Sequence[Session], as_of: date, rng: random.Random) -> date:
    """Between the sessions, since the last of them (recent), or in the last two weeks (latest)."""
    if season == "latest":
        return workday_from(as_of - timedelta(days=rng.randint(*LATEST_DAYS)))
    if season == "recent":
        first, last = sessions[-1].closed + timedelta(days=RECENT_DAYS[0]), as_of - timedelta(days=RECENT_DAYS[1])
        return workday_from(first + timedelta(days=rng.randint(0, (last - first).days)))
    return workday_from(sessions[0].closed + timedelta(days=rng.randint(*BETWEEN_DAYS)))


def _keyed(congress: Congress, raised: Iterable[Raised]) -> list[Raised]:
    """Keys in the order of raising, so that numbers given in that order read naturally."""
    ordered = sorted(raised, key=lambda case: case.at)
    return [msgspec.structs.replace(case, key=f"{congress.slug}.s{number:02d}") for number, case in enumerate(ordered, 1)]


def _supervisions(town: Congress, as_of: date, rng: random.Random) -> Iterator[Affair]:
    """Begun at even distances over the year, so that at `as_of` some are closed and some still run."""
    texts = supervision_texts()
    topics = GOUYUAN_TOPICS if town.code == GOUYUAN else rng.sample(range(len(texts)), rng.randint(*SUPERVISIONS))
    first = town.sessions[0].closed
    span = (as_of - first).days
    for number, topic in enumerate(topics, 1):
        began = first + timedelta(days=span * number // (len(topics) + 1) - rng.randint(0, 20))
        if texts[topic].form == "inquiry":
            began = town.sessions[-1].opened - timedelta(days=INQUIRY_PLANNED_DAYS)
        yield supervision(f"{town.slug}.v{number}", texts[topic], began, town, as_of, rng)


def _begun(affairs: Iterable[Affair]) -> tuple[Affair, ...]:
    """Those of which anything is known yet: what came on paper lately is not entered."""
    return tuple(affair for affair in affairs if affair.steps)


def _numbered(cases: Sequence[Affair], sign: str, rng: random.Random) -> tuple[Affair, ...]:
    """The cases with numbers on the units' letters: 构政函〔2026〕3号, rising in a year, with gaps for letters on other matters."""
    replies = sorted(
        (step.at, case.key, index) for case in cases for index, step in enumerate(case.steps) if step.kind == "reply"
    )  # fmt: skip
    numbers: dict[tuple[str, int], str] = {}
    last: dict[int, int] = {}
    for at, key, index in replies:
        last[at.year] = last[at.year] + rng.randint(*LETTERS_APART) if at.year in last else FIRST_LETTER
        numbers[key, index] = f"{sign}政函〔{at.year}〕{last[at.year]}号"
    return tuple(
        msgspec.structs.replace(
            case, steps=tuple(_with_number(step, numbers.get((case.key, index))) for index, step in enumerate(case.steps))
        )
        for case in cases
    )


def _with_number(step: Step, number: str | None) -> Step:
    if number is None:
        return step
    return msgspec.structs.replace(step, arguments={**step.arguments, "number": number})
