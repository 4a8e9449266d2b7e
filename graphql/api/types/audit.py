"""The congress's record of sign-ins and access, for its office to read."""
from __future__ import annotations

from typing import Any

import graphene

import audit.queries
from api.paging import Connected
from api.types.common import chosen, enum_of, label
from townships.paging import Page, Slice

AuditAct = enum_of(audit.queries.Act, "AuditAct", "What was done or tried.")


class AuditEntry(graphene.ObjectType):
    """One sign-in, a refused one, a token's life, a file taken out, or an access by platform staff."""

    at = graphene.DateTime(required=True)
    act = graphene.Field(AuditAct, required=True)
    act_label = label("act", chosen(audit.queries.Act))
    name = graphene.String(required=True, description="Who; empty when nobody here goes by the name that was typed.")
    address = graphene.String(required=True, description="The network address it came from.")
    detail = graphene.String(required=True)


class AuditQuery(graphene.ObjectType):
    audit_trail = Connected(
        AuditEntry, acts=graphene.List(graphene.NonNull(AuditAct)),
        description="Newest first; for the clerk, the chair and the vice-chair. Kept at least six months.",
    )  # fmt: skip

    @staticmethod
    def resolve_audit_trail(root: Any, info: Any, page: Page, acts: Any = ()) -> Slice[Any]:
        return audit.queries.entries(viewer=info.context.actor, page=page, acts=acts or ())
