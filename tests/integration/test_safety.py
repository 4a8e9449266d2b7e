"""`townships check --deploy` looks at the database too: as it is set up it passes, and each way round the second wall is one sentence."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from tests.conftest import ROOT, ROOTS, Committed
from tests.support.cluster import Cluster
from tests.unit.test_safety import SAFE

from hub.safety import database

#: What somebody did to the database by hand, and what is said of it.
DONE = [
    ("ALTER ROLE townships_web BYPASSRLS", "townships_web has bypassrls"),
    ("ALTER ROLE townships_web SUPERUSER", "townships_web has superuser"),
    ("ALTER ROLE townships_web CREATEROLE", "townships_web has createrole"),
    ("ALTER ROLE townships_web INHERIT", "townships_web has inherit"),
    ("ALTER ROLE townships_worker CREATEDB", "townships_worker has createdb"),
    ("ALTER ROLE townships_operator REPLICATION", "townships_operator has replication"),
    ("ALTER ROLE townships_migrator BYPASSRLS", "townships_migrator has bypassrls"),
    ("ALTER ROLE tenant_common LOGIN", "tenant_common may log in"),
    ("ALTER ROLE townships_web RESET statement_timeout", "no statement_timeout"),
    ("ALTER ROLE townships_web SET statement_timeout = 0", "no statement_timeout"),
    ("GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO townships_public", "townships_public may execute set_config"),
    ("GRANT townships_migrator TO townships_web WITH INHERIT FALSE", "townships_web may become townships_migrator"),
    ("GRANT pg_read_all_data TO t610981117", "townships_web may become pg_read_all_data"),
    ("GRANT t610981117 TO townships_web WITH INHERIT TRUE", "townships_web inherits the rights of t610981117"),
    ("GRANT CREATE ON SCHEMA public TO tenant_common", "tenant_common may create schemas or tables"),
    ("ALTER TABLE outbox_fact OWNER TO townships_worker", "public.outbox_fact belongs to townships_worker"),
    ("CREATE VIEW peep AS SELECT * FROM outbox_fact", "public.peep belongs to postgres"),
    ("ALTER TABLE people_membership NO FORCE ROW LEVEL SECURITY", "people_membership has no forced row-level security"),
    ("GRANT USAGE ON SCHEMA t610981101 TO t610981117", "The schema t610981101 is open to t610981117"),
    ("GRANT USAGE ON SCHEMA t610981101 TO PUBLIC", "The schema t610981101 is open to everybody"),
    ("GRANT UPDATE (detail), DELETE ON audit_entry TO tenant_common", "tenant_common may change the record"),
    ("ALTER TABLE audit_entry DISABLE TRIGGER kept", "The triggers that keep the record"),
    ("ALTER ROLE townships_operator RENAME TO somebody", "There is no role townships_operator"),
]


def test_the_database_as_it_is_set_up_is_safe_and_the_webs_own_login_can_see_that(committed: Committed) -> None:
    with psycopg.connect(committed.url("web")) as web:
        assert database.findings(web) == []


def test_everything_that_was_done_to_it_is_found(cluster: Cluster, django_db_setup: None) -> None:
    """In one transaction each, rolled back: roles belong to the whole cluster."""
    name = cluster.admin_url.rpartition("/")[0] + "/townships_template"
    unsaid = []
    for statement, said in DONE:
        with psycopg.connect(name) as owner:
            owner.execute(statement)  # type: ignore[call-overload]
            found = database.findings(owner)
            owner.rollback()
        if not any(said in one for one in found):
            unsaid.append((statement, found))
    assert unsaid == []


def test_a_safe_installation_exits_0(committed: Committed, tmp_path: Path) -> None:
    told = _check({**SAFE, "DATABASE_URL": committed.url("web"), "TOWNSHIPS_VAR": str(tmp_path), "TOWNSHIPS_WEB": "1"})
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert "Nothing unsafe" in told.stdout


def test_an_unsafe_one_exits_1_with_all_its_reasons(committed: Committed, tmp_path: Path) -> None:
    told = _check({"TOWNSHIPS_DEMO": "1", "DATABASE_URL": committed.url("operator"), "TOWNSHIPS_VAR": str(tmp_path), "TOWNSHIPS_WEB": "1"})
    assert told.returncode == 1
    for said in ("TOWNSHIPS_DEMO is 1", "TOWNSHIPS_SECRET_KEY is not set", "TOWNSHIPS_HOST", "SESSION_COOKIE_SECURE is False", "that of townships_operator"):
        assert said in told.stdout
    assert "Traceback" not in told.stderr


def test_a_database_that_was_not_looked_at_is_a_finding(tmp_path: Path) -> None:
    for address in ({}, {"DATABASE_URL": "postgresql://townships_web@127.0.0.1:1/none"}):
        told = _check({**SAFE, "TOWNSHIPS_VAR": str(tmp_path), "DATABASE_URL": "", **address})
        assert (told.returncode, "not looked at" in told.stdout) == (1, True)


def _check(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TOWNSHIPS_", "DATABASE_", "PG"))}
    return subprocess.run(
        [sys.executable, "-m", "hub", "check", "--deploy"],
        cwd=ROOT, env={**clean, "PYTHONPATH": os.pathsep.join(ROOTS), **env}, capture_output=True, text=True,
    )  # fmt: skip
