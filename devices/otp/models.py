"""AuthenticatorApp: a secret shared with an authenticator app of a person's choice."""

from __future__ import annotations

import base64
import secrets
from typing import ClassVar
from urllib.parse import quote, urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager
from django_otp.oath import TOTP

from accounts import clock
from accounts.clock import WrittenAt
from accounts.encryption import decrypt, encrypt

PURPOSE = "authenticator codes v1"
# What every authenticator app takes: RFC 6238's SHA-1 with 20 bytes, six digits, 30 seconds; one step early or late.
SECRET_BYTES, DIGITS, STEP_SECONDS, TOLERANCE = 20, 6, 30, 1
MOST_WRONG = 100  # in a row (SP 800-63B-4 3.2.2)


class AuthenticatorApp(Device):
    """A secret shared with an authenticator app.

    From django-otp's Device come `user`, `name` and `confirmed`; confirmed means that a first code was right. The
    secret is kept encrypted (I10). `last_step` is the time step of the last code that was taken: none is taken twice.
    `wrong_in_a_row` counts the wrong codes of its person since the last right one: at MOST_WRONG it is spent for good.
    """

    secret_encrypted = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    wrong_in_a_row = models.PositiveSmallIntegerField(default=0)
    created_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)

    objects: ClassVar[models.Manager[AuthenticatorApp]] = DeviceManager()

    class Meta(Device.Meta):
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    @staticmethod
    def new_secret() -> str:
        """Return a new secret as it is stored."""
        return encrypt(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode(), purpose=PURPOSE)

    @property
    def secret(self) -> str:
        """The secret in base32, as an app takes it. Shown to its person alone, while it is being added."""
        return decrypt(self.secret_encrypted, purpose=PURPOSE)

    @property
    def is_spent(self) -> bool:
        """Have so many codes been wrong that none is taken any more?"""
        return self.wrong_in_a_row >= MOST_WRONG

    def address(self, *, issuer: str, account: str) -> str:
        """Return the otpauth:// address that an app scans (Google's Key URI format)."""
        label = quote(f"{issuer}:{account}", safe=":@")
        return (
            f"otpauth://totp/{label}?{urlencode({'secret': self.secret, 'issuer': issuer}, quote_via=quote)}"
        )

    def verify_token(self, token: str) -> bool:
        """Take a code once. The row must be locked: call it by `django_otp.verify_token` (T15)."""
        if not (token.isdecimal() and len(token) == DIGITS):
            return False
        steps = TOTP(base64.b32decode(self.secret), STEP_SECONDS, digits=DIGITS)
        steps.time = clock.seconds()
        if not steps.verify(int(token), TOLERANCE, min_t=self.last_step + 1):
            return False
        self.last_step = steps.t()
        self.save(update_fields=["last_step"])
        return True
