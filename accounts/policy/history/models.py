"""KeptPolicy: the whole policy of a tenant as one change left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.users.leaving import called

# So many changes are kept of each tenant; what was changed before stays in the audit log.
MOST_KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class KeptRule:
    """What was set for one method; groups by their ids, settings written out whole."""

    is_on: bool
    for_everyone: bool
    include: list[int]
    exclude: list[int]
    settings: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class KeptValues:
    """A policy with every default written out, so that what is missing was unknown to the release that kept it."""

    two_step: bool
    methods: dict[str, KeptRule]
    parts: dict[str, dict[str, Any]]


class KeptPolicy(models.Model):
    """A policy as one change left it, who made that change, and when. Never changed.

    `values` are KeptValues, `groups` what the groups in it were called, by id; `changed` is {name: [before, after]},
    empty of how the policy stood when its history began. `as_of`: the change put back what stood at that time.
    """

    at = WrittenAt(_("when"))
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    values = models.JSONField()
    groups = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    as_of = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("policy as it was")
        verbose_name_plural = _("policies as they were")
        indexes = (models.Index(fields=("tenant", "-id"), name="kept_policy_of_tenant"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def by(self) -> str:
        """Who made the change, be they gone; "" when nobody did, but a command."""
        if self.actor_id is None:
            return ""
        return self.actor.username if self.actor else called(self.actor_id)


def keep(tenant: Tenant, **facts: Any) -> None:
    """Add a row for this tenant, and let go of its oldest. The tenant is locked by whoever calls."""
    KeptPolicy.objects.create(tenant=tenant, **facts)
    mine = KeptPolicy.objects.filter(tenant=tenant)
    too_old = mine.order_by("-id").values_list("pk", flat=True)[MOST_KEPT : MOST_KEPT + 1]
    mine.filter(pk__lte=max(too_old, default=0)).delete()


def has_history(tenant: Tenant) -> bool:
    """Has anything been kept of this tenant?"""
    return KeptPolicy.objects.filter(tenant=tenant).exists()
