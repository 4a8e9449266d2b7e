"""Becomes a command that cannot outlive the process that started it.

    python -IS leash.py PARENT_PID SIGNAL UID GID PROGRAM ARGUMENT…     (PROGRAM: a full path; UID and GID: -1 keeps them)

A file of its own and not a `preexec_fn`, because code between fork and exec may deadlock when the parent has threads.
The order matters: Linux forgets the parent-death signal when a process changes its user, and keeps it over exec. After
that change nothing may be imported, for the new user may not see this Python. Elsewhere than on Linux there is no leash.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, number: int, uid: int, gid: int, command: list[str]) -> None:
    if uid >= 0:
        become(uid, gid)
    die_with(parent, number)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


def become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, number: int) -> None:
    """Asks the kernel for `number` when the parent dies; a parent that is gone already is noticed too."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


if __name__ == "__main__":
    parent, number, uid, gid = map(int, sys.argv[1:5])
    main(parent, number, uid, gid, sys.argv[5:])
