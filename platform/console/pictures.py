"""Pictures that come with a step: taken in before it, put to the case right after it, so that a bad picture stops the step and not half of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest

from api import relay
from api.context import Call
from api.files import SECONDS, receive
from console.forms import PlainForm
from console.pages import ask, change
from townships.errors import Refused, message

PHOTOS = "image/jpeg,image/png,image/webp,.pdf"


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """One picture or some; answers a list."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=Several(attrs={"accept": PHOTOS, "multiple": True}), **given)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Photos, self).clean(one, initial) for one in data or ()]


def taken_in(request: HttpRequest, form: PlainForm, name: str) -> list[UUID] | None:
    """The files of a valid form's field, kept; None where one of them was refused and the form says why."""
    value = form.cleaned_data.get(name)
    files: Sequence[Any] = value if isinstance(value, list) else [value] if value else []
    try:
        return [receive(Call.of(request, SECONDS), one).id for one in files]
    except Refused as refused:
        form.add_error(name, message(refused))
        return None


def put_to(request: HttpRequest, case_id: str, files: Sequence[UUID], *, purpose: str, caption: str) -> list[str]:
    """Each file to the case; answers what is in the way of any."""
    wrong = []
    for file_id in files:
        seen = ask(request, "case/seen", id=case_id)["case"]["version"]
        given = {"commandId": str(uuid4()), "caseId": case_id, "seen": seen, "fileId": relay.encode("File", request.actor.tenant, file_id)}  # type: ignore[attr-defined]
        wrong += [error["message"] for error in change(request, "case/attach_file", {**given, "purpose": purpose, "caption": caption})["errors"]]
    return wrong
