"""The forms of going back to look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_command import CommandForm, SeenForm
from console.forms_promises import day
from console.pictures import Photos


class PlanLookBack(CommandForm):
    title = forms.CharField(label=_("Name of the plan"), max_length=100)
    since = day(_("Replied since"))
    until = day(_("Replied until"))
    size = forms.IntegerField(label=_("How many are drawn"), required=False, min_value=1, help_text=_("All of them, if you leave it empty."))
    seed = forms.CharField(
        label=_("Seed of the draw"), required=False, max_length=60,
        help_text=_("Thrown by dice at a meeting, say; made here, if you leave it empty. With it anybody can draw again and gets the same."),
    )  # fmt: skip


class ReturnVisit(SeenForm):
    """What a visit found; a photo of it goes to the case as evidence."""

    fulfilment = forms.ChoiceField(label=_("Is it carried out?"), choices=choices.FULFILMENTS, widget=forms.RadioSelect)
    at = day(_("Date of the visit"))
    visitors = forms.CharField(label=_("Who went"), max_length=200)
    findings = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 4}))
    yuan = forms.DecimalField(label=_("What was spent, in yuan"), required=False, min_value=0, max_digits=14, decimal_places=2)
    photos = Photos(label=_("Photos"), required=False, help_text=_("At most 15 MB each. Where and with what they were taken is removed."))
    due_on = day(_("By when it is to be there"), required=False, help_text=_("Only where it is not carried out and nothing was promised so far."))
    measure = forms.CharField(label=_("What is to be done by then"), required=False, max_length=200)

    def given(self) -> dict[str, Any]:
        sent = {name: value for name, value in super().given().items() if name not in ("photos", "yuan")}
        yuan = self.cleaned_data.get("yuan")
        return sent if yuan is None else {**sent, "amountFen": int(yuan * 100)}

    def refuse(self, errors: Iterable[Mapping[str, Any]]) -> None:
        super().refuse({**error, "field": "yuan" if error.get("field") == "amountFen" else error.get("field")} for error in errors)
