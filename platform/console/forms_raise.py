"""A deputy's suggestion, one question a screen. The answers so far stay with the sign-in until it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms import PlainForm
from console.forms_case import text_box

WHOLE = ("", _("The whole town, or somewhere else"))


class Where(PlainForm):
    village = forms.ChoiceField(label=_("Where is it?"), required=False, widget=forms.RadioSelect)
    spot = forms.CharField(label=_("Which spot"), required=False, max_length=120, help_text=_("A house, a bend of the road, a field."))

    def __init__(self, *args: Any, villages: Sequence[str] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["village"].choices = [*((name, name) for name in villages), WHOLE]  # type: ignore[attr-defined]


class What(PlainForm):
    title = forms.CharField(label=_("What is it about?"), max_length=100, help_text=_("In one line."))
    text = forms.CharField(label=_("Say more about it"), max_length=5000, widget=text_box(5), help_text=_("Say what it is; it need not be an essay."))


class How(PlainForm):
    proposal = forms.CharField(
        label=_("What should be done?"), required=False, max_length=5000, widget=text_box(4), help_text=_("If you don't know, leave it empty.")
    )


class Public(PlainForm):
    public = forms.ChoiceField(
        label=_("May voters see it?"), initial="yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes, they may see what came of it")), ("no", _("No, only the office and the units"))],
    )  # fmt: skip


class Check(PlainForm):
    """Everything once more, and then it is sent."""


SCREENS: Mapping[str, type[PlainForm]] = {"where": Where, "what": What, "how": How, "public": Public, "check": Check}


def matter(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the mutation takes them."""
    place = joined([answers.get("village", ""), answers.get("spot", "")])
    told = {"title": answers.get("title", ""), "text": answers.get("text", ""), "proposal": answers.get("proposal", ""), "where": place}
    return {**told, "public": answers.get("public", "yes") == "yes"}


def joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
