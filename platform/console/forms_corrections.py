"""The form that puts one wrong entry right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_case import Several
from console.forms_command import SeenForm, WithSheet

OFFERED: Mapping[str, Sequence[tuple[str, Any]]] = {"MEANING": choices.MEANINGS, "RATING": choices.RATINGS}


class Correction(WithSheet, SeenForm):
    """`entry` is what stands there; whom it concerns ticks a box by having agreed."""

    note = forms.CharField(label=_("Why it is put right"), widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.MultipleChoiceField(label=_("Who has agreed"), required=False, widget=Several)
    channel = forms.ChoiceField(label=_("How they agreed"), choices=choices.CHANNELS, initial="PAPER", widget=forms.RadioSelect)
    field_order = ("correction", "note", "agreed", "channel", "sheet")

    def __init__(self, *args: Any, entry: Mapping[str, Any], units: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.entry = entry
        self.fields["correction"] = _field(entry, units)
        self.fields["agreed"].choices = [(one["id"], one["name"]) for one in (*entry["deputies"], *entry["units"])]  # type: ignore[attr-defined]
        if entry["form"] == "UNIT":
            self.fields["agreed"].choices += [(one["id"], one["name"]) for one in units if one["id"] not in {u["id"] for u in entry["units"]}]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def given(self) -> dict[str, Any]:
        sent = super().given()
        agreed, deputies = sent.pop("agreed", []), {one["id"] for one in self.entry["deputies"]}
        value = sent.get("correction", "")
        told = {**sent, "correction": value.lower() if self.entry["form"] in OFFERED else value, "what": self.entry["what"]}
        told |= {"about": self.entry["about"]} if self.entry["about"] else {}
        return {**told, "deputyIds": [one for one in agreed if one in deputies], "unitIds": [one for one in agreed if one not in deputies]}

    def refuse(self, errors: Iterable[Mapping[str, Any]]) -> None:
        super().refuse({**error, "field": "agreed" if error.get("field") in ("deputyIds", "unitIds") else error.get("field")} for error in errors)


def _field(entry: Mapping[str, Any], units: Iterable[Mapping[str, Any]]) -> forms.Field:
    """Written as it stands there, so that only the mistake is to be changed."""
    value, told = entry["value"], {"label": _("What is true"), "required": entry["needed"]}
    if entry["form"] == "DAY":
        return forms.DateField(**told, initial=value, widget=forms.DateInput(attrs={"type": "date"}))
    if entry["form"] == "UNIT":
        return forms.ChoiceField(**told, choices=[(one["id"], one["name"]) for one in units])
    if entry["form"] in OFFERED:
        return forms.ChoiceField(**told, choices=OFFERED[entry["form"]], initial=value.upper(), widget=forms.RadioSelect)
    area = forms.Textarea(attrs={"rows": 6}) if entry["form"] == "TEXT" else forms.TextInput()
    return forms.CharField(**told, initial=value, max_length=entry["limit"], widget=area)
