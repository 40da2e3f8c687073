"""What is wrong with an address of an application, in words, and what to write instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.oidc.applications.addresses import LONGEST, OWN_SCHEME, PLAIN, may_be_written_down

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Of what somebody wrote as much is said again.
LONGEST_SAID = 60


def lines_of(written: str) -> list[str]:
    """The addresses of a field: one a line, without blanks around them, each once."""
    return list(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))


def problems_of(addresses: Iterable[str], *, is_native: bool) -> list[str]:
    """A sentence for each that cannot be an address of it."""
    return [
        f"{address[:LONGEST_SAID]}{'…' if len(address) > LONGEST_SAID else ''}: {why}"
        for address in addresses
        if (why := problem_of(address, is_native=is_native))
    ]


def problem_of(address: str, *, is_native: bool) -> str:
    """What is wrong with it, and what to do; "" for nothing."""
    if may_be_written_down(address, is_native=is_native):
        return ""
    return str(_why(address, is_native=is_native))


def _why(address: str, *, is_native: bool) -> StrOrPromise:
    if len(address) > LONGEST:
        return _("it is longer than %(count)d characters.") % {"count": LONGEST}
    if not PLAIN.fullmatch(address) or "\\" in address:
        return gettext_lazy(
            "it has blanks, or characters that an address writes otherwise. Copy it from your browser."
        )
    if "#" in address:
        return gettext_lazy("take away what stands from # on: a browser sends that to no server.")
    if "*" in address:
        return gettext_lazy("write each address whole: with * it could be anybody's.")
    return _about_its_parts(address, is_native=is_native)


def _about_its_parts(address: str, *, is_native: bool) -> StrOrPromise:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return gettext_lazy("it cannot be read. Check its host and its port.")
    if "@" in parts.netloc:
        return gettext_lazy("take away the name and password before the @.")
    if parts.scheme == "http" and host is not None:
        return gettext_lazy(
            "begin with https://. Plain http:// is only for this machine, such as http://localhost."
        )
    if OWN_SCHEME.fullmatch(parts.scheme):
        if not is_native:
            return gettext_lazy("only a native application has an address of its own scheme.")
        return gettext_lazy("write it with one slash and a path, such as com.example.app:/callback.")
    return gettext_lazy("write it whole, such as https://app.example.org/callback.")
