from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "presidium_and_unit": _("A member of the presidium may not hold a post at a handling unit."),
    "login_taken": _("This sign-in name is taken."),
    "weak_password": _("The password is too weak: {why}"),
    "membership_ended": _("This membership has ended already."),
}
