"""LogoutNotice: one application that is to be told that one session is over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.clock import WrittenAt
from accounts.users.models import User
from idp.oidc.applications.models import Application


class LogoutNotice(models.Model):
    """What one application is owed about one session; the row is its own outbox.

    `due_at` is when it is to be sent, or until when whoever sends it has claimed it. `status` is what the application's
    server answered at last, 0 when it did not.
    """

    class State(models.TextChoices):
        WAITS = "waits"
        ARRIVED = "arrived"
        FAILED = "failed"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
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
                fields=("application", "sid"), condition=models.Q(state="waits"), name="notice_waits_once"
            ),
        )
        indexes: ClassVar = (
            models.Index(fields=("due_at",), condition=models.Q(state="waits"), name="notice_due"),
            models.Index(fields=("made_at",), name="notice_by_age"),
        )

    def __str__(self) -> str:
        return f"to {self.application_id} of {self.sid}"
