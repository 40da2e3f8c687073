"""PutOff: how often a person has put off what a campaign asks for, and until when they are left alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PutOff(models.Model):
    """One person's, of the campaign that asks for the way with the key `method`; gone when that begins anew."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="put_off")
    method = models.CharField(max_length=32)
    times = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "method"), name="put_off_once_per_campaign"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.method}"
