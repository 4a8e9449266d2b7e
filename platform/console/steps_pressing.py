"""Pressing a unit, and naming a key suggestion, as a person meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from console.forms_case import text_box
from console.forms_command import SeenForm, TrueDate
from console.offers import Step


class Press(TrueDate, SeenForm):
    note = forms.CharField(label=_("What was asked, and what the unit said"), widget=text_box(3))
    field_order = ("note", "at")


class NameKey(TrueDate, SeenForm):
    led_by = forms.CharField(label=_("Which leader of the congress follows it"), max_length=200)
    note = forms.CharField(label=_("Why"), required=False, widget=text_box(2))
    field_order = ("led_by", "note", "at")


STEPS: Final[Mapping[str, Step]] = {
    "PRESS": Step(pgettext_lazy("step", "Press the unit"), Press, "assignmentId", gettext_lazy("It is counted, and stands in what happened.")),
    "NAME_KEY": Step(pgettext_lazy("step", "Name a key suggestion"), NameKey, follows=gettext_lazy("The leader named follows it until it is concluded.")),
}
