"""The papers of one case, from its registration to the deputies' opinion of what came of it.

Each takes the answer to `papers/case.graphql` and gives the sheets: one for each unit, deputy, conversation or reply that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from console import choices
from console.papers.saying import BLANK, day, hand_written_day, house, listed, office, sealed, signed, ticks
from console.papers.shapes import Cell, Cut, Form, Heading, Paper, Text

Told = Mapping[str, Any]
OWING = ("HANDED_OVER", "SIGNED", "RELIEF_ASKED", "REWORK")


def _paper(told: Told, title: str, *blocks: Any, note: str = "") -> Paper:
    return Paper(title=title, house=house(told["congress"]), blocks=blocks, note=note or told["case"]["number"])


def _names(case: Told) -> str:
    return listed(one["name"] for one in case["proposers"])


def _phones(case: Told) -> str:
    return "\n".join(f"{one['name']} {one['phone']}" for one in case["proposers"] if one["phone"])


def _units(case: Told) -> str:
    told = (" ".join(filter(None, [one["unitName"], f"({one['kindLabel']})", one["leader"], one["person"]])) for one in case["assignments"])
    return "\n".join(told)


def _head(case: Told) -> tuple[tuple[Cell, ...], ...]:
    """What every form about a case begins with."""
    return ((Cell(_("Matter"), case["title"]),), (Cell(_("Number"), case["number"]), Cell(_("Raised by"), _names(case))))


# ---------------------------------------------------------------- the office
def registration(told: Told) -> Iterator[Paper]:
    case = told["case"]
    first = case["proposers"][:1]
    yield _paper(
        told,
        _("Registration form: {kind} of deputies").format(kind=case["kindLabel"]),
        Form((
            (Cell(_("Matter"), case["title"]),),
            (Cell(_("Number"), case["number"]), Cell(_("Field"), case["category"])),
            (Cell(_("Handed in"), day(case["submittedOn"])), Cell(_("How it came"), case["channelLabel"])),
            (Cell(_("Leading deputy"), listed(one["name"] for one in first)), Cell(_("Registered"), day(case["registeredOn"]))),
            (Cell(_("With"), listed(one["name"] for one in case["proposers"][1:])),),
            (Cell(_("Telephones"), _phones(case)),),
            (Cell(_("Where"), case["where"]), Cell(_("May be published"), _("yes") if case["public"] else _("no"))),
            (Cell(_("What it is about"), case["text"] or case["grounds"], 8),),
            (Cell(_("What is proposed"), case["proposal"], 4),),
            (Cell(_("Intake's opinion"), case["papers"]["intakeNote"], 3),),
            (Cell(_("Handling proposed"), _units(case), 3),),
            (Cell(_("Leader's approval"), day(case["approvedOn"]), 3),),
        )),
    )  # fmt: skip


def notice(told: Told) -> Iterator[Paper]:
    """One for each unit, with the receipt that comes back."""
    case, congress = told["case"], told["congress"]
    for one in _handed_over(case):
        text = _(
            "“{title}”, raised by {names}, is handed over to you ({part}). Please answer the deputies in writing by {due}, signed off by your leader "
            "and sealed. Contact the deputies and hear their opinion before you answer; send a copy of the answer to us. If it is not for you to "
            "handle, apply to be relieved by {relief}, with your reasons."
        ).format(title=case["title"], names=_names(case), part=one["kindLabel"], due=day(one["dueOn"]), relief=day(one["reliefUntil"]) or "—")
        yield _paper(
            told,
            _("Notice of hand-over"),
            Text((text, *([case["text"] or case["grounds"]] if case["text"] or case["grounds"] else [])), address=f"{one['unitName']}："),
            Form((_responsible(one), (Cell(_("Deputies' telephones"), _phones(case)),))),
            signed(office(congress), day(one["handedOverOn"])),
            Cut(),
            Heading(_("Receipt (please return)")),
            Text((_("We have received the notice about {number} “{title}”.").format(number=case["number"], title=case["title"]),)),
            signed(sealed(one["unitName"]), _("Signed for by: ") + BLANK, day(one["signedOn"]) or hand_written_day()),
        )


def _handed_over(case: Told) -> Iterator[Told]:
    yield from (one for one in case["assignments"] if one["handedOverOn"])


def pressing(told: Told) -> Iterator[Paper]:
    """To each unit that owes an answer."""
    case = told["case"]
    for one in _owing(case):
        text = _(
            "“{title}” ({number}), raised by {names}, was handed over to you on {on} and had to be answered by {due}. We have no answer. Please "
            "handle it at once, tell us below where it stands and by when the deputies will have your answer."
        ).format(title=case["title"], number=case["number"], names=_names(case), on=day(one["handedOverOn"]), due=day(one["dueOn"]))
        rows = (_responsible(one), (Cell(_("Where it stands, and by when"), "", 8),))
        yield _paper(
            told, _("Pressing slip"), Text((text,), address=f"{one['unitName']}："), Form(rows),
            signed(office(told["congress"]), hand_written_day()),
        )  # fmt: skip


def _responsible(assignment: Told) -> tuple[Cell, ...]:
    return Cell(_("Responsible leader"), assignment["leader"]), Cell(_("Responsible person"), assignment["person"])


def _owing(case: Told) -> Iterator[Told]:
    yield from (one for one in case["assignments"] if one["handedOverOn"] and one["state"] in OWING)


# ---------------------------------------------------------------- the unit
def relief(told: Told) -> Iterator[Paper]:
    """Filled in where a unit has applied, blank for those that may."""
    case = told["case"]
    for one in case["assignments"]:
        reason = _note(case, one, "reliefNote")
        if reason or one["state"] in OWING:
            rows = (
                *_head(case),
                (Cell(_("Unit"), one["unitName"]), Cell(_("Handed over"), day(one["handedOverOn"]))),
                (Cell(_("To apply until"), day(one["reliefUntil"])), Cell(_("Responsible person"), one["person"])),
                (Cell(_("Why it is not for us"), reason, 8),), (Cell(_("Who should handle it"), "", 2),),
                (Cell(_("Unit's leader and seal"), "", 4),), (Cell(_("Assigner's decision"), "", 4),),
            )  # fmt: skip
            yield _paper(told, _("Application to be relieved of a case"), Form(rows))


def extension(told: Told) -> Iterator[Paper]:
    case = told["case"]
    for one in case["assignments"]:
        reason = _note(case, one, "extensionNote")
        if one["kind"] != "ASSISTING" and (reason or one["state"] in OWING):
            rows = (
                *_head(case),
                (Cell(_("Unit"), one["unitName"]), Cell(_("Handed over"), day(one["handedOverOn"]))),
                (Cell(_("Due"), day(one["firstDueOn"] or one["dueOn"])), Cell(_("Asked for until"), day(one["extensionUntil"]))),
                (Cell(_("At the latest by law"), day(one["latestReplyOn"])), Cell(_("Responsible person"), one["person"])),
                (Cell(_("Why more time is needed"), reason, 8),), (Cell(_("What is done by then"), "", 4),),
                (Cell(_("Unit's leader and seal"), "", 4),), (Cell(_("Assigner's decision"), "", 4),),
            )  # fmt: skip
            yield _paper(told, _("Application for more time to answer"), Form(rows))


def _note(case: Told, assignment: Told, name: str) -> str:
    found = (one[name] for one in case["papers"]["assignments"] if one["assignmentId"] == assignment["id"])
    return next(found, "")


def contact(told: Told) -> Iterator[Paper]:
    """Each conversation there has been; without any, the form to take along."""
    case = told["case"]
    for one in case["papers"]["contacts"] or [_no_contact(case)]:
        how = listed(filter(None, [one["method"], _("three-party meeting") if one["threeParty"] else ""]))
        rows = (
            *_head(case),
            (Cell(_("Unit"), one["unitName"]), Cell(_("On"), day(one["heldOn"]))),
            (Cell(_("How"), how), Cell(_("Deputies met"), listed(one["deputies"]))),
            (Cell(_("Who was there"), one["present"], 2),),
            (Cell(_("What was said"), one["note"], 12),),
            (Cell(_("Deputy's opinion"), "", 4),),
            (Cell(_("Deputy's signature"), one["signedBy"], 2), Cell(_("For the unit"), "", 2)),
        )
        yield _paper(told, _("Note of a conversation with deputies"), Form(rows))


def _no_contact(case: Told) -> Told:
    parties = {"unitName": listed(one["unitName"] for one in case["assignments"]), "deputies": [one["name"] for one in case["proposers"]]}
    return {**parties, "heldOn": None, "method": "", "present": "", "note": "", "signedBy": "", "threeParty": False}


def reply(told: Told) -> Iterator[Paper]:
    """Each answer as a letter to those who raised the matter."""
    case, contacts = told["case"], {one["replyId"]: one["contact"] for one in told["case"]["papers"]["replies"]}
    for one in case["replies"]:
        kind = _("Class {letter}: {meaning}").format(letter=one["letter"], meaning=one["meaningLabel"])
        ask = contacts.get(one["id"]) or ""
        yield Paper(
            title=_("Answer to {number} “{title}”").format(number=case["number"], title=case["title"]),
            house=one["inNameOf"] or one["unitName"],
            note=f"{one['number']}　{kind}",
            blocks=(
                Text(tuple(one["text"].split("\n")), address=f"{_names(case)}："),
                Text((_("Signed off by: {name}").format(name=one["signedOffBy"]), *([_("Whom to ask: {contact}").format(contact=ask)] if ask else []))),
                signed(sealed(one["inNameOf"] or one["unitName"]), day(one["repliedOn"])),
                Text((_("Copy to: {office}").format(office=office(told["congress"])),)),
            ),
        )


# ---------------------------------------------------------------- the deputy
def opinion(told: Told) -> Iterator[Paper]:
    """A slip for each proposer: attitude and result apart, as easy to say dissatisfied as satisfied."""
    case = told["case"]
    units = listed(dict.fromkeys(one["unitName"] for one in case["replies"]))
    for one in case["proposers"]:
        rows = (
            (Cell(_("Matter"), case["title"]),),
            (Cell(_("Number"), case["number"]), Cell(_("Deputy"), one["name"])),
            (Cell(_("Unit"), units), Cell(_("Received"), day(one["deliveredOn"]))),
            (Cell(_("Contacted before the answer"), ticks((("yes", _("yes")), ("no", _("no"))), None)), Cell(_("Please return by"), day(one["ratingDueOn"]))),
            (Cell(_("How it was handled"), ticks(_ratings(), one["attitude"]), 2),),
            (Cell(_("What the handling came to"), ticks(_ratings(), one["result"]), 2),),
            (Cell(_("Opinion and wishes"), _comment(case, one), 10),),
            (Cell(_("Deputy's signature"), "", 2), Cell(_("Date"), day(one["ratedOn"]), 2)),
        )
        note = _("Please tick one in each line and return the slip to the congress's office, not to the unit.")
        yield _paper(told, _("Deputy's opinion of the handling"), Form(rows), Text((note,)))


def _ratings() -> Iterator[tuple[str, str]]:
    yield from ((value, str(label)) for value, label in choices.RATINGS)


def _comment(case: Told, proposer: Told) -> str:
    said = [one["comment"] for one in case["papers"]["ratings"] if one["deputyId"] == proposer["deputyId"] and one["comment"]]
    return said[-1] if said else ""
