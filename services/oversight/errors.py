"""The words of this room's refusals. Some are the same as those of motions: a code means one thing everywhere."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "not_at_this_level": _("This form is a power of the county congress and above; a township has none."),
    "in_session_only": _("This form is for the congress in session; on that day it does not sit."),
    "too_few_to_question": _("A questioning needs at least {least} signers; {have} signed, {missing} are missing."),
    "bad_amount": _("An amount is a whole number of fen, not below zero."),
    "same_deputy_twice": _("The same deputy is named twice."),
}
