"""Which counties and towns there are, and how large each is made: exact sums, spread evenly, drawn by the seed."""
from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

import townships
from townships import divisions

PREFIX = "50"
DEPUTIES, CASES, TOWNS = 46_745, 60_000, 786
DATA = Path(townships.__file__ or "").parent / "data" / "townships.csv.gz"


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """One town with its size. 街道 have no congress and are left out."""

    code: str
    county: str
    name: str
    deputies: int
    cases: int


def counties() -> list[str]:
    """The codes of all 38 counties; one of them (渝中 500103) has 街道 only."""
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as lines:
        return sorted({row[2] for row in csv.reader(line for line in lines if line.startswith(PREFIX))})


def towns(seed: int, most: int = TOWNS) -> list[Town]:
    """The first `most` towns in the order of codes. Of all of them the deputies and cases are exactly those of the whole."""
    found = [place for county in counties() for place in divisions.townships_of(county) if divisions.has_congress(place)]
    deputies, cases = (_spread(total, len(found), random.Random(f"{seed}/{total}")) for total in (DEPUTIES, CASES))
    return [
        Town(code=place.code, county=place.parent, name=place.name, deputies=seats, cases=number)
        for place, seats, number in zip(found, deputies, cases, strict=True)
    ][:most]  # fmt: skip


def counties_of(found: Sequence[Town]) -> list[str]:
    """All of them, or those of a small sample's towns."""
    return counties() if len(found) >= TOWNS else sorted({town.county for town in found})


def _spread(total: int, parts: int, rng: random.Random) -> list[int]:
    least, over = divmod(total, parts)
    shares = [least + 1] * over + [least] * (parts - over)
    rng.shuffle(shares)
    return shares
