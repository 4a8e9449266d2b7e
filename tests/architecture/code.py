"""What may not stand in the code, found in its syntax trees."""
from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.architecture.tree import at, modules, name_of, parsed

#: Below the hub the time is a parameter. The stream's own bookkeeping (bus) and the edges where a request begins (platform) may look.
TIMELESS: Final = ("tenants/", "services/", "graphql/", "events/outbox/", "events/countyviews/", "events/countysearch/")
#: An id sorts by time but tells none; a call is where a request begins.
EDGES: Final = frozenset({"tenants/townships/ids.py", "graphql/api/context.py"})
CLOCKS: Final = frozenset({"now", "today", "utcnow", "localtime", "localdate", "time_ns"})
CLOCK_MODULES: Final = frozenset({"datetime", "datetime.datetime", "datetime.date", "date", "timezone", "django.utils.timezone", "time"})
SQL_CLOCKS: Final = ("current_timestamp", "now()", "current_date", "clock_timestamp()", "statement_timestamp()", "transaction_timestamp()", "localtimestamp")
SIGNALS: Final = frozenset({"signals", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init", "receiver", "Signal"})
HARMLESS: Final = frozenset({"DatabaseError", "OperationalError", "TextChoices"})
SPEAKING: Final = ("platform/hub/cli/", "platform/hub/progress.py")

Finder = Callable[[ast.AST], str]


def _find(root: Path, finder: Finder, chosen: Callable[[str], bool] = lambda path: True) -> list[str]:
    """A line for each node of the chosen modules of which the finder has something to say."""
    return [
        at(root, path, node, what)
        for path in modules(root)
        if chosen(path.relative_to(root).as_posix())
        for node in sorted(ast.walk(parsed(path)), key=_line)
        if (what := finder(node))
    ]


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def clock(root: Path) -> list[str]:
    """Nothing below the hub reads a clock: not Python's, not Django's, not the database's."""
    return _find(root, _reads_clock, lambda path: path.startswith(TIMELESS) and path not in EDGES)


def _reads_clock(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        holder, _, verb = name_of(node.func).rpartition(".")
        if (holder in CLOCK_MODULES and verb in CLOCKS) or name_of(node.func) == "time.time" or (not holder and verb in {"utcnow", "localdate"}):
            return f"reads the clock: {name_of(node.func)}()"
    if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
        return f"reads the clock: {node.arg}"
    if isinstance(node, ast.keyword) and node.arg in ("default", "db_default") and name_of(node.value).endswith((".now", ".today")):
        return f"reads the clock: {node.arg}={name_of(node.value)}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql(node.value):
        return next((f"reads the clock: {one} in SQL" for one in SQL_CLOCKS if one in node.value.lower()), "")
    return ""


def _is_sql(text: str) -> bool:
    return text.lstrip().upper().startswith(("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "))


def signals(root: Path) -> list[str]:
    """No signals: what a command does stands in the command."""
    return _find(root, _uses_signal)


def _uses_signal(node: ast.AST) -> str:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django"):
        taken = {one.name for one in node.names}
        return f"a signal: from {node.module}" if "signals" in f"{node.module}".split(".") or SIGNALS & taken else ""
    if isinstance(node, ast.Attribute) and name_of(node.value).endswith(".signals"):
        return f"a signal: {name_of(node)}"
    return ""


def saves(root: Path) -> list[str]:
    """No model does more than its columns when it is saved or deleted."""
    return _find(root, _overrides_save)


def _overrides_save(node: ast.AST) -> str:
    if not isinstance(node, ast.ClassDef):
        return ""
    own = {one.name for one in node.body if isinstance(one, ast.FunctionDef)} & {"save", "save_base", "delete", "bulk_create"}
    return f"{node.name} overrides {', '.join(sorted(own))}" if own else ""


def contexts(root: Path) -> list[str]:
    """A tenant is entered by tenant_context, and a request is no transaction."""
    return _find(root, _enters_wrongly)


def _enters_wrongly(node: ast.AST) -> str:
    if isinstance(node, ast.ImportFrom) and {"schema_context", "set_schema"} & {one.name for one in node.names}:
        return "schema_context: only tenant_context enters a tenant"
    if isinstance(node, ast.Attribute) and node.attr in ("schema_context", "set_schema"):
        return f"{node.attr}: only tenant_context enters a tenant"
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "ATOMIC_REQUESTS" and not (isinstance(value, ast.Constant) and value.value is False):
                return "ATOMIC_REQUESTS: a request is no transaction"
    return ""


def prints(root: Path) -> list[str]:
    """Only the command line speaks to a terminal; everything else logs."""
    return _find(root, _prints, lambda path: not path.startswith(SPEAKING))


def _prints(node: ast.AST) -> str:
    return "prints outside the command line" if isinstance(node, ast.Call) and name_of(node.func) == "print" else ""


def naive(root: Path) -> list[str]:
    """No moment without a zone."""
    return _find(root, _is_naive)


def _is_naive(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    called, given = name_of(node.func), {one.arg for one in node.keywords}
    naive_now = called in ("datetime.now", "datetime.datetime.now") and not node.args and "tz" not in given
    naive_at = called in ("datetime", "datetime.datetime") and len(node.args) + len(node.keywords) < 8 and "tzinfo" not in given
    naive_from = called.endswith(("datetime.fromtimestamp",)) and len(node.args) < 2 and "tz" not in given
    naive_day = called.endswith("datetime.combine") and len(node.args) < 3 and "tzinfo" not in given
    forgets = naive_now or naive_at or naive_from or naive_day or called.endswith(("utcnow", "utcfromtimestamp", "datetime.today"))
    return f"a moment without a zone: {called}()" if forgets else ""


def sql(root: Path) -> list[str]:
    """The API and the console have no SQL of their own: they ask queries and give commands."""
    return _find(root, _asks_database, lambda path: path.startswith(("graphql/", "platform/console/")))


def _asks_database(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and node.attr in ("objects", "select_related", "prefetch_related"):
        return f"asks the database itself: .{node.attr}"
    if isinstance(node, ast.ImportFrom) and node.module in ("django.db", "django.db.models"):
        asked = {one.name for one in node.names} - HARMLESS
        return f"asks the database itself: {', '.join(sorted(asked))}" if asked else ""
    return ""

