"""RecoveryCodes: the ten that a person was shown together; RecoveryCode: one of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager

from accounts.clock import WrittenAt
from accounts.lasting.services import lasting_digests
from accounts.secrets import keyed_digests
from accounts.ways.recovery_codes.codes import grouped, new_code, read_code

PURPOSE = "recovery codes v1"


class RecoveryCodes(Device):
    """What a person was shown together: made anew it is another, so that nothing proven by the old ones stands.

    From django-otp's Device comes `user`; its `name` is empty, as a person has no others to tell it from. `kept_at`:
    when its person said that they have them on paper.
    """

    kept_at = models.DateTimeField(null=True)
    created_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    # Since when none of them is taken, until they are brought back.
    stopped_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[RecoveryCodes]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")
        constraints = (models.UniqueConstraint(fields=("user",), name="recovery_codes_once_per_user"),)

    def fill(self, how_many: int) -> list[str]:
        """Make so many codes and return them as they are shown, this once."""
        codes = [new_code() for _ in range(how_many)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(codes=self, digest=self._digest(code)) for code in codes
        )
        return [grouped(code) for code in codes]

    def verify_token(self, token: str) -> bool:
        """Use up a code, once. The row must be locked: call it by `django_otp.verify_token` (T15)."""
        unused = self.each.filter(digest__in=self._digests(read_code(token)), used_at=None)
        return bool(unused.update(used_at=Now()))

    def has_unused(self, written: str) -> bool:
        """Is this one of those that still work? It goes on working."""
        unused = self.each.filter(digest__in=self._digests(read_code(written)), used_at=None)
        return bool(unused.exists())

    def _digest(self, code: str) -> str:
        return keyed_digests(self._with_whose(code), purpose=PURPOSE)[0]

    def _digests(self, code: str) -> tuple[str, ...]:
        return lasting_digests(self._with_whose(code), purpose=PURPOSE)

    def _with_whose(self, code: str) -> str:
        # The same code of two people leaves no trace of that.
        return f"{self.user_id} {code}"


class RecoveryCode(models.Model):
    """One code, kept as a keyed digest (I10); `used_at` NULL: it was not used yet."""

    codes = models.ForeignKey(RecoveryCodes, on_delete=models.CASCADE, related_name="each")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("codes", "digest"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return f"a code of {self.codes}"
