"""Every document of tests/golden/hostile is refused clearly and at once; without its limit it would have passed."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.support.graphql_sample import RESPONSE, STRANGER, TOKEN, ask, code, post

from api.limits import Limits

HOSTILE = Path(__file__).parents[1] / "golden" / "hostile"
HOSTILE_CODES = json.loads((HOSTILE / "expected.json").read_text("utf-8"))


def hostile(name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The document, its variables and what is expected of it. A document may say how often a part is repeated, to stay readable."""
    expected = HOSTILE_CODES[name]
    text = (HOSTILE / f"{name}.graphql").read_text("utf-8")
    for mark, (part, times) in expected.get("repeat", {}).items():
        text = text.replace(mark, "".join(part.replace("<n+1>", str(number + 1)).replace("<n>", str(number)) for number in range(times)))
    return text.replace("␀", "\0"), expected.get("variables", {}), expected


def test_the_corpus_is_complete() -> None:
    assert sorted(path.stem for path in HOSTILE.glob("*.graphql")) == sorted(HOSTILE_CODES)
    assert len(HOSTILE_CODES) >= 40


@pytest.mark.parametrize("name", sorted(HOSTILE_CODES))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_hostile_document_is_refused_clearly_and_at_once(name: str, language: str) -> None:
    text, variables, expected = hostile(name)
    actor = STRANGER if expected.get("stranger") else TOKEN
    began = time.process_time()
    with translation.override(language):
        response = post({"query": text, "variables": variables}, RESPONSE, actor)
    assert time.process_time() - began < 1
    assert response.status_code == expected.get("status", 400)
    assert code(response) == expected["code"]
    assert len(response.content) < 20_000
    extensions = response.answer["errors"][0]["extensions"]
    if expected.get("limit"):
        assert extensions["actual"] > extensions["limit"] == getattr(Limits(), expected["limit"], extensions["limit"])


LIFTED = [name for name, expected in sorted(HOSTILE_CODES.items()) if "lift" in expected]


@pytest.mark.parametrize("name", LIFTED)
def test_without_its_limit_the_document_would_have_passed(name: str) -> None:
    text, variables, expected = hostile(name)
    answer = ask(text, variables, limits=Limits(**{**expected["lift"], "seconds": 0.2}))
    told = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert "data" in answer
    assert set(told) <= {"time_limit", "page_too_large", "bad_id"}


def test_an_operation_that_takes_too_long_is_stopped() -> None:
    began = time.process_time()
    answer = ask("{ town slow { title } }", limits=Limits(seconds=0.05))
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["time_limit"]
    assert time.process_time() - began < 1
    assert len(ask("{ slow { title } }", limits=Limits(seconds=30))["data"]["slow"]) == 200
