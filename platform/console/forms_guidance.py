"""What the county's office does about a town, and the town's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.forms_case import Several, text_box
from console.forms_command import CommandForm, SeenForm, TrueDate

POSTS = (("CHAIR", pgettext_lazy("post", "Chair")), ("CLERK", pgettext_lazy("post", "Congress office")), ("OTHER", pgettext_lazy("post", "Somebody else")))


class NoteCall(TrueDate, CommandForm):
    spoke_with = forms.CharField(label=_("Spoke with"), max_length=200)
    note = forms.CharField(label=_("What was said"), widget=text_box(3))
    field_order = ("spoke_with", "note", "at")


class SendLetter(CommandForm):
    """`late`: the town's cases that it can be about."""

    number = forms.CharField(label=_("Reference number"), max_length=200)
    subject = forms.CharField(label=_("About"), max_length=100)
    case_ids = forms.MultipleChoiceField(label=_("The cases it is about"), required=False, widget=Several)
    text = forms.CharField(label=_("Letter"), widget=text_box(7))
    answer_by = forms.DateField(label=_("Answer by"), widget=forms.DateInput(attrs={"type": "date"}))
    check_on = forms.DateField(label=_("We look again on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, late: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        named = [(one["id"], f"{one['number'] or ''} {one['title']}".strip()) for one in late]
        self.fields["case_ids"].choices = named  # type: ignore[attr-defined]


class KeepEntry(CommandForm):
    post = forms.ChoiceField(label=_("Who"), choices=POSTS, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40)


class CheckLetter(SeenForm):
    settled = forms.TypedChoiceField(
        label=_("How does it stand?"), choices=(("yes", _("It is settled")), ("no", _("Not yet: we look again"))), coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label=_("What was found"), widget=text_box(3))
    check_on = forms.DateField(label=_("Look again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AnswerLetter(SeenForm):
    answer = forms.CharField(label=_("Answer"), widget=text_box(6), help_text=_("Where each case stands, what is done about it, and by when."))
