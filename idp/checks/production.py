"""Production refuses to start when it is unsafe; each message says what to do (H03)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET_KEY = 50
# Ours, Django's and the usual placeholders: whoever knows the key can sign in as anybody.
KNOWN_KEY_PARTS = ("insecure", "changeme", "change-me", "tests-only", "secret-key", "secretkey")
NEW_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'


def production_is_safe(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Everything an operator must mend before real people may sign in here."""
    if not settings.PRODUCTION:
        return []
    return [
        *_secret_key(),
        *_former_keys(),
        *_debug(),
        *_public_url(),
        *_allowed_hosts(),
        *_demo(),
        *_many_processes(),
        *_no_proxies(),
    ]


def _secret_key() -> Iterator[checks.CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    hint = f"Make one with: {NEW_KEY}  Set it as SECRET_KEY, or put it in a file and name that in SECRET_KEY_FILE."
    if not key:
        yield checks.Error("SECRET_KEY is not set.", hint=hint, id="idp.E001")
    elif _is_short(key):
        yield checks.Error(
            f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters.", hint=hint, id="idp.E002"
        )
    elif _is_known(key):
        yield checks.Error("SECRET_KEY is a known example.", hint=hint, id="idp.E003")


def _former_keys() -> Iterator[checks.CheckMessage]:
    # A former key still opens what it signed: as good for a forger as the key itself.
    if any(_is_short(key) or _is_known(key) for key in settings.SECRET_KEY_FALLBACKS):
        hint = "Remove it from SECRET_KEY_FALLBACKS: everybody signs in once more, and nobody by a forged session."
        yield checks.Error(
            f"SECRET_KEY_FALLBACKS has a known example, or a key shorter than {SHORTEST_SECRET_KEY} characters.",
            hint=hint,
            id="idp.E010",
        )


def _is_short(key: str) -> bool:
    return len(key) < SHORTEST_SECRET_KEY


def _is_known(key: str) -> bool:
    return any(part in key.lower() for part in KNOWN_KEY_PARTS)


def _debug() -> Iterator[checks.CheckMessage]:
    if settings.DEBUG:
        hint = "Remove DEBUG from the environment: its pages show settings and code to everyone."
        yield checks.Error("DEBUG is on.", hint=hint, id="idp.E004")


def _public_url() -> Iterator[checks.CheckMessage]:
    url = urlsplit(settings.PUBLIC_URL)
    example = "Set PUBLIC_URL to what people type, such as https://id.example.org"
    if url.scheme != "https":
        hint = f"{example}; browsers keep passkeys and __Host- cookies for https."
        yield checks.Error(f"PUBLIC_URL is {settings.PUBLIC_URL}, not https.", hint=hint, id="idp.E005")
    if not url.hostname or url.path or url.query or url.fragment or "@" in url.netloc:
        hint = f"{example}: scheme and host (and port), nothing after."
        yield checks.Error(f"PUBLIC_URL is {settings.PUBLIC_URL}, not an origin.", hint=hint, id="idp.E006")


def _no_proxies() -> Iterator[checks.CheckMessage]:
    if not settings.TRUSTED_PROXIES:
        hint = (
            "Set it to the address of the proxy in front, such as 127.0.0.1. Without it everybody has the proxy's "
            "address: ten sign-ins a minute for all together, and no place on the phones."
        )
        yield checks.Warning("TRUSTED_PROXIES is not set.", hint=hint, id="idp.W003")


def _allowed_hosts() -> Iterator[checks.CheckMessage]:
    host = urlsplit(settings.PUBLIC_URL).hostname
    if host not in settings.ALLOWED_HOSTS:
        hint = f"Set ALLOWED_HOSTS={host}, or leave it out: it follows PUBLIC_URL."
        yield checks.Error(f"ALLOWED_HOSTS lacks {host}, the host of PUBLIC_URL.", hint=hint, id="idp.E007")
    if any(name.startswith(("*", ".")) for name in settings.ALLOWED_HOSTS):
        hint = "Name each host in ALLOWED_HOSTS; a wildcard lets a stranger's host name into our pages."
        yield checks.Error("ALLOWED_HOSTS has a wildcard.", hint=hint, id="idp.E008")


def _demo() -> Iterator[checks.CheckMessage]:
    if settings.DEMO:
        hint = "Remove DEMO from the environment: the demo's passwords are on its first page."
        yield checks.Error("DEMO is on.", hint=hint, id="idp.E009")
    if settings.DESKTOP_PHONES:
        hint = (
            "Remove DESKTOP_PHONES unless this installation is for trying out: a desktop browser is no phone."
        )
        yield checks.Warning("DESKTOP_PHONES is on.", hint=hint, id="idp.W001")


def _many_processes() -> Iterator[checks.CheckMessage]:
    if not (settings.REDIS_URL or settings.SHARES_BY_DATABASE):
        hint = "One process is fine so. For more, set DATABASE_URL to a PostgreSQL, by which they share what they must."
        yield checks.Warning("Only one process can serve from SQLite.", hint=hint, id="idp.W002")
