"""A case's steps as a person meets them: the verb, the form, and what follows from it. Which are lawful now, the API says."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from console import forms_case as forms
from console import forms_referrals, words
from console import forms_resolution as resolution
from console.forms_command import SeenForm
from console.offers import Step
from console.steps_pressing import STEPS as OF_PRESSING
from console.steps_promises import FOR_OTHERS as PROMISES_FOR_OTHERS
from console.steps_promises import STEPS as OF_PROMISES


def _of_unit(verb: str | Promise, form: type[SeenForm], follows: str | Promise = "") -> Step:
    return Step(verb, form, "assignmentId", follows)


STEPS: Final[Mapping[str, Step]] = {
    "SEND_BACK": Step(pgettext_lazy("step", "Send back to complete"), forms.Refusal, follows=gettext_lazy("The deputy completes it and hands it in again.")),
    "RESUBMIT": Step(pgettext_lazy("step", "Complete and hand in again"), forms.Completed),
    "NOT_ACCEPT": Step(pgettext_lazy("step", "Do not accept"), forms.Refusal, follows=gettext_lazy("It gets no number, and the deputy is told why.")),
    "MERGE": Step(
        pgettext_lazy("step", "Merge with another"), forms.Merging,
        follows=gettext_lazy("Its deputies stand under the other one, get its reply and rate it. They are told."),
    ),
    "SPLIT": Step(
        pgettext_lazy("step", "Split, one matter a sheet"), forms.Splitting,
        follows=gettext_lazy("Each matter is a suggestion of the same deputies. They are told."),
    ),
    "REGISTER": Step(
        pgettext_lazy("step", "Register"), forms.Dated, follows=gettext_lazy("It gets its number, and the time to hand it over begins.")
    ),
    "PROPOSE_HANDLING": Step(pgettext_lazy("step", "Propose handling"), forms.Handling, follows=gettext_lazy("It then waits for the chair's approval.")),
    "RETURN_PROPOSAL": Step(pgettext_lazy("step", "Return to the office"), forms.Noted),
    "APPROVE_HANDLING": Step(
        pgettext_lazy("step", "Approve"), forms.Dated, follows=gettext_lazy("It can then be handed over. No legal time runs yet.")
    ),
    "HAND_OVER": Step(pgettext_lazy("step", "Hand over"), forms.HandOver),
    "SIGN_FOR": _of_unit(pgettext_lazy("step", "Sign for"), forms.Plain),
    "APPLY_FOR_RELIEF": _of_unit(
        pgettext_lazy("step", "Apply to be relieved"), forms.Application,
        gettext_lazy("The chair decides. Until then the due date stands."),
    ),
    "AGREE_RELIEF": _of_unit(
        pgettext_lazy("step", "Relieve the unit"), forms.AgreeRelief, gettext_lazy("The new unit gets a legal time of its own from today.")
    ),
    "REFUSE_RELIEF": _of_unit(
        pgettext_lazy("step", "Do not relieve the unit"), forms.RefuseRelief, gettext_lazy("The unit goes on, and its due date stands.")
    ),
    "ASSIST": _of_unit(pgettext_lazy("step", "Give an opinion"), forms.Opinion, gettext_lazy("It goes to the lead unit and stays in this congress.")),
    "CONTACT_DEPUTY": _of_unit(
        pgettext_lazy("step", "Note a conversation"), forms.Contact, gettext_lazy("The law asks the unit to hear the deputy before it replies.")
    ),
    "NOTE_PROGRESS": _of_unit(pgettext_lazy("step", "Tell how far it is"), forms.Progress),
    "APPLY_FOR_EXTENSION": _of_unit(
        pgettext_lazy("step", "Apply for more time"), forms.MoreTime, gettext_lazy("The chair decides. Until then the due date stands.")
    ),
    "GRANT_EXTENSION": _of_unit(pgettext_lazy("step", "Give more time"), forms.GrantTime),
    "REFUSE_EXTENSION": _of_unit(
        pgettext_lazy("step", "Do not give more time"), forms.RefuseTime, gettext_lazy("The due date stands.")
    ),
    "DRAFT_REPLY": _of_unit(
        pgettext_lazy("step", "Draft the reply"), forms.Draft, gettext_lazy("It waits for the leader; nobody outside the unit sees it.")
    ),
    "SEND_BACK_DRAFT": Step(pgettext_lazy("step", "Send the draft back"), forms.Noted, "draftId"),
    "SIGN_OFF": Step(
        pgettext_lazy("step", "Sign off the reply"), forms.SignOff, "draftId",
        follows=gettext_lazy("A reply stays as it was sent. The deputies get it, and then rate it."),
    ),
    "REPLY": _of_unit(
        pgettext_lazy("step", "Reply"), forms.Reply, gettext_lazy("A reply stays as it was sent. The deputies get it, and then rate it.")
    ),
    "DELIVER": Step(
        pgettext_lazy("step", "Deliver the reply"), forms.Delivery, follows=gettext_lazy("From the receipt the deputies have their time to rate it.")
    ),
    "RATE": Step(
        pgettext_lazy("step", "Rate"), forms.Rating, "deputyId",
        follows=gettext_lazy("Each answer is as good as the others. If you are dissatisfied, the matter can be handled again."),
    ),
    "ASK_FOR_CALL": Step(
        pgettext_lazy("step", "Please ring me"), forms.Plain, "deputyId",
        follows=gettext_lazy("The congress office rings you and writes down what you say. The unit has no part in it."),
    ),
    "NOTE_CALL": Step(
        pgettext_lazy("step", "Rung up, without a rating"), forms.CallNote, "deputyId",
        follows=gettext_lazy("A rating on the telephone is entered as a rating. Without one, and with the time over, it counts as no feedback."),
    ),
    "REMIND": Step(pgettext_lazy("step", "Remind to rate"), forms.Reminder, follows=gettext_lazy("Whoever has not rated is reminded once.")),
    "ORDER_REWORK": Step(
        pgettext_lazy("step", "Have it handled again"), forms.Noted, follows=gettext_lazy("The units answer a second time; a new legal time begins.")
    ),
    "DECLINE_REWORK": Step(
        pgettext_lazy("step", "Leave it at the reply"), forms.Noted,
        follows=gettext_lazy("The case is concluded. The dissatisfied rating stands."),
    ),
    "HOLD_STAGE": Step(
        pgettext_lazy("step", "Record the meeting"), forms.Meeting, follows=gettext_lazy("The meetings follow each other up to the presidium's.")
    ),
    "CONCLUDE_DELIBERATION": Step(
        pgettext_lazy("step", "Record the conclusion"), forms.Conclude,
        follows=gettext_lazy("Handled once more, a new legal time begins; any other choice concludes the case, and the dissatisfied rating stands."),
    ),
    **OF_PROMISES,
    **OF_PRESSING,
    "WITHDRAW": Step(
        pgettext_lazy("step", "Withdraw"), forms.Noted, follows=gettext_lazy("It is not handled any further. The units that have it are told.")
    ),
    "REFER_UPWARD": Step(
        pgettext_lazy("step", "Report upward"), forms_referrals.Upward,
        follows=gettext_lazy("The case ends here as reported upward and goes to the county. The units that have it are told."),
    ),
    "LIST_MOTION": Step(pgettext_lazy("step", "Place on the agenda"), forms.Dated),
    "HANDLE_AS_SUGGESTION": Step(
        pgettext_lazy("step", "Handle as a suggestion"), forms.Noted,
        follows=gettext_lazy("It gets a suggestion's number, and its movers are told why."),
    ),
    "GIVE_COMMITTEE_OPINION": Step(
        pgettext_lazy("step", "Record a committee's opinion"), resolution.CommitteeOpinion,
        follows=gettext_lazy("It stands with the motion when the presidium and the congress decide."),
    ),
    "DELIBERATE_MOTION": Step(
        pgettext_lazy("step", "Record the deliberation"), resolution.Deliberation, follows=gettext_lazy("Then comes the vote.")
    ),
    "ASK_WITHDRAWAL": Step(
        pgettext_lazy("step", "Ask to take it back"), forms.Noted,
        follows=gettext_lazy("It is on the agenda: the presidium has to agree, before the vote."),
    ),
    "AGREE_WITHDRAWAL": Step(
        pgettext_lazy("step", "Agree to its being taken back"), resolution.AgreeWithdrawal, follows=gettext_lazy("The deliberation ends at once.")
    ),
    "REFUSE_WITHDRAWAL": Step(
        pgettext_lazy("step", "Do not agree to its being taken back"), resolution.RefuseWithdrawal, follows=gettext_lazy("It stays on the agenda.")
    ),
    "WRITE_RESOLUTION": Step(
        pgettext_lazy("step", "Write down the resolution"), resolution.Resolution, follows=gettext_lazy("Voters may read it.")
    ),
    "CHARGE_UNIT": Step(
        pgettext_lazy("step", "Charge a unit with it"), resolution.Charge,
        follows=gettext_lazy("It stands on that unit's desk, and its day is watched."),
    ),
    "CARRY_OUT_RESOLUTION": _of_unit(
        pgettext_lazy("step", "Report it as carried out"), resolution.CarriedOut,
        gettext_lazy("When every unit has done its part, the congress hears of it."),
    ),
    "REPORT_BACK": Step(
        pgettext_lazy("step", "Record the report to the congress"), resolution.Report, follows=gettext_lazy("With it the motion has come to its end.")
    ),
    "DECIDE_MOTION": Step(
        pgettext_lazy("step", "Record the vote"), forms.Vote,
        follows=gettext_lazy("Adopted by more than half of all deputies in office, present or not."),
    ),
}  # fmt: skip
#: Files come and go, and mistakes are put right, beside the way.
OF_FILES: Final = {
    "ATTACH_FILE": pgettext_lazy("step", "File added"), "REMOVE_FILE": pgettext_lazy("step", "File taken away"),
    "CORRECT": pgettext_lazy("step", "Put right"),
    "CITE": pgettext_lazy("step", "Earlier case cited"), "UNCITE": pgettext_lazy("step", "Earlier case cited no more"),
}  # fmt: skip
#: A deputy delivers nothing, but says that the reply has come.
CONFIRM_RECEIPT: Final = Step(pgettext_lazy("step", "Confirm the receipt"), forms.Plain, follows=STEPS["DELIVER"].follows)
#: Steps that the office may enter for whose step it is.
FOR_OTHERS: Final = frozenset({
    "SIGN_FOR", "APPLY_FOR_RELIEF", "ASSIST", "CONTACT_DEPUTY", "NOTE_PROGRESS", "APPLY_FOR_EXTENSION", "DRAFT_REPLY", "SEND_BACK_DRAFT", "SIGN_OFF",
    "REPLY", "RATE", "ASK_FOR_CALL", "RESUBMIT", "WITHDRAW", "ASK_WITHDRAWAL", "CARRY_OUT_RESOLUTION",
}) | PROMISES_FOR_OTHERS  # fmt: skip


def consequence(step: str, case: Mapping[str, Any]) -> str:
    """What follows from consenting where it starts a legal time: with the date."""
    if step == "HAND_OVER" and case["replyDueIfHandedOver"]:
        day = words.long_day(words.as_day(case["replyDueIfHandedOver"]))
        return _("Handed over today, it must be replied to by {day}.").format(day=day)
    return ""


def latest(step: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """How far the law lets a unit's time reach, where a step is about that."""
    if step["step"] not in ("APPLY_FOR_EXTENSION", "GRANT_EXTENSION"):
        return ""
    part = next(one for one in case["assignments"] if one["id"] == step["assignmentId"])
    told = [_("The law gives until {day} at most.").format(day=words.long_day(words.as_day(part["latestReplyOn"])))]
    if part["extensionUntil"]:
        told.append(_("The unit asks for time until {day}.").format(day=words.long_day(words.as_day(part["extensionUntil"]))))
    return " ".join(told)


def whom(step: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """The meeting that a step is about; the unit or the deputy, where the case has several."""
    if step["step"] == "HOLD_STAGE":
        return next((one["name"] for one in case["stages"] if not one["heldOn"]), "")
    if step["promiseId"]:
        return next((one["measure"] for one in case["promises"] if one["id"] == step["promiseId"]), "") if len(case["promises"]) > 1 else ""
    if step["assignmentId"] and len(case["assignments"]) > 1:
        return next((one["unitName"] for one in case["assignments"] if one["id"] == step["assignmentId"]), "")
    if step["deputyId"] and len(case["proposers"]) > 1:
        return next((one["name"] for one in case["proposers"] if one["deputyId"] == step["deputyId"]), "")
    return ""


def is_for_others(step: Mapping[str, Any], case: Mapping[str, Any], own: Set[str]) -> bool:
    """The office takes a step that is a unit's or a deputy's own; `own` are the ids of the viewer's mandates and units."""
    if step["step"] not in FOR_OTHERS:
        return False
    units = {one["unitId"] for one in case["assignments"] if one["id"] == step["assignmentId"]}
    deputies = {step["deputyId"]} if step["deputyId"] else {one["deputyId"] for one in case["proposers"]}
    return not own & (units or deputies)
