"""Scalars beside graphene's own `Date`, `DateTime` and `UUID`."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLError, StringValueNode, ValueNode

from townships.clock import moment_of


class Moment(graphene.Scalar):
    """When it truly happened: a date-time with its offset (`2026-03-02T09:30:00+08:00`), or a day of Asia/Shanghai (`2026-03-02`)."""

    @staticmethod
    def serialize(value: date | datetime) -> str:
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> date | datetime:
        found = _date(value) or _moment(value)
        if found is None:
            raise GraphQLError(_("Not a day, and not a date-time with its offset from UTC."))
        return found

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> date | datetime:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)


def as_moment(value: date | datetime | None, now: datetime) -> datetime:
    """The aware moment that a `Moment` means; nothing given means now."""
    if value is None:
        return now
    return value if isinstance(value, datetime) else moment_of(value, now)


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
