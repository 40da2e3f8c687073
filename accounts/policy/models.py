"""TenantPolicy and MethodPolicy: what the admins of a tenant have set."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant
from accounts.users.models import Group


class TenantPolicy(models.Model):
    """What is asked of everybody of one tenant, by whatever methods."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="policy")
    two_step = models.BooleanField(
        _("two-step verification"),
        default=False,
        help_text=_("On: a password alone is not enough. Phone sign-in always counts as two steps."),
    )

    # By the key of a part (accounts.policy.parts); what is missing has its default, the safest.
    settings = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return str(self.tenant)


class MethodPolicy(models.Model):
    """Whether one method may be used, by whom, and how. Excluded groups win. No row: nobody may.

    `settings` are the method's own (accounts.methods.contract.MethodSettings); what is missing there has its default,
    the safest.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="method_policies")
    method = models.CharField(_("method"), max_length=32)
    is_on = models.BooleanField(_("on"), default=False)
    for_everyone = models.BooleanField(_("for everyone"), default=False)
    include = models.ManyToManyField(Group, related_name="+", blank=True, verbose_name=_("for these groups"))
    exclude = models.ManyToManyField(
        Group, related_name="+", blank=True, verbose_name=_("but not for these groups")
    )
    settings = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        constraints = (models.UniqueConstraint(fields=("tenant", "method"), name="method_once_per_tenant"),)

    def __str__(self) -> str:
        return self.method
