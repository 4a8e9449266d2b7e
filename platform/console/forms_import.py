"""Sending a sheet from Excel."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.forms import PlainForm

KINDS = (
    ("deputies", pgettext_lazy("import", "deputies")),
    ("units", pgettext_lazy("import", "units")),
    ("cases", pgettext_lazy("import", "old cases")),
)


class SendSheet(PlainForm):
    kind = forms.ChoiceField(label=_("What is in it"), choices=KINDS, initial="cases", widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Sheet"), help_text=_("Excel (.xlsx) or CSV, its first row as in the template; at most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip
