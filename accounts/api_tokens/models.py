"""ApiToken: by which a script does what its organisation's admins do."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, NameField


class ApiToken(models.Model):
    """What a script shows, by its keyed digest. It goes with whoever made it, and can no more than they still can.

    `last_used_at` and `last_address` are noted now and then, not at each call.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = NameField(max_length=LONGEST_NAME)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made_at = WrittenAt("made")
    ends_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, default="", blank=True)

    class Meta:
        ordering = ("made_at",)
        constraints = (models.UniqueConstraint(fields=("tenant", "name"), name="api_token_name_once"),)
        indexes: ClassVar = (models.Index(fields=("ends_at",), name="api_token_by_end"),)

    def __str__(self) -> str:
        return self.name
