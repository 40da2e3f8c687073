"""SubjectSalt: what the pairwise subjects of one organisation are made with."""

from __future__ import annotations

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant


class SubjectSalt(models.Model):
    """Made once and kept for good: with another one everybody would be somebody else to every application."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="+")
    salt_encrypted = models.TextField()
    made_at = WrittenAt()

    def __str__(self) -> str:
        return f"salt of {self.tenant_id}"
