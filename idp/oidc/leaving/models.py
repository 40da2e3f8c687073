"""LogoutNotice: one application that is to be told that one session is over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.models import LONGEST_CLIENT_ID, LONGEST_NAME, Application


class LogoutNotice(models.Model):
    """What one application is owed about one session; the row is its own outbox.

    What it is told, and where, stands in it as it was when the session ended: the application may be removed by then,
    and that is what it is told of.
    `due_at` is when it is to be sent, or until when whoever sends it has claimed it. `status` is what the application's
    server answered at last, 0 when it did not.
    """

    class State(models.TextChoices):
        WAITS = "waits"
        ARRIVED = "arrived"
        FAILED = "failed"

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    address = models.TextField()
    client_id = models.CharField(max_length=LONGEST_CLIENT_ID)
    subject = models.CharField(max_length=43)
    algorithm = models.CharField(max_length=8)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sid = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITS)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    made_at = WrittenAt()
    due_at = WrittenAt()
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "client_id", "sid"),
                condition=models.Q(state="waits"),
                name="notice_waits_once",
            ),
        )
        indexes: ClassVar = (
            models.Index(fields=("due_at",), condition=models.Q(state="waits"), name="notice_due"),
            models.Index(fields=("made_at",), name="notice_by_age"),
        )

    def __str__(self) -> str:
        return f"to {self.client_id} of {self.sid}"
