"""ApprovalRequest and the Challenge each phone was shown."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant
from devices.approvals.state import State
from devices.phones.models import PhoneAccount


class ApprovalRequest(models.Model):
    """One question to a person's phones: authentication request in CIBA.

    `user` is None for a decoy: the same page, number, socket and end, which no phone will ever see (A18).
    `asked_for` is a keyed digest of the username, so that open requests are counted alike for everybody.
    `browser_digest` is the digest of the asking browser's binding cookie: nobody else may listen or finish.
    `kind` is the key of a row in the table of kinds. Times are the database's.

    `reported_at` says since when its person has said that it was not theirs (A17), and so do all
    requests of that sign-in; `went_on` that something else was proven in it, after this was asked.

    For a quiet one no phone was woken when it was last asked: there were too many. `notifications` says how many were
    counted for it, the last at `notified_at`, a decoy's too; until `remembered_until` it is looked at when the same
    name is asked for (asking/). The row is its own outbox (devices/waking): `wake_due_at` says when phones are to be
    woken, NULL that none is; `wake_tries` how often that was tried, `wake_left` which phones are left after a try that
    failed. `woken` are those that a notification was sent to, blanks between them: once it is answered, or ends before
    its time, they are to be told that it is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="requests"
    )
    asked_for = models.CharField(max_length=64)
    asked_network = models.CharField(max_length=64, default="")
    only_account = models.ForeignKey(PhoneAccount, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in State], default=State.PENDING
    )
    match = models.CharField(max_length=7)
    digits = models.PositiveSmallIntegerField(default=2)
    number = models.CharField(max_length=6)
    unlock_required = models.BooleanField(default=True)
    known_browser = models.BooleanField(default=False)
    context = models.JSONField(default=dict)
    browser_digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    finish_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    went_on = models.BooleanField(default=False)
    decided_by = models.ForeignKey(PhoneAccount, null=True, on_delete=models.SET_NULL, related_name="decided")
    resends = models.PositiveSmallIntegerField(default=0)
    is_quiet = models.BooleanField(default=False)
    notifications = models.PositiveSmallIntegerField(default=0)
    notified_at = models.DateTimeField(null=True)
    remembered_until = models.DateTimeField(null=True)
    wake_due_at = models.DateTimeField(null=True)
    wake_tries = models.PositiveSmallIntegerField(default=0)
    wake_left = models.JSONField(null=True)
    woken = models.TextField(default="")

    class Meta:
        verbose_name = _("sign-in request")
        verbose_name_plural = _("sign-in requests")
        indexes = (
            models.Index(
                fields=("user", "asked_at"), condition=models.Q(state="pending"), name="pending_of_user"
            ),
            models.Index(fields=("asked_for", "remembered_until"), name="remembered_of_name"),
            models.Index(
                fields=("expires_at",),
                condition=models.Q(state__in=("pending", "approved")),
                name="open_until",
            ),
            models.Index(fields=("browser_digest", "asked_at"), name="of_browser"),
            models.Index(
                fields=("tenant", "ended_at"),
                condition=models.Q(state__in=("denied", "wrong_number")),
                name="denied_of_tenant",
            ),
            models.Index(
                fields=("wake_due_at",),
                condition=models.Q(wake_due_at__isnull=False),
                name="waking_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def runs_out_at(self) -> datetime:
        """When it ends by itself: until then it may be answered or, once approved, finished."""
        if self.state == State.APPROVED and self.finish_by is not None:
            return self.finish_by
        return self.expires_at


class Challenge(models.Model):
    """What one phone was shown of a request, and what it answered: evidence that can be verified later.

    `jws` is the challenge as signed and sent, `decision` the phone's answer and `unlock_proof` its proof of
    the unlock, all as received; `report` is its word that the request was not its person's.
    """

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="challenges")
    phone_account = models.ForeignKey(PhoneAccount, on_delete=models.CASCADE, related_name="challenges")
    nonce = models.CharField(max_length=43)
    jws = models.TextField()
    issued_at = models.DateTimeField()
    decision = models.TextField(blank=True)
    decision_jti = models.CharField(max_length=128, blank=True)
    unlock_proof = models.JSONField(null=True)
    decided_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request", "phone_account"), name="challenge_once_per_account"),
        )

    def __str__(self) -> str:
        return f"challenge of {self.request_id}"
