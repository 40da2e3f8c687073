"""DocumentHost: a host whose documents an organisation believes."""

from __future__ import annotations

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant

LONGEST_HOST = 253


class DocumentHost(models.Model):
    """Whose client ids may be addresses there. Without one no address is looked at."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=LONGEST_HOST)
    made_at = WrittenAt()

    class Meta:
        ordering = ("host",)
        constraints = (models.UniqueConstraint(fields=("tenant", "host"), name="document_host_once"),)

    def __str__(self) -> str:
        return self.host
