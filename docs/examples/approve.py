#!/usr/bin/env python3
"""Ask somebody to approve something on their phone, wait, and end with 0 if they did.

For scripts: a deployment that a person releases, a payment that a person checks. Python 3.10 or newer, nothing else:

    export HANDSLAG_CLIENT_ID=…  HANDSLAG_CLIENT_SECRET=…
    approve.py --issuer https://id.nordljus.example/t/nordljus --to anna@nordljus.example \
        --message "Release 4.2" --deploy shop 4.2 live --receipt release.jws && ./deploy.sh

It speaks CIBA (OpenID Connect, Client-Initiated Backchannel Authentication, poll). The message is shown on the phone:
say it where the person sees it too. It ends with 0 when they approved, with 1 when they did not (denied, no answer in
time, refused by the server, or not reached), and with 2 when it was called wrongly.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

GRANT = "urn:openid:params:grant-type:ciba"
APPROVED, NOT_APPROVED, MISUSED = 0, 1, 2
LARGEST_ANSWER = 256 * 1024
TIMEOUT_SECONDS = 30
SLOWER_BY_SECONDS = 5
# What an answer may lack: how often to ask, and for how long (CIBA Core, section 7.3).
USUAL_INTERVAL, LONGEST_WAIT = 5, 600
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NOT_REACHED = (OSError, ValueError, TypeError, http.client.HTTPException)
ENDED = {
    "access_denied": "denied on the phone",
    "expired_token": "no answer in time",
}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A secret is sent to the address that was asked for, and to no other."""

    def redirect_request(self, *_request: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def main() -> int:
    asked = arguments().parse_args()
    client = os.environ.get("HANDSLAG_CLIENT_ID", ""), os.environ.get("HANDSLAG_CLIENT_SECRET", "")
    if not all(client):
        return misused("Set HANDSLAG_CLIENT_ID and HANDSLAG_CLIENT_SECRET.")
    if not is_safe(asked.issuer):
        return misused("The issuer must be an https address.")
    try:
        return ask_and_wait(asked, client)
    except NOT_REACHED as problem:
        return not_approved(f"the server could not be asked: {problem}")
    except KeyboardInterrupt:
        return not_approved("interrupted; the phone may still show the question")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--issuer", required=True, metavar="URL", help="the organisation's issuer")
    parser.add_argument("--to", required=True, metavar="USERNAME", help="who is to approve it")
    parser.add_argument("--message", required=True, metavar="TEXT", help="what is asked, in a few words")
    parser.add_argument("--code", metavar="CODE", help="their own code for applications, where they have one")
    parser.add_argument("--deploy", nargs=3, metavar=("WHAT", "VERSION", "WHERE"), help="a deployment")
    parser.add_argument("--pay", nargs=3, metavar=("AMOUNT", "CURRENCY", "TO"), help="a payment")
    parser.add_argument("--delete", nargs=2, metavar=("WHAT", "WHERE"), help="something is erased")
    parser.add_argument("--read", nargs=2, metavar=("WHAT", "WHERE"), help="something is read")
    parser.add_argument("--wait", type=int, metavar="SECONDS", help="ask for no longer than this")
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="write the receipt there")
    return parser


def ask_and_wait(asked: argparse.Namespace, client: tuple[str, str]) -> int:
    known = get(f"{asked.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != asked.issuer.rstrip("/"):
        return not_approved("another issuer answers there")
    endpoints = [str(known.get(name)) for name in ("backchannel_authentication_endpoint", "token_endpoint")]
    if not all(is_safe(one) for one in endpoints):
        return not_approved("the server does not take such requests")
    status, begun = post(endpoints[0], question(asked), client)
    if status != 200 or not isinstance(begun.get("auth_req_id"), str):
        return not_approved(said(begun))
    say(f"Asked {asked.to} on the phone: {asked.message}")
    return wait(asked, endpoints[1], client, begun)


def question(asked: argparse.Namespace) -> dict[str, str]:
    """What is asked (CIBA Core, section 7.1; RFC 9396 for the particulars)."""
    sent = {"scope": "openid", "login_hint": asked.to, "binding_message": asked.message}
    if asked.code:
        sent["user_code"] = asked.code
    details = particulars(asked)
    if details:
        sent["authorization_details"] = json.dumps(details)
    if asked.wait:
        sent["requested_expiry"] = str(asked.wait)
    return sent


def particulars(asked: argparse.Namespace) -> list[dict[str, str]]:
    """Each with its type and facts; what the phone shows, and its person signs."""
    shapes = {
        "payment": (asked.pay, ("amount", "currency", "to")),
        "deployment": (asked.deploy, ("what", "version", "where")),
        "deletion": (asked.delete, ("what", "where")),
        "read": (asked.read, ("what", "where")),
    }
    return [
        {"type": kind, **dict(zip(names, facts, strict=True))}
        for kind, (facts, names) in shapes.items()
        if facts
    ]


def wait(asked: argparse.Namespace, address: str, client: tuple[str, str], begun: dict[str, Any]) -> int:
    """Asks again and again, no oftener than the server likes (CIBA Core, section 11)."""
    interval = int(begun.get("interval", USUAL_INTERVAL))
    until = time.monotonic() + min(int(begun.get("expires_in", LONGEST_WAIT)), LONGEST_WAIT) + interval
    sent = {"grant_type": GRANT, "auth_req_id": begun["auth_req_id"]}
    while time.monotonic() < until:
        time.sleep(interval)
        try:
            status, answer = post(address, sent, client)
        except NOT_REACHED:
            # A network that is away for a moment has denied nothing.
            continue
        if status == 200:
            return approved(asked, answer)
        if answer.get("error") == "slow_down":
            interval += SLOWER_BY_SECONDS
        elif answer.get("error") != "authorization_pending":
            return not_approved(said(answer))
    return not_approved(ENDED["expired_token"])


def approved(asked: argparse.Namespace, answer: dict[str, Any]) -> int:
    if asked.receipt:
        if not isinstance(answer.get("receipt"), str):
            return not_approved("it was approved, and there is no receipt to write")
        asked.receipt.write_text(f"{answer['receipt']}\n", encoding="ascii")
        say(f"Receipt: {asked.receipt}")
    say(f"Approved by {asked.to}.")
    return APPROVED


def get(address: str) -> dict[str, Any]:
    return call(urllib.request.Request(address))[1]


def post(address: str, sent: dict[str, str], client: tuple[str, str]) -> tuple[int, dict[str, Any]]:
    # RFC 6749, section 2.3.1: each part is form-encoded before it is joined.
    pair = ":".join(urllib.parse.quote(part, safe="") for part in client)
    secret = base64.b64encode(pair.encode()).decode()
    body = urllib.parse.urlencode(sent).encode()
    headers = {"Authorization": f"Basic {secret}"}
    return call(urllib.request.Request(address, body, headers))


def call(request: urllib.request.Request) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of the answer, errors too. Raises ValueError where it is none."""
    try:
        with OPENER.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, read(answer.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as refused:
        return refused.code, read(refused.read(LARGEST_ANSWER))


def read(raw: bytes) -> dict[str, Any]:
    found = json.loads(raw)
    if isinstance(found, dict):
        return found
    raise ValueError("it answered with something else")


def is_safe(address: str) -> bool:
    """Over TLS, or on this machine: the answer is believed for whom it comes from."""
    parts = urllib.parse.urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def said(answer: dict[str, Any]) -> str:
    code = str(answer.get("error", "refused"))
    words = ENDED.get(code) or str(answer.get("error_description", ""))
    return f"{words} ({code})" if words else code


def not_approved(why: str) -> int:
    sys.stderr.write(f"Not approved: {why}\n")
    return NOT_APPROVED


def misused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return MISUSED


if __name__ == "__main__":
    sys.exit(main())
