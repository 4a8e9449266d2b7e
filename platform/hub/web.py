"""The web process: `granian --interface rsgi hub.web:application`."""

from __future__ import annotations

import os

from django.conf import settings

from hub.wsgi import application as django  # isort: skip
from hub.gateway import Gateway

application = Gateway(django, int(os.environ.get("TOWNSHIPS_THREADS", "8")), frozenset(settings.PROXIES))
