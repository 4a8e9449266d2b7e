from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "bad_scope": _("A token may have the scopes {known}."),
    "bad_lifetime": _("A token lives from one day to {most} days."),
    "bad_sign_in": _("This name and password do not belong together here. Please check both."),
    "too_many_tries": _("Too many wrong tries for this name from here. Please wait {minutes} minutes, or ask the congress office."),
}
