"""The push services: each can be reached from this machine. No phone is woken."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from functools import partial

from django.conf import settings

from accounts.incidents import in_a_line
from idp.doctor.found import Check, Found, failed, not_tried, ok

PORT = 443
PATIENCE_SECONDS = 5.0
# Of a whole domain, a host that is there for everybody.
ONE_OF = {"*.push.apple.com": "web.push.apple.com", "*.notify.windows.com": "wns2-by3p.notify.windows.com"}
FCM, APNS, APNS_SANDBOX = "fcm.googleapis.com", "api.push.apple.com", "api.sandbox.push.apple.com"


def services() -> Iterator[Check]:
    """Make a check for each host that this installation sends to."""
    for host in dict.fromkeys([*settings.PUSH_HOSTS, *_of_own_apps()]):
        yield Check(f"push {host}", "push service", partial(reached, host))


def reached(host: str) -> Found:
    """It answers by TLS with a certificate of its own."""
    one = ONE_OF.get(host, host)
    if one.startswith("*"):
        return not_tried("it names many hosts, and we know none of them")
    try:
        with (
            socket.create_connection((one, PORT), timeout=PATIENCE_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=one) as line,
        ):
            return ok(f"{one} answers by {line.version()}")
    except OSError as why:
        return failed(
            f"{one} cannot be reached: {in_a_line(why)}",
            f"Let the machine of the worker out to {host}, port {PORT}: docs/operate.md, Waking phones. Until then "
            "its phones do not ring; people open the app themselves.",
        )


def _of_own_apps() -> Iterator[str]:
    if settings.FCM_CREDENTIALS:
        yield from (FCM, "oauth2.googleapis.com")
    if settings.APNS_KEY:
        yield APNS_SANDBOX if settings.APNS_SANDBOX else APNS
