"""The forms of a case's steps, and of raising one. Which of them a person gets to see, the API says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from console import choices
from console.forms_command import CommandForm, OnBehalf, SeenForm, TrueDate, WithSheet
from console.forms_promises import RateFulfilment, RateFulfilmentFor

ACCEPT = "image/jpeg,image/png,image/webp,audio/*,.amr,.pdf,.docx,.xlsx"


class Several(forms.CheckboxSelectMultiple):
    """Boxes to tick, one below the other."""


def text_box(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


# ---------------------------------------------------------------- the office
class Plain(SeenForm):
    """A step that needs nothing but the consent."""


class Dated(TrueDate, SeenForm):
    """A step of the office, on the day on which it was."""


class Delivery(TrueDate, SeenForm):
    """The office brings the reply, or a unit does; a deputy confirms the own receipt."""

    channel = forms.ChoiceField(label=_("How it reached them"), choices=choices.CHANNELS, required=False, initial="FACE_TO_FACE", widget=forms.RadioSelect)


class Noted(SeenForm):
    note = forms.CharField(label=_("Reason"), widget=text_box())


class Refusal(SeenForm):
    reason = forms.ChoiceField(label=_("Why"), choices=choices.REASONS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What the deputy should know"), widget=text_box())


class Merging(SeenForm):
    into_number = forms.CharField(label=_("Number of the other suggestion"), help_text=_("It is registered and not answered yet."))
    note = forms.CharField(label=_("What the deputy should know"), widget=text_box(3))


class Splitting(SeenForm):
    """Two or three matters, each on its own sheet."""

    title_1 = forms.CharField(label=_("First matter in one line"), max_length=100)
    text_1 = forms.CharField(label=_("First matter"), widget=text_box())
    title_2 = forms.CharField(label=_("Second matter in one line"), max_length=100)
    text_2 = forms.CharField(label=_("Second matter"), widget=text_box())
    title_3 = forms.CharField(label=_("Third matter in one line"), max_length=100, required=False)
    text_3 = forms.CharField(label=_("Third matter"), widget=text_box(), required=False)
    note = forms.CharField(label=_("What the deputy should know"), widget=text_box(3))

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        sheets = [{"title": said[f"title_{number}"], "text": said[f"text_{number}"]} for number in (1, 2, 3)]
        kept = {name: super(Splitting, self).given()[name] for name in ("commandId", "seen", "note")}
        return {**kept, "sheets": [sheet for sheet in sheets if any(sheet.values())]}


class Handling(SeenForm):
    """Which unit, alone or with others."""

    OFFERED = ("units",)
    share = forms.ChoiceField(label=_("How it is handled"), choices=choices.SHARES, initial="SOLE", widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=_("Unit, or lead unit"))
    others = forms.MultipleChoiceField(label=_("Other units"), required=False, widget=Several)
    leader = forms.CharField(label=_("Responsible leader"), required=False, help_text=_("The unit's own leader, if you leave it empty."))
    person = forms.CharField(label=_("Responsible person"), required=False)

    def __init__(self, *args: Any, units: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(unit["id"], f"{unit['name']}（{unit['leader']}）") for unit in units]
        self.fields["unit"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]
        self.fields["others"].choices = offered  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        sent = super().given()
        share = sent.pop("share")
        first = {"unitId": sent.pop("unit"), "part": share, "leader": sent.pop("leader", ""), "person": sent.pop("person", "")}
        part = "SEPARATE" if share == "SEPARATE" else "ASSISTING"
        others = sent.pop("others", []) if share != "SOLE" else []
        return {**sent, "parts": [first, *({"unitId": one, "part": part} for one in others if one != first["unitId"])]}

    def refuse(self, errors: Iterable[Mapping[str, Any]]) -> None:
        """What is wrong with the parts together stands where they are shared out."""
        super().refuse({**error, "field": "share" if error.get("field") == "parts" else error.get("field")} for error in errors)


class HandOver(SeenForm):
    occasion = forms.ChoiceField(label=_("Handed over"), choices=choices.OCCASIONS, widget=forms.RadioSelect)
    at = forms.DateField(
        label=_("Date of the meeting or slip"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The legal time runs from this date, not from today's entry."),
    )  # fmt: skip


class AgreeRelief(SeenForm):
    """The part goes to another unit."""

    OFFERED = ("units",)
    unit_id = forms.ChoiceField(label=_("New unit"))
    leader = forms.CharField(label=_("Responsible leader"), required=False, help_text=_("The unit's own leader, if you leave it empty."))
    note = forms.CharField(label=_("Reason"), widget=text_box(3))

    def __init__(self, *args: Any, units: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(unit["id"], unit["name"]) for unit in units]
        self.fields["unit_id"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**super().given(), "agreed": True}


class RefuseRelief(Noted):
    def given(self) -> dict[str, Any]:
        return {**super().given(), "agreed": False}


class Meeting(SeenForm):
    note = forms.CharField(label=_("What the meeting said"), widget=text_box(), help_text=_("Only the congress office and the presidium read it."))
    at = forms.DateField(label=_("Date of the meeting"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class Conclude(SeenForm):
    """The choices that the law gives, each with its article."""

    OFFERED = ("conclusions",)
    conclusion = forms.ChoiceField(label=_("What the presidium concluded"), choices=choices.CONCLUSIONS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("The conclusion in words"), widget=text_box(), help_text=_("The deputies and the units read it."))
    at = forms.DateField(label=_("Date of the conclusion"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, conclusions: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        sources = {one["code"]: one["source"] for one in conclusions}
        offered = [(code, f"{words}（{sources[code]}）") for code, words in choices.CONCLUSIONS if code in sources]
        self.fields["conclusion"].choices = offered  # type: ignore[attr-defined]


class Vote(SeenForm):
    votes_for = forms.IntegerField(label=_("For"), min_value=0)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0)
    votes_abstained = forms.IntegerField(label=_("Abstained"), min_value=0)
    resolution = forms.CharField(label=_("Resolution"), required=False, widget=text_box())
    at = forms.DateField(label=_("Date of the vote"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


# ---------------------------------------------------------------- units and deputies
class Application(SeenForm):
    note = forms.CharField(label=_("Why the unit asks to be relieved"), widget=text_box())


class Opinion(SeenForm):
    opinion = forms.CharField(label=_("Opinion for the lead unit"), widget=text_box())


class Contact(SeenForm):
    """Whom the unit spoke with, how, and what was said."""

    OFFERED = ("proposers",)
    deputy_ids = forms.MultipleChoiceField(label=_("Whom you spoke with"), widget=Several)
    method = forms.CharField(label=_("How"), help_text=_("On site, by telephone, at a meeting: whichever it was."))
    note = forms.CharField(label=_("What was said"), widget=text_box(), help_text=_("It stays in this congress."))
    signed_by = forms.CharField(label=_("Who signed the note"), required=False)
    three_party = forms.BooleanField(label=_("The congress office took part (three-party meeting)"), required=False)
    present = forms.CharField(label=_("Who was there"), required=False)

    def __init__(self, *args: Any, proposers: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(one["deputyId"], one["name"]) for one in proposers]
        self.fields["deputy_ids"].choices = offered  # type: ignore[attr-defined]
        self.fields["deputy_ids"].initial = [deputy_id for deputy_id, _name in offered]


class Progress(SeenForm):
    note = forms.CharField(label=_("How far it is"), widget=text_box(), help_text=_("The deputy and the congress office read it."))


class MoreTime(SeenForm):
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("The longest that the law gives, if you leave it empty.")
    )
    note = forms.CharField(label=_("Why the matter is broad or difficult"), widget=text_box())


class GrantTime(SeenForm):
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("The day asked for, if you leave it empty.")
    )
    note = forms.CharField(label=_("Reason"), widget=text_box(3))

    def given(self) -> dict[str, Any]:
        return {**super().given(), "granted": True}


class RefuseTime(Noted):
    def given(self) -> dict[str, Any]:
        return {**super().given(), "granted": False}


class Draft(SeenForm):
    meaning = forms.ChoiceField(label=_("What it comes to"), choices=choices.MEANINGS, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reply"), widget=text_box(8), help_text=_("What was done, by when, and who did it. The deputy reads exactly this."))
    number = forms.CharField(label=_("Number of the letter"), max_length=60)
    contact = forms.CharField(label=_("Whom to ask"), required=False, help_text=_("Name and telephone, for the deputies who read it."))


class SignOff(SeenForm):
    """The leader's own consent."""


class SignedOff(SignOff):
    """The same, signed on paper and entered by the office."""

    signed_off_by = forms.CharField(label=_("Signed off by"), help_text=_("The leader who answers for the reply."))


class Reply(Draft):
    signed_off_by = forms.CharField(label=_("Signed off by"), help_text=_("The leader who answers for the reply."))


class Reminder(SeenForm):
    channel = forms.ChoiceField(label=_("How you reminded them"), choices=choices.CHANNELS, initial="PHONE", widget=forms.RadioSelect)


class CallNote(SeenForm):
    note = forms.CharField(label=_("What came of the call"), widget=text_box(3))


class Rating(SeenForm):
    attitude = forms.ChoiceField(label=_("How they went about it"), choices=choices.RATINGS, widget=forms.RadioSelect)
    result = forms.ChoiceField(label=_("What came of it"), choices=choices.RATINGS, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Anything to add"), required=False, widget=text_box(3))


class Attach(SeenForm):
    """One file, and what it shows."""

    file = forms.FileField(
        label=_("File"), help_text=_("Photo, voice note, PDF, Word or Excel, at most 15 MB."), widget=forms.FileInput(attrs={"accept": ACCEPT})
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("What it shows"), choices=choices.PURPOSES, initial="MATTER", widget=forms.RadioSelect)
    caption = forms.CharField(label=_("A line about it"), required=False, max_length=200)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name != "file"}


class TakeAway(Noted):
    """A file that does not belong there."""


def on_behalf(form: type[SeenForm], *, sheet: bool = False) -> type[SeenForm]:
    """The same step as the office enters it for a unit or a deputy; of a case with the signed sheet."""
    others: Mapping[type[SeenForm], type[SeenForm]] = {SignOff: SignedOff, RateFulfilment: RateFulfilmentFor}
    form = others.get(form, form)
    return type(f"{form.__name__}OnBehalf", (form, OnBehalf, *([WithSheet] if sheet else [])), {})


# ---------------------------------------------------------------- raising one
class Matter(forms.Form):
    title = forms.CharField(label=_("The matter in one line"), max_length=100)
    text = forms.CharField(label=_("What is the matter"), widget=text_box(6))
    where = forms.CharField(label=_("Where"), required=False)
    proposal = forms.CharField(label=_("What should be done"), required=False, widget=text_box())
    category = forms.CharField(label=_("Field"), required=False)
    public = forms.BooleanField(label=_("Voters may see what comes of it"), required=False, initial=True)


class Completed(Matter, SeenForm):
    """Handed in again, whole."""


class Entered(Matter, OnBehalf, WithSheet, CommandForm):
    """A suggestion that the office enters for its deputies."""

    lead = forms.ChoiceField(label=_("Deputy"))
    others = forms.MultipleChoiceField(label=_("Together with"), required=False, widget=Several)
    field_order: tuple[str, ...] = ("lead", "others", "channel", "at", "title", "text", "where", "proposal", "category", "public")

    def __init__(self, *args: Any, deputies: Iterable[Mapping[str, Any]] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(deputy["id"], deputy["name"]) for deputy in deputies]
        self.fields["lead"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]
        self.fields["others"].choices = offered  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        sent = super().given()
        lead, others = sent.pop("lead"), sent.pop("others", [])
        return {**sent, "proposerIds": [lead, *(one for one in others if one != lead)]}

    def refuse(self, errors: Iterable[Mapping[str, Any]]) -> None:
        super().refuse({**error, "field": "lead" if error.get("field") == "proposerIds" else error.get("field")} for error in errors)


class EnteredMotion(Entered):
    """A motion with as many signers as the law asks, before the session's cut-off."""

    grounds = forms.CharField(label=_("Grounds"), widget=text_box())
    proposal = forms.CharField(label=_("Proposal"), widget=text_box())
    text = where = public = None  # type: ignore[assignment]
    field_order = ("lead", "others", "channel", "at", "title", "grounds", "proposal", "category")
