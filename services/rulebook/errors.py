"""The words of this room's refusals."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "no_rule_in_force": _("No rule on this matter ({key}) is known for {on}."),
    "unknown_rule_key": _("The rulebook has no such matter: {key}."),
    "fixed_by_law": _("The law fixes this; a local rule cannot change it."),
    "looser_than_nation": _("A local rule may not be looser than the nation's, which says {limit}."),
    "rule_adopted_already": _("A rule on this matter is in force for this time already. Retire it first."),
    "rule_retired_already": _("This rule was retired already."),
    "ends_before_it_starts": _("The last day lies before the first."),
    "not_a_number": _("A whole number from 1 to {most} is needed here."),
    "not_a_fraction": _("A fraction such as 1/5 is needed here, of at most one."),
    "not_a_choice": _("One of these is needed here: {choices}."),
    "not_a_letter": _("One to four letters are needed here."),
    "due_before_start": _("The due day lies before the start ({start})."),
    "beyond_limit": _("At the latest {limit}: the law allows no more time."),
}
