"""The divisions of China that the product ships: which codes exist, what they are, to whom they belong.

Pure and read-only. The 41,352 rows stay in their compressed file (sorted by code); a question reads the rows of one
county and keeps only those, so that a process with one county's tenants does not hold the whole country.
"""

import csv
import gzip
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent / "data"
COUNTY_DIGITS, TOWNSHIP_DIGITS = 6, 9
COUNTIES_KEPT = 64

VILLAGE_ENDINGS = (("社区居委会", "社区"), ("居委会", "社区"), ("村委会", "村"))


class Level(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    ETHNIC_TOWNSHIP = "ethnic_township"
    TOWN = "town"
    SUBDISTRICT = "subdistrict"
    VILLAGE = "village"
    OTHER = "other"


WITH_CONGRESS = frozenset({Level.TOWNSHIP, Level.ETHNIC_TOWNSHIP, Level.TOWN})

# The longer ending first: every 民族乡 also ends in 乡, and most carry the nationality instead (回族乡, 瑶族乡).
TOWNSHIP_ENDINGS = (
    ("民族乡", Level.ETHNIC_TOWNSHIP),
    ("族乡", Level.ETHNIC_TOWNSHIP),
    ("街道办事处", Level.SUBDISTRICT),
    ("街道", Level.SUBDISTRICT),
    ("镇", Level.TOWN),
    ("乡", Level.TOWNSHIP),
)


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """One division. `parent` is the code one level up; of a county it is the prefecture's (four digits and 00)."""

    code: str
    name: str
    level: Level
    parent: str
    county: str
    city: str
    province: str


def division(code: str) -> Division | None:
    """The township-level (9 digits) or county-level (6 digits) division of this code; None when the data has none."""
    if len(code) == COUNTY_DIGITS:
        return _county(code)
    if len(code) != TOWNSHIP_DIGITS:
        return None
    return next((town for town in townships_of(code[:COUNTY_DIGITS]) if town.code == code), None)


def townships_of(county_code: str) -> list[Division]:
    """Every township-level division of a county in the order of codes, those without a congress included."""
    if len(county_code) != COUNTY_DIGITS:
        return []
    return list(_townships(county_code))


def villages_of(township_code: str) -> list[Division]:
    """The villages and communities of a town; the product ships those of Xunyang 旬阳市 (610981) only, elsewhere none."""
    town = division(township_code)
    if town is None or town.level is Level.COUNTY:
        return []
    return [_village(row, town) for row in _village_rows(township_code)]


def has_congress(place: Division) -> bool:
    """Whether this division elects a congress at township level: 乡, 民族乡 and 镇 only (宪法 第九十五条)."""
    return place.level in WITH_CONGRESS


def _county(code: str) -> Division | None:
    towns = _townships(code)
    if not towns:
        return None
    first = towns[0]
    return Division(
        code=code, name=first.county, level=Level.COUNTY, parent=f"{code[:4]}00",
        county=first.county, city=first.city, province=first.province,
    )  # fmt: skip


@lru_cache(maxsize=COUNTIES_KEPT)
def _townships(county_code: str) -> tuple[Division, ...]:
    return tuple(
        Division(
            code=code, name=name, level=_level(name), parent=parent,
            county=county, city=city, province=province,
        )
        for code, name, parent, county, city, province in _rows("townships.csv.gz", county_code)
    )  # fmt: skip


@lru_cache(maxsize=COUNTIES_KEPT)
def _village_rows(township_code: str) -> tuple[list[str], ...]:
    return tuple(_rows("villages.csv.gz", township_code))


def _rows(name: str, prefix: str) -> Iterator[list[str]]:
    """The rows whose code begins with `prefix`. Filtering lines before parsing them keeps a first call near 30 ms."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as lines:
        next(lines)
        yield from csv.reader(line for line in lines if line.startswith(prefix))


def _level(name: str) -> Level:
    return next((level for ending, level in TOWNSHIP_ENDINGS if name.endswith(ending)), Level.OTHER)


def _village(row: list[str], town: Division) -> Division:
    code, committee, parent = row
    return Division(
        code=code, name=_place_of(committee), level=Level.VILLAGE, parent=parent,
        county=town.county, city=town.city, province=town.province,
    )  # fmt: skip


def _place_of(committee: str) -> str:
    """The data names committees (樊坡村委会, 构元社区居委会); people name the place (樊坡村, 构元社区)."""
    for ending, place in VILLAGE_ENDINGS:
        if committee.endswith(ending):
            return committee.removesuffix(ending) + place
    return committee
