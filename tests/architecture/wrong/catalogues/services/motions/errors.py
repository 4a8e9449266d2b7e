from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext

MESSAGES = {
    "whole": _("A whole sentence with {least}."),
    "missing": _("Nobody translated this."),
    "empty": _("This is empty."),
    "fuzzy": _("This was guessed."),
    "chinese": _("人数不足"),
}
KIND = pgettext("case kind", "motion")
OTHER = pgettext("other", "motion")
COUNT = npgettext("days", "{n} day", "{n} days", 3)
