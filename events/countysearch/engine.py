"""What a search engine must do. The contract suite holds both adapters to it."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol

import msgspec

from countysearch.documents import Document
from countysearch.tokens import Word

FACETS: Final = ("state", "kind", "tenant", "category")
#: What a document is filtered and sorted by.
KEPT: Final = ("id", "tenant", "county", "gone", "public", "kind", "state", "category", "opened_on")
BOOSTS: Final[Mapping[str, float]] = {"title": 3.0, "text": 1.0, "reply": 1.0, "outcome": 1.0}


RARE: Final = 5  # documents: below it a frequency makes no difference worth keeping
#: Of a draft's pairs so many are looked for, the weightiest first, and besides so many that stand in hardly any document.
MOST_TELLING, MOST_RARE = 16, 24
#: A pair in more than this part of all documents tells nothing.
COMMON: Final = 0.2
#: This part of the telling pairs must be shared; and never fewer than two, for one pair in common is chance.
LEAST_SHARED, FEWEST_SHARED = 0.25, 2
#: A pair of the title weighs so much more than one of the text.
TITLE: Final = 3.0


class IndexGone(Exception):
    """The index was dropped meanwhile, or never created."""


class EngineFailed(Exception):
    """The engine is away or overloaded: the same may succeed later."""


class DocumentRefused(Exception):
    """The engine will never take this document: a bug of ours, to be parked."""


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Each that is given must hold; an empty one asks for nothing."""

    state: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    tenant: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    opened_from: date | None = None
    opened_to: date | None = None


class After(NamedTuple):
    """Where the page before ended."""

    score: float
    id: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of one county that hold every word in one of their fields; without words, all of them."""

    county: str
    public_only: bool
    words: tuple[Word, ...] = ()
    filters: Filters = Filters()
    first: int = 25
    after: After | None = None


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of one county that speak of what a draft speaks of. `pairs` of neighbours in it, each once and in order; those `titled` weigh more."""

    county: str
    public_only: bool
    pairs: tuple[str, ...]
    titled: frozenset[str]
    filters: Filters = Filters()
    without: str = ""
    first: int = 5


class Telling(msgspec.Struct, frozen=True):
    """What of a draft is looked for: pair → weight, and how many of them a document must share."""

    weights: Mapping[str, float]
    least: int


def telling(likeness: Likeness, found: Mapping[str, int], total: float) -> Telling:
    """`found`: in how many of `total` documents a pair stands; one that is missing stands in fewer than RARE, maybe in none."""
    weights = {
        pair: (TITLE if pair in likeness.titled else 1.0) * rarity(total, found.get(pair, 1))
        for pair in likeness.pairs
        if 0 < found.get(pair, 1) <= max(RARE, total * COMMON)
    }
    best = sorted(weights, key=lambda pair: -weights[pair])
    known = [pair for pair in best if found.get(pair, 0) >= RARE][:MOST_TELLING]
    rare = [pair for pair in best if found.get(pair, 0) < RARE][:MOST_RARE]
    return Telling({pair: weights[pair] for pair in (*known, *rare)}, max(FEWEST_SHARED, math.ceil(len(known) * LEAST_SHARED)))


def rarity(total: float, documents: int) -> float:
    """BM25's idf."""
    return math.log(1 + (max(total, documents) - documents + 0.5) / (documents + 0.5))


class Hit(msgspec.Struct, frozen=True):
    document: Document
    score: float


class Hits(msgspec.Struct, frozen=True):
    """Best first, the newest of equals first. `total` and `facets` count all hits; `more`: the page is not the last."""

    rows: Sequence[Hit] = ()
    more: bool = False
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = msgspec.field(default_factory=lambda: {name: {} for name in FACETS})


class Version(NamedTuple):
    """Which version of a subject search holds: what reconcile compares. The next page goes on after `mark`."""

    mark: str
    tenant: str
    subject: str
    incarnation: int
    version: int


class SearchEngine(Protocol):
    """Indexes, named `<alias>-…`, are written to by name and searched by the alias, which points to one of them or to none yet."""

    name: str
    alias: str

    def create(self, index: str) -> None:
        """Makes an empty index; one that is there stays as it is."""

    def write(self, index: str, documents: Sequence[Document]) -> None:
        """All or an error; twice is once, and an older version never overwrites a newer. Raises IndexGone."""

    def flip(self, index: str) -> None:
        """Points the alias to the index, at once and for everyone; a search under way is not disturbed. Raises IndexGone."""

    def drop(self, index: str) -> None:
        """Removes an index; one that is not there is fine."""

    def current(self) -> str | None: ...

    def indexes(self) -> list[str]:
        """All that are there, by name: the current one and those being filled."""

    def find(self, query: Query) -> Hits: ...

    def like(self, likeness: Likeness) -> list[Hit]:
        """The most alike first, the newest of equals first. A pair counts once, in title or text; `telling` says which and how many."""

    def one(self, county: str, id: str) -> Document | None:
        """A document of a county by its id, gone ones left out."""

    def versions(self, county: str, after: str = "", limit: int = 1000) -> list[Version]:
        """What is shown of a county, in order of `mark`."""

    def measure(self) -> None:
        """Counts what the order of hits needs; nightly, and after a rebuild. Nothing to do where the engine counts by itself."""

    def refresh(self) -> None:
        """What was written is found from now on."""
