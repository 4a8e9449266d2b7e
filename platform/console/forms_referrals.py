"""The forms between a town and its county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console import choices
from console.choices import Choices
from console.forms_case import Several, text_box
from console.forms_command import CommandForm, SeenForm

WAYS: Final[Choices] = (
    ("TAKEN_UP", pgettext_lazy("way upward", "taken up by a county deputy")),
    ("PASSED_THROUGH", pgettext_lazy("way upward", "passed through by the town congress")),
)


class Upward(SeenForm):
    """A town's case goes to the county."""

    way = forms.ChoiceField(label=_("How it goes up"), choices=WAYS, widget=forms.RadioSelect)
    deputy = forms.CharField(label=_("County deputy"), required=False, help_text=_("Who takes it up, if a county deputy does."))
    note = forms.CharField(label=_("Why it is above this town's power"), widget=text_box(3))
    at = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Today, if you leave it empty."))


class TakeUp(SeenForm):
    """County deputies raise it."""

    proposer_ids = forms.MultipleChoiceField(label=_("Which county deputies raise it"), widget=Several, help_text=_("The first one leads."))
    channel = forms.ChoiceField(label=_("How it came in"), choices=choices.CHANNELS, initial="PHONE", widget=forms.RadioSelect)

    def __init__(self, *args: Any, deputies: Iterable[Mapping[str, Any]] = (), own: bool = False, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["proposer_ids"].choices = [(one["id"], one["name"]) for one in deputies]  # type: ignore[attr-defined]
        if own:
            del self.fields["channel"]


class Decline(SeenForm):
    reason = forms.CharField(label=_("What the town should know"), widget=text_box(3))


class Connect(CommandForm):
    """Which unit is which town's government."""

    unit_id = forms.ChoiceField(label=_("Unit of the county"))
    town = forms.ChoiceField(label=_("Town"))

    def __init__(self, *args: Any, units: Iterable[Mapping[str, Any]] = (), towns: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        governments = [(one["id"], one["name"]) for one in units if one["kind"] == "TOWNSHIP_GOVERNMENT"]
        self.fields["unit_id"].choices = [("", _("Please choose")), *governments]  # type: ignore[attr-defined]
        self.fields["town"].choices = [("", _("Please choose")), *((one["key"], one["name"]) for one in towns)]  # type: ignore[attr-defined]
