"""The words for the rulebook's plain values, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEYS: Final[Mapping[str, Any]] = {
    "reply_months": _("Time to reply to a suggestion"),
    "reply_extended_months": _("Longest time to reply, broad or difficult matter"),
    "contact_deputy": _("The unit contacts the deputy"),
    "handling_report_published": _("The report on handling goes to the congress and is published"),
    "assisting_opinion_months": _("Time for the assisting unit's opinion"),
    "deliberation_stages": _("Meetings on the way to the presidium after a second dissatisfaction"),
    "conclude_handle_again": _("The presidium may have a case handled once more"),
    "conclude_special_report": _("The presidium may hear a special work report"),
    "conclude_inspection": _("The presidium may inspect with deputies"),
    "conclude_questioning": _("Deputies may question at the session"),
    "conclude_explained": _("The presidium may explain it and leave it there"),
    "rework_months": _("Time to handle again after a dissatisfied rating"),
    "rework_decided_by": _("Who decides on handling again"),
    "office_replies_as": _("In whose name an office of the government replies"),
    "rating_workdays": _("Time for the deputy's rating"),
    "unrated_counts_as": _("No rating in time counts as"),
    "letter_solved": _("Letter of a reply: solved"),
    "letter_under_way": _("Letter of a reply: under way"),
    "letter_planned": _("Letter of a reply: planned"),
    "letter_explained": _("Letter of a reply: explained"),
    "letter_referred": _("Letter of a reply: referred upward"),
    "handed_over_by": _("Who hands over"),
    "handover_months": _("Time to hand over, in session"),
    "handover_days": _("Time to hand over, out of session"),
    "relief_window_workdays": _("Time to apply to be relieved"),
    "refuse_own_affairs": _("Own or relatives' affairs"),
    "refuse_petition": _("A petition passed on"),
    "refuse_court_case": _("A matter before a court"),
    "refuse_bidding": _("Bidding and contracts"),
    "refuse_several_matters": _("Several matters on one sheet"),
    "withdrawal_until": _("A suggestion can be withdrawn"),
    "open_cases_past_term": _("Open cases at the end of a term"),
    "motion_signers": _("Deputies who sign a motion"),
    "motion_parts": _("Parts of a motion"),
    "motion_not_listed": _("A motion that is not listed"),
    "questioning_signers": _("Deputies who sign a questioning"),
    "questioning_second_answer": _("Dissatisfied signers who may demand a second answer"),
    "inquiry": _("When an inquiry is made"),
    "specific_investigation_level": _("Specific-question investigation: from which level"),
    "filing_review_level": _("Filing and review: from which level"),
    "sessions_a_year": _("Sessions a year"),
    "extra_session": _("Deputies who can call an extra session"),
    "quorum": _("Quorum of a session"),
    "adoption_more_than": _("Votes to adopt, more than"),
    "recall_proposers": _("Deputies who can propose a recall"),
    "nomination_signers": _("Deputies who can nominate"),
    "term_years": _("Term of the congress"),
    "presidium_meets_months": _("The presidium meets at least every"),
    "absences_end_mandate": _("Unapproved absences from sessions that end a mandate"),
    "duty_record_published": _("Duty records are kept and published"),
    "training": _("Deputies are trained"),
    "publicity": _("Deputies' work is made known"),
    "opinion_due_months": _("Time to act on a supervision opinion"),
    "village_meeting_months": _("Villagers' representatives meet at least every"),
    "village_meeting_quorum": _("Quorum of the villagers' representatives"),
    "village_publication_months": _("Village affairs are published at least every"),
    "village_finance_months": _("Village finance is published where busy, every"),
    "counting": _("How periods are counted"),
}
UNITS: Final[Mapping[str, Any]] = {
    "months": _("months"), "days": _("days"), "workdays": _("working days"), "years": _("years"), "count": pgettext_lazy("unit", "number"),
    "fraction": _("share"), "choice": _("choice"), "letter": _("letter"), "text": _("wording"), "duty": _("duty"),
}  # fmt: skip
LEVELS: Final[Mapping[str, Any]] = {
    "nation": _("nation"), "province": _("province"), "city": _("city"), "county": _("county"), "township": _("township"),
}  # fmt: skip
FORCES: Final[Mapping[str, Any]] = {"binding": _("binding"), "reference": _("reference")}
SESSIONS: Final[Mapping[str, Any]] = {
    "in_session": _("in session"),
    "out_of_session": _("out of session"),
    "any": _("in and out of session"),
}
STARTS: Final[Mapping[str, Any]] = {
    "handover": _("from the hand-over"), "session_close": _("from the close of the session"), "receipt": _("from the receipt"),
    "rework": _("from the decision to handle it again"), "last_meeting": _("from the last meeting"),
    "last_publication": _("from the last publication"),
}  # fmt: skip
WHYS: Final[Mapping[str, Any]] = {
    "nation": _("The nation's rule; nothing more specific is known here."),
    "most_specific": _("The most specific binding rule of this place."),
    "local_too_loose": _("The nation's rule: the local one is looser than the law allows."),
    "tie_nation": _("Rules of this place contradict each other; until that is settled the nation's serves."),
    "tie_strictest": _("Rules of this place contradict each other; until that is settled the strictest serves."),
    "reference": _("No binding rule; this one serves as a reference."),
}
RESTS: Final[Mapping[str, Any]] = {
    "weekend": _("weekend"), "new_year": _("New Year"), "spring_festival": _("Spring Festival"), "qingming": _("Qingming Festival"),
    "labour_day": _("Labour Day"), "dragon_boat": _("Dragon Boat Festival"), "mid_autumn": _("Mid-Autumn Festival"),
    "national_day": _("National Day"), "swapped": _("day off, worked on another day"), "other": _("public holiday"),
}  # fmt: skip
VALUES: Final[Mapping[str, Any]] = {
    "automatic": _("by itself"), "assigner": _("the assigner decides"), "no_feedback": _("no feedback"), "presidium": _("the presidium"),
    "standing_committee_office": _("the standing committee's office"), "not_accepted": _("not accepted"), "send_back": _("sent back"),
    "handover": _("before the hand-over"), "any_time": _("at any time"), "stay_with_proposers": _("stay with their proposers"),
    "handled_as_suggestion": _("handled as a suggestion"), "while_deliberating": _("while deliberating in session"),
    "county": _("county congress and above"), "own_name": _("in its own name"), "government_name": _("in the government's name"),
}  # fmt: skip
