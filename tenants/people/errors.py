from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "presidium_and_unit": _("A member of the presidium may not hold a post at a handling unit."),
    "login_taken": _("This sign-in name is taken."),
    "weak_password": _("The password is too weak: {why}"),
    "channel_needed": _("Entered on behalf of somebody: say how it came, on paper, by telephone or face to face."),
    "own_step_in_app": _("What you do yourself comes through the app."),
    "membership_ended": _("This membership has ended already."),
}
