"""What waits for the person who asks: one list over all services, the longest overdue first."""
from __future__ import annotations

from datetime import date
from typing import Any

import graphene

import motions.queries
import oversight.queries
from api.types.common import today
from api.types.deadlines import own_ledgers
from api.types.motions import CaseSummary, NextStep, mandates_of, summary_row
from api.types.oversight import SupervisionNextStep, SupervisionSummary


class DeskItem(graphene.ObjectType):
    """One matter, a case or a supervision, with what there is to do about it."""

    due_on = graphene.Date()
    overdue = graphene.Boolean(required=True)
    case = graphene.Field(CaseSummary)
    case_duties = graphene.List(graphene.NonNull(NextStep))
    supervision = graphene.Field(SupervisionSummary)
    supervision_duties = graphene.List(graphene.NonNull(SupervisionNextStep))


class DeskQuery(graphene.ObjectType):
    desk = graphene.List(graphene.NonNull(DeskItem), required=True)

    @staticmethod
    def resolve_desk(root: Any, info: Any) -> list[dict[str, Any]]:
        return sorted([*_cases(info), *_supervisions(info)], key=lambda item: item["due_on"] or date.max)


def _cases(info: Any) -> list[dict[str, Any]]:
    rows = motions.queries.desk(viewer=info.context.actor, today=today(info))
    mandates = mandates_of(proposer for row in rows for proposer in row["proposers"])
    ledger = own_ledgers(info.context, info.context.actor, rows)
    return [
        {"due_on": row["due_on"], "overdue": row["overdue"], "case": summary_row(row, mandates, ledger), "case_duties": row["duties"]} for row in rows
    ]


def _supervisions(info: Any) -> list[dict[str, Any]]:
    rows = oversight.queries.desk(viewer=info.context.actor, today=today(info))
    return [{"due_on": row["due_on"], "overdue": row["overdue"], "supervision": row, "supervision_duties": row["duties"]} for row in rows]
