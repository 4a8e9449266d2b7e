"""`make audit`: what we depend on. What could not be looked at is said as loudly as what is wrong.

Exit 0: all was looked at and nothing is wrong. 1: something is wrong. 2: nothing wrong was found, but part of it could not be looked at.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

from hub.progress import say

ROOT = Path(__file__).resolve().parents[2]
SETS: Final = ("base", "dev")
PIN: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([\w.!+-]+)((?:\s*;[^\\]*)?)", re.MULTILINE)
NAME: Final = re.compile(r"^[A-Za-z0-9][\w.-]*")
AWAY: Final = ("Retrying (", "Could not fetch URL", "ConnectionError", "Temporary failure in name resolution")

ALLOWED: Final = frozenset({
    "mit", "mit-0", "mit license", "bsd", "bsd license", "bsd-2-clause", "bsd-3-clause", "bsd 2-clause license", "apache-2.0", "apache 2.0", "apache license",
    "apache software license", "isc", "isc license", "isc license (iscl)", "mit-cmu", "mpl-2.0", "mozilla public license 2.0 (mpl 2.0)", "psf-2.0", "psfl",
    "python software foundation license", "lgpl-3.0-only", "lgpl-2.1-or-later", "gnu lesser general public license v2 or later (lgplv2+)", "artistic license",
})  # fmt: skip
#: Package → where its licence was read, when its metadata tell none.
READ: Final = {
    "axe-playwright-python": "MIT, in licenses/LICENSE of its wheel",
    "pypdfium2": "BSD-3-Clause and Apache-2.0; what PDFium itself is made of is named in BUILD_LICENSES of its wheel. Only tests read PDF back",
}


@dataclass
class Told:
    """What is wrong, and what nobody could look at."""

    wrong: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        return 1 if self.wrong else 2 if self.unseen else 0


# ---------------------------------------------------------------- what stands in the files
def pins(text: str) -> dict[str, str]:
    """Package → its pinned version; names as registries compare them."""
    return {plain(name): version for name, version, _marker in PIN.findall(text)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def unpinned(wanted: str, pinned: str) -> Iterator[str]:
    """Lines of NAME.txt that are no exact version with hashes, and names of NAME.in that NAME.txt leaves out."""
    known = pins(pinned)
    for entry in re.split(r"(?m)^(?=[^\s#])", re.sub(r"(?m)^#.*\n?", "", pinned)):
        if not entry.strip():
            continue
        name = entry.split()[0]
        if not PIN.match(entry):
            yield f"{name} is not pinned to one version"
        elif not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry):
            yield f"{name} has no hash: whatever comes under this name would be installed"
    for line in wanted.splitlines():
        if (found := NAME.match(line)) and plain(found[0]) not in known:
            yield f"{found[0]} is wanted and not pinned: make requirements"


# ---------------------------------------------------------------- licences
def licence(known: Any) -> str:
    """What a package's metadata say: the expression, or the classifiers, or the first line of the text."""
    if known.get("License-Expression"):
        return str(known["License-Expression"])
    told = [one.rpartition(" :: ")[2] for one in known.get_all("Classifier") or () if one.startswith("License ::")]
    text = (known.get("License") or "").strip().splitlines()
    return " OR ".join(told) or (text[0] if text else "")


def allowed(told: str) -> bool:
    """Of alternatives one must be allowed, of what holds together each."""
    return all(any(one.strip(" ()").lower() in ALLOWED or one.strip().lower() in ALLOWED for one in part.split(" OR ")) for part in told.split(" AND "))


def unlicensed(names: Mapping[str, str], find: Callable[[str], Any] = metadata) -> Told:
    told = Told()
    for name, version in names.items():
        try:
            known = find(name)
        except PackageNotFoundError:
            told.unseen.append(f"{name} is not installed here (another system's?): its licence was not looked at")
            continue
        if known["Version"] != version:
            told.wrong.append(f"{name} {known['Version']} is installed, {version} is pinned")
        if not allowed(licence(known)) and name not in READ:
            told.wrong.append(f"{name}: the licence is {licence(known) or 'not told'}, which is not on the list")
    return told


# ---------------------------------------------------------------- the registry, by its ordinary clients
def from_registry(code: int, out: str, errors: str) -> Told:
    """What pip says when it would install all that is pinned: is each still there, the same, and not taken back?"""
    if code and any(word in errors for word in AWAY):
        return Told(unseen=["the registry does not answer: whether a version was taken back (yanked) or replaced was not looked at"])
    if code:
        return Told(wrong=[line.strip() for line in errors.splitlines() if line.startswith("ERROR")] or [f"pip ended with {code}: {errors[-300:]}"])
    found = json.loads(out)["install"]
    taken_back = [f"{one['metadata']['name']} {one['metadata']['version']} was taken back (yanked)" for one in found if one.get("is_yanked")]
    blind = [] if all("is_yanked" in one for one in found) else ["this pip does not tell what was taken back (yanked): that was not looked at"]
    return Told(wrong=taken_back, unseen=blind)


def from_advisories(code: int, out: str, errors: str) -> Told:
    """What pip-audit says. It calls itself content when it could look up nothing: what it skipped counts as not looked at."""
    try:
        found = json.loads(out)["dependencies"]
    except (ValueError, KeyError):
        why = (errors.strip().splitlines() or [f"it ended with {code}"])[-1]
        return Told(unseen=[f"known vulnerabilities were not looked at: pip-audit says: {why[:200]}"])
    wrong = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in found
        for flaw in one.get("vulns", ())
    ]
    skipped = [one["name"] for one in found if "skip_reason" in one]
    if not skipped:
        return Told(wrong=wrong)
    blind = f"known vulnerabilities of {len(skipped)} of {len(found)} packages were not looked at: the registry here has no advisories"
    return Told(wrong=wrong, unseen=[blind])


def _ran(module: str, *words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stdout, done.stderr


# ---------------------------------------------------------------- all of it
def look() -> Iterator[tuple[str, Told]]:
    texts = {name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in SETS}
    wanted = {name: (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8") for name in SETS}
    yield "pinned, with hashes", Told(wrong=[f"requirements/{name}: {line}" for name in SETS for line in unpinned(wanted[name], texts[name])])
    here = {plain(name): version for name, version, marker in PIN.findall(texts["dev"]) if "win32" not in marker}
    yield "licences", unlicensed(here)
    everything = "requirements/dev.txt"  # it holds base.txt's too
    asked = ["install", "--dry-run", "--ignore-installed", "--no-deps", "--require-hashes", "--quiet", "--report", "-", "-r", everything]
    yield "still offered, unchanged, not taken back", from_registry(*_ran("pip", "--disable-pip-version-check", *asked))
    audited = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json", "-r", everything]
    yield "known vulnerabilities", from_advisories(*_ran("pip_audit", *audited))


def main() -> int:
    total = Told()
    for what, told in look():
        say(f"{what}: {'WRONG' if told.wrong else 'NOT LOOKED AT' if told.unseen else 'well'}")
        total.wrong += told.wrong
        total.unseen += told.unseen
    for line in total.wrong:
        say(f"  wrong: {line}")
    for line in total.unseen:
        say(f"!!! NOT LOOKED AT: {line}")
    return total.code


if __name__ == "__main__":
    sys.exit(main())
