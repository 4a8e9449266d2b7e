"""The steps of a draft that deputies sign together, as a person meets them. Which are lawful now, the API says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from console import forms_cosigning as forms
from console.forms_case import Plain
from console.offers import Offer, Step, Subject

STEPS: Final[Mapping[str, Step]] = {
    "CONFIRM": Step(
        pgettext_lazy("co-signing", "Sign it too"), forms.Confirmed, "deputyId",
        gettext_lazy("Your name stands under it. You see all that comes of it, and rate the reply."),
    ),
    "DECLINE": Step(
        pgettext_lazy("co-signing", "Do not sign"), forms.Declined, "deputyId",
        gettext_lazy("Only those who are asked to sign and the congress office see it."),
    ),
    "SEND": Step(
        pgettext_lazy("co-signing", "Submit it"), Plain,
        follows=gettext_lazy("It goes to the congress office with those who have signed. Who has not answered does not stand under it."),
    ),
    "SEND_AS_SUGGESTION": Step(
        pgettext_lazy("co-signing", "Submit it as a suggestion"), forms.AsSuggestion,
        follows=gettext_lazy("A suggestion may be raised at any time and by any number. Its grounds are told as the matter."),
    ),
    "INVITE": Step(
        pgettext_lazy("co-signing", "Ask deputies to sign"), forms.Invited, follows=gettext_lazy("They read the draft and answer for themselves.")
    ),
    "CHANGE": Step(
        pgettext_lazy("co-signing", "Change the text"), forms.Rewritten, follows=gettext_lazy("Who has signed is asked again: a signature is to one text.")
    ),
    "DROP": Step(pgettext_lazy("co-signing", "Give it up"), Plain, follows=gettext_lazy("It goes nowhere, and nothing more can be done with it.")),
}  # fmt: skip
ANSWERS: Final = frozenset({"CONFIRM", "DECLINE"})
WRITTEN: Final = ("title", "text", "where", "grounds", "proposal", "category", "public")


def offers_of(cosigning: Mapping[str, Any], own: Set[str], deputies: Sequence[Mapping[str, Any]]) -> Iterator[Offer]:
    """`own` are the viewer's mandates; `deputies` those who may be asked."""
    subject = Subject("cosigning", cosigning["id"], cosigning["version"])
    names = {one["deputyId"]: one["name"] for one in cosigning["invitations"]}
    asked = {cosigning["initiatorId"], *names}
    for step in cosigning["nextSteps"]:
        if step["allowed"]:
            of = step["deputyId"] or cosigning["initiatorId"]
            yield Offer(
                subject, _seen(step, cosigning), _known(step["step"], cosigning), others=of not in own,
                whom=names.get(step["deputyId"] or "", "") if of not in own else "", filled_in={name: cosigning[name] for name in WRITTEN},
                offered={"deputies": [one for one in deputies if one["id"] not in asked]},
            )  # fmt: skip


def _seen(step: Mapping[str, Any], cosigning: Mapping[str, Any]) -> dict[str, Any]:
    return {**step, "seen": cosigning["revision"]} if step["step"] in ANSWERS else dict(step)


def _known(step: str, cosigning: Mapping[str, Any]) -> Step:
    known = STEPS[step]
    return known._replace(form=forms.MotionRewritten) if step == "CHANGE" and cosigning["kind"] == "MOTION" else known
