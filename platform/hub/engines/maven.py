"""Fetches the real engines through Maven, once, into a folder that several installations may share."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from hub.engines import DEPLOY, EngineError
from hub.engines.machine import JRE, locked, open_way, plain_errors, program
from hub.processes import known_cause
from hub.progress import waiting

POM = DEPLOY / "engines" / "pom.xml"
NAMESPACE = {"pom": "http://maven.apache.org/POM/4.0.0"}
DOWNLOADED = re.compile(r"Downloaded from .*/(\S+) \(([\d.]+ [kMG]?B)")


def fetch(var: Path, engine: str) -> Path:
    """The folder with the engine ("kafka" or "elasticsearch") in the version of the pom. What a broken-off fetch had
    got stays in Maven's own repository, so the next one goes on from there."""
    home = Path(os.environ.get("TOWNSHIPS_ENGINES") or var / "engines").resolve()
    place = home / f"{engine}-{version(engine)}"
    if not place.exists():
        with plain_errors(home), locked(home / "fetch.lock"):
            if not place.exists():
                unpack(engine, place)
    open_way(place)
    return place


def version(engine: str) -> str:
    found = ElementTree.parse(POM).findtext(f"pom:properties/pom:{engine}.version", namespaces=NAMESPACE)
    if found is None:
        raise EngineError(f"{POM} names no version of {engine}.")
    return found


def unpack(engine: str, place: Path) -> None:
    """Fills a folder beside `place` and renames it: a folder with the right name is whole."""
    part = place.with_name(place.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    goal = {"kafka": "copy-dependencies", "elasticsearch": "unpack"}[engine]
    program("java", JRE)
    command = [program("mvn", "maven"), "-B", "-f", str(POM), f"dependency:{goal}@{engine}", f"-Dinto={part}"]
    with waiting(f"Fetching {engine.capitalize()} {version(engine)} through Maven") as tell:
        said = run(command, tell)
    if said:
        raise EngineError(f"Maven could not fetch {engine.capitalize()}: {said} 下载失败。")
    part.replace(place)


def run(command: list[str], tell: Callable[[str], None]) -> str:
    """Runs Maven, telling each file that arrives; returns what went wrong, or nothing."""
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, umask=0o022) as maven:
        for line in maven.stdout or ():
            lines.append(line.strip())
            if arrived := DOWNLOADED.search(line):
                tell(" ".join(arrived.groups()))
    if maven.returncode == 0:
        return ""
    wrong = [line.removeprefix("[ERROR] ") for line in lines if line.startswith("[ERROR]")]
    return known_cause("\n".join(lines)) or (wrong or lines or ["it said nothing"])[0][:300]
