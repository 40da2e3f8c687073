"""How letters leave: MAIL_URL as Django's settings have it."""

from typing import Any
from urllib.parse import urlsplit

from environ import Env

# A mail server that hangs keeps one of the worker's places no longer than this.
TIMEOUT_SECONDS = 10
PORTS = {"smtp+tls": 587, "smtp+ssl": 465}


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of an address such as smtp+tls://user:password@mail.example.org."""
    found, written = Env.email_url_config(url), urlsplit(url)
    return {
        **found,
        "EMAIL_PORT": found["EMAIL_PORT"] or PORTS.get(written.scheme, 25),
        # The library takes filemail:///folder for one below wherever the server was started.
        "EMAIL_FILE_PATH": written.path,
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
