"""Builds the template database of a test run, as a process of its own: `python -m tests.support.build ADMIN_URL VAR`.

Two counties (one of Shaanxi, one of Chongqing) with two towns each: every isolation test has a neighbour.
"""
from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

COUNTIES = {"610981": ["610981117", "610981101"], "500101": ["500101109", "500101110"]}
NAME = "townships_template"


def main(admin_url: str, var: Path) -> None:
    from hub import install, logins

    install.prepare(admin_url, NAME, logins.keep(admin_url, NAME, var))
    logins.use("migrator", var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    install.migrate_shared()
    from townships.provisioning import open_county, open_township

    opened = datetime(2024, 1, 1, tzinfo=UTC)
    for county, towns in COUNTIES.items():
        open_county(county, now=opened)
        for town in towns:
            open_township(town, now=opened, hosts=["gouyuan.localhost"] if town == "610981117" else [])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
