from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountyviewsConfig(AppConfig):
    name = "countyviews"
    verbose_name = _("The county's view of its towns")
