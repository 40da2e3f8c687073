"""Hook: a server of an organisation and what it is told. Delivery: one event on its way there."""

from __future__ import annotations

import uuid
from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models

from accounts.audit.models import AuditEvent
from accounts.clock import WrittenAt
from accounts.encryption import decrypt
from accounts.tenants.models import Tenant

PURPOSE = "webhook"


class Hook(models.Model):
    """A server that is told what happens: of these kinds, or of `every_kind`.

    Its address, which may carry a key, and its secrets are encrypted; `former_secret` signs too until `former_until`.
    `due_at` is when there is something to do, or the claim of who does it; failures are counted in a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    encrypted_address = models.TextField()
    every_kind = models.BooleanField(default=False)
    kinds = models.JSONField(default=list)
    encrypted_secret = models.TextField()
    encrypted_former_secret = models.TextField(default="", blank=True)
    former_until = models.DateTimeField(null=True)
    made_at = WrittenAt("made")
    off_since = models.DateTimeField(null=True)
    was_turned_off_by_us = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at",)
        indexes: ClassVar = (
            models.Index(fields=("tenant", "made_at"), name="hook_of_tenant"),
            models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name="hook_due"),
        )

    def __str__(self) -> str:
        return self.host

    @property
    def address(self) -> str:
        return decrypt(self.encrypted_address, purpose=PURPOSE)

    @property
    def host(self) -> str:
        """What it is called: the rest of its address may be a key."""
        return urlsplit(self.address).hostname or ""

    def wants(self, kind: str) -> bool:
        return self.every_kind or kind in self.kinds


class Delivery(models.Model):
    """One event that a hook is owed; without one, a try of it. `message` is its name there, the same at each sending.

    `status` is what the server answered at last, 0 when it did not; `why`, HTTP's word for it, or a code of ours.
    """

    class State(models.TextChoices):
        WAITS = "waits"
        ARRIVED = "arrived"
        FAILED = "failed"
        OFF = "off"  # it happened while the hook was off

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, db_index=False, related_name="+")
    event = models.ForeignKey(
        AuditEvent,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    message = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITS)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=120, default="", blank=True)
    made_at = WrittenAt("made")
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("hook", "event"), name="delivery_once_of_event"),)
        indexes: ClassVar = (
            models.Index(fields=("hook", "-id"), name="delivery_of_hook"),
            models.Index(fields=("hook", "state", "id"), name="delivery_of_hook_by_state"),
            models.Index(fields=("made_at",), name="delivery_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.message}: {self.state}"
