"""The forms of a draft that deputies sign together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms_case import Matter, Several, text_box
from console.forms_command import CommandForm, OnBehalf, SeenForm


class Answered(SeenForm):
    """An answer is to the text that was read: `seen` is its revision."""

    confirms = True

    def given(self) -> dict[str, Any]:
        sent = super().given()
        return {"revision": sent.pop("seen"), "confirms": self.confirms, **sent}


class Confirmed(Answered):
    """Nothing but the consent."""


class Declined(Answered):
    confirms = False
    note = forms.CharField(label=_("Why not, for who wrote it"), required=False, widget=text_box(2))


class Invited(SeenForm):
    OFFERED = ("deputies",)
    deputy_ids = forms.MultipleChoiceField(label=_("Whom to ask"), widget=Several)

    def __init__(self, *args: Any, deputies: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["deputy_ids"].choices = [(one["id"], one["name"]) for one in deputies]  # type: ignore[attr-defined]


class AsSuggestion(SeenForm):
    def given(self) -> dict[str, Any]:
        return {**super().given(), "asSuggestion": True}


class MotionText(forms.Form):
    """A motion has its subject, its grounds and what it proposes (代表法 第十五条)."""

    title = forms.CharField(label=_("Subject"), max_length=100)
    grounds = forms.CharField(label=_("Grounds"), widget=text_box(), required=False)
    proposal = forms.CharField(label=_("Proposal"), widget=text_box(), required=False)
    category = forms.CharField(label=_("Field"), required=False)


class Rewritten(Matter, SeenForm):
    """A suggestion's draft, whole."""


class MotionRewritten(MotionText, SeenForm):
    """A motion's draft, whole."""


class MotionDraft(MotionText, CommandForm):
    """A new one; it may be completed later."""

    kind = "MOTION"


class SuggestionDraft(Matter, CommandForm):
    kind = "SUGGESTION"


def for_another(form: type[CommandForm]) -> type[CommandForm]:
    """The same as the office opens it for a deputy."""

    class ForAnother(form, OnBehalf):  # type: ignore[valid-type,misc]
        initiator_id = forms.ChoiceField(label=_("Deputy"))
        field_order = ("initiator_id", "channel", "at")

        def __init__(self, *args: Any, deputies: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
            super().__init__(*args, **given)
            offered = [("", _("Please choose")), *((one["id"], one["name"]) for one in deputies)]
            self.fields["initiator_id"].choices = offered  # type: ignore[attr-defined]

    return ForAnother
