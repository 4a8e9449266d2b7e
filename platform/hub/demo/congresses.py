"""Who sits in each congress and to whom it hands matters: terms, sessions, villages, deputies, presidium, units."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count

import msgspec

from hub.demo.content import Place, UnitText, unit_texts
from hub.demo.days import SHANGHAI, workday_before, workday_from
from hub.demo.numerals import chinese
from hub.demo.people import Registry
from hub.demo.shapes import Congress, Deputy, District, Group, Seat, Session, Term, Unit, Village
from townships.divisions import Division, villages_of

GOUYUAN = "610981117"
COUNTY_SLUG, COUNTY_CHAIR = "xunyang", "chengguan.c1"
GOUYUAN_DEPUTIES, GOUYUAN_COUNTY_DEPUTIES, GOUYUAN_WITH_BOTH = 47, 5, 2
MOST_DISTRICTS, MOST_GROUPS = 8, 4
SMALL_TOWN_VILLAGES = 10
TERM, YEARS_IN_OFFICE = 19, 3
SPRING_WEEKS, AUTUMN_WEEKS, COUNTY_WEEKS = 44, 20, 46
MOTIONS_CLOSE = time(12, 0)
ENDED_IN = frozenset({"late_reply", "dissatisfied"})


def town(place: Place, division: Division, as_of: date, registry: Registry, rng: random.Random) -> Congress:
    """One town's congress, its year still empty."""
    villages = tuple(Village(code=village.code, name=village.name) for village in villages_of(division.code))
    whole = place.code == GOUYUAN
    districts = _districts(villages, len(villages) if whole else MOST_DISTRICTS)
    term = _terms(as_of, SPRING_WEEKS)
    sessions = _town_sessions(as_of)
    size = GOUYUAN_DEPUTIES if whole else rng.randint(24, 27)
    deputies = _town_deputies(place, size, districts, len(districts) if whole else MOST_GROUPS, term[-1].opened, registry, rng)
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
    deputies = _county_deputies(towns, terms[-1].opened, registry, rng)
    return Congress(
        code=division.code,
        name=division.name,
        slug=COUNTY_SLUG,
        profile="county",
        terms=terms,
        sessions=(_session("spring", YEARS_IN_OFFICE + 1, workday_from(as_of - timedelta(weeks=COUNTY_WEEKS)), days=3),),
        villages=(),
        districts=tuple(District(number=number, name=f"{town.name}选区", villages=()) for number, town in enumerate(towns, 1)),
        groups=_groups(deputies),
        deputies=deputies,
        presidium=_presidium(deputies, 9),
        units=_units(COUNTY_SLUG, "", unit_texts().county, registry, rng),
        clerk=registry.office_worker(f"{COUNTY_SLUG}.clerk", rng, "市人大常委会办公室工作人员").key,
    )


def deal(items: Sequence[Village], parts: int) -> list[tuple[Village, ...]]:
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


def _districts(villages: Sequence[Village], most: int) -> tuple[District, ...]:
    return tuple(
        District(number=number, name=f"第{chinese(number)}选区", villages=tuple(village.name for village in part))
        for number, part in enumerate(deal(villages, most), 1)
    )


def _town_deputies(
    place: Place, size: int, districts: Sequence[District], groups: int, since: date, registry: Registry, rng: random.Random
) -> tuple[Deputy, ...]:
    """Deputies dealt over the districts in turn, each at home in a village of the district; numbered by district."""
    seats = sorted(number % len(districts) for number in range(size))
    groups = min(groups, len(districts))
    deputies = []
    for number, seat in enumerate(seats, 1):
        district = districts[seat]
        deputies.append(
            Deputy(
                person=_town_deputy(f"{place.slug}.d{number:02d}", number, registry, rng),
                number=number,
                district=district.number,
                group=_group_name(districts, seat * groups // len(districts), groups),
                village=district.villages[number % len(district.villages)],
                since=since,
            )
        )
    return tuple(deputies)


def _town_deputy(key: str, number: int, registry: Registry, rng: random.Random) -> str:
    """The first deputy is the one whom the presidium's seats make the chair: a full-time post."""
    if number == 1:
        return registry.office_worker(key, rng, "镇人大主席").key
    return registry.deputy(key, rng).key


def _group_name(districts: Sequence[District], index: int, groups: int) -> str:
    """One group per village carries its name (开花村代表小组), groups over several villages are numbered."""
    if groups == len(districts) and all(len(district.villages) == 1 for district in districts):
        return f"{districts[index].villages[0]}代表小组"
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
        msgspec.structs.replace(moved, until=first.opened - timedelta(days=60), ended_why="迁出本行政区域"),
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


def _county_deputies(towns: Sequence[Congress], since: date, registry: Registry, rng: random.Random) -> tuple[Deputy, ...]:
    numbers = count(1)
    return tuple(
        Deputy(
            person=person,
            number=next(numbers),
            district=district,
            group=f"{town.name}代表小组",
            village="",
            since=since,
        )
        for district, town in enumerate(towns, 1)
        for person in _county_deputies_of(town, registry, rng)
    )


def _county_deputies_of(town: Congress, registry: Registry, rng: random.Random) -> list[str]:
    """Three of a town, two of a small one; five of Gouyuan, of whom two are deputies of the town too."""
    if town.code == GOUYUAN:
        both = [deputy.person for deputy in town.deputies[1 : 1 + GOUYUAN_WITH_BOTH]]
        seats = GOUYUAN_COUNTY_DEPUTIES - len(both)
    else:
        both, seats = [], 2 if len(town.villages) <= SMALL_TOWN_VILLAGES else 3
    return both + [_county_deputy(f"{town.slug}.c{number}", registry, rng) for number in range(1, seats + 1)]


def _county_deputy(key: str, registry: Registry, rng: random.Random) -> str:
    """As in a town, the chair is the first deputy of all: here the first whom the county town elects."""
    if key == COUNTY_CHAIR:
        return registry.office_worker(key, rng, "市人大常委会主任").key
    return registry.deputy(key, rng).key
