"""The words of this room's refusals. Those that other rooms have too say the same: a code means one thing everywhere."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "out_of_order": _("This cannot have happened before {day}."),
    "town_answers": _("The town's congress answers the letter, nobody else."),
    "answer_needs_time": _("The town needs time to answer: choose a day after {day}."),
    "check_after_answer": _("Look again on {day} or later, when the answer is due."),
    "letter_answered_already": _("This letter is answered already."),
    "letter_settled": _("This letter is settled already."),
    "check_again_needs_a_day": _("What is not settled needs a day on which to look again, after {day}."),
}
