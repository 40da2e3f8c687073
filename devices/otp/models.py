"""AuthenticatorApp: a secret shared with an authenticator app of a person's choice, or with our own app on a phone."""

from __future__ import annotations

import secrets
from typing import ClassVar
from urllib.parse import quote, urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import DeviceManager

from accounts import clock
from accounts.users.models import User
from devices.otp import events
from devices.otp.source import CodeSource

# What every authenticator app takes: RFC 6238's SHA-1 with 20 bytes, six digits, 30 seconds; one step early or late.
SECRET_BYTES, DIGITS, STEP_SECONDS, TOLERANCE = 20, 6, 30, 1


class AuthenticatorApp(CodeSource):
    """A secret shared with an authenticator app.

    With `phone_account` it is our own app on that phone, and goes with the account; `phone_account` and its `phone` are
    loaded then (`services.apps_of`).
    """

    purpose, spent, detail = "authenticator codes v1", events.SPENT, "authenticator"
    digits = DIGITS

    phone_account = models.ForeignKey(
        "devices.PhoneAccount", on_delete=models.CASCADE, null=True, related_name="codes"
    )

    objects: ClassVar[models.Manager[AuthenticatorApp]] = DeviceManager()

    class Meta(CodeSource.Meta):
        abstract = False
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        constraints = (
            models.UniqueConstraint(fields=("phone_account",), name="codes_once_per_account_on_a_phone"),
        )

    @classmethod
    def standing(cls, user: User) -> models.QuerySet[AuthenticatorApp]:
        """One that is only being added goes by itself, and those of our own app are a part of the phone."""
        return cls.objects.filter(user=user, confirmed=True, phone_account=None)

    @classmethod
    def new_secret(cls) -> str:
        """Return a new secret as it is stored."""
        return cls.encrypted(secrets.token_bytes(SECRET_BYTES))

    @property
    def called(self) -> str:
        """What its person calls it."""
        return str(self.name if self.phone_account is None else self.phone_account.name)

    def address(self, *, issuer: str, account: str) -> str:
        """Return the otpauth:// address that an app scans (Google's Key URI format); its person alone is shown it."""
        label = quote(f"{issuer}:{account}", safe=":@")
        return (
            f"otpauth://totp/{label}?{urlencode({'secret': self.secret, 'issuer': issuer}, quote_via=quote)}"
        )

    def steps_now(self) -> range:
        now = int(clock.seconds()) // STEP_SECONDS
        return range(max(now - TOLERANCE, self.last_step + 1), now + TOLERANCE + 1)
