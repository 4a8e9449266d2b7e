"""A photo or a voice note is enough: the deputy's form, the clerk's, and the answer to what was read back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_case import text_box
from console.forms_command import CommandForm, OnBehalf, SeenForm
from console.pictures import Photos, Several

HEARD = "image/jpeg,image/png,image/webp,audio/*,.amr"


class Heard(Photos):
    """Photos and voice notes; a telephone offers its camera and its microphone."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.widget = Several(attrs={"accept": HEARD, "multiple": True})


class Tell(CommandForm):
    heard = Heard(label=_("Take a photo, or say it"), help_text=_("A photo or a voice note is enough; up to five. You need not write anything."))
    line = forms.CharField(label=_("A line about it"), required=False, max_length=200)
    public = forms.ChoiceField(
        label=_("May voters see it?"), initial="yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes, they may see what came of it")), ("no", _("No, only the office and the units"))],
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        sent = super().given()
        return {**{name: value for name, value in sent.items() if name != "heard"}, "public": self.cleaned_data["public"] == "yes"}


class TypeOut(SeenForm):
    title = forms.CharField(label=_("What is it about?"), max_length=100, help_text=_("In one line."))
    text = forms.CharField(label=_("What was said"), max_length=5000, widget=text_box(6))
    where = forms.CharField(label=_("Where is it?"), required=False, max_length=200)
    proposal = forms.CharField(label=_("What should be done?"), required=False, max_length=5000, widget=text_box(3))
    category = forms.CharField(label=_("Field"), required=False, max_length=200)


class Agree(SeenForm):
    """The words are mine."""


class Dispute(SeenForm):
    note = forms.CharField(label=_("What is meant"), widget=text_box(3))


class Drop(SeenForm):
    note = forms.CharField(label=_("Reason"), widget=text_box(2))


class AgreeFor(Agree, OnBehalf):
    channel = forms.ChoiceField(label=_("How it was read back"), choices=choices.CHANNELS, initial="PHONE", widget=forms.RadioSelect)


class DisputeFor(Dispute, OnBehalf):
    channel = forms.ChoiceField(label=_("How it was read back"), choices=choices.CHANNELS, initial="PHONE", widget=forms.RadioSelect)
