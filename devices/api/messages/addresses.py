"""Where a phone can be woken, as it says: one of three objects, told apart by their `kind`."""

from __future__ import annotations

from rest_framework import serializers

from accounts.outward.public import LONGEST_ADDRESS
from devices.api.messages.fields import Strict, Text
from devices.api.messages.sent import base64url

LONGEST_NATIVE = 1024
LONGEST_LANGUAGE = 35
P256DH_LETTERS, AUTH_LETTERS = 87, 22
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
# Of a registration with Google, or a device with Apple: it becomes part of an address, and says nothing else there.
NATIVE = r"^[A-Za-z0-9_:-]+\Z"


def language() -> Text:
    return Text(LANGUAGE, max_length=LONGEST_LANGUAGE, help_text="BCP 47; notifications are written in it.")


class WebPushAddress(Strict):
    """A browser's subscription (Push API), made with `web_push_key`."""

    kind = serializers.ChoiceField(choices=["webpush"])
    endpoint = Text(r"^https://", max_length=LONGEST_ADDRESS, trim_whitespace=False)
    p256dh = base64url(P256DH_LETTERS)
    auth = base64url(AUTH_LETTERS)
    language = language()


class FcmAddress(Strict):
    """A registration of Firebase Cloud Messaging."""

    kind = serializers.ChoiceField(choices=["fcm"])
    address = Text(NATIVE, max_length=LONGEST_NATIVE, trim_whitespace=False)
    language = language()


class ApnsAddress(Strict):
    """A device token of Apple's, in hexadecimal."""

    kind = serializers.ChoiceField(choices=["apns"])
    address = Text(NATIVE, max_length=LONGEST_NATIVE, trim_whitespace=False)
    language = language()


ADDRESSES: dict[str, type[Strict]] = {"webpush": WebPushAddress, "fcm": FcmAddress, "apns": ApnsAddress}
