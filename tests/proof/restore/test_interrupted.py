"""Killed anywhere, a backup is no file and a restore is no half congress; both are simply run again. Writers go on while a backup is taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.conftest import Committed
from tests.proof.faults.points import APART, resolve
from tests.proof.faults.wrapped import Faults
from tests.proof.restore.conftest import COUNTY, GOUYUAN, catch_up, drifts, everything, put, raise_case, settled, take
from townships.context import tenant_context

KILLED = -9


def test_every_point_of_a_backup_and_a_restore_is_in_the_product() -> None:
    for point in APART.values():
        resolve(point.seam)


def test_a_killed_restore_is_the_congress_before_or_after_and_is_run_again(
    committed: Committed, townships: Callable[..., Any], tmp_path: Path
) -> None:
    house = settled(GOUYUAN)
    file = take(committed, GOUYUAN, tmp_path / "gouyuan")
    saved = everything(committed, GOUYUAN)
    with tenant_context(house.tenant):
        raise_case(house, "备份之后才提的建议", further=3)
    catch_up(committed)
    later = everything(committed, GOUYUAN)
    for point, left in {"restore.loading": later, "restore.loaded": later, "restore.committed": saved, "restore.telling": saved}.items():
        faults = Faults(point=point, nth=min(APART[point].most, 7), claim=str(tmp_path / point))
        assert townships(committed, "restore", str(file), ok=False, **faults.env()).returncode == KILLED
        assert everything(committed, GOUYUAN) == left, point
    told = townships(committed, "restore", str(file)).stdout
    assert everything(committed, GOUYUAN) == saved
    assert drifts(committed) == []
    assert "incarnation 4" in told, told
    townships(committed, "reconcile")


def test_a_killed_backup_leaves_the_backup_before_it(committed: Committed, townships: Callable[..., Any], tmp_path: Path) -> None:
    settled(GOUYUAN, cases=1)
    file, faults = tmp_path / "gouyuan", Faults(point="backup.copying", nth=9, claim=str(tmp_path / "claim"))
    townships(committed, "backup", "610981117", str(file))
    whole = file.read_bytes()
    with psycopg.connect(committed.admin_url()) as owner:
        noted = owner.execute("SELECT detail FROM audit_entry WHERE tenant = %s", [GOUYUAN]).fetchall()
    assert [detail.split()[:3] for (detail,) in noted] == [["townships", "backup", "610981117"]], "its office can read who took its data"
    assert townships(committed, "backup", "610981117", str(file), ok=False, **faults.env()).returncode == KILLED
    assert file.read_bytes() == whole
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_under_writing_is_one_moment(committed: Committed, elsewhere: Committed, tmp_path: Path) -> None:
    """In the copy every case has as many facts as its version says, each with its receipt and its place in the ledger."""
    house, stop, done = settled(GOUYUAN, cases=1), threading.Event(), []

    def write() -> None:
        with tenant_context(house.tenant):
            while not stop.is_set():
                done.append(raise_case(house, f"第{len(done)}件", further=3))
        connection.close()

    put(elsewhere, take(committed, COUNTY, tmp_path / "county"))
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for turn in range(3):
        while len(done) < 2 * turn + 2:
            stop.wait(0.05)
        put(elsewhere, take(committed, GOUYUAN, tmp_path / "gouyuan"))
        assert _torn(elsewhere) == [], f"backup {turn}"
        assert drifts(elsewhere) == []
    stop.set()
    for writer in writers:
        writer.join()


TORN = """
SELECT c.id::text, 'facts' FROM t610981117.motions_case c
WHERE c.version <> (SELECT count(*) FROM outbox_fact f WHERE f.subject = 'case/' || c.id)
UNION ALL SELECT f.subject, 'no case' FROM outbox_fact f
WHERE f.subject LIKE 'case/%' AND NOT EXISTS (SELECT FROM t610981117.motions_case c WHERE 'case/' || c.id = f.subject)
UNION ALL SELECT c.id::text, 'ledger' FROM t610981117.motions_case c
WHERE c.handed_over_on IS NOT NULL AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.subject = 'case/' || c.id)
UNION ALL SELECT h.command_id::text, 'receipt' FROM outbox_handledcommand h WHERE h.receipt IS NULL
"""


def _torn(place: Committed) -> list[Any]:
    with psycopg.connect(place.admin_url()) as owner:
        return owner.execute(TORN).fetchall()
