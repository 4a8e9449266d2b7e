from django.utils.translation import gettext_lazy as _

MESSAGES = {"county_only": _("Only the county congress's office sees this.")}
