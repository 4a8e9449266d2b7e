"""The words for the roster's plain values, in the active language."""
from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from roster.events import Education, EndReason, PresidiumRole, SeatedBy, Sex, UnitKind

LABELS: Final[Mapping[type[StrEnum], Mapping[Any, Any]]] = {
    Sex: {
        Sex.FEMALE: _("female"),
        Sex.MALE: _("male"),
    },
    Education: {
        Education.PRIMARY: _("primary school"),
        Education.JUNIOR_HIGH: _("junior high school"),
        Education.SENIOR_HIGH: _("senior high or vocational school"),
        Education.COLLEGE: _("junior college"),
        Education.BACHELOR: _("bachelor's degree"),
        Education.POSTGRADUATE: _("postgraduate degree"),
        Education.UNKNOWN: _("not known"),
    },
    SeatedBy: {
        SeatedBy.ELECTION: _("general election"),
        SeatedBy.BY_ELECTION: _("by-election"),
    },
    EndReason: {
        EndReason.TERM_OVER: _("the term is over"),
        EndReason.RESIGNED: _("resigned"),
        EndReason.RECALLED: _("recalled"),
        EndReason.MOVED_AWAY: _("moved away"),
        EndReason.DIED: _("died"),
        EndReason.BY_LAW: _("ended by law"),
    },
    PresidiumRole: {
        PresidiumRole.CHAIR: _("chair"),
        PresidiumRole.VICE_CHAIR: _("vice-chair"),
        PresidiumRole.MEMBER: _("presidium member"),
    },
    UnitKind: {
        UnitKind.GOVERNMENT_OFFICE: _("government office"),
        UnitKind.GOVERNMENT_LEADER: _("government leader"),
        UnitKind.STATIONED_AGENCY: _("stationed agency"),
        UnitKind.PARTY_OFFICE: _("Party office"),
        UnitKind.PRESIDIUM: _("the presidium itself"),
        UnitKind.COUNTY_DEPARTMENT: _("county department"),
        UnitKind.TOWNSHIP_GOVERNMENT: _("township government"),
    },
}


def choices(of: type[StrEnum]) -> list[tuple[str, Any]]:
    """For a model's column."""
    return [(member.value, LABELS[of][member]) for member in of]
