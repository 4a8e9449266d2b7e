"""The form of a hand-over meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms_case import Several, text_box
from console.forms_command import CommandForm


class Meeting(CommandForm):
    """Each case is offered with the version that the person saw."""

    cases = forms.MultipleChoiceField(label=_("Which cases"), widget=Several)
    at = forms.DateField(
        label=_("Date of the meeting"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The legal time runs from this date, not from today's entry."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place of the meeting"))
    present = forms.CharField(label=_("Who was there"), required=False)
    note = forms.CharField(label=_("Record of the meeting"), widget=text_box(6))

    def __init__(self, *args: Any, cases: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(f"{one['version']}:{one['id']}", f"{one['number']} {one['title']}") for one in cases]
        self.fields["cases"].choices = offered  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        sent = super().given()
        chosen = [one.partition(":") for one in sent["cases"]]
        return {**sent, "cases": [{"caseId": case_id, "seen": int(seen)} for seen, _colon, case_id in chosen]}
