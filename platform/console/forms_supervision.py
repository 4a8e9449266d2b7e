"""The forms of a supervision: planning one, and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_case import Several, text_box
from console.forms_command import CommandForm, SeenForm, TrueDate

FEN = 100


class Yuan(forms.DecimalField):
    """An amount in yuan; sent as a whole number of fen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(min_value=0, max_digits=15, decimal_places=2, required=False, **given)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        yuan: Decimal | None = super().clean(value)
        return None if yuan is None else int(yuan * FEN)


class Visitors(forms.Form):
    """Who went: deputies to tick, others by name."""

    OFFERED = ("deputies",)
    deputy_ids = forms.MultipleChoiceField(label=_("Deputies who went"), required=False, widget=Several)
    names = forms.CharField(label=_("Others who went"), required=False, widget=text_box(2), help_text=_("One name a line."))

    def __init__(self, *args: Any, deputies: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["deputy_ids"].choices = [(one["id"], one["name"]) for one in deputies]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class CarryOut(Visitors, TrueDate, SeenForm):
    findings = forms.CharField(label=_("What was found"), widget=text_box(6))
    executed_fen = Yuan(label=_("Amount executed so far, in yuan"))
    field_order = ("at", "deputy_ids", "names", "findings", "executed_fen")


class SendOpinion(TrueDate, SeenForm):
    OFFERED = ("units",)
    unit_id = forms.ChoiceField(label=_("To"))
    opinion = forms.CharField(label=_("Opinion"), widget=text_box(6))
    due_on = forms.DateField(
        label=_("Report back by"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day that the rule gives, if you leave it empty."),
    )  # fmt: skip
    field_order = ("unit_id", "opinion", "due_on", "at")

    def __init__(self, *args: Any, units: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["unit_id"].choices = [("", _("Please choose")), *((one["id"], one["name"]) for one in units)]  # type: ignore[attr-defined]


class Rectification(SeenForm):
    rectification = forms.CharField(label=_("What was put right"), widget=text_box(6))
    executed_fen = Yuan(label=_("Amount executed so far, in yuan"))


class LookBack(Visitors, TrueDate, SeenForm):
    effect = forms.CharField(label=_("What was seen"), widget=text_box(5))
    effectiveness = forms.ChoiceField(label=_("Does it hold?"), choices=choices.HOLDS, widget=forms.RadioSelect)
    field_order = ("at", "deputy_ids", "names", "effect", "effectiveness")


class Close(SeenForm):
    note = forms.CharField(label=_("Note"), required=False, widget=text_box(3))


class Reopen(SeenForm):
    note = forms.CharField(label=_("Reason"), widget=text_box(3))
    due_on = forms.DateField(
        label=_("Report back by"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day that the rule gives, if you leave it empty."),
    )  # fmt: skip


class Plan(CommandForm):
    """Forms that the law keeps for the county are offered with a word on it; the command decides."""

    topic = forms.CharField(label=_("Topic"), max_length=100)
    form = forms.ChoiceField(label=_("Form"))
    stage = forms.ChoiceField(label=_("When"), choices=choices.TIMES, widget=forms.RadioSelect)
    planned_on = forms.DateField(label=_("Planned for"), widget=forms.DateInput(attrs={"type": "date"}))
    field = forms.CharField(label=_("Field"), required=False)
    planned_fen = Yuan(label=_("Amount planned, in yuan"), help_text=_("For budgets and special funds."))
    signer_ids = forms.MultipleChoiceField(label=_("Signed by"), required=False, widget=Several, help_text=_("For a questioning."))
    public = forms.BooleanField(label=_("Voters may see what comes of it"), required=False, initial=True)

    def __init__(self, *args: Any, offered: Iterable[Mapping[str, Any]] = (), deputies: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["form"].choices = [("", _("Please choose")), *((one["form"], one["formLabel"]) for one in offered)]  # type: ignore[attr-defined]
        self.fields["signer_ids"].choices = [(one["id"], one["name"]) for one in deputies]  # type: ignore[attr-defined]
