"""Django as a WSGI application; the web process puts it behind its gateway (web.py)."""
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
os.environ["TOWNSHIPS_WEB"] = "1"

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
