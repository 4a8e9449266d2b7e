"""The one schema, for towns and counties alike: what a host may not be asked is refused by the query behind it, not left out here."""
from __future__ import annotations

import graphene

from api import relay
from api.changes.calendar import CalendarMutation
from api.changes.citing import CitingMutation
from api.changes.corrections import CorrectionsMutation
from api.changes.cosigning import CosigningMutation
from api.changes.guidance import GuidanceMutation
from api.changes.imports import ImportsMutation
from api.changes.lookbacks import LookBacksMutation
from api.changes.motions import MotionsMutation
from api.changes.notices import NoticesMutation
from api.changes.office import OfficeMutation
from api.changes.oversight import OversightMutation
from api.changes.pressing import PressingMutation
from api.changes.promises import PromisesMutation
from api.changes.referrals import ReferralsMutation
from api.changes.resolution import ResolutionMutation
from api.changes.roster import RosterMutation
from api.changes.rulebook import RulebookMutation
from api.changes.tellings import TellingsMutation
from api.changes.units import UnitsMutation
from api.types.audit import AuditQuery
from api.types.calendar import CalendarQuery
from api.types.corrections import CorrectionsQuery
from api.types.cosigning import CosigningQuery
from api.types.county import CountyQuery
from api.types.deadlines import DeadlinesQuery
from api.types.desk import DeskQuery
from api.types.duties import DutiesQuery
from api.types.guidance import GuidanceQuery
from api.types.handover import HandOverQuery
from api.types.imports import ImportsQuery
from api.types.lookbacks import LookBacksQuery
from api.types.motions import MotionsQuery
from api.types.notices import NoticesQuery
from api.types.oversight import OversightQuery
from api.types.people import PeopleQuery
from api.types.promises import PromisesQuery
from api.types.referrals import ReferralsQuery
from api.types.roster import RosterQuery
from api.types.rulebook import RulebookQuery
from api.types.search import SearchQuery
from api.types.similar import SimilarQuery
from api.types.tellings import TellingsQuery
from api.types.town_figures import FiguresQuery


class Query(
    CalendarQuery,
    PeopleQuery, DeskQuery, MotionsQuery, CosigningQuery, HandOverQuery, FiguresQuery, PromisesQuery, OversightQuery, DeadlinesQuery, RosterQuery,
    RulebookQuery, CountyQuery, GuidanceQuery, SearchQuery, AuditQuery, ReferralsQuery, LookBacksQuery,
    SimilarQuery, DutiesQuery, NoticesQuery,
    CorrectionsQuery, ImportsQuery, TellingsQuery, relay.NodeQuery,
):
    """Everything that may be asked."""


class Mutation(
    CalendarMutation,
    MotionsMutation, CosigningMutation, UnitsMutation, OversightMutation, GuidanceMutation, RosterMutation, OfficeMutation,
    ImportsMutation,
    RulebookMutation, PromisesMutation, ReferralsMutation, LookBacksMutation, CitingMutation, NoticesMutation, CorrectionsMutation,
    PressingMutation, ResolutionMutation, TellingsMutation,
):
    """Everything that may be changed: one mutation, one command."""


schema = graphene.Schema(query=Query, mutation=Mutation)
