"""Who sits in each congress and to whom it hands matters: terms, sessions, villages, deputies, presidium, units."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TypeVar

import msgspec

from hub.demo.content import Place, UnitText, unit_texts
from hub.demo.days import SHANGHAI, workday_before, workday_from
from hub.demo.numerals import chinese
from hub.demo.people import Registry
from hub.demo.shapes import Congress, Deputy, District, Group, Seat, Session, Term, Unit, Village
from townships.divisions import Division, villages_of

T = TypeVar("T")
GOUYUAN = "610981117"
COUNTY_SLUG, COUNTY_CHAIR = "xunyang", "chengguan.c1"
GOUYUAN_DEPUTIES, GOUYUAN_COUNTY_DEPUTIES, GOUYUAN_WITH_BOTH = 47, 5, 2
MOST_AREAS, MOST_GROUPS, MOST_SEATS = 8, 4, 3
SMALL_TOWN_VILLAGES = 10
TERM, YEARS_IN_OFFICE = 19, 3
SPRING_WEEKS, AUTUMN_WEEKS, COUNTY_WEEKS = 44, 20, 46
MOTIONS_CLOSE = time(12, 0)
ENDED_IN = frozenset({"late_reply", "dissatisfied"})


def town(
    place: Place, division: Division, as_of: date, registry: Registry, rng: random.Random, villages: tuple[Village, ...] = (), seats: int = 0
) -> Congress:
    """One town's congress, its year still empty. `villages` for a town of which none are shipped; `seats` instead of a drawn number."""
    villages = villages or tuple(Village(code=village.code, name=village.name) for village in villages_of(division.code))
    whole = place.code == GOUYUAN
    areas = _areas(villages, len(villages) if whole else MOST_AREAS)
    term = _terms(as_of, SPRING_WEEKS)
    sessions = _town_sessions(as_of)
    districts = _districts(areas, seats or (GOUYUAN_DEPUTIES if whole else rng.randint(24, 27)))
    deputies = _town_deputies(place, areas, districts, len(areas) if whole else MOST_GROUPS, term[-1].opened, registry, rng)
    texts = unit_texts().gouyuan if whole else unit_texts().town
    return Congress(
        code=place.code,
        name=division.name,
        slug=place.slug,
        profile=place.profile,
        terms=term,
        sessions=sessions,
        villages=villages,
        districts=districts,
        groups=_groups(deputies),
        deputies=_with_ended(deputies, place.profile, sessions),
        presidium=_presidium(deputies, rng.choice((7, 7, 9))),
        units=_units(place.slug, division.name, texts, registry, rng),
        clerk=registry.office_worker(f"{place.slug}.clerk", rng, "镇人大办工作人员").key,
    )


def county(division: Division, towns: Sequence[Congress], as_of: date, registry: Registry, rng: random.Random) -> Congress:
    """The county's congress: deputies of all towns, two of Gouyuan's with a mandate of the town as well."""
    terms = _terms(as_of, COUNTY_WEEKS)
    districts = _county_districts(towns)
    deputies = _county_deputies(towns, districts, terms[-1].opened, registry, rng)
    return Congress(
        code=division.code,
        name=division.name,
        slug=COUNTY_SLUG,
        profile="county",
        terms=terms,
        sessions=(_session("spring", YEARS_IN_OFFICE + 1, workday_from(as_of - timedelta(weeks=COUNTY_WEEKS)), days=3),),
        villages=(),
        districts=districts,
        groups=_groups(deputies),
        deputies=deputies,
        presidium=_presidium(deputies, 9),
        units=_units(COUNTY_SLUG, "", unit_texts().county, registry, rng),
        clerk=registry.office_worker(f"{COUNTY_SLUG}.clerk", rng, "市人大常委会办公室工作人员").key,
    )


def deal(items: Sequence[T], parts: int) -> list[tuple[T, ...]]:
    """The items in order, in at most `parts` neighbouring portions whose sizes differ by one at most."""
    parts = min(parts, len(items))
    return [tuple(items[len(items) * part // parts : len(items) * (part + 1) // parts]) for part in range(parts)]


def _terms(as_of: date, weeks: int) -> tuple[Term, ...]:
    """The term in office began three years before this year's first session; the one before ended the day before."""
    opened = workday_from(as_of - timedelta(weeks=weeks + 52 * YEARS_IN_OFFICE))
    earlier = workday_from(opened - timedelta(weeks=5 * 52))
    return (
        Term(number=TERM - 1, opened=earlier, closed=opened - timedelta(days=1)),
        Term(number=TERM, opened=opened),
    )


def _town_sessions(as_of: date) -> tuple[Session, ...]:
    """Two sessions a year (地方组织法 第十四条): one about ten months ago, one about five."""
    spring = workday_from(as_of - timedelta(weeks=SPRING_WEEKS))
    autumn = workday_from(as_of - timedelta(weeks=AUTUMN_WEEKS))
    first = 2 * YEARS_IN_OFFICE + 1
    return _session("spring", first, spring, days=2), _session("autumn", first + 1, autumn, days=1)


def _session(key: str, number: int, opened: date, days: int) -> Session:
    closed = opened
    for _ in range(days - 1):
        closed = workday_from(closed + timedelta(days=1))
    last_filing = opened if opened == closed else workday_before(closed)
    cut_off = datetime.combine(last_filing, MOTIONS_CLOSE, SHANGHAI)
    return Session(key=key, number=number, opened=opened, closed=closed, cut_off=cut_off)


def _areas(villages: Sequence[Village], most: int) -> list[tuple[str, ...]]:
    return [tuple(village.name for village in part) for part in deal(villages, most)]


def _districts(areas: Sequence[tuple[str, ...]], size: int) -> tuple[District, ...]:
    """Each area elects its share of the deputies, in districts of three seats at most (选举法 第二十五条)."""
    shares = [len(part) for part in deal(range(size), len(areas))]
    divided = [(area, seats) for area, share in zip(areas, shares, strict=True) for seats in _divided(share)]
    return tuple(
        District(number=number, name=f"第{chinese(number)}选区", seats=seats, villages=area)
        for number, (area, seats) in enumerate(divided, 1)
    )


def _divided(seats: int) -> list[int]:
    return [len(part) for part in deal(range(seats), -(-seats // MOST_SEATS))]


def _town_deputies(
    place: Place, areas: Sequence[tuple[str, ...]], districts: Sequence[District], groups: int, since: date, registry: Registry,
    rng: random.Random,
) -> tuple[Deputy, ...]:  # fmt: skip
    """The deputies of all districts, numbered by district, each at home in a village of it."""
    groups = min(groups, len(areas))
    seats = [district for district in districts for _ in range(district.seats)]
    return tuple(
        Deputy(
            person=_town_deputy(f"{place.slug}.d{number:02d}", number, registry, rng),
            number=number,
            district=district.number,
            group=_group_name(areas, areas.index(district.villages) * groups // len(areas), groups),
            village=district.villages[number % len(district.villages)],
            since=since,
        )
        for number, district in enumerate(seats, 1)
    )


def _town_deputy(key: str, number: int, registry: Registry, rng: random.Random) -> str:
    """The first deputy is the one whom the presidium's seats make the chair: a full-time post."""
    if number == 1:
        return registry.office_worker(key, rng, "镇人大主席").key
    return registry.deputy(key, rng).key


def _group_name(areas: Sequence[tuple[str, ...]], index: int, groups: int) -> str:
    """One group per village carries its name (开花村代表小组), groups over several villages are numbered."""
    if groups == len(areas) and all(len(area) == 1 for area in areas):
        return f"{areas[index][0]}代表小组"
    return f"第{chinese(index + 1)}代表小组"


def _groups(deputies: Sequence[Deputy]) -> tuple[Group, ...]:
    """Every group that a deputy is in, led by its first deputy."""
    leads: dict[str, str] = {}
    for deputy in deputies:
        leads.setdefault(deputy.group, deputy.person)
    return tuple(Group(name=name, lead=lead) for name, lead in leads.items())


def _with_ended(deputies: tuple[Deputy, ...], profile: str, sessions: tuple[Session, ...]) -> tuple[Deputy, ...]:
    """In some towns the last deputy has moved away, and the last but one is suspended (代表法 第六十一条)."""
    if profile not in ENDED_IN:
        return deputies
    first, *_ = sessions
    *others, suspended, moved = deputies
    return (
        *others,
        msgspec.structs.replace(suspended, suspended_from=first.opened - timedelta(days=40)),
        msgspec.structs.replace(moved, until=first.opened - timedelta(days=60), ended_why="moved_away"),
    )


def _presidium(deputies: Sequence[Deputy], size: int) -> tuple[Seat, ...]:
    """Members spread over all groups: every n-th deputy. The first is the chair, the second the vice-chair."""
    stride = len(deputies) // size
    posts = ["chair", "vice_chair", *["member"] * (size - 2)]
    return tuple(Seat(person=deputies[index * stride].person, post=post) for index, post in enumerate(posts))


def _units(slug: str, town_name: str, texts: Sequence[UnitText], registry: Registry, rng: random.Random) -> tuple[Unit, ...]:
    """The units with their contacts; one leader answers for all units of his or her line of work."""
    titles = dict.fromkeys(text.leader for text in texts)
    leaders = {title: registry.official(title, rng) for title in titles}
    return tuple(
        Unit(
            key=text.key,
            name=f"{town_name}{text.name}",
            kind=text.kind,
            does=text.does,
            leader=leaders[text.leader],
            contact=registry.office_worker(f"{slug}.unit.{text.key}", rng, f"{town_name}{text.name}干部").key,
        )
        for text in texts
    )


def _county_districts(towns: Sequence[Congress]) -> tuple[District, ...]:
    numbers = count(1)
    return tuple(
        District(number=next(numbers), name=f"{town.name}{name}选区", seats=seats, villages=())
        for town in towns
        for name, seats in _district_names(_divided(_county_seats(town)))
    )


def _district_names(seats: Sequence[int]) -> list[tuple[str, int]]:
    return [(f"第{chinese(number)}" if len(seats) > 1 else "", share) for number, share in enumerate(seats, 1)]


def _county_deputies(
    towns: Sequence[Congress], districts: Sequence[District], since: date, registry: Registry, rng: random.Random
) -> tuple[Deputy, ...]:
    seats = [district.number for district in districts for _ in range(district.seats)]
    elected = [(town, person) for town in towns for person in _county_deputies_of(town, registry, rng)]
    return tuple(
        Deputy(person=person, number=number, district=district, group=county_group(town), village="", since=since)
        for number, (district, (town, person)) in enumerate(zip(seats, elected, strict=True), 1)
    )


def county_group(town: Congress) -> str:
    """The group of the county deputies whom this town elects."""
    return f"{town.name}代表小组"


def _county_deputies_of(town: Congress, registry: Registry, rng: random.Random) -> list[str]:
    """Two of Gouyuan's county deputies are deputies of the town too."""
    both = [deputy.person for deputy in town.deputies[1 : 1 + GOUYUAN_WITH_BOTH]] if town.code == GOUYUAN else []
    return both + [_county_deputy(f"{town.slug}.c{number}", registry, rng) for number in range(1, 1 + _county_seats(town) - len(both))]


def _county_seats(town: Congress) -> int:
    """Three of a town, two of a small one; five of Gouyuan."""
    if town.code == GOUYUAN:
        return GOUYUAN_COUNTY_DEPUTIES
    return 2 if len(town.villages) <= SMALL_TOWN_VILLAGES else 3


def _county_deputy(key: str, registry: Registry, rng: random.Random) -> str:
    """As in a town, the chair is the first deputy of all: here the first whom the county town elects."""
    if key == COUNTY_CHAIR:
        return registry.office_worker(key, rng, "市人大常委会主任").key
    return registry.deputy(key, rng).key
