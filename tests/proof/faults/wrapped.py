"""Starts a real process of the product, with what FAULTS in the environment says of it patched in.

    python -m tests.proof.faults.wrapped work projector        a command of the product
    granian … tests.proof.faults.web:application               the web (web.py)

FAULTS is JSON of `Faults`. The harness gives `point` and `control` only to the process that they are for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec


class Faults(msgspec.Struct, frozen=True):
    """What is other than in production. `quick`: minutes of the clock are half seconds, batches of operators' commands are small."""

    point: str = ""
    nth: int = 1
    claim: str = ""
    control: str = ""
    quick: bool = True

    def env(self) -> dict[str, str]:
        return {"FAULTS": msgspec.json.encode(self).decode()}


def patch() -> None:
    """After Django is set up."""
    faults = msgspec.json.decode(os.environ.get("FAULTS", "{}"), type=Faults)
    if faults.quick:
        _quicken()
    if faults.control:
        from tests.proof.faults.controls import CONTROLS
        from tests.proof.faults.poison import PROGRAMS

        (PROGRAMS.get(faults.control) or CONTROLS[faults.control].spoil)()
    if faults.point:
        from tests.proof.faults.points import arm

        arm(faults.point, faults.nth, Path(faults.claim))


def _quicken() -> None:
    import bus.kafka
    import countysearch.indexer
    import hub.rebuilding
    import hub.wiring
    import hub.work
    import townships.upgrade

    hub.work.Clock.idle = 0.5
    hub.rebuilding.BATCH = countysearch.indexer.BATCH = 20  # type: ignore[misc]
    townships.upgrade.BATCH = 4
    bus.kafka.ASKED_AGAIN = 2.0  # type: ignore[misc]
    hub.wiring.consumer = _consumer(hub.wiring.consumer)
    hub.work.ROLES = {**hub.work.ROLES, "recorder": _recorder}  # type: ignore[misc]


def _consumer(known: Callable[[str], Any]) -> Callable[[str], Any]:
    from tests.proof.faults.recorder import Recorder

    return lambda name: Recorder() if name == "recorder" else known(name)


def _recorder() -> object:
    from tests.proof.faults.recorder import Recording

    return Recording()


LOGINS = {"upgrade": "migrator", "status": "operator", "backup": "operator", "restore": "migrator", "close": "migrator"}


def run(words: list[str]) -> None:
    """A command of the product in this process."""
    from hub import cli

    cli.begin(LOGINS.get(words[0], "worker"), noted=False)
    patch()
    sys.argv = ["townships", *words]
    cli.main()


if __name__ == "__main__":
    run(sys.argv[1:])
