"""Enrolment: one attempt to add a phone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from devices.approvals.models import ApprovalRequest
from devices.enrolment.state import State
from devices.phones.models import PhoneAccount


class Enrolment(models.Model):
    """One attempt to add a phone to a user. The code is kept as SHA-256 and dies at the first claim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=9, choices=[(s.value, s.value) for s in State], default=State.OFFERED)
    code_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64)
    thumbprint = models.CharField(max_length=43, blank=True)
    device_key = models.JSONField(null=True)
    nonce = models.CharField(max_length=43, blank=True)
    challenge = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    label = models.CharField(max_length=80, blank=True)
    context = models.JSONField(default=dict)
    second_claim_at = models.DateTimeField(null=True)
    phone_account = models.OneToOneField(
        PhoneAccount, null=True, on_delete=models.SET_NULL, related_name="enrolment"
    )
    test_request = models.OneToOneField(
        ApprovalRequest, null=True, on_delete=models.SET_NULL, related_name="enrolment"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("expires_at",),
                condition=models.Q(state__in=("offered", "claimed")),
                name="enrolment_open_until",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.state}"
