"""Rows of filters: everything in the address bar, nothing required."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console import choices
from console.forms import PlainForm

ANY = ("", pgettext_lazy("filter", "Any"))


class Filters(PlainForm):
    """`offers`: field name → its choices beside "any". What the address bar holds that is no choice is simply not chosen."""

    def __init__(self, *args: Any, **offers: Iterable[Sequence[Any]]) -> None:
        super().__init__(*args)
        for field in self.fields.values():
            field.required = False
        for name, offered in offers.items():
            self.fields[name].choices = [ANY, *offered]  # type: ignore[attr-defined]
        self.full_clean()

    def chosen(self) -> dict[str, Any]:
        """What is chosen, by the name of its field; days as GraphQL writes them."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class CaseFilters(Filters):
    text = forms.CharField(label=_("Words"), max_length=100)
    stage = forms.ChoiceField(label=_("Stage"))
    unit = forms.ChoiceField(label=_("Unit"))
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Field"))


class DeputyFilters(Filters):
    text = forms.CharField(label=_("Name"), max_length=60, help_text=_("Or its first letters."))
    group = forms.ChoiceField(label=_("Deputy group"))


class TownCaseFilters(Filters):
    town = forms.ChoiceField(label=_("Town"))
    stage = forms.ChoiceField(label=_("Stage"))
    kind = forms.ChoiceField(label=_("Kind"))
    since = forms.DateField(label=_("Raised since"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Raised until"), widget=forms.DateInput(attrs={"type": "date"}))


class SupervisionFilters(Filters):
    text = forms.CharField(label=_("Words"), max_length=100)
    form = forms.ChoiceField(label=_("Form"))
    state = forms.ChoiceField(label=_("State"))


class TownFilters(Filters):
    town = forms.ChoiceField(label=_("Town"))


class TownSupervisionFilters(TownFilters):
    state = forms.ChoiceField(label=_("State"))


class PeriodFilters(Filters):
    since = forms.DateField(label=_("Raised since"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Raised until"), widget=forms.DateInput(attrs={"type": "date"}))


class SearchFilters(Filters):
    q = forms.CharField(label=_("Words"), max_length=200)
    opened_from = forms.DateField(label=_("Raised since"), widget=forms.DateInput(attrs={"type": "date"}))
    opened_to = forms.DateField(label=_("Raised until"), widget=forms.DateInput(attrs={"type": "date"}))


STAGES = tuple(choices.STAGES.items())
