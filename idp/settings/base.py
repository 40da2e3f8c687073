"""What holds everywhere. Safe values first: a setting nobody made refuses or is off."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from idp.settings.log import logging_as
from idp.settings.mail import mail
from idp.settings.private import private_again
from idp.settings.storage import caches, databases, direct_database, shares_by_database

env = environ.FileAwareEnv()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
# Our own folder is private. One that an operator names keeps the mode they gave it; what we put in it is private.
private_again(BASE_DIR / "var")

# --- Where we are. The ONE origin: links, QR codes, DPoP htu, WebAuthn rp id, websocket Origin, issuer.
here = f"http://localhost:{env.int('PORT', default=8000)}"
PUBLIC_URL: str = env.str("PUBLIC_URL", default=here).rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[urlsplit(PUBLIC_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
PASSKEY_HOST: str = env.str("PASSKEY_HOST", default="")  # what passkeys are for: a former host, or one above
# Networks of our own proxies. Only from these is X-Forwarded-For believed.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
# Open to one process at a time: ten thousand waiting pages, and those that are being read meanwhile.
MOST_CONNECTIONS: int = env.int("MOST_CONNECTIONS", default=12_000)
MOST_CONNECTIONS_OF_A_NETWORK: int = env.int("MOST_CONNECTIONS_OF_A_NETWORK", default=500)
# Where Prometheus asks, an address with a port such as 127.0.0.1:9464; nowhere when empty (H04).
METRICS_LISTEN: str = env.str("METRICS_LISTEN", default="")
# Where traces are sent (OpenTelemetry, OTLP over HTTP), such as http://127.0.0.1:4318/v1/traces; nowhere when empty.
TRACES_TO: str = env.str("TRACES_TO", default="")
# Whether each page is a line of the log, by its name; and whether one that asks a thing many times is named there.
LOG_PAGES: bool = env.bool("LOG_PAGES", default=False)
WATCH_STATEMENTS: bool = env.bool("WATCH_STATEMENTS", default=False)
# Networks of our own people, many behind one address: more tries before they are refused.
OWN_NETWORKS: list[str] = env.list("OWN_NETWORKS", default=[])
# Whom to ask what stands in the DNS, when an organisation proves a domain; none: as this machine is set (E04).
DNS_RESOLVERS: list[str] = env.list("DNS_RESOLVERS", default=[])
# Where to be told of a weakness, for /.well-known/security.txt.
SECURITY_CONTACT: list[str] = env.list("SECURITY_CONTACT", default=[])
SECURITY_POLICY_URL: str = env.str("SECURITY_POLICY_URL", default="")

PRODUCTION = False
DEBUG = False
SECRET_KEY: str = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- What the product allows here
DEMO: bool = env.bool("DEMO", default=False)
THIS_MACHINE_ONLY = False  # T40
DESKTOP_PHONES: bool = env.bool("DESKTOP_PHONES", default=False)  # B11
ORG_ACCOUNTS_PER_PHONE: int = env.int("ORG_ACCOUNTS_PER_PHONE", default=1)  # B09
FORMER_PEOPLE_KEPT_DAYS: int = env.int("FORMER_PEOPLE_KEPT_DAYS", default=365)  # E04
# In each process, some 40 KiB each; of a network those of people who have proven nothing yet.
MOST_SOCKETS: int = env.int("MOST_SOCKETS", default=6000)
MOST_SOCKETS_OF_A_NETWORK: int = env.int("MOST_SOCKETS_OF_A_NETWORK", default=200)
MINIMUM_APP_VERSION = 1  # C10
# Apps that others make (docs/protocol.md): whose unlocks count, whose hardware is believed, how old they may be.
NATIVE_APP_ORIGINS: list[str] = env.list("NATIVE_APP_ORIGINS", default=[])
ATTESTATION_ROOTS_FILE: str = env.str("ATTESTATION_ROOTS_FILE", default="")
MINIMUM_APP_VERSIONS: dict[str, str] = env.dict("MINIMUM_APP_VERSIONS", default={})
# How long the logs and the evidence of approvals are kept; 0: for ever (E13).
AUDIT_KEPT_DAYS: int = env.int("AUDIT_KEPT_DAYS", default=0)
# Where each event is written as a line of JSON: a file, or stdout; nowhere when empty (E17).
AUDIT_LINES: str = env.str("AUDIT_LINES", default="")

INSTALLED_APPS = [
    "idp.apps.IdpConfig",
    "devices.apps.DevicesConfig",
    "accounts.apps.AccountsConfig",
    "idp.oidc.apps.OidcConfig",
    "idp.rotation",
    "idp.backups",
    "django.contrib.admin.apps.SimpleAdminConfig",  # our own site class finds what it shows by itself
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "idp.apps.StaticFilesConfig",
    "django_otp",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "channels",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "idp.serving.inside.InsideTheAppMiddleware",
    "idp.serving.programs.ProgramsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "idp.serving.headers.SecurityHeadersMiddleware",
    "idp.serving.headers.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "idp.drawing.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "idp.serving.bodies.SmallFormsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.person.PersonMiddleware",
    "accounts.sessions.person.VerifiedMiddleware",
    "accounts.sessions.asking.AskedFromMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "idp.errors.RefusalMiddleware",
]

ROOT_URLCONF = "idp.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": ["idp.drawing.loader.Loader"],
            "builtins": ["accounts.templatetags.drawing"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Where things are kept
REDIS_URL: str = env.str("REDIS_URL", default="")
DATABASES = databases(env, sqlite_path=VAR_DIR / "handslag.sqlite3")
# What of them is read from a copy (DATABASE_READ_URL).
DATABASE_ROUTERS = ["idp.portal.read_copy.ReadCopy"] if "read" in DATABASES else []
# Around a pooler that hands sessions on: news between processes, migrations.
DATABASE_DIRECT = direct_database(env)
# Without Redis PostgreSQL holds what several processes share: news, used proofs.
SHARES_BY_DATABASE = shares_by_database(DATABASES, REDIS_URL)
CACHES = caches(REDIS_URL, by_database=SHARES_BY_DATABASE)
# Within one process; what other processes announce comes by devices/news/relay.py.
CHANNEL_LAYERS = {"default": {"BACKEND": "devices.news.listeners.Listeners"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What is done beside the pages
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMBEDDED_WORKER: bool = env.bool("EMBEDDED_WORKER", default=True)

# --- Waking phones: who sends to which kind of address, and what each needs
PUSH_SENDERS: dict[str, str] = {
    "webpush": "devices.push.web.sender.WebPushSender",
    "fcm": "devices.push.native.fcm.FcmSender",
    "apns": "devices.push.native.apns.ApnsSender",
}
# Whom the browsers' push services may write to about us: mailto: or https:.
# Ours will do, unless it is a name of our own network alone.
PUSH_CONTACT: str = env.str(
    "PUSH_CONTACT", default=PUBLIC_URL if IS_HTTPS and "." in (urlsplit(PUBLIC_URL).hostname or "") else ""
)
# Where we send to at all (T24): Chrome and others, Firefox, Safari, Edge on Windows.
PUSH_HOSTS: list[str] = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "jmt17.google.com",
        "updates.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ],
)
# While developing and testing: the one server that plays all push services.
PUSH_STAND_IN: str = env.str("PUSH_STAND_IN", default="").rstrip("/")
# A service account's JSON, and the .p8 of a team, of whoever publishes an app of their own.
FCM_CREDENTIALS: str = env.str("FCM_CREDENTIALS", default="")
APNS_KEY: str = env.str("APNS_KEY", default="")
APNS_KEY_ID: str = env.str("APNS_KEY_ID", default="")
APNS_TEAM_ID: str = env.str("APNS_TEAM_ID", default="")
APNS_TOPIC: str = env.str("APNS_TOPIC", default="")
APNS_SANDBOX: bool = env.bool("APNS_SANDBOX", default=False)

# --- Letters: none are sent until somebody says by which mail server
MAIL_URL: str = env.str("MAIL_URL", default="")
vars().update(mail(MAIL_URL or "dummymail://"))
_host = urlsplit(PUBLIC_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL: str = env.str("MAIL_FROM", default=f"Handslag <handslag@{_host}>")

# --- Who and how
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sessions.backend.SessionBackend"]
PASSWORD_HASHERS = ["accounts.ways.password.hashers.LeanArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.ways.password.rules.{rule}"}
    for rule in ("length.Length", "common.NotCommon", "breached.NotBreached", "context.NoWordsAroundThem")
]
# Sorted SHA-1 hashes of passwords known from breaches, as Have I Been Pwned's downloader writes them.
BREACHED_PASSWORDS_FILE: str = env.str("BREACHED_PASSWORDS_FILE", default="")
LOGIN_URL = "signin:identify"
LOGIN_REDIRECT_URL = "signin:signed_in"
LOGOUT_REDIRECT_URL = "home"

# --- Cookies. __Host- pins a cookie to this very host over https: no sister host can plant one (T04).
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "idp.stale.csrf_failure"
MESSAGE_STORAGE = "idp.notices.FewNotices"

# --- Headers
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["handslag"],
    }
}
# Far more than any form or message of ours, far less than what hurts.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- Static files: hashed, compressed, JavaScript modules included
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "idp.serving.static_files.HashedStaticFiles"},
}

# --- Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- The device API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # Each view of devices.api and idp.rest names who may call it; there is no default to fall back on by mistake.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "idp.errors.problem_json",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Handslag device API",
    "DESCRIPTION": "How a phone talks to Handslag. docs/protocol.md tells the whole story.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/device-api/v1",
}

# --- Log
LOG_FORMAT: str = env.str("LOG_FORMAT", default="text")
LOGGING = logging_as(LOG_FORMAT, level=env.str("LOG_LEVEL", default="INFO"))
