"""How letters leave: what would let codes be read, or leave people without a word; asked of production."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from accounts.users.mail_address import mail_address_in
from accounts.users.places import is_in

EXAMPLE = "smtp+tls://user:password@mail.example.org"
THIS_MACHINE = ("127.0.0.0/8", "::1/128")


def letters_leave_safely(**_kwargs: Any) -> list[checks.CheckMessage]:
    """MAIL_URL and MAIL_FROM, as an operator of real people has to set them; none is a choice, which is said."""
    if not settings.PRODUCTION:
        return []
    return [*_server(urlsplit(settings.MAIL_URL)), *_sender()]


def _server(url: Any) -> Iterator[checks.CheckMessage]:
    if not settings.MAIL_URL:
        hint = (
            f"Set it to your mail server, such as {EXAMPLE}, and MAIL_FROM. Without it nobody is told by mail what "
            "happens to their account, and no way in by mail is offered; all else works."
        )
        yield checks.Warning("MAIL_URL is not set.", hint=hint, id="idp.W004")
    elif url.scheme in {"smtp+tls", "smtp+ssl"}:
        return
    elif url.scheme != "smtp":
        hint = (
            f"Name a mail server: {EXAMPLE} (STARTTLS), or smtp+ssl:// where TLS comes first. Elsewhere letters are "
            "readable to others, and some hold codes to sign in with."
        )
        yield checks.Error(f"MAIL_URL begins with {url.scheme}.", hint=hint, id="idp.E021")
    elif not _is_this_machine(url.hostname or ""):
        hint = f"Write {EXAMPLE}. Whoever listens between here and there reads the codes in letters."
        yield checks.Warning("MAIL_URL has no TLS.", hint=hint, id="idp.W005")


def _sender() -> Iterator[checks.CheckMessage]:
    if settings.MAIL_URL and not mail_address_in(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
        hint = 'Set MAIL_FROM to an address that your mail server sends for: "Nordljus <sign-in@nordljus.example>"'
        yield checks.Error(
            f"MAIL_FROM is {settings.DEFAULT_FROM_EMAIL!r}, no address.", hint=hint, id="idp.E022"
        )


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or is_in(host, THIS_MACHINE)
