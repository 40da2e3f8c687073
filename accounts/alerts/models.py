"""Alert: something about a person that they and their admins must know."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.alerts import kinds
from accounts.tenants.models import Tenant


class Alert(models.Model):
    """One alert. `kind` is the key of a row in the table of kinds, `about` what raised it: no two of a kind are alike.

    `effects` are the codes of what it led to, `known` the keys of ways in that somebody else has shown to know,
    `details` from where it came. Its person has seen it at `seen_at`, and `settled_by` dealt with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=32)
    about = models.CharField(max_length=64)
    raised_at = models.DateTimeField(_("when"))
    effects = models.JSONField(default=list)
    known = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ("-raised_at",)
        constraints = (models.UniqueConstraint(fields=("kind", "about"), name="alert_once_about_it"),)
        indexes: ClassVar = (
            models.Index(fields=("tenant", "-raised_at"), name="alert_of_tenant"),
            models.Index(fields=("user",), condition=models.Q(seen_at=None), name="alert_unseen"),
        )

    def __str__(self) -> str:
        return str(self.noted)

    @property
    def noted(self) -> object:
        """What happened, to an admin; nothing when another release raised it."""
        kind = kinds.find(self.kind)
        return kind.noted if kind else ""

    @property
    def told(self) -> object:
        """What happened, to its person."""
        kind = kinds.find(self.kind)
        return kind.told if kind else ""
