"""Enrolment: one attempt to add a phone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from accounts.clock import WrittenAt
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.enrolment.state import State
from devices.phones.models import PhoneAccount


class Enrolment(models.Model):
    """One attempt to add a phone to a user. The code is kept as SHA-256 and dies at the first claim.

    So does the short one that is typed in its place, of which a keyed digest is kept.

    `auth_hash` changes with the user's password and with the end of all their sessions: it is that of the session
    which offered the code. One without it counts as ended.
    `is_at_hand`: whoever offered it vouches for this very phone, so there is no second screen to carry a number from.
    `turns_on`: phone sign-in was on where the account comes from, and is as soon as it may be here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=9, choices=[(s.value, s.value) for s in State], default=State.OFFERED)
    code_digest = models.CharField(max_length=64, unique=True)
    # NULL, not "": unique, and earlier releases gave no code to type.
    typed_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  see above
    session_digest = models.CharField(max_length=64)
    auth_hash = models.CharField(max_length=64, default="")
    thumbprint = models.CharField(max_length=43, blank=True)
    device_key = models.JSONField(null=True)
    nonce = models.CharField(max_length=43, blank=True)
    challenge = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    label = models.CharField(max_length=80, blank=True)
    context = models.JSONField(default=dict)
    is_at_hand = models.BooleanField(default=False)
    turns_on = models.BooleanField(default=False)
    second_claim_at = models.DateTimeField(null=True)
    phone_account = models.OneToOneField(
        PhoneAccount, null=True, on_delete=models.SET_NULL, related_name="enrolment"
    )
    test_request = models.OneToOneField(
        ApprovalRequest, null=True, on_delete=models.SET_NULL, related_name="enrolment"
    )
    created_at = WrittenAt()
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

    def still_means(self, user: User) -> bool:
        """Does the user stand as when the code was offered? A thief's code must not outlive their session (T08)."""
        return user.still_has(self.auth_hash)
