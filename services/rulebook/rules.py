"""Which rule is in force, and what a local rule may say. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from rulebook.shapes import Body, Force, InForce, Key, Rule, Session, Stricter, Tie, Unit, Value, Why
from townships.errors import Invalid, RuleBroken

COUNTED: Final = frozenset({Unit.MONTHS, Unit.DAYS, Unit.WORKDAYS, Unit.YEARS, Unit.COUNT})
MOST: Final = 400
FRACTION: Final = re.compile(r"[1-9]\d?/[1-9]\d?")


def rule_in_force(rules: Iterable[Rule], key: str, *, place: str, body: Body, session: Session, on: date) -> InForce:
    """The most specific binding rule for a congress at `place` on the day the clock started.

    Never looser than the nation's (代表法 第五十一条). Where two of one place differ, the nation's serves meanwhile, without one the
    strictest, and the answer names them. A reference serves only where nothing binds. `RuleBroken` when nothing speaks at all.
    """
    found = [rule for rule in rules if rule.key == key and _applies(rule, place, body, session, on)]
    binding = [rule for rule in found if rule.force is Force.BINDING]
    if not found:
        raise RuleBroken("no_rule_in_force", key=key, on=on.isoformat())
    if not binding:
        return _reference(found)
    nation = _newest([rule for rule in binding if not rule.place])
    return _binding([rule for rule in binding if rule.place], nation)


def ties(rules: Iterable[Rule], on: date) -> list[Tie]:
    """Every place and scope where binding rules contradict each other on a day: the operator's list."""
    known = tuple(rules)
    cases = {(r.key, r.place, b, s) for r in known if r.force is Force.BINDING for b in _bodies(r) for s in _sessions(r)}
    found = []
    for key, place, body, session in sorted(cases):
        answer = [
            r for r in known if r.key == key and r.place == place and r.force is Force.BINDING and _applies(r, place, body, session, on)
        ]
        answer = answer if place else _latest(answer)  # a later law of the nation takes an earlier one's place
        if _differ(answer):
            found.append(Tie(key=key, place=place, body=body, session=session, rules=tuple(answer)))
    return found


def valid_value(key: Key, value: Value | bool) -> Value:
    """The value as the key's unit reads it. `Invalid` when it cannot be one."""
    readers: dict[Unit, Callable[[Key, Value | bool], Value]] = {
        Unit.FRACTION: _fraction, Unit.CHOICE: _choice, Unit.LETTER: _letter, Unit.DUTY: _duty, Unit.TEXT: _text,
    }  # fmt: skip
    return readers.get(key.unit, _number)(key, value)


def may_adopt(rule: Rule, *, nation: Rule | None, others: Sequence[Rule]) -> None:
    """A congress may make a rule of its own where the nation leaves room, and only one at a time."""
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise Invalid("ends_before_it_starts", "valid_to")
    if rule.stricter is Stricter.FIXED:
        raise RuleBroken("fixed_by_law", field="key", source=nation.source if nation else None)
    if nation is not None and _looser(rule, nation):
        raise RuleBroken("looser_than_nation", field="value", source=nation.source, limit=nation.value)
    if any(_overlap(rule, other) for other in others):
        raise RuleBroken("rule_adopted_already", field="key")


def may_retire(rule: Rule, *, last_day: date) -> None:
    if rule.valid_to is not None:
        raise RuleBroken("rule_retired_already", field="rule_id")
    if last_day < rule.valid_from:
        raise Invalid("ends_before_it_starts", "valid_to")


def _applies(rule: Rule, place: str, body: Body, session: Session, on: date) -> bool:
    in_time = rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)
    in_scope = rule.body in (Body.ANY, body) and rule.session in (Session.ANY, session)
    return in_time and in_scope and place.startswith(rule.place)


def _reference(found: Sequence[Rule]) -> InForce:
    nearest = _most_specific(found)
    return InForce(rule=_strictest(nearest), why=Why.REFERENCE, tied=tuple(nearest) if _differ(nearest) else ())


def _binding(local: Sequence[Rule], nation: Rule | None) -> InForce:
    lawful = [rule for rule in local if nation is None or not _looser(rule, nation)]
    nearest = _most_specific(lawful)
    too_loose = tuple(rule for rule in local if rule not in lawful)
    if _differ(nearest):
        return _tied(nearest, nation, too_loose)
    if nearest:
        return InForce(rule=_newest(nearest) or nearest[0], why=Why.MOST_SPECIFIC, passed_over=too_loose, limit=nation)
    assert nation is not None  # something binds, and nothing local does
    return InForce(rule=nation, why=Why.LOCAL_TOO_LOOSE if too_loose else Why.NATION, passed_over=too_loose)


def _tied(nearest: Sequence[Rule], nation: Rule | None, too_loose: tuple[Rule, ...]) -> InForce:
    """Nothing is chosen silently: what every reader of the law accepts serves until a person has settled it."""
    if nation is not None:
        return InForce(rule=nation, why=Why.TIE_NATION, tied=tuple(nearest), passed_over=too_loose)
    return InForce(rule=_strictest(nearest), why=Why.TIE_STRICTEST, tied=tuple(nearest), passed_over=too_loose)


def _most_specific(rules: Sequence[Rule]) -> list[Rule]:
    longest = max((len(rule.place) for rule in rules), default=0)
    return [rule for rule in rules if len(rule.place) == longest]


def _differ(rules: Sequence[Rule]) -> bool:
    return len({(rule.value, rule.starts) for rule in rules}) > 1


def _newest(rules: Sequence[Rule]) -> Rule | None:
    """The later law; of one day the strictest serves, and `ties` tells it."""
    latest = _latest(rules)
    return _strictest(latest) if latest else None


def _latest(rules: Sequence[Rule]) -> list[Rule]:
    begins = max((rule.valid_from for rule in rules), default=None)
    return [rule for rule in rules if rule.valid_from == begins]


def _strictest(rules: Sequence[Rule]) -> Rule:
    """By the key's direction; where it has none, the newest."""
    way = rules[0].stricter
    if way is Stricter.LESS:
        return min(rules, key=lambda rule: _amount(rule))
    if way is Stricter.MORE:
        return max(rules, key=lambda rule: _amount(rule))
    return max(rules, key=lambda rule: (rule.valid_from, rule.source))


def _looser(local: Rule, nation: Rule) -> bool:
    """Only like is compared: a period from another start is held to the nation's by the date that comes out (see counting)."""
    if local.stricter is Stricter.FIXED:
        return local.value != nation.value
    if local.stricter is Stricter.NONE or local.starts != nation.starts:
        return False
    return _amount(local) > _amount(nation) if local.stricter is Stricter.LESS else _amount(local) < _amount(nation)


def _amount(rule: Rule) -> Fraction:
    return Fraction(rule.value)


def _bodies(rule: Rule) -> tuple[Body, ...]:
    return (Body.TOWNSHIP, Body.COUNTY) if rule.body is Body.ANY else (rule.body,)


def _sessions(rule: Rule) -> tuple[Session, ...]:
    return (Session.IN_SESSION, Session.OUT_OF_SESSION) if rule.session is Session.ANY else (rule.session,)


def _overlap(one: Rule, other: Rule) -> bool:
    same_scope = Session.ANY in (one.session, other.session) or one.session is other.session
    in_time = (other.valid_to is None or one.valid_from <= other.valid_to) and (one.valid_to is None or other.valid_from <= one.valid_to)
    return one.key == other.key and same_scope and in_time


def _number(key: Key, value: Value | bool) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST:
        raise Invalid("not_a_number", "value", most=MOST)
    return int(text)


def _fraction(key: Key, value: Value | bool) -> str:
    text = str(value)
    if not FRACTION.fullmatch(text) or Fraction(text) > 1:
        raise Invalid("not_a_fraction", "value")
    return text


def _choice(key: Key, value: Value | bool) -> str:
    if value not in key.choices:
        raise Invalid("not_a_choice", "value", choices=", ".join(key.choices))
    return str(value)


def _letter(key: Key, value: Value | bool) -> str:
    text = str(value).strip()
    if not 1 <= len(text) <= 4 or not text.isalnum():
        raise Invalid("not_a_letter", "value")
    return text


def _duty(key: Key, value: Value | bool) -> int:
    if value not in (True, "1", 1):
        raise Invalid("bad_value", "value")
    return 1


def _text(key: Key, value: Value | bool) -> str:
    if not str(value).strip():
        raise Invalid("required", "value")
    return str(value)
