"""`make audit` finds what is wrong with a dependency, and never takes what it could not look at for well."""
from __future__ import annotations

import json
from email.message import Message
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from hub import audit

HASH = "    --hash=sha256:" + "a" * 64 + "\n"
GOOD = f"# made by make requirements\none==1.0 \\\n{HASH}    # via two\ntwo==2.0.post1 ; sys_platform == 'linux' \\\n{HASH}"


def test_what_is_pinned_with_hashes_is_well() -> None:
    assert list(audit.unpinned("one~=1.0\nTwo[extra]\n# a word\n-r base.in\n", GOOD)) == []
    assert audit.pins(GOOD) == {"one": "1.0", "two": "2.0.post1"}


@pytest.mark.parametrize(
    ("pinned", "said"),
    [
        (GOOD + "three>=3 \\\n" + HASH, "three>=3 is not pinned"),
        (GOOD + "three @ file:three.whl\n", "three is not pinned"),
        (GOOD + "three==3\n", "three==3 has no hash"),
        (GOOD + "three==3 \\\n    --hash=md5:" + "a" * 32 + "\n", "three==3 has no hash"),
        (GOOD.replace("one==1.0", "other==1.0"), "one is wanted and not pinned"),
        ("--index-url somewhere\n" + GOOD, "--index-url is not pinned"),
    ],
)
def test_what_is_not_pinned_is_found(pinned: str, said: str) -> None:
    [found] = audit.unpinned("one~=1.0\ntwo\n", pinned)
    assert said in found


def package(version: str = "1.0", *classifiers: str, **fields: str) -> Message:
    told = Message()
    for name, value in [("Version", version), *fields.items(), *[("Classifier", f"License :: OSI Approved :: {one}") for one in classifiers]]:
        told[name.replace("_", "-")] = value
    return told


@pytest.mark.parametrize(
    ("known", "well"),
    [
        (package(License_Expression="MIT"), True),
        (package(License_Expression="Apache-2.0 OR GPL-3.0-only"), True),
        (package(License_Expression="MIT AND GPL-3.0-only"), False),
        (package(License_Expression="(MIT OR GPL-2.0-only) AND PSF-2.0"), True),
        (package(License_Expression="AGPL-3.0-only"), False),
        (package("1.0", "Artistic License", "GNU General Public License (GPL)"), True),
        (package("1.0", "GNU General Public License v3 (GPLv3)"), False),
        (package(License="BSD-3-Clause\n\nCopyright"), True),
        (package(License="Proprietary"), False),
        (package(), False),
    ],
)
def test_a_licence_is_on_the_list_or_is_named(known: Message, well: bool) -> None:
    told = audit.unlicensed({"one": "1.0"}, lambda name: known)
    assert (told.wrong == [], told.unseen) == (well, [])


def test_another_version_than_the_pinned_one_and_a_package_that_is_not_there() -> None:
    assert audit.unlicensed({"one": "2.0"}, lambda name: package(License="MIT")).wrong == ["one 1.0 is installed, 2.0 is pinned"]

    def nowhere(name: str) -> Any:
        raise PackageNotFoundError(name)

    assert audit.unlicensed({"one": "1.0"}, nowhere).code == 2


def test_what_this_repository_pins_and_its_licences_are_well() -> None:
    found = dict(zip(("pins", "licences"), audit.look(), strict=False))
    assert [told.wrong for _what, told in found.values()] == [[], []]


# ---------------------------------------------------------------- the registry
def report(**extra: Any) -> str:
    return json.dumps({"install": [{"metadata": {"name": "one", "version": "1.0"}, **extra}]})


def test_the_registry_tells_what_was_taken_back_changed_or_is_gone() -> None:
    assert audit.from_registry(0, report(is_yanked=False), "").code == 0
    assert audit.from_registry(0, report(is_yanked=True), "").wrong == ["one 1.0 was taken back (yanked)"]
    assert audit.from_registry(0, report(), "").code == 2
    changed = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n    one==1.0"
    assert audit.from_registry(1, "", changed).wrong == ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"]
    assert audit.from_registry(1, "", "WARNING: Retrying (Retry(total=4))\nERROR: No matching distribution found for one==1.0").code == 2
    assert audit.from_registry(1, "", "ERROR: No matching distribution found for one==1.0").code == 1


def advice(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


SEEN = {"name": "one", "version": "1.0", "vulns": []}
SKIPPED = {"name": "two", "skip_reason": "Dependency not found"}
FLAWED = {"name": "three", "version": "3.0", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1"]}]}


@pytest.mark.parametrize(
    ("out", "code"),
    [(advice(SEEN), 0), (advice(SEEN, SKIPPED), 2), (advice(SKIPPED), 2), (advice(FLAWED), 1), (advice(FLAWED, SKIPPED), 1), ("", 2), ("not JSON", 2)],
)
def test_what_was_skipped_is_never_taken_for_well(out: str, code: int) -> None:
    told = audit.from_advisories(0, out, "")
    assert told.code == code
    assert ("three 3.0: CVE-1, mended in 3.1" in told.wrong) is ("CVE-1" in out)


def test_all_of_it_is_told_and_what_was_not_looked_at_is_loud(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(audit, "look", lambda: iter([("pinned", audit.Told()), ("known vulnerabilities", audit.Told(unseen=["nothing"]))]))
    assert audit.main() == 2
    told = "".join(capsys.readouterr())
    assert "pinned: well" in told
    assert "known vulnerabilities: NOT LOOKED AT" in told
    assert "!!! NOT LOOKED AT: nothing" in told
