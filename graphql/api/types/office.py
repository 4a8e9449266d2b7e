"""How the congress's own office is reached."""
from __future__ import annotations

import graphene


class Office(graphene.ObjectType):
    """Its own telephone, address and hours: for everybody."""

    phone = graphene.String(required=True)
    address = graphene.String(required=True)
    hours = graphene.String(required=True)
