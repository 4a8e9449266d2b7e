"""What happened to a town's case, day by day, as far as the town has told it: who said what stays there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

#: Days of the case itself before and after those of its units and proposers; with their words.
BEFORE: Final[Mapping[str, str | Promise]] = {
    "submittedOn": pgettext_lazy("happened", "raised"),
    "registeredOn": pgettext_lazy("happened", "registered"),
    "keyOn": pgettext_lazy("happened", "named a key suggestion"),
    "listedOn": pgettext_lazy("happened", "placed on the agenda"),
}
AFTER: Final[Mapping[str, str | Promise]] = {
    "decidedOn": pgettext_lazy("happened", "decided"),
    "withdrawnOn": pgettext_lazy("happened", "withdrawn"),
    "concludedOn": pgettext_lazy("happened", "concluded"),
    "carriedOutOn": pgettext_lazy("happened", "carried out"),
}
OF_PART: Final[Mapping[str, str | Promise]] = {
    "handedOverOn": pgettext_lazy("happened", "handed over"),
    "signedOn": pgettext_lazy("happened", "signed for"),
    "contactedOn": pgettext_lazy("happened", "spoke with the deputy"),
    "pressedOn": pgettext_lazy("happened", "pressed for its answer"),
}
OF_PROPOSER: Final[Mapping[str, str | Promise]] = {
    "deliveredOn": pgettext_lazy("happened", "has the reply"),
    "ratedOn": pgettext_lazy("happened", "rated"),
}
OF_REPLY: Final[Mapping[str, str | Promise]] = {"repliedOn": pgettext_lazy("happened", "replied")}


def days(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Oldest first: `on`, `what`, and `about` whose step it was; of one day in the order of a case's life."""
    return sorted(_days(case), key=lambda one: one["on"])


def _days(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    parts = [(OF_PART, case["assignments"], "unitName"), (OF_REPLY, case["replies"], "unitName"), (OF_PROPOSER, case["proposers"], "name")]
    for words, rows, name in [(BEFORE, [case], ""), *parts, (AFTER, [case], "")]:
        for row in rows:
            yield from ({"on": row[field], "what": word, "about": row.get(name, "")} for field, word in words.items() if row.get(field))
