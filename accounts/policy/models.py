"""TenantPolicy and MethodPolicy: what the admins of a tenant have set."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant
from accounts.users.models import Group


class TenantPolicy(models.Model):
    """How requests look and what unlocks them, for one tenant."""

    class Number(models.TextChoices):
        CHOOSE = "choose", _("Choose from three numbers")
        TYPE = "type", _("Type the number")
        APPROVE = "approve", _("Approve without a number")

    class Unlock(models.TextChoices):
        PLATFORM = "platform", _("The phone's own lock only")
        PLATFORM_OR_PIN = "platform_or_pin", _("The phone's own lock, or the app's PIN")

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="policy")
    number_known = models.CharField(
        _("on a browser used before"), max_length=8, choices=Number, default=Number.CHOOSE
    )
    number_new = models.CharField(_("on a new browser"), max_length=8, choices=Number, default=Number.TYPE)
    digits = models.PositiveSmallIntegerField(
        _("digits"), choices=((2, _("Two digits")), (6, _("Six digits, always typed"))), default=2
    )
    request_life_seconds = models.PositiveSmallIntegerField(
        _("life of a request, in seconds"),
        default=120,
        validators=(MinValueValidator(30), MaxValueValidator(300)),
    )
    show_application = models.BooleanField(_("show the application on the phone"), default=True)
    show_place = models.BooleanField(_("show the place and address on the phone"), default=True)
    unlock = models.CharField(_("unlock"), max_length=16, choices=Unlock, default=Unlock.PLATFORM)
    two_step = models.BooleanField(
        _("two-step verification"),
        default=False,
        help_text=_("On: a password alone is not enough. Phone sign-in always counts as two steps."),
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(request_life_seconds__gte=30, request_life_seconds__lte=300),
                name="request_life_within_limits",
            ),
            models.CheckConstraint(
                condition=~models.Q(number_new="approve"), name="a_new_browser_always_gives_a_number"
            ),
        )

    def __str__(self) -> str:
        return str(self.tenant)

    def clean(self) -> None:
        """Number matching cannot be switched off: only personal accounts may approve, on a known browser (E07)."""
        if self.number_new == self.Number.APPROVE:
            raise ValidationError({"number_new": _("A new browser must always be given the number.")})
        if self.number_known == self.Number.APPROVE and not self.tenant.is_personal:
            raise ValidationError({"number_known": _("Organisations cannot switch number matching off.")})

    @property
    def unlock_modes(self) -> tuple[str, ...]:
        return ("platform", "pin") if self.unlock == self.Unlock.PLATFORM_OR_PIN else ("platform",)


class MethodPolicy(models.Model):
    """Whether one method may be used, and by whom. Excluded groups win. No row: nobody may."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="method_policies")
    method = models.CharField(_("method"), max_length=32)
    is_on = models.BooleanField(_("on"), default=False)
    for_everyone = models.BooleanField(_("for everyone"), default=False)
    include = models.ManyToManyField(Group, related_name="+", blank=True, verbose_name=_("for these groups"))
    exclude = models.ManyToManyField(
        Group, related_name="+", blank=True, verbose_name=_("but not for these groups")
    )

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        constraints = (models.UniqueConstraint(fields=("tenant", "method"), name="method_once_per_tenant"),)

    def __str__(self) -> str:
        return self.method
