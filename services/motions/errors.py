"""The words of this room's refusals."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "wrong_state": _("This step is not open now: it stands at \"{state}\"."),
    "wrong_part": _("This step is not for a unit whose part is \"{part}\"."),
    "out_of_order": _("This cannot have happened before {day}."),
    "no_term": _("No term of the congress is known for {day}."),
    "same_signer_twice": _("The same deputy is named twice."),
    "mandate_ended": _("{name} is not a deputy in office on that day."),
    "too_few_signers": _("A motion needs at least {least} signers; {have} signed, {missing} are missing."),
    "not_in_session": _("Motions are filed while the congress is in session; on that day it is not."),
    "after_cut_off": _("Motions of this session had to be filed by {cut_off}."),
    "votes_do_not_add_up": _("The votes come to {have}; there are {most} deputies."),
    "same_unit_twice": _("The same unit is named twice."),
    "unit_closed": _("{name} is not open on that day; nothing can be handed to it."),
    "parts_do_not_fit": _("One unit alone, one lead with others assisting, or several separately: these parts do not go together."),
    "relief_window_over": _("The time to ask to be relieved ended on {day}; the unit has accepted."),
    "reason_sends_back": _("For this reason a suggestion is sent back to complete, not refused."),
    "delivered_already": _("This proposer has the reply already."),
    "not_delivered": _("{name} has not received the reply yet."),
    "rated_already": _("{name} has rated already, or the time to rate has passed."),
    "nobody_dissatisfied": _("There is nothing to decide: nobody is dissatisfied, or it has been decided."),
}
