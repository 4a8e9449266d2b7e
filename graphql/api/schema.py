"""The one schema, for towns and counties alike: what a host may not be asked is refused by the query behind it, not left out here."""
from __future__ import annotations

import graphene

from api import relay
from api.changes.roster import RosterMutation
from api.changes.rulebook import RulebookMutation
from api.types.deadlines import DeadlinesQuery
from api.types.people import PeopleQuery
from api.types.roster import RosterQuery
from api.types.rulebook import RulebookQuery


class Query(PeopleQuery, RosterQuery, DeadlinesQuery, RulebookQuery, relay.NodeQuery):
    """Everything that may be asked."""


class Mutation(RosterMutation, RulebookMutation):
    """Everything that may be changed: one mutation, one command."""


schema = graphene.Schema(query=Query, mutation=Mutation)
