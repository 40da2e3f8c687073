"""The sender to browsers."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from accounts import clock
from devices.push.answers import check
from devices.push.body import declarative
from devices.push.contract import Address, Refused, Wake
from devices.push.hosts import check_endpoint
from devices.push.keys.services import newest, with_public_key
from devices.push.line import post
from devices.push.web.encryption import SALT_BYTES, Keys, encrypt
from devices.push.web.vapid import is_contact, proof_for
from devices.signatures.encoding import decode, sha256_b64url

# What is sent is as long as every other, so that its length tells nobody what it is.
PADDED_TO_BYTES = 1024
TOPIC_LETTERS = 32


class WebPushSender:
    """Posts to the address that the browser gave, encrypted for it alone."""

    def is_ready(self) -> bool:
        return is_contact(settings.PUSH_CONTACT) and newest() is not None

    def wake(self, address: Address, wake: Wake) -> None:
        # Looked at again each time: it may be allowed no longer.
        endpoint = check_endpoint(address.data["endpoint"])
        key = with_public_key(address.data["key"])
        if key is None:
            raise Refused("the key of this subscription is gone")
        headers = {
            "Authorization": proof_for(endpoint, key=key, contact=settings.PUSH_CONTACT, now=clock.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(wake.seconds_left),
            "Urgency": "high",
            "Topic": topic_of(address, wake),
        }
        check(post(endpoint.geturl(), headers=headers, body=_encrypted(address, wake)))


def topic_of(address: Address, wake: Wake) -> str:
    """Of what waits with one topic the push service keeps the last: what a phone slept through is told once.

    Of the phone and its request, and to nobody else the same: the service learns not even who shares one.
    """
    return sha256_b64url(f"{address.phone_id} {wake.tag}")[:TOPIC_LETTERS]


def _encrypted(address: Address, wake: Wake) -> bytes:
    return encrypt(
        declarative(wake, language=address.language),
        Keys(decode(address.data["p256dh"]), decode(address.data["auth"])),
        secret=ec.generate_private_key(ec.SECP256R1()),
        salt=secrets.token_bytes(SALT_BYTES),
        padded_to=PADDED_TO_BYTES,
    )
