"""What is said beside the table: how each baseline was made fair, and why a number misses its goal."""
from __future__ import annotations

from typing import Final

from tests.bench.pairs import FULL

FAIR: Final = [
    "- **Opening**: what django-tenants does on `save()`: `create_schema` with its `migrate_schemas`, for the same apps, in the same process.",
    "- **Relay**: the same rows, keys, acknowledgements, settings and batches of 1,000. The bare producer has its rows in memory as bytes; ours also",
    "  takes the lock, reads them from the log and keeps its position.",
    "- **Projection**: one row a transaction is our own projector, given the facts one by one. The bare upsert is one `INSERT … VALUES … ON CONFLICT`",
    "  with the same guard into the same table, every value and the JSON ready in memory; ours also makes the rows from the envelopes and notes",
    "  when each town was last heard of. The rows of both are compared.",
    "- **Totals and latest**: SQL on both sides, in one warm session that has every schema in its cache and, as Django's sessions, prepares no",
    "  statements; the same columns of the same rows (compared).",
    "  Every town's table has its product's indexes; for the totals the plan is the faster of two (one count over all rows, not one in each schema).",
    "- **An idle minute**: 1,200 looks of the relay, its two questions to the broker (who it is) and one look of the clock, each measured. The other",
    "  asks every schema as often with one `EXISTS` of its own for new facts, and once for what is overdue: no lock, no broker. Each look of either",
    "  side enters its schema once, as every statement of the product does.",
    "- **Lists**: every side answers one whole request as the office's clerk, from the same tables, with the same values (compared before",
    "  measuring). The hand-written view makes three queries of just the columns that it shows; it checks no permission, pages nothing, makes no",
    "  global ids, cursors or enums. graphene-django's model types are its manual's: the row with a goal has them with ordered `Prefetch` and",
    "  `only` (4 queries), the one without a goal as they come (202). Its view parses and validates each request, as it ships; ours remembers",
    "  the documents that it found good, as it ships.",
    "- **A stored document**: both sides check the viewer and coerce the variables; execution is on neither side.",
    "- **Search**: the same function, filters and words on both sides; the town's own index is the same engine with that town's documents alone, in",
    "  PostgreSQL in a database of its own. Hits and facets are compared. The words stand in all documents, in many, in few, in none.",
    "- **Bulk indexing**: the same write of the same engine, given one document at a time, over one connection kept open.",
    "- **Commands**: the other side makes and writes no facts, and its sequencer is stopped; all else of a command is there on both. The database",
    "  does not wait for its disk, so the commits that both make cost little, and what we add weighs more than it would.",
    "- **Pages**: the console's own view with its one question to GraphQL replaced by rows shaped by hand. The same number of SQL statements, the",
    "  same template, and the same HTML but for tokens and command ids (both compared before measuring).",
    "- **Pages at size**: the rows are copies of what commands made (`tests/bench/big.py`), with ids, numbers and days of their own, over the five years of a",
    "  term; one in twenty-five is open. So a year of the town has two thousand cases, and one of the county nineteen thousand: six times what the largest",
    "  county of Chongqing has.",
    "- **Similar cases**: drafts of the demonstration, asked one after another as the county's office, in the index of a thousand towns in which the other",
    "  searches were measured; forty of the towns are the county's.",
    "- **The report**: from the request to the PDF; its memory is the most that the process which sets it had (`VmHWM`).",
]  # fmt: skip
#: By the beginning of a row's name. Printed only where the goal was missed.
REASONS: Final[dict[str, str]] = {
    "relay": "PostgreSQL reads the rows and turns them into text on the two cores on which producer and broker work; the bare producer has them.",
    "county totals": "both sides count every case anew, and reading its index entries is what ours does; what it saves is a thousand tables to open. "
    "Counters kept by the projector would reach the goal, but nothing in the product asks for totals of all time, and a county has forty towns.",
    "latest 50": "sending and reading fifty rows is most of ours, whatever the index; only the other side grows with the towns.",
    "an idle minute": "a look of the relay is one statement as well, but for the log of all; its clock asks four questions and the broker two.",
    "index": "what is made for each document stays the same in one request: its tokens, in Python, and in PostgreSQL some 350 entries of the token index. "
    "A pending list (`fastupdate`) would gather those, and make searches wait for it.",
    "search": "the token index is deeper, the statement the same; what is left is the planner's and the cache's.",
    "GraphQL": "see the spread: both sides spend their time in Python, and the machine did other work meanwhile.",
    f"{2 * FULL.commands} commands": "a command records one fact or two, each a statement of the thirty or so that it makes; the sequencer shares the "
    "cores with it.",
}
