"""RecoveryAddress: where a person gets codes; MailCode: one that is on its way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt


class RecoveryAddress(models.Model):
    """An address of a person's; it is kept only once a code that was sent there has come back."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_address"
    )
    address = models.EmailField(_("mail address"), max_length=254)
    confirmed_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    # Since when no code goes there, until it is brought back.
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery address")
        verbose_name_plural = _("recovery addresses")

    def __str__(self) -> str:
        return self.address


class MailCode(models.Model):
    """A code on its way to whom it may concern: `user` None, and no digest ever, for a name that nobody has (A18).

    The key names the sign-in of a browser, or the person whose address is being confirmed. `code_digest` is keyed:
    whoever reads the table finds no code by trying them all (I10). It is empty until the worker has written one.
    """

    key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "a code"
