"""Android: Firebase Cloud Messaging, HTTP v1. A data message of high priority; what it shows, the app decides."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from accounts import clock
from accounts.outward.line import Reply
from devices.push.answers import check, failure_of
from devices.push.body import opaque_part
from devices.push.contract import Address, AddressGone, Refused, Wake
from devices.push.line import post

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  an address
SEND_URL = "https://fcm.googleapis.com/v1/projects/{}/messages:send"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LIFE_SECONDS = 600
# Before Google's clock says that it is over.
RENEWED_BEFORE_SECONDS = 120
CODE = re.compile(r"[A-Z_]{1,40}", re.ASCII)


class NotCredentials(ValueError):
    """FCM_CREDENTIALS is no key of a service account."""


@dataclass(frozen=True)
class Account:
    """The service account that sends, as Google's console gives it."""

    project_id: str
    client_email: str
    key: RSAKey = field(repr=False)


@lru_cache(maxsize=2)
def account_in(text: str) -> Account:
    """Reads the JSON of a service account."""
    try:
        said = json.loads(text)
        key = RSAKey.import_key(said["private_key"])
        return Account(str(said["project_id"]), str(said["client_email"]), key)
    except (ValueError, KeyError, TypeError, JoseError) as why:
        raise NotCredentials(type(why).__name__) from why


class AccessTokens:
    """One access token for all threads, asked for when there is none or it ends soon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def of(self, account: Account) -> str:
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._ask(account)
            return self._token

    def forget(self, token: str) -> None:
        """It was refused: the next to come asks for another."""
        with self._lock:
            if token == self._token:
                self._good_until = 0.0

    def _ask(self, account: Account) -> None:
        form = urlencode({"grant_type": GRANT, "assertion": _assertion(account)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = post(TOKEN_URL, headers=headers, body=form)
        if reply.status in (400, 401, 403):
            raise Refused(f"Google knows no such service account ({reply.status})", is_ours=True)
        check(reply)
        said = _json(reply)
        self._token = str(said.get("access_token", ""))
        self._good_until = time.monotonic() + int(said.get("expires_in", 0)) - RENEWED_BEFORE_SECONDS


def _assertion(account: Account) -> str:
    now = int(clock.now().timestamp())
    claims = {
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": TOKEN_URL,
        "iat": now,
        "exp": now + ASSERTION_LIFE_SECONDS,
    }
    return jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, account.key)


class FcmSender:
    """Posts to Google, which wakes the app."""

    def __init__(self) -> None:
        self.tokens = AccessTokens()

    def is_ready(self) -> bool:
        return bool(settings.FCM_CREDENTIALS)

    def wake(self, address: Address, wake: Wake) -> None:
        account = account_in(settings.FCM_CREDENTIALS)
        token = self.tokens.of(account)
        body = json.dumps({"message": message_for(address, wake)}, separators=(",", ":")).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        reply = post(SEND_URL.format(account.project_id), headers=headers, body=body)
        if reply.status == 401:
            self.tokens.forget(token)
        _check(reply)


def message_for(address: Address, wake: Wake) -> dict[str, Any]:
    """The message: every value of its data is a text."""
    data = {name: str(value) for name, value in opaque_part(wake).items()}
    return {
        "token": address.data["address"],
        "data": {**data, "tag": wake.tag},
        "android": {"priority": "HIGH", "ttl": f"{wake.seconds_left}s", "collapse_key": wake.tag},
    }


def _check(reply: Reply) -> None:
    said = _code(reply)
    if said == "UNREGISTERED":
        raise AddressGone(f"answered {reply.status} {said}")
    if reply.status == 404:
        # Of an app that is gone it says so; of anything else there is no such project.
        raise Refused(f"answered {reply.status} {said}".strip(), is_ours=True)
    if reply.status == 403 and said == "SENDER_ID_MISMATCH":
        raise Refused(f"answered 403 {said}")
    if not 200 <= reply.status < 300:
        raise failure_of(reply, said=said)


def _code(reply: Reply) -> str:
    """Google's own word for it, out of a list that it publishes; nothing else it says is repeated."""
    error = _json(reply).get("error")
    details = error.get("details") if isinstance(error, dict) else None
    for detail in details if isinstance(details, list) else ():
        said = detail.get("errorCode") if isinstance(detail, dict) else None
        if isinstance(said, str) and CODE.fullmatch(said):
            return said
    return ""


def _json(reply: Reply) -> dict[str, Any]:
    try:
        said = json.loads(reply.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
