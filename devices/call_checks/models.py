"""CallCheck."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from devices.approvals.models import ApprovalRequest


class CallCheck(models.Model):
    """One question to one person's phones, and by whom: the request that asks it, and as whom exactly they were asked.

    `result` is "" while it waits. It says what the request's end meant, and is written once.
    """

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed on their phone")
        DENIED = "denied", _("Denied on their phone")
        WRONG_NUMBER = "wrong_number", _("A wrong number was typed")
        EXPIRED = "expired", _("No answer in time")
        CANCELLED = "cancelled", _("Cancelled")
        STOPPED = "stopped", _("Stopped: it was no longer allowed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(ApprovalRequest, on_delete=models.CASCADE, related_name="call_check")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="call_checks"
    )
    auth_hash = models.CharField(max_length=64)
    result = models.CharField(max_length=12, choices=Result, default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = (
            models.Index(fields=("ended_at",), condition=models.Q(result=""), name="call_check_waiting"),
        )

    def __str__(self) -> str:
        return f"call check {self.id}"
