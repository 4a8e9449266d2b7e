"""The plain values of a case: its kinds, states, reasons and judgements, with their words."""
from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    SUGGESTION = "suggestion", pgettext_lazy("case kind", "suggestion")
    MOTION = "motion", pgettext_lazy("case kind", "motion")


class State(TextChoices):
    """From the hand-over to the conclusion nobody sets it: the assignments and the proposers say it (`rules.state_of`)."""

    SUBMITTED = "submitted", pgettext_lazy("case state", "waiting for intake")
    SENT_BACK = "sent_back", pgettext_lazy("case state", "sent back to complete")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("case state", "not accepted")
    MERGED = "merged", pgettext_lazy("case state", "merged with another")
    REGISTERED = "registered", pgettext_lazy("case state", "registered")
    PROPOSED = "proposed", pgettext_lazy("case state", "handling proposed")
    APPROVED = "approved", pgettext_lazy("case state", "handling approved")
    IN_HAND = "in_hand", pgettext_lazy("case state", "in hand")
    REWORK = "rework", pgettext_lazy("case state", "being handled again")
    ANSWERED = "answered", pgettext_lazy("case state", "answered, to be delivered")
    REPLIED = "replied", pgettext_lazy("case state", "replied")
    DELIBERATION = "deliberation", pgettext_lazy("case state", "before the presidium")
    CONCLUDED = "concluded", pgettext_lazy("case state", "concluded")
    WITHDRAWN = "withdrawn", pgettext_lazy("case state", "withdrawn")
    REFERRED = "referred", pgettext_lazy("case state", "reported upward")
    FILED = "filed", pgettext_lazy("case state", "filed")
    LISTED = "listed", pgettext_lazy("case state", "on the agenda")
    DELIBERATED = "deliberated", pgettext_lazy("case state", "deliberated, to be voted on")
    DECIDED = "decided", pgettext_lazy("case state", "decided")
    EXECUTING = "executing", pgettext_lazy("case state", "resolution being carried out")
    CARRIED_OUT = "carried_out", pgettext_lazy("case state", "resolution carried out")
    REPORTED = "reported", pgettext_lazy("case state", "reported back to the congress")


class Reason(TextChoices):
    """Why the intake may refuse; the rulebook says whether that means not accepted or sent back."""

    OWN_AFFAIRS = "own_affairs", pgettext_lazy("intake reason", "own or relatives' affairs")
    PETITION = "petition", pgettext_lazy("intake reason", "a petition passed on")
    COURT_CASE = "court_case", pgettext_lazy("intake reason", "a matter before a court")
    BIDDING = "bidding", pgettext_lazy("intake reason", "bidding or contracts")
    SEVERAL_MATTERS = "several_matters", pgettext_lazy("intake reason", "several matters on one sheet")
    INCOMPLETE = "incomplete", pgettext_lazy("intake reason", "not complete")


class Part(TextChoices):
    """What a unit does in a case: answer alone, answer for all, help the one that answers, or answer for its own share; or carry out what was resolved."""

    SOLE = "sole", pgettext_lazy("assignment", "alone")
    LEAD = "lead", pgettext_lazy("assignment", "lead")
    ASSISTING = "assisting", pgettext_lazy("assignment", "assisting")
    SEPARATE = "separate", pgettext_lazy("assignment", "separately")
    CHARGED = "charged", pgettext_lazy("assignment", "carries out the resolution")


class AssignmentState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("assignment state", "proposed")
    HANDED_OVER = "handed_over", pgettext_lazy("assignment state", "handed over")
    SIGNED = "signed", pgettext_lazy("assignment state", "signed for")
    RELIEF_ASKED = "relief_asked", pgettext_lazy("assignment state", "asks to be relieved")
    RELIEVED = "relieved", pgettext_lazy("assignment state", "relieved")
    REPLIED = "replied", pgettext_lazy("assignment state", "replied")
    REWORK = "rework", pgettext_lazy("assignment state", "handling again")
    OPINION_GIVEN = "opinion_given", pgettext_lazy("assignment state", "opinion given")
    LAPSED = "lapsed", pgettext_lazy("assignment state", "answered without its opinion")
    ENDED = "ended", pgettext_lazy("assignment state", "withdrawn by the deputies")
    CARRIED_OUT = "carried_out", pgettext_lazy("assignment state", "carried out")
    REFERRED = "referred", pgettext_lazy("assignment state", "reported upward")


class DraftState(TextChoices):
    WAITING = "waiting", pgettext_lazy("draft state", "waits for the leader")
    SENT_BACK = "sent_back", pgettext_lazy("draft state", "sent back to be written again")
    SIGNED_OFF = "signed_off", pgettext_lazy("draft state", "signed off")


#: The unit owes something: an answer, an opinion.
OWING: Final = frozenset({AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.RELIEF_ASKED, AssignmentState.REWORK})
#: Not let in, or not yet: nobody but the office and its proposers knows of it.
UNREGISTERED: Final = frozenset({State.SUBMITTED, State.SENT_BACK, State.NOT_ACCEPTED, State.MERGED})


class Purpose(TextChoices):
    """What a file that is put to a case shows."""

    MATTER = "matter", pgettext_lazy("file purpose", "what it is about")
    SHEET = "sheet", pgettext_lazy("file purpose", "the signed sheet")
    REPLY = "reply", pgettext_lazy("file purpose", "the reply as sent")
    EVIDENCE = "evidence", pgettext_lazy("file purpose", "what was done")


class Meaning(TextChoices):
    """What a reply comes to, from most done to least; the letter that goes with it is local."""

    SOLVED = "solved", pgettext_lazy("meaning", "solved")
    UNDER_WAY = "under_way", pgettext_lazy("meaning", "under way")
    PLANNED = "planned", pgettext_lazy("meaning", "planned")
    EXPLAINED = "explained", pgettext_lazy("meaning", "explained")
    REFERRED = "referred", pgettext_lazy("meaning", "referred upward")


class Outcome(TextChoices):
    """How a case came out: a suggestion by what its replies mean, a motion by its vote."""

    SOLVED = "solved", pgettext_lazy("meaning", "solved")
    UNDER_WAY = "under_way", pgettext_lazy("meaning", "under way")
    PLANNED = "planned", pgettext_lazy("meaning", "planned")
    EXPLAINED = "explained", pgettext_lazy("meaning", "explained")
    REFERRED = "referred", pgettext_lazy("meaning", "referred upward")
    ADOPTED = "adopted", pgettext_lazy("outcome", "adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("outcome", "not adopted")


class Satisfaction(TextChoices):
    SATISFIED = "satisfied", pgettext_lazy("rating", "satisfied")
    BASICALLY = "basically", pgettext_lazy("rating", "basically satisfied")
    DISSATISFIED = "dissatisfied", pgettext_lazy("rating", "dissatisfied")


class Conclusion(TextChoices):
    """What the presidium can do about a case whose second answer does not satisfy either; the rulebook says by which law."""

    HANDLE_AGAIN = "handle_again", pgettext_lazy("conclusion", "have it handled once more")
    SPECIAL_REPORT = "special_report", pgettext_lazy("conclusion", "hear a special work report about it")
    INSPECTION = "inspection", pgettext_lazy("conclusion", "inspect it with deputies")
    QUESTIONING = "questioning", pgettext_lazy("conclusion", "leave it to a questioning at the session")
    EXPLAINED = "explained", pgettext_lazy("conclusion", "explain it to the deputies and leave it there")


class Occasion(TextChoices):
    MEETING = "meeting", pgettext_lazy("hand-over", "at a meeting")
    SLIP = "slip", pgettext_lazy("hand-over", "by slip")
