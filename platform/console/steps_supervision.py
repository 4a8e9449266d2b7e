"""A supervision's steps as a person meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from console import forms_supervision as forms
from console.offers import Step

STEPS: Final[Mapping[str, Step]] = {
    "CARRY_OUT": Step(pgettext_lazy("step", "Record what was found"), forms.CarryOut),
    "SEND_OPINION": Step(
        pgettext_lazy("step", "Send the opinion"), forms.SendOpinion, follows=gettext_lazy("The unit then owes its report by that day.")
    ),
    "REPORT_RECTIFICATION": Step(
        pgettext_lazy("step", "Report what was put right"), forms.Rectification, follows=gettext_lazy("The congress then goes back to look.")
    ),
    "LOOK_BACK": Step(pgettext_lazy("step", "Record the return visit"), forms.LookBack),
    "CLOSE": Step(pgettext_lazy("step", "Close"), forms.Close, follows=gettext_lazy("It can be reopened if it does not hold.")),
    "REOPEN": Step(pgettext_lazy("step", "Reopen"), forms.Reopen, follows=gettext_lazy("The unit puts it right again, by a new day.")),
}
