"""What must not be written down in the repository: where one machine keeps its files, where one network keeps its packages."""
from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ADDRESS: Final = re.compile(r"\b(?:https?|git\+\w+|ftp|svn)://(?:[^\s/@\"'<>]*@)?([\w.-]*[\w])", re.ASCII)
#: Names of standards, hosts that are no hosts, and the homes of what we were given.
KNOWN_HOSTS: Final = frozenset({
    "127.0.0.1", "www.w3.org", "json-schema.org", "maven.apache.org", "www.sitemaps.org", "github.com", "creativecommons.org",
    "opensource.org", "en.wikipedia.org", "commonmark.org", "codemirror.net", "reactjs.org", "developer.mozilla.org", "www.rfc-editor.org",
})  # fmt: skip
KNOWN_ENDINGS: Final = (".localhost", ".example", "example.com", "example.org")
MACHINE: Final = re.compile(r"(?<![\w.~/$}-])/(?:work|root|tmp|home/\w+|Users/\w+|mnt)(?=/)[^\s\"']*")
INDEX: Final = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--pre|-e|--editable)\b|://|\s@\s")
#: What is a secret by its form, wherever it stands.
SECRETS: Final = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA|LTAI)[0-9A-Za-z]{12,24}\b"),
    "a token of a code host": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,})"),
    "a token of ours": re.compile(r"\btw_[\w-]{43}\b"),
    "a password in an address": re.compile(r"\b\w+://[^\s/:@\"'{}]+:(?!x@)[^\s/@\"'{}<>$%…]+@"),
}
#: In the product (tests have passwords for people who exist in tests only): a word for a secret, given a text.
GIVEN: Final = re.compile(r"(?i)\b\w*(?:secret|password|passwd|api_?key|token)\w*\s*(?::\s*\w+\s*)?=\s*[\"'][^\"'\s{}<>]{8,}[\"']")
#: The same in the environment of a process, where nothing is quoted.
SET: Final = re.compile(r"(?:^|[\s=])[A-Z_]*(?:SECRET|PASSWORD|TOKEN)[A-Z_]*=[^\s\"'{}$<>=(\[]{8,}")
PRODUCT: Final = (".py", ".toml", ".cfg", ".ini", ".conf", ".env", ".yml", ".yaml", ".json", ".properties", ".service", ".template", ".sh")
#: Names of things, not secrets.
NO_SECRET: Final = re.compile(r"=\s*[\"'](?:[A-Z_]+|token_[a-z_]+|scram-sha-256)[\"']")
OWN: Final = "tests/architecture/"


def files(root: Path) -> Iterator[Path]:
    """The repository's text files, those not yet committed too; of a plain folder, all of them. This room's own samples of what is wrong are left out."""
    if (root / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
        yield from (root / name for name in listed if not name.startswith(OWN) and (root / name).is_file())
    else:
        yield from sorted(one for one in root.rglob("*") if one.is_file() and one.name != "expected.txt")


def _lines(root: Path) -> Iterator[tuple[str, str]]:
    for path in files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        yield from ((f"{path.relative_to(root)}:{number}", line) for number, line in enumerate(text.splitlines(), 1))


def hosts(root: Path) -> list[str]:
    """No address of a registry, a mirror or a proxy: a host stands here only when it is one of the known ones."""
    return [
        f"{where}: the address of {host}"
        for where, line in _lines(root)
        for host in ADDRESS.findall(line.replace("\\.", "."))
        if "." in host and host not in KNOWN_HOSTS and not host.endswith(KNOWN_ENDINGS)
    ]


def paths(root: Path) -> list[str]:
    """No path of the machine on which it was written."""
    return [f"{where}: a path of a machine: {found}" for where, line in _lines(root) for found in MACHINE.findall(line)]


def requirements(root: Path) -> list[str]:
    """Requirements name packages and hashes; where they come from is the installer's business."""
    return [
        f"{path.relative_to(root)}:{number}: says where packages come from"
        for path in sorted((root / "requirements").glob("*.*"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INDEX.search(line.partition("#")[0])
    ]


def secrets(root: Path) -> list[str]:
    """No secret: not by its form anywhere, and in the product no text given to what is called one. Secrets come by environment or file."""
    return [
        f"{where}: {what}"
        for where, line in _lines(root)
        for what in [*(what for what, form in SECRETS.items() if form.search(line)), *_given(where, line)]
    ]


def _given(where: str, line: str) -> list[str]:
    product = not where.startswith("tests/") and where.rpartition(":")[0].endswith(PRODUCT)
    return ["a secret that is written down"] if product and (GIVEN.search(line) or SET.search(line)) and not NO_SECRET.search(line) else []
