"""PushedRequest: what an application asks for, given by itself."""

from __future__ import annotations

from django.db import models

from accounts.clock import WrittenAt
from idp.oidc.applications.models import Application


class PushedRequest(models.Model):
    """The parameters of one authorization request, under a name that only the application was told.

    It is opened once, by whoever is sent here with the name; from then on there is as much time as for any other
    sign-in. `used_at`: it was answered.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="pushed_requests")
    digest = models.CharField(max_length=64, unique=True)
    parameters = models.JSONField()
    made_at = WrittenAt()
    until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("until",), name="pushed_request_by_end"),)

    def __str__(self) -> str:
        return f"request of {self.application_id}"
