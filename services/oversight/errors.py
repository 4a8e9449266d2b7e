"""The words of this room's refusals. Those that motions has too say the same: a code means one thing everywhere."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "wrong_state": _("This step is not open now: it stands at \"{state}\"."),
    "out_of_order": _("This cannot have happened before {day}."),
    "mandate_ended": _("{name} is not a deputy in office on that day."),
    "unit_closed": _("{name} is not open on that day; nothing can be handed to it."),
    "not_at_this_level": _("This form is a power of the county congress and above; a township has none."),
    "in_session_only": _("This form is for the congress in session; on that day it does not sit."),
    "too_few_to_question": _("A questioning needs at least {least} signers; {have} signed, {missing} are missing."),
    "bad_amount": _("An amount is a whole number of fen, not below zero."),
    "same_deputy_twice": _("The same deputy is named twice."),
}
