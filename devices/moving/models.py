"""Move: one attempt to move from a phone to a new one. MovedAccount: one account of it."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.clock import WrittenAt
from devices.enrolment.models import Enrolment
from devices.moving.state import State
from devices.phones.models import Phone, PhoneAccount


class Move(models.Model):
    """A code that `old_phone` shows, kept as SHA-256, and the key that claimed it.

    `salt` is drawn at the claim, when both keys are fixed: nobody can try keys until both phones show the same words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    old_phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="moves")
    state = models.CharField(max_length=7, choices=[(s.value, s.value) for s in State], default=State.OFFERED)
    code_digest = models.CharField(max_length=64, unique=True)
    thumbprint = models.CharField(max_length=43, blank=True)
    device_key = models.JSONField(null=True)
    label = models.CharField(max_length=80, blank=True)
    salt = models.CharField(max_length=43, blank=True)
    second_claim_at = models.DateTimeField(null=True)
    created_at = WrittenAt()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("old_phone",), condition=~models.Q(state="ended"), name="one_open_move_of_a_phone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.old_phone}: {self.state}"


class MovedAccount(models.Model):
    """One account of a move: what the old phone was asked, what it signed, and the enrolment that follows from it."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="accounts")
    account = models.ForeignKey(PhoneAccount, on_delete=models.CASCADE, related_name="moves")
    nonce = models.CharField(max_length=43)
    challenge = models.TextField()
    evidence = models.TextField(blank=True)
    enrolment = models.OneToOneField(Enrolment, null=True, on_delete=models.SET_NULL, related_name="moved")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("move", "account"), name="account_once_in_a_move"),)

    def __str__(self) -> str:
        return f"{self.account} in {self.move_id}"
