"""Which facts are told to whom. Pure."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

import motions.events as motions
import referrals.events as referrals
from notices.events import Kind


class To(StrEnum):
    """Whom a fact concerns."""

    CLERK = "clerk"
    LEADERS = "leaders"
    PROPOSERS = "proposers"
    UNITS = "units"
    GOVERNMENT = "government"


class Told(msgspec.Struct, frozen=True):
    kind: Kind
    to: tuple[To, ...]


#: What of the facts is worth a person's attention. Who does something every day sees the rest on the desk.
TOLD: Final[Mapping[str, Told]] = {
    motions.CaseSubmitted.type: Told(Kind.CAME_IN, (To.CLERK,)),
    motions.CaseResubmitted.type: Told(Kind.CAME_IN, (To.CLERK,)),
    motions.CaseSentBack.type: Told(Kind.SENT_BACK, (To.PROPOSERS,)),
    motions.CaseNotAccepted.type: Told(Kind.NOT_ACCEPTED, (To.PROPOSERS,)),
    motions.CaseMerged.type: Told(Kind.MERGED, (To.PROPOSERS,)),
    motions.CaseRegistered.type: Told(Kind.REGISTERED, (To.PROPOSERS,)),
    motions.HandlingProposed.type: Told(Kind.TO_APPROVE, (To.LEADERS,)),
    motions.CaseHandedOver.type: Told(Kind.HANDED_OVER, (To.UNITS, To.PROPOSERS)),
    motions.ReliefApplied.type: Told(Kind.ASKS, (To.LEADERS,)),
    motions.ExtensionApplied.type: Told(Kind.ASKS, (To.LEADERS,)),
    motions.ReliefAgreed.type: Told(Kind.DECIDED, (To.UNITS,)),
    motions.ReliefRefused.type: Told(Kind.DECIDED, (To.UNITS,)),
    motions.ExtensionGranted.type: Told(Kind.DECIDED, (To.UNITS,)),
    motions.ExtensionRefused.type: Told(Kind.DECIDED, (To.UNITS,)),
    motions.UnitReplied.type: Told(Kind.REPLIED, (To.CLERK,)),
    motions.ReplyDelivered.type: Told(Kind.TO_RATE, (To.PROPOSERS,)),
    motions.ReworkOrdered.type: Told(Kind.AGAIN, (To.UNITS, To.PROPOSERS)),
    motions.CaseWithdrawn.type: Told(Kind.WITHDRAWN, (To.UNITS, To.CLERK)),
    motions.CaseReferred.type: Told(Kind.UPWARD, (To.UNITS, To.PROPOSERS)),
    motions.CallAsked.type: Told(Kind.RING, (To.CLERK,)),
    motions.CaseConcluded.type: Told(Kind.CONCLUDED, (To.PROPOSERS,)),
    referrals.MatterReceived.type: Told(Kind.FROM_BELOW, (To.CLERK,)),
    referrals.TaskReceived.type: Told(Kind.FROM_ABOVE, (To.GOVERNMENT,)),
}
#: Older facts are news to nobody: a log that is read from its beginning writes no letters.
FRESH: Final = timedelta(days=7)


def is_fresh(recorded: datetime, now: datetime) -> bool:
    return now - recorded <= FRESH
