"""Settings. Everything that differs between installations comes from the environment (docs/operators.md lists the names)."""
from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("TOWNSHIPS_VAR", ROOT / "var"))


def secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names; empty when there is none."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(name, "")


DEMO = os.environ.get("TOWNSHIPS_DEMO") == "1"
DEBUG = False
#: Commands sign nothing that leaves the house; a web process does not start with this key or without one.
UNSIGNED = "only-for-commands-that-sign-nothing"
SECRET_KEY = secret("TOWNSHIPS_SECRET_KEY") or UNSIGNED
if os.environ.get("TOWNSHIPS_WEB") and SECRET_KEY == UNSIGNED:
    raise ImproperlyConfigured("A web process needs TOWNSHIPS_SECRET_KEY or TOWNSHIPS_SECRET_KEY_FILE: it signs the sessions.")

# ---------------------------------------------------------------- hosts
FRONT_HOST = os.environ.get("TOWNSHIPS_HOST", "localhost")
SCHEME = os.environ.get("TOWNSHIPS_SCHEME", "http" if DEMO else "https")
PORT = os.environ.get("TOWNSHIPS_PORT", "")
PROXIES = [part for part in os.environ.get("TOWNSHIPS_PROXIES", "").replace(",", " ").split() if part]
ALLOWED_HOSTS = ["*"]  # the tenant middleware knows every host; a stranger gets a 404 of our own

# ---------------------------------------------------------------- database
WALLS = {"townships_web": "townships_public", "townships_worker": "townships_worker", "townships_operator": "townships_operator"}


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    login = unquote(parts.username or "")
    options: dict[str, object] = {**dict(parse_qsl(parts.query)), "server_side_binding": True, "connect_timeout": 10}
    if login == "townships_web" and os.environ.get("TOWNSHIPS_WEB"):
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("TOWNSHIPS_THREADS", "8")) + 3, "max_lifetime": 1800, "timeout": 10}
    return {
        "ENGINE": "townships.wall",
        "WALL": WALLS.get(login, ""),
        "NAME": parts.path.lstrip("/"),
        "USER": login,
        "PASSWORD": unquote(parts.password or "") or secret("DATABASE_PASSWORD"),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql://townships_web@127.0.0.1/townships"))}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- apps and tenants
TENANT_MODEL = "townships.Tenant"
TENANT_DOMAIN_MODEL = "townships.Domain"
HAS_MULTI_TYPE_TENANTS = True
MULTI_TYPE_DATABASE_FIELD = "type"
PUBLIC_SCHEMA_URLCONF = "hub.urls.front"
SERVICES = ["rulebook", "roster", "attachments", "motions", "oversight", "referrals", "guidance", "imports"]
#: Tables of all tenants, in `public`, under row-level security. Never list one of these below: the tenant's copy would win on the search path.
SHARED_APPS = [
    "django_tenants", "townships", "people", "audit", "outbox", "bus", "reactors", "deadlines", "notices", "countysearch",
    "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions",
]  # fmt: skip
CONGRESS_APPS = ["django.contrib.sessions", "accounts", *SERVICES]
TENANT_TYPES = {
    "public": {"APPS": SHARED_APPS, "URLCONF": "hub.urls.front"},
    "township": {"APPS": CONGRESS_APPS, "URLCONF": "hub.urls.congress"},
    "county": {"APPS": [*CONGRESS_APPS, "countyviews"], "URLCONF": "hub.urls.congress"},
}
WITHOUT_TABLES = ["hub", "console", "api", "django_htmx", "csp", "graphene_django", "django.contrib.staticfiles"]
INSTALLED_APPS = [*dict.fromkeys([*SHARED_APPS, *CONGRESS_APPS, "countyviews", *WITHOUT_TABLES])]

# ---------------------------------------------------------------- web
WSGI_APPLICATION = "hub.wsgi.application"
ROOT_URLCONF = "hub.urls.congress"
MIDDLEWARE = [
    "hub.middleware.observe",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the door: its own pages are held by the policy too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "townships.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.actor",
    "accounts.middleware.files",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "console.context.page",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILES_STORE = os.environ.get("TOWNSHIPS_FILES_S3", "")  # the address of an S3-compatible store; without it files lie on disk
STORAGES: dict[str, dict[str, object]] = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
}
if FILES_STORE:
    STORAGES["attachments"] = {
        "BACKEND": "attachments.s3.Store",
        "OPTIONS": {
            "endpoint_url": FILES_STORE, "bucket_name": os.environ.get("TOWNSHIPS_FILES_BUCKET", "townships"),
            "access_key": secret("TOWNSHIPS_FILES_KEY"), "secret_key": secret("TOWNSHIPS_FILES_SECRET"),
        },
    }  # fmt: skip

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["accounts.backend.MembersOnly"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("login", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"

# ---------------------------------------------------------------- security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SCHEME == "https"
#: A browser takes a cookie of such a name from its own host only: no page of one congress can set another's.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if SCHEME == "https" else ("sessionid", "csrftoken")
SECURE_HSTS_SECONDS = 366 * 24 * 3600 if SCHEME == "https" else 0
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "console.views.errors.csrf_failure"
#: How long the record of sign-ins and access is kept; never less than six months.
AUDIT_DAYS = max(184, int(os.environ.get("TOWNSHIPS_AUDIT_DAYS", "366")))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"], "img-src": ["'self'", "data:"], "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"], "form-action": ["'self'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"], "manifest-src": ["'self'"],
    }
}  # fmt: skip

# ---------------------------------------------------------------- words and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---------------------------------------------------------------- the event path
STREAM = os.environ.get("TOWNSHIPS_STREAM", "kafka" if os.environ.get("KAFKA_BOOTSTRAP_SERVERS") else "postgres")
KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "")
KAFKA_TOPIC = os.environ.get("TOWNSHIPS_TOPIC", "townships.facts")
SEARCH_ENGINE = os.environ.get("TOWNSHIPS_SEARCH", "elasticsearch" if os.environ.get("ELASTICSEARCH_URL") else "postgres")
ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
LOG_MONTHS = int(os.environ.get("TOWNSHIPS_LOG_MONTHS", "0"))  # whole months of the log that are kept; 0 keeps all

# ---------------------------------------------------------------- messages
MAIL = bool(os.environ.get("TOWNSHIPS_MAIL_HOST"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = os.environ.get("TOWNSHIPS_MAIL_HOST", ""), int(os.environ.get("TOWNSHIPS_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TOWNSHIPS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = secret("TOWNSHIPS_MAIL_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = (os.environ.get(name) == "1" for name in ("TOWNSHIPS_MAIL_STARTTLS", "TOWNSHIPS_MAIL_TLS"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TOWNSHIPS_MAIL_FROM", f"townships@{FRONT_HOST}")
#: Hosts inside the own network that the operator lets webhooks go to, as host:port: an office's SMS gateway, a chat robot.
WEBHOOKS_INSIDE = frozenset(part.lower() for part in os.environ.get("TOWNSHIPS_WEBHOOKS_INSIDE", "").replace(",", " ").split())

# ---------------------------------------------------------------- what only the composition root knows
STATUS = "hub.status.status"
DEMO_PASSWORD = secret("TOWNSHIPS_DEMO_PASSWORD") if DEMO else ""
DEMO_SIGN_INS = "hub.demo.welcome.sign_ins"
DEMO_NOTE = "hub.demo.welcome.note"

GRAPHENE = {"SCHEMA": "api.schema.schema"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hub.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TOWNSHIPS_LOG_LEVEL", "INFO")},
    "loggers": {"kafka": {"level": "WARNING"}, "elastic_transport": {"level": "WARNING"}, "elasticsearch": {"level": "WARNING"}},
}
