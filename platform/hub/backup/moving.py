"""A county, with all its towns, from this installation to another: backed up behind closed doors, restored there, and the proxy's map of hosts."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from hub.backup import closing
from hub.backup.taking import Progress
from hub.engines import EngineError
from townships.errors import NotFound
from townships.models import Domain, Tenant


def of_county(code: str) -> list[Tenant]:
    """The county and its towns that still have their tables here, the county first."""
    found = list(Tenant.objects.filter(county_schema=f"c{code}").exclude(applied={}).order_by("type", "schema_name"))
    if not found or found[0].schema_name != f"c{code}":
        raise NotFound("county")
    return found


def take(tenants: list[Tenant], folder: Path, progress: Progress = lambda done, of: None) -> list[Path]:
    """Shuts the doors and writes a backup of each; what is written already is not written again."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    closing.shut(tenants)
    files = []
    for done, tenant in enumerate(tenants, 1):
        files.append(folder / f"{tenant.schema_name}.{tenant.incarnation}")
        closing.archived(tenant, files[-1])
        progress(done, len(tenants))
    return files


def put(files: list[Path], there: Mapping[str, str], progress: Progress = lambda done, of: None) -> None:
    """Restores each in the installation of that environment; those that are in already stay as they are."""
    for done, file in enumerate(files, 1):
        run = subprocess.run([sys.executable, "-m", "hub", "restore", "--once", str(file)], env=dict(there), capture_output=True, text=True)
        if run.returncode:
            raise EngineError(f"{file.name} could not be restored there: {(run.stderr or run.stdout).strip()}")
        progress(done, len(files))


def environment(file: Path) -> dict[str, str]:
    """The other installation's environment: lines NAME=VALUE as its processes have them. Nothing of this one's database or engines is handed on."""
    ours = ("DATABASE_", "TOWNSHIPS_", "KAFKA_", "ELASTICSEARCH_")
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {**{name: value for name, value in os.environ.items() if not name.startswith(ours)}, **told}


def write_map(file: Path, tenants: list[Tenant], address: str) -> int:
    """Host → address, a line each as nginx's `map` reads them; lines of other hosts stay. How many hosts they are."""
    hosts = list(Domain.objects.filter(tenant__in=tenants).order_by("domain").values_list("domain", flat=True))
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if line.split()[:1] and line.split()[0] not in hosts] if file.exists() else []
    new = file.with_name(file.name + ".new")
    new.write_text("\n".join([*kept, *(f"{host} {address};" for host in hosts)]) + "\n", encoding="utf-8")
    new.replace(file)
    return len(hosts)


def reopen(tenants: list[Tenant]) -> None:
    """A move that did not happen: the doors open again here."""
    Tenant.objects.filter(pk__in=[tenant.pk for tenant in tenants]).update(closed_at=None)
