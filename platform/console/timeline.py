"""What happened to a case or a supervision, as the timeline says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from console import words


def entries(facts: Sequence[Mapping[str, Any]], names: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """Newest first, each with what was said. `names`: the units and deputies that a fact may be about, by their ids."""
    known = names or {}
    for fact in reversed(facts):
        about = [known[one] for one in (fact["assignmentId"], fact["deputyId"]) if one in known]
        yield {
            "what": " · ".join([fact["words"], *about]),
            "at": fact["at"],
            "by": " ".join(filter(None, [fact["actorName"], fact["actorRoleLabel"]])),
            "on_behalf": fact["channelLabel"] if fact["channel"] not in (None, "APP") else "",
            "recorded_at": fact["recordedAt"] if _entered_later(fact) else None,
            "text": _said(fact),
        }


def _entered_later(fact: Mapping[str, Any]) -> bool:
    return words.as_moment(fact["at"]).date() != words.as_moment(fact["recordedAt"]).date()


def _concluded(fact: Mapping[str, Any]) -> str:
    return _("{choice} ({source})").format(choice=fact["conclusionLabel"], source=fact["source"]) if fact.get("conclusionLabel") else ""


def _corrected(fact: Mapping[str, Any]) -> str:
    """What stood there, what stands there now, and who agreed."""
    if not fact.get("whatLabel"):
        return ""
    told = {"what": fact["whatLabel"], "before": fact["before"] or "—", "after": fact["after"] or "—", "names": words.listed(fact["consented"] or [])}
    return _("{what}: {before} → {after}. Agreed: {names}.").format(**told)


def _spent(fact: Mapping[str, Any]) -> str:
    return _("spent: {amount}").format(amount=words.yuan(fact["amountFen"])) if fact.get("amountFen") is not None else ""


def _said(fact: Mapping[str, Any]) -> str:
    judged = ""
    if fact["attitudeLabel"]:
        judged = _("Attitude: {attitude}. Result: {result}.").format(attitude=fact["attitudeLabel"], result=fact["resultLabel"])
    moved = words.long_day(words.as_day(fact["dueOn"])) if fact["dueOn"] else ""
    three = _("three-party meeting") if fact.get("threeParty") else ""
    after = _("after the hand-over") if fact.get("afterHandover") else ""
    found = [fact.get("cited"), fact.get("fulfilmentLabel"), _spent(fact), _corrected(fact)]
    about = [fact["reasonLabel"], after, fact.get("intoNumber"), fact.get("stage"), fact.get("committee"), *found, fact.get("method"), three, _concluded(fact)]
    return "\n".join(filter(None, [*about, fact["note"], judged, fact["comment"], moved]))
