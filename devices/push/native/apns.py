"""iPhone: the Apple Push Notification service, over HTTP/2, known to it by a key of the team (`.p8`)."""

from __future__ import annotations

import json
import re
import threading
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from accounts import clock
from accounts.outward.line import Reply
from devices.push.answers import failure_of
from devices.push.body import opaque_part, words_of
from devices.push.contract import Address, AddressGone, Refused, TryLater, Wake
from devices.push.line import post

HOST, SANDBOX = "api.push.apple.com", "api.sandbox.push.apple.com"
# Apple wants a token to be used for 20 minutes at least, and for 60 at most.
TOKEN_KEPT_SECONDS = 40 * 60
TOKEN_KEPT_AT_LEAST_SECONDS = 20 * 60
NEEDED = ("APNS_KEY", "APNS_KEY_ID", "APNS_TEAM_ID", "APNS_TOPIC")
REASON = re.compile(r"[A-Za-z]{1,60}", re.ASCII)
# Apple's words for an address at which no app of ours is any more. BadDeviceToken is none: so it says of every phone
# when the sandbox is meant and is not asked.
NOBODY_THERE = frozenset({"Unregistered", "ExpiredToken"})


class NotAKey(ValueError):
    """APNS_KEY is no ES256 key."""


@lru_cache(maxsize=2)
def key_in(text: str) -> ECKey:
    """Reads the `.p8` file of Apple's."""
    try:
        key = ECKey.import_key(text)
    except (ValueError, JoseError) as why:
        raise NotAKey(type(why).__name__) from why
    if key.curve_name != "P-256" or not key.is_private:
        raise NotAKey("of another kind")
    return key


class ProviderTokens:
    """One token for all threads, for as long as Apple wants one to be used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token = ""
        self._made_at = float("-inf")

    def current(self) -> str:
        with self._lock:
            if time.monotonic() - self._made_at >= TOKEN_KEPT_SECONDS:
                self._make()
            return self._token

    def forget(self, token: str) -> bool:
        """Whether another may be made for one that was refused; Apple refuses who changes it too often."""
        with self._lock:
            if token == self._token and time.monotonic() - self._made_at < TOKEN_KEPT_AT_LEAST_SECONDS:
                return False
            if token == self._token:
                self._made_at = float("-inf")
            return True

    def _make(self) -> None:
        header = {"alg": "ES256", "kid": settings.APNS_KEY_ID}
        claims = {"iss": settings.APNS_TEAM_ID, "iat": int(clock.now().timestamp())}
        self._token = jwt.encode(header, claims, key_in(settings.APNS_KEY))
        self._made_at = time.monotonic()


class ApnsSender:
    """Posts to Apple, which shows the notification."""

    def __init__(self) -> None:
        self.tokens = ProviderTokens()

    def is_ready(self) -> bool:
        return all(getattr(settings, name) for name in NEEDED)

    def wake(self, address: Address, wake: Wake) -> None:
        token = self.tokens.current()
        reply = _send(address, wake, token=token)
        if reply.status == 403 and _reason(reply) == "ExpiredProviderToken" and self.tokens.forget(token):
            reply = _send(address, wake, token=self.tokens.current())
        _check(reply)


def _send(address: Address, wake: Wake, *, token: str) -> Reply:
    host = SANDBOX if settings.APNS_SANDBOX else HOST
    headers = {
        "authorization": f"bearer {token}",
        "apns-topic": settings.APNS_TOPIC,
        "apns-push-type": "alert",
        "apns-priority": "10",
        "apns-expiration": str(int(clock.now().timestamp()) + wake.seconds_left),
        "apns-collapse-id": wake.tag,
        "content-type": "application/json",
    }
    url = f"https://{host}/3/device/{address.data['address']}"
    body = json.dumps(payload_for(address, wake), ensure_ascii=False, separators=(",", ":")).encode()
    return post(url, headers=headers, body=body, http2=True)


def payload_for(address: Address, wake: Wake) -> dict[str, Any]:
    """What Apple shows, and the opaque part for the app, which may change the words before they are shown."""
    title, sentence = words_of(wake, language=address.language)
    aps: dict[str, Any] = {"alert": {"title": title, "body": sentence}, "mutable-content": 1}
    if wake.what == "over":
        aps["badge"] = 0
    else:
        aps["sound"] = "default"
    return {"aps": aps, **opaque_part(wake)}


def _check(reply: Reply) -> None:
    if 200 <= reply.status < 300:
        return
    said = _reason(reply)
    why = f"answered {reply.status} {said}".strip()
    if said in NOBODY_THERE:
        raise AddressGone(why)
    if reply.status == 404:
        raise Refused(why)
    if said == "ExpiredProviderToken":
        # Younger than twenty minutes, and refused: a clock is wrong, here or there.
        raise TryLater(why, seconds=TOKEN_KEPT_AT_LEAST_SECONDS)
    raise failure_of(reply, said=said)


def _reason(reply: Reply) -> str:
    """Apple's own word for it, out of a list that it publishes; nothing else it says is repeated."""
    try:
        said = json.loads(reply.body).get("reason", "")
    except (ValueError, AttributeError):
        return ""
    return said if isinstance(said, str) and REASON.fullmatch(said) else ""
