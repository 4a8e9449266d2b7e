"""Starts worker processes quickly: imports the product once and forks it for each that is asked for. One JSON line in, one pid out.

A fork is a process of its own like any other (own session, own connections, killed and paused alone); only the second of importing is saved, so that
many more deaths fit into a run.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import traceback
from typing import Any


def main() -> None:
    from hub import cli, leash

    cli.begin("worker", noted=False)
    _import_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _child(json.loads(line), leash)
        print(pid, flush=True)


def _import_everything() -> None:
    import kafka  # noqa: F401

    from hub.cli import operate, running, stream, tenancy, tools  # noqa: F401


def _child(asked: dict[str, Any], leash: Any) -> None:
    code = 1
    try:
        parent = os.getppid()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        leash.die_with(parent, signal.SIGKILL)
        log = os.open(asked["log"], os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        for number in (1, 2):
            os.dup2(log, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(asked["env"])
        random.seed()
        from tests.proof.faults.wrapped import run

        run(asked["words"])
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
