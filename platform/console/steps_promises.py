"""The steps of what replies promised, as a person meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from console import forms_promises as forms
from console.offers import Step

STEPS: Final[Mapping[str, Step]] = {
    "MAKE_PROMISE": Step(
        pgettext_lazy("step", "Enter what was promised"), forms.MakePromise, "assignmentId",
        follows=gettext_lazy("It is followed from year to year until it is carried out or explained; its day is watched."),
    ),
    "KEEP_PROMISE": Step(
        pgettext_lazy("step", "Carried out"), forms.KeepPromise, "promiseId", follows=gettext_lazy("The deputies then say whether it is there.")
    ),
    "EXPLAIN_PROMISE": Step(
        pgettext_lazy("step", "Explain: it cannot be carried out"), forms.ExplainPromise, "promiseId",
        follows=gettext_lazy("It ends as not carried out, in the figures too."),
    ),
    "PROMISE_ANEW": Step(
        pgettext_lazy("step", "Promise anew"), forms.PromiseAnew, "promiseId",
        follows=gettext_lazy("The new day takes the place of the first, which stays in view."),
    ),
    "RATE_FULFILMENT": Step(
        pgettext_lazy("step", "Say whether it is carried out"), forms.RateFulfilment, "promiseId",
        follows=gettext_lazy("Not carried out, it is followed further; nobody sets it aside."),
    ),
}  # fmt: skip
FOR_OTHERS: Final = frozenset(STEPS)
