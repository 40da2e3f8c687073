"""What somebody meets who comes: TLS, the address without it, another name, a page with its files."""

from __future__ import annotations

import re
import ssl
from datetime import timedelta
from http.client import HTTPException
from typing import Any

from accounts import clock
from accounts.incidents import in_a_line
from idp.doctor.found import Found, failed, not_tried, ok, warning
from idp.doctor.outside.calling import PAGE, STRANGER, Door, ask_over
from idp.serving.health import READY

# Who renews by themselves does so a month before: a fortnight before it has failed.
RENEWED_WITHIN = timedelta(days=14)
FORM = b'name="username"'
FILE = re.compile(r'href="(/static/[^"]+\.css)"')
PROXY = "Look whether the proxy runs and where it passes calls on to: docs/operate.md, The proxy."
OTHER_NAMES = "Let the proxy answer to the host of PUBLIC_URL alone, as the files in deploy/ do."


def tls(door: Door) -> Found:
    """A certificate that browsers take, that lasts for a while, and a version of TLS that is not given up."""
    if not door.is_https:
        return not_tried("PUBLIC_URL is not https")
    try:
        with door.connect() as connection:
            assert isinstance(connection, ssl.SSLSocket)  # noqa: S101  connect() says so of https
            version, certificate = connection.version(), connection.getpeercert() or {}
    except ssl.SSLCertVerificationError as why:
        return failed(
            f"the certificate does not hold: {why.verify_message}",
            "Give the proxy a certificate for the host of PUBLIC_URL with its whole chain; of a CA of your own, name "
            "its certificate in SSL_CERT_FILE.",
        )
    except ssl.SSLError as why:
        return failed(f"no TLS: {in_a_line(why)}", "Let the proxy speak TLS 1.2 and 1.3 at this port.")
    except OSError as why:
        return failed(f"nobody answers: {in_a_line(why)}", PROXY)
    return _lasting(certificate, str(version))


def _lasting(certificate: Any, version: str) -> Found:
    left = timedelta(seconds=ssl.cert_time_to_seconds(certificate["notAfter"]) - clock.seconds())
    says = f"{version}, a certificate for {left.days} more days"
    if left < RENEWED_WITHIN:
        return warning(says, "Renew it, and look why that did not happen by itself.")
    return ok(says)


def plain(door: Door) -> Found:
    """Without https one is led to https, and told nothing else."""
    if not door.is_https:
        return not_tried("PUBLIC_URL is not https")
    try:
        answer = ask_over(door.connect_plain(), PAGE, host=door.host)
    except (OSError, HTTPException) as why:
        return warning(
            f"nobody answers there: {in_a_line(why)}",
            "Let the proxy lead http:// to https://, for those who type the name alone.",
        )
    to = answer.headers.get("Location", "")
    if answer.status in (301, 302, 307, 308) and to.startswith(f"https://{door.host}"):
        return ok("leads to https")
    return failed(
        f"answers {answer.status}" + (f", leads to {to}" if to else ""),
        "Let the proxy answer every call without TLS by a redirect to https, as the files in deploy/ do.",
    )


def page(door: Door) -> Found:
    """The first page comes, with its files."""
    try:
        answer = door.ask(PAGE)
        if answer.status != 200 or FORM not in answer.body:
            return failed(f"{PAGE} answers {answer.status}, not the page to sign in at", PROXY)
        named = FILE.search(answer.body.decode("utf-8", "replace"))
        style = door.ask(named[1]) if named else None
    except (OSError, HTTPException) as why:
        return failed(f"nobody answers: {in_a_line(why)}", PROXY)
    if (
        style is None
        or style.status != 200
        or not style.headers.get("Content-Type", "").startswith("text/css")
    ):
        return failed(
            "the page comes, and its files do not",
            "Run manage.py collectstatic --no-input with the VAR_DIR of the server, then start the server again.",
        )
    return ok("the page to sign in at comes, with its files")


def other_name(door: Door) -> Found:
    """Under another name there is no page: a name of strangers would stand in links and letters (T25)."""
    try:
        answer = door.ask(PAGE, host=STRANGER)
    except (OSError, HTTPException):
        return ok("closed without a word")
    if FORM in answer.body or STRANGER.encode() in answer.body:
        return failed(f"a call for {STRANGER} is answered with a page", OTHER_NAMES)
    if STRANGER in answer.headers.get("Location", ""):
        return failed(f"a call for {STRANGER} is led on to {STRANGER}", OTHER_NAMES)
    return ok(f"answered {answer.status}, without a page")


def ready(door: Door) -> Found:
    """The server that answers reaches its stores."""
    try:
        answer = door.ask(READY)
    except (OSError, HTTPException) as why:
        return failed(f"nobody answers: {in_a_line(why)}", PROXY)
    if answer.status == 200:
        return ok("the server reaches its stores")
    return failed(
        f"{READY} answers {answer.status}",
        "Open it: it names what the server does not reach. Look at that, and at docs/without-redis.md.",
    )
