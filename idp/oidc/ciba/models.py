"""BackchannelRequest."""

from __future__ import annotations

from django.db import models

from accounts.clock import WrittenAt
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp.oidc.applications.models import Application


class BackchannelRequest(models.Model):
    """What one application asked of one person's phones: `digest` is that of the auth_req_id by which it asks again.

    `request` is the question as the phones have it, and says what became of it. `auth_hash` is the person's of when it
    was asked. `interval` is how many seconds it leaves between two questions; it grows where they are fewer, and
    `next_poll_at` is when the next one is not too soon. `details` are its authorization_details.

    An application that is told when to ask is told `encrypted_id`, the auth_req_id, and `encrypted_notification_token`
    shows that it is us: both are kept for as long as there is something to tell. `ping_due_at` is when it is told next,
    `ping_tries` how often that was tried.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="asked")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="asked_by_applications")
    request = models.OneToOneField(ApprovalRequest, on_delete=models.CASCADE, related_name="backchannel")
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=200)
    acr_values = models.JSONField(default=list)
    details = models.JSONField(default=list)
    auth_hash = models.CharField(max_length=64)
    interval = models.PositiveSmallIntegerField()
    encrypted_notification_token = models.TextField(default="")
    encrypted_id = models.TextField(default="")
    ping_due_at = models.DateTimeField(null=True)
    ping_tries = models.PositiveSmallIntegerField(default=0)
    next_poll_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    asked_at = WrittenAt()

    class Meta:
        ordering = ("-asked_at",)
        indexes = (
            models.Index(fields=("expires_at",), name="backchannel_by_end"),
            models.Index(
                fields=("ping_due_at",),
                condition=models.Q(ping_due_at__isnull=False),
                name="backchannel_to_tell",
            ),
        )

    def __str__(self) -> str:
        return f"asked by {self.application_id}: {self.request_id}"

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(self.scope.split())
