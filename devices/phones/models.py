"""Phone, PhoneAccount, SpentDeviceToken, FormerKey."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager

from accounts.clock import WrittenAt
from accounts.tenants.names import NameField


class Phone(models.Model):  # type: ignore[django-manager-missing]  # django-otp has no types
    """One installation of the app: authentication device in CIBA, known by the thumbprint of its device key.

    `platform` is what the app calls its kind, `capabilities` what it says it can show beyond what all do.
    Device tokens are stored as SHA-256. `next_token_digest` is a token handed out but not yet used:
    its first use spends the one before. With `next_device_key` it was handed out for that key, which its first use
    makes the phone's.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("in use")
        SUSPENDED = "suspended", _("stopped")
        REMOVED = "removed", _("removed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device_key = models.JSONField()
    thumbprint = models.CharField(max_length=43, unique=True)
    label = NameField(_("name"), max_length=80)
    platform = models.CharField(_("platform"), max_length=60)
    app_version = models.PositiveIntegerField(default=1)
    capabilities = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ACTIVE)
    token_digest = models.CharField(max_length=64, unique=True)
    # NULL, not "": unique, and most phones have none.
    next_token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  see above
    next_device_key = models.JSONField(null=True)
    next_thumbprint = models.CharField(max_length=43, blank=True)
    created_at = WrittenAt(_("added"))
    last_seen_at = models.DateTimeField(_("last seen"), null=True)
    # Since when it may have a token that a restored database does not know (tokens.py).
    restored_at = models.DateTimeField(null=True)
    # When such a token became its own.
    adopted_at = models.DateTimeField(null=True)
    # Its app was opened without its keys (living/marker.py).
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")

    def __str__(self) -> str:
        return self.label


class SpentDeviceToken(models.Model):
    """A device token that was replaced. Whoever shows it holds a copy of the phone's storage (T17).

    `thumbprint` is of the device key with which it was used: a copy of then holds that one, whatever became of
    it since.
    """

    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="spent_tokens")
    digest = models.CharField(max_length=64, unique=True)
    thumbprint = models.CharField(max_length=43)
    spent_at = WrittenAt()

    def __str__(self) -> str:
        return f"spent token of {self.phone}"


class PhoneAccount(Device):
    """A user's account on a phone: multi-factor out-of-band authenticator bound to that user (SP 800-63B).

    From django-otp's Device come `user`, `name` and `confirmed`; confirmed means that the closing test of the
    enrolment was passed. `unlock_public_key` is base64url COSE for the platform's credential and the JWK as JSON
    for the app's PIN key and a hardware key. `unlock_attested`: the hardware that holds it has vouched for it.
    `last_used_place`: where the browser was for which it answered last (accounts.users.places).
    `lost_at`: since when it is suspended because its person called it lost; None where something else stopped it.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("in use")
        SUSPENDED = "suspended", _("stopped")
        ENDED = "ended", _("ended")

    class UnlockMode(models.TextChoices):
        NONE = "", _("none")
        PLATFORM = "platform", _("the phone's own lock")
        PIN = "pin", _("the app's PIN")
        HARDWARE = "hardware", _("a key that the phone guards")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.ForeignKey(
        Phone, on_delete=models.CASCADE, related_name="accounts", verbose_name=_("phone")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ACTIVE)
    phone_sign_in = models.BooleanField(_("phone sign-in"), default=False)
    unlock_mode = models.CharField(_("unlock"), max_length=8, choices=UnlockMode, default="", blank=True)
    # As long as WebAuthn allows: 1023 bytes, in base64url.
    unlock_credential_id = models.CharField(max_length=1364, blank=True)
    unlock_public_key = models.TextField(blank=True)
    unlock_attested = models.BooleanField(default=False)
    unlock_sign_count = models.PositiveBigIntegerField(default=0)
    created_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    last_used_place = models.CharField(max_length=8, blank=True)
    lost_at = models.DateTimeField(null=True)
    # The event of the log up to which its person has said OK on this phone (devices/notices).
    notices_seen = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[PhoneAccount]] = DeviceManager()

    class Meta(Device.Meta):
        verbose_name = _("account on a phone")
        verbose_name_plural = _("accounts on phones")
        indexes = (
            # Few are: where the portal lists them, the others are not read.
            models.Index(fields=("state",), condition=~models.Q(state="active"), name="account_not_in_use"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("phone", "user"),
                condition=models.Q(confirmed=True) & ~models.Q(state="ended"),
                name="account_counts_once_per_phone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"

    @property
    def persistent_id(self) -> str:
        """django-otp's name for a device in a session, which it reads back as an integer."""
        return f"{self.model_label()}/{self.id.int}"

    @property
    def is_usable(self) -> bool:
        """Stands, and its phone stands; `phone` must be loaded."""
        return self.confirmed and self.state == self.State.ACTIVE and self.phone.state == Phone.State.ACTIVE


class FormerKey(models.Model):
    """A public key that was replaced: what it signed can be verified ever after (E13). It opens nothing.

    `name` is the thumbprint of a device key or a PIN key, or the id of a platform's credential; `public_key` is written
    as that of an account's unlock is. `account` is None for a device key.
    """

    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="former_keys")
    account = models.ForeignKey(PhoneAccount, on_delete=models.CASCADE, null=True, related_name="former_keys")
    name = models.CharField(max_length=1364, db_index=True)
    public_key = models.TextField()
    replaced_at = WrittenAt()

    def __str__(self) -> str:
        return f"former key of {self.phone}"
