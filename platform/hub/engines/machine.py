"""What the engines ask of this machine: an account that is not root, free ports, locks, room on the disk."""

import contextlib
import errno
import fcntl
import json
import os
import pwd
import random
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.engines import EngineError

LOOPBACK = "127.0.0.1"
# Below the range from which Linux takes the local ends of outgoing connections (32768 and up).
JRE = "openjdk-17-jre-headless"
PORTS = range(20000, 32000)
SENTENCES = {
    errno.ENOSPC: "The disk that holds {place} is full; free some space and start again. 磁盘已满。",
    errno.EDQUOT: "The disk quota for {place} is used up; free some space and start again. 磁盘配额已用完。",
    errno.EACCES: "There is no permission to write {place}; give it to the user who runs this, or use another folder. 没有写入权限。",
    errno.EPERM: "There is no permission to write {place}; give it to the user who runs this, or use another folder. 没有写入权限。",
    errno.EROFS: "{place} is on a read-only file system; use another folder. 文件系统只读。",
    errno.ENOTDIR: "{place} is no folder, but a folder is needed there. 该路径不是文件夹。",
    errno.EEXIST: "{place} is no folder, but a folder is needed there. 该路径不是文件夹。",
}


@contextlib.contextmanager
def plain_errors(place: Path) -> Iterator[None]:
    """Turns what the operating system refuses into one sentence (EngineError); the rest passes unchanged."""
    try:
        yield
    except OSError as error:
        sentence = SENTENCES.get(error.errno or 0)
        if sentence is None:
            raise
        raise EngineError(sentence.format(place=error.filename or place)) from error


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock file while the block runs; waits for its holder. The kernel frees it when the holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Account:
    """The user an engine runs as. -1: whoever starts it."""

    uid: int = -1
    gid: int = -1


CALLER = Account()


def account() -> Account:
    """PostgreSQL and Elasticsearch refuse root, so root starts every engine as `nobody`, an account all systems have."""
    if os.geteuid() != 0:
        return CALLER
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def folder(path: Path, owner: Account, mode: int = 0o700) -> Path:
    """Makes the folder for its owner and lets the owner pass through the folders above it."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    if owner.uid >= 0:
        os.chown(path, owner.uid, owner.gid)
    open_way(path)
    return path


def open_way(path: Path) -> None:
    """Lets `nobody`, as whom root starts the engines, pass (not list, not read) the folders above `path`."""
    if os.geteuid() != 0:
        return
    for above in path.resolve().parents:
        mode = stat.S_IMODE(above.stat().st_mode)
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def give(path: Path, owner: Account) -> None:
    """Hands a file or a whole tree to its owner."""
    if owner.uid < 0:
        return
    os.chown(path, owner.uid, owner.gid)
    for root, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(os.path.join(root, name), owner.uid, owner.gid)


def run_as(owner: Account, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    become: dict[str, Any] = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner.uid >= 0 else {}
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", check=False, **become)


def socket_folder(wanted: Path, owner: Account) -> Path:
    """A folder for a unix socket: the wanted one, or a private one among the temporary files when its path is too
    long for a socket address (107 bytes)."""
    if len(os.fsencode(wanted.resolve() / ".s.PGSQL.00000.lock")) <= 107:
        return folder(wanted.resolve(), owner, 0o755)
    kept = wanted.with_suffix(".folder")
    if not kept.exists() or not Path(kept.read_text()).is_dir():
        write(kept, tempfile.mkdtemp(prefix="townships-"))
    return folder(Path(kept.read_text()), owner, 0o755)


def port(var: Path, name: str, *, taken: bool = False) -> int:
    """The port `name` had last time when it is still free, or `taken` by the very process that asks for it; otherwise
    another free one. Kept in var/ports.json."""
    path = var / "ports.json"
    kept: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    if name not in kept or not (taken or is_free(kept[name])):
        kept[name] = next(p for p in random.sample(PORTS, len(PORTS)) if p not in kept.values() and is_free(p))
        write(path, json.dumps(kept, indent=1))
    return kept[name]


def is_free(number: int) -> bool:
    """Whether a server could listen there; a port of which only old connections linger counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, number))
        except OSError:
            return False
    return True


def listens(number: int) -> bool:
    """Whether somebody takes connections there; cheaper and quieter than to ask with a whole client."""
    try:
        socket.create_connection((LOOPBACK, number), timeout=1).close()
    except OSError:
        return False
    return True


def secret(var: Path, name: str) -> str:
    """The password var/secrets/<name>, made at the first call; only the user who runs this can read it."""
    path = var / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        write(path, secrets.token_urlsafe(24))
    return path.read_text().strip()


def write(path: Path, text: str, mode: int = 0o600) -> None:
    """Writes a small file whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def program(name: str, package: str) -> str:
    """The full path of a program, or the sentence that says which Debian package brings it."""
    found = shutil.which(name)
    if found is None:
        raise EngineError(f"{name} is missing, which the real engines need: apt-get install {package}. 缺少 {name}。")
    return os.path.realpath(found) if name == "java" else found
