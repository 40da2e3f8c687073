"""How phones are woken: settings that are half there, or that push services would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from devices.push.keys.models import PushKey
from devices.push.native import apns, fcm
from devices.push.web.vapid import is_contact

HOST = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*", re.ASCII)


def phones_can_be_woken(**_kwargs: Any) -> list[checks.CheckMessage]:
    """PUSH_CONTACT, PUSH_HOSTS, and the settings of FCM and APNs, each whole or not there."""
    return [*_contact(), *_hosts(), *_stand_in(), *_fcm(), *_apns()]


def _contact() -> Iterator[checks.CheckMessage]:
    if settings.PRODUCTION and not settings.PUSH_CONTACT:
        hint = "Set it to mailto:you@example.org. Without it no browser can be woken: people open the app themselves."
        yield checks.Warning("PUSH_CONTACT is not set.", hint=hint, id="idp.W007")
    elif settings.PUSH_CONTACT and not is_contact(settings.PUSH_CONTACT):
        hint = "Write mailto:you@example.org, or the https:// address of a page. Apple refuses anything else."
        yield checks.Error(f"PUSH_CONTACT is {settings.PUSH_CONTACT!r}.", hint=hint, id="idp.E030")


def _hosts() -> Iterator[checks.CheckMessage]:
    for host in settings.PUSH_HOSTS:
        if not HOST.fullmatch(host):
            hint = (
                "Name hosts, such as fcm.googleapis.com, or *.push.apple.com for all below push.apple.com. Phones "
                "name the address we send to, so what is allowed here must not lead anywhere else."
            )
            yield checks.Error(f"PUSH_HOSTS has {host!r}, no host.", hint=hint, id="idp.E031")


def _stand_in() -> Iterator[checks.CheckMessage]:
    if settings.PRODUCTION and settings.PUSH_STAND_IN:
        hint = (
            "Remove PUSH_STAND_IN: it sends every notification to a test's own server, and none to a phone."
        )
        yield checks.Error("PUSH_STAND_IN is set.", hint=hint, id="idp.E032")


def _fcm() -> Iterator[checks.CheckMessage]:
    if not settings.FCM_CREDENTIALS:
        return
    try:
        fcm.account_in(settings.FCM_CREDENTIALS)
    except fcm.NotCredentials:
        hint = (
            "Set FCM_CREDENTIALS_FILE to the JSON of a service account of your Firebase project, as Google's console "
            "gives it (it has project_id, client_email and private_key), or remove it."
        )
        yield checks.Error("FCM_CREDENTIALS is no service account.", hint=hint, id="idp.E033")


def _apns() -> Iterator[checks.CheckMessage]:
    missing = [name for name in apns.NEEDED if not getattr(settings, name)]
    if len(missing) == len(apns.NEEDED):
        return
    if missing:
        hint = f"Set {', '.join(apns.NEEDED)} together (APNS_KEY_FILE names the .p8 file), or none of them."
        yield checks.Error(f"{', '.join(missing)} is missing.", hint=hint, id="idp.E034")
    elif not _is_apns_key(settings.APNS_KEY):
        hint = (
            "Set APNS_KEY_FILE to the .p8 file of a key for Apple Push Notifications, as Apple gives it once."
        )
        yield checks.Error("APNS_KEY is no key of Apple's.", hint=hint, id="idp.E035")


def _is_apns_key(text: str) -> bool:
    try:
        apns.key_in(text)
    except apns.NotAKey:
        return False
    return True


def browsers_can_be_woken(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Asked of the database: without a key no browser subscribes. None is a choice, which is said."""
    if not settings.PRODUCTION or not databases or _has_key():
        return []
    hint = "Make it with manage.py make_push_keys. Without it nobody's phone rings: people open the app themselves."
    return [checks.Warning("There is no key for notifications to browsers.", hint=hint, id="idp.W006")]


def _has_key() -> bool:
    """Whether there is one; where the database is away, or not migrated yet, that is nothing to say now."""
    try:
        is_there = PushKey._meta.db_table in connection.introspection.table_names()
        return not is_there or PushKey.objects.exists()
    except DatabaseError:
        return True
