"""The forms of what replies promised, and of the ledger's filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_command import SeenForm
from console.forms_filter import Filters


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class MakePromise(SeenForm):
    measure = forms.CharField(label=_("What was promised"), max_length=200, help_text=_("One measure that can be seen and counted: where, what, how much."))
    due_on = day(_("By when"))
    leader = forms.CharField(label=_("Responsible leader"), required=False, help_text=_("The unit's own leader, if you leave it empty."))


class KeepPromise(SeenForm):
    note = forms.CharField(label=_("What is to be seen there"), widget=forms.Textarea(attrs={"rows": 3}))


class ExplainPromise(SeenForm):
    note = forms.CharField(label=_("Why it cannot be carried out"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The deputies read it."))


class PromiseAnew(SeenForm):
    due_on = day(_("New day"))
    note = forms.CharField(label=_("Why it takes longer"), widget=forms.Textarea(attrs={"rows": 3}))
    measure = forms.CharField(label=_("What is promised now"), max_length=200, required=False, help_text=_("As before, if you leave it empty."))


class RateFulfilment(SeenForm):
    fulfilment = forms.ChoiceField(label=_("Is it carried out?"), choices=choices.FULFILMENTS, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Anything to add"), required=False, max_length=200)


class RateFulfilmentFor(RateFulfilment):
    """The same, said to the office by one of the deputies."""

    OFFERED = ("proposers",)
    deputy_id = forms.ChoiceField(label=_("Deputy"), widget=forms.RadioSelect)
    field_order = ("deputy_id", "fulfilment", "comment", "channel", "at")

    def __init__(self, *args: Any, proposers: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["deputy_id"].choices = [(one["deputyId"], one["name"]) for one in proposers]  # type: ignore[attr-defined]


class PromiseFilters(Filters):
    text = forms.CharField(label=_("Words"), max_length=100)
    unit = forms.ChoiceField(label=_("Unit"))
    leader = forms.CharField(label=_("Responsible leader"), max_length=60)
    term = forms.ChoiceField(label=_("Term"))
    since = day(_("Promised since"))
    until = day(_("Promised until"))


class TownPromiseFilters(Filters):
    town = forms.ChoiceField(label=_("Town"))
