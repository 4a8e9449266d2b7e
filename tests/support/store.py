"""A real S3-compatible server on this machine, over a folder."""
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hub.engines import EngineError
from hub.engines.machine import JRE, program
from hub.engines.maven import run

POM: Final = Path(__file__).with_name("store.pom.xml")
GOAL: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
NAME, SECRET, BUCKET = "local", "local-secret", "files"


def fetch(home: Path) -> Path:
    """The folder with the server's jars, fetched once. Raises EngineError."""
    place = home / "store-3.1.0"
    if not place.exists():
        part = place.with_name(f"{place.name}.part-{os.getpid()}")
        said = run([program("mvn", "maven"), "-B", "-f", str(POM), GOAL, f"-DoutputDirectory={part}", "-DincludeScope=runtime"], lambda line: None)
        if said:
            raise EngineError(f"Maven could not fetch the store: {said}")
        part.replace(place)
    return place


@contextmanager
def serving(home: Path, folder: Path, port: int) -> Iterator[str]:
    """The address of the running server."""
    address = f"http://127.0.0.1:{port}"
    data = folder / "data"
    data.mkdir(parents=True)
    settings = {
        "s3proxy.endpoint": address, "s3proxy.authorization": "aws-v2-or-v4", "s3proxy.identity": NAME, "s3proxy.credential": SECRET,
        "jclouds.provider": "filesystem", "jclouds.filesystem.basedir": str(data),
    }  # fmt: skip
    (folder / "store.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    words = [program("java", JRE), "-Xmx128m", "-cp", f"{fetch(home)}/*", "org.gaul.s3proxy.Main", "--properties", str(folder / "store.conf")]
    with (folder / "store.log").open("wb") as log:
        server = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        _wait(port, server, folder / "store.log")
        yield address
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(data, ignore_errors=True)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise EngineError(f"The store did not start: {log.read_text(errors='replace')[-2000:]}")
