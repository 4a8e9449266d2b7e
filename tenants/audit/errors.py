from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "audit_kept_longer": _("The record of sign-ins and access is kept for at least {least} days."),
}
