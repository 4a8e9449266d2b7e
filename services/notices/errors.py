"""The words of this room's refusals."""
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "bad_email": _("This is no e-mail address."),
    "email_missing": _("Say to which address, or choose no e-mail."),
    "mail_not_set_up": _("This installation sends no e-mail; please ask the platform's operator."),
    "bad_webhook": _("A webhook is an address that begins with https:// (or http://) and names a host."),
    "inner_webhook": _("This address lies inside the platform's own network or on its own machine; nothing is sent there."),
    "nothing_to_tell": _("There is nothing to tell this deputy by telephone."),
    "feed_closed": _("This calendar has no address any more."),
    "not_given_up": _("Only a message that was given up is sent again."),
}
