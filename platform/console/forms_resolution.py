"""The forms of a motion on the agenda, and of what the congress resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms_case import Noted, text_box
from console.forms_command import SeenForm, TrueDate


class CommitteeOpinion(TrueDate, SeenForm):
    committee = forms.CharField(label=_("Committee"))
    note = forms.CharField(label=_("Its opinion"), widget=text_box(), help_text=_("It stays in this congress."))


class Deliberation(TrueDate, SeenForm):
    note = forms.CharField(label=_("Record of the deliberation"), widget=text_box(), help_text=_("It stays in this congress."))


class AgreeWithdrawal(Noted):
    def given(self) -> dict[str, Any]:
        return {**super().given(), "agreed": True}


class RefuseWithdrawal(Noted):
    def given(self) -> dict[str, Any]:
        return {**super().given(), "agreed": False}


class Resolution(TrueDate, SeenForm):
    resolution = forms.CharField(label=_("Resolution"), widget=text_box(8))


class Charge(TrueDate, SeenForm):
    OFFERED = ("units",)
    unit_id = forms.ChoiceField(label=_("Unit that carries it out"))
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}))
    leader = forms.CharField(label=_("Responsible leader"), required=False, help_text=_("The unit's own leader, if you leave it empty."))
    person = forms.CharField(label=_("Responsible person"), required=False)
    note = forms.CharField(label=_("What exactly it is to do"), required=False, widget=text_box(3))
    field_order = ("unit_id", "due_on", "leader", "person", "note", "at")

    def __init__(self, *args: Any, units: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(unit["id"], unit["name"]) for unit in units]
        self.fields["unit_id"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]


class CarriedOut(SeenForm):
    note = forms.CharField(label=_("What there is to see"), widget=text_box())


class Report(TrueDate, SeenForm):
    report = forms.CharField(label=_("What the congress heard"), widget=text_box(6), help_text=_("Voters may read it."))
