"""DomainClaim: a domain that an organisation says is its own."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.domains import u_labels
from accounts.tenants.models import Tenant

PREFIX = "handslag-verify"


class DomainClaim(models.Model):
    """It waits for its record in the DNS; once that is found it is a Domain, and the claim is gone.

    `name` is in A-labels. `found` is what the last look saw, `values` what it read there, as plain text.
    `look_due_at` is when the worker looks by itself, NULL when it does no more.
    """

    class Found(models.TextChoices):
        NOT_YET = ""
        NOTHING = "nothing"  # the domain has no such record
        OTHER = "other"  # it has one with another value
        ELSEWHERE = "elsewhere"  # its name leads to another name, whose owner would answer
        NO_DOMAIN = "no_domain"
        NO_ANSWER = "no_answer"
        TAKEN = "taken"  # the record is right, and another organisation was before

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domain_claims")
    name = models.CharField(max_length=253)
    value = models.CharField(max_length=64)
    claimed_at = WrittenAt("claimed")
    looked_at = models.DateTimeField(null=True)
    look_due_at = models.DateTimeField(null=True)
    found = models.CharField(max_length=12, choices=Found, default=Found.NOT_YET, blank=True)
    values = models.JSONField(default=list)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("tenant", "name"), name="domain_claimed_once"),
        )
        indexes: ClassVar = (
            models.Index(
                fields=("look_due_at",),
                condition=models.Q(look_due_at__isnull=False),
                name="domain_look_due",
            ),
        )

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """As people write it, and as usernames end."""
        return u_labels(self.name)

    @property
    def record(self) -> str:
        """What is to stand in the TXT record."""
        return f"{PREFIX}={self.value}"
