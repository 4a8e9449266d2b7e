"""How the congress's office is reached."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms_command import CommandForm


class Office(CommandForm):
    phone = forms.CharField(label=_("Telephone"), max_length=20, help_text=_("It stands on every deputy's page, to be rung with one tap."))
    hours = forms.CharField(label=_("When somebody is there"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
