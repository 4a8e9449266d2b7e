"""The forms of notices and of the call sheet."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.choices import Choices
from console.forms_case import text_box
from console.forms_command import CommandForm

RHYTHMS: Final[Choices] = (
    ("NEVER", pgettext_lazy("e-mail", "no e-mail")), ("AT_ONCE", pgettext_lazy("e-mail", "at once")), ("DAILY", pgettext_lazy("e-mail", "once a day")),
)  # fmt: skip
OUTCOMES: Final[Choices] = (("TOLD", pgettext_lazy("call", "told")), ("RANG", pgettext_lazy("call", "rang, nobody there")))


class Choose(CommandForm):
    rhythm = forms.ChoiceField(label=_("E-mail"), choices=RHYTHMS, widget=forms.RadioSelect)
    email = forms.CharField(label=_("E-mail address"), required=False, max_length=200, widget=forms.EmailInput)
    webhook = forms.CharField(
        label=_("Webhook"), required=False, max_length=200,
        help_text=_("The address of a chat robot or an SMS gateway. What is sent there is signed. Leave it empty if you do not know what this is."),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        return {"email": "", "webhook": "", **super().given()}


class Read(CommandForm):
    """All that is there is read."""


class Rung(CommandForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What was said"), required=False, widget=text_box(2))


class Again(CommandForm):
    """A message that was given up is sent again."""
