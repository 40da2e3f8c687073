"""WarningDue: that there is something to write to an organisation's list of addresses."""

from __future__ import annotations

from django.db import models

from accounts.tenants.models import Tenant


class WarningDue(models.Model):
    """One kind of warning of one organisation: how far it was written, and when the next letter is due.

    Whatever happens, it is one row: `first_event` is the number of the first event that the next letter tells of,
    `upto` that of the last which was told. Nothing waits while `due_at` is empty.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=32)
    first_event = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "kind"), name="warning_once_per_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.tenant_id}"
