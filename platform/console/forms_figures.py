"""What a period's figures are narrowed to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms_filter import PeriodFilters


class FigureFilters(PeriodFilters):
    """A congress's own figures."""

    unit = forms.ChoiceField(label=_("Unit"))
    leader = forms.ChoiceField(label=_("Responsible leader"))
    category = forms.ChoiceField(label=_("Field"))
    group = forms.ChoiceField(label=_("Deputy group"))


class TownFigureFilters(FigureFilters):
    """The county's: a town first, then what it has."""

    town = forms.ChoiceField(label=_("Town"))
    moved_by = forms.ChoiceField(
        label=_("Raised at the county too"), help_text=_("With a town: what this group of county deputies raised at the county's congress counts too.")
    )  # fmt: skip
    field_order = ("since", "until", "town", "unit", "leader", "category", "group", "moved_by")
