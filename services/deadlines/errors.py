"""The words of this room's refusals."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "deadline_closed": _("This is not due any more, so its day cannot be moved."),
    "deadline_not_longer": _("More time means a later day than {due_on}."),
    "day_outside_year": _("{day} does not belong to the holidays of {year}."),
    "make_up_day_not_weekend": _("{day} is no Saturday or Sunday, so it cannot be a make-up workday."),
    "day_off_and_worked": _("{day} cannot be both a day off and a workday."),
    "statutory_day_missing": _("{day} is a statutory holiday and is missing from the days off."),
}
