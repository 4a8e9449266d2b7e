"""Forms that send one command."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from graphene.utils.str_converters import to_camel_case

from console.choices import CHANNELS
from console.forms import PlainForm


class CommandForm(PlainForm):
    """Sends its fields as the input of one mutation. The id is made with the form: sent twice, it is done once."""

    command_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        """The mutation's input: what was filled in, under the API's names."""
        filled = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", []) and not isinstance(value, UploadedFile)}
        return {to_camel_case(name): _sent(value) for name, value in filled.items()}


class SeenForm(CommandForm):
    """A step of something that others may be working on too: says which version the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


def _sent(value: Any) -> Any:
    return value if isinstance(value, bool | int | list | dict) else str(value)


class TrueDate(forms.Form):
    """When it truly happened, where that decides over a legal clock."""

    at = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Today, if you leave it empty."))


class OnBehalf(forms.Form):
    """What the office enters for somebody else: how it came in, and when it truly was."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=CHANNELS, widget=forms.RadioSelect)
    at = forms.DateField(
        label=_("True date"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The date on the sheet or of the call. The legal time runs from it, not from today."),
    )  # fmt: skip


class WithSheet(forms.Form):
    """On behalf, of a case: the sheet that was signed, which goes to the case with the step."""

    sheet = forms.FileField(
        label=_("Picture of the signed sheet"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,.pdf"}),
        help_text=_("A photo or a scan. It stands with the case's papers, for those whose case it is."),
    )  # fmt: skip
