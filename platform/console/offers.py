"""The next lawful steps of a case or a supervision, each with its form. Which they are, the API says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from console.forms_case import on_behalf
from console.forms_command import SeenForm
from console.ids import plain
from console.pages import submit
from console.pictures import put_to, taken_in


class Step(NamedTuple):
    """`about` is the input that names what the step is of; `follows` the sentence under the button."""

    verb: str | Promise
    form: type[SeenForm]
    about: str = ""
    follows: str | Promise = ""


class Subject(NamedTuple):
    """What the steps are of: `kind` names its addresses, its documents and (with «Id») the input that holds its id."""

    kind: str
    id: str
    version: int


class Offer:
    """A step that may be taken now, with its form: an empty one, or the one that was posted.

    `others`: the office takes a step that is somebody else's. `whom`: the unit or the deputy that it is about, where it is about one.
    """

    def __init__(
        self, subject: Subject, step: Mapping[str, Any], known: Step, *, others: bool = False, whom: str = "", follows: str = "",
        filled_in: Mapping[str, Any] | None = None, offered: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.subject, self.known, self.others, self.whom = subject, known, others, whom
        self.name: str = step["step"].lower()
        self.about: str | None = step.get("promiseId") or step.get("draftId") or step.get("assignmentId") or step.get("deputyId")
        self.seen: int = step.get("seen") or subject.version
        self.consequence = follows or str(known.follows)
        self._filled_in, self._offered = filled_in or {}, offered or {}
        self.left_out: list[str] = []
        self.form = self.make(None)

    def make(self, posted: Any, files: Any = None) -> SeenForm:
        """Each form's fields have names of their own, so that several stand on one page."""
        shape = on_behalf(self.known.form, sheet=self.subject.kind == "case") if self.others else self.known.form
        prefix = f"{self.name}-{plain(self.about)}" if self.about else self.name
        more = {name: self._offered[name] for name in getattr(shape, "OFFERED", ())}
        return shape(posted, files, prefix=prefix, initial={**self._filled_in, "seen": self.seen}, **more)

    def is_at(self, step: str, about: UUID | None) -> bool:
        return self.name == step and (plain(self.about) if self.about else None) == about

    def take(self, request: HttpRequest) -> bool:
        """Sends what was posted. Refused, the form says why and keeps everything; sent again, it has seen the version now shown."""
        form = self.form = self.make(request.POST, request.FILES)
        if form.is_valid() and self._sent(request, form):
            return True
        sent = request.POST.copy()
        sent[form.add_prefix("seen")] = str(self.seen)
        form.data = sent
        return False

    def _sent(self, request: HttpRequest, form: SeenForm) -> bool:
        """With the signed sheet, which is looked at before the step and put to the case after it."""
        sheet = taken_in(request, form, "sheet")
        if sheet is None or not submit(request, f"{self.subject.kind}/{self.name}", form, {**form.given(), **self._named()}):
            return False
        self.left_out = put_to(request, self.subject.id, sheet, purpose="SHEET", caption=self.verb)
        return True

    def _named(self) -> dict[str, Any]:
        of_subject = {} if self.known.about in ("assignmentId", "draftId", "promiseId") else {f"{self.subject.kind}Id": self.subject.id}
        return {**of_subject, self.known.about: self.about} if self.known.about else of_subject

    @property
    def verb(self) -> str:
        verb = f"{self.known.verb} · {self.whom}" if self.whom else str(self.known.verb)
        return _("{step} (enter on behalf)").format(step=verb) if self.others else verb

    @property
    def action(self) -> str:
        return reverse(f"{self.subject.kind}-step", args=[self.subject.id, self.name, *([self.about] if self.about else [])])

    @property
    def draft(self) -> str:
        """Long texts are kept on the device until they are sent."""
        long = any(name in self.form.fields for name in ("text", "opinion", "findings", "rectification"))
        return f"{plain(self.subject.id)}-{self.form.prefix}" if long else ""


def at(offers: Sequence[Offer], step: str, about: UUID | None) -> Offer | None:
    return next((offer for offer in offers if offer.is_at(step, about)), None)
