"""How letters leave: MAIL_URL as Django's settings have it."""

from typing import Any
from urllib.parse import urlsplit

from environ import Env

# A mail server that hangs keeps one of the worker's places no longer than this.
TIMEOUT_SECONDS = 10
PORTS = {"smtp+tls": 587, "smtp+ssl": 465}


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of an address such as smtp+tls://user:password@mail.example.org."""
    found = Env.email_url_config(url)
    found["EMAIL_PORT"] = found["EMAIL_PORT"] or PORTS.get(urlsplit(url).scheme, 25)
    return {**found, "EMAIL_TIMEOUT": TIMEOUT_SECONDS}
