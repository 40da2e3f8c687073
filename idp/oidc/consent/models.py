"""Consent: what one person has let one application know of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.users.models import User
from idp.oidc.applications.models import Application


class Consent(models.Model):
    """Remembered for a while from `given_at` on, when it was said last. `claims` are those asked for by name."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="consents")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    claims = models.JSONField(default=list)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("-given_at",)
        constraints = (models.UniqueConstraint(fields=("application", "user"), name="consent_once"),)
        indexes: ClassVar = (
            models.Index(fields=("user",), name="consent_of_person"),
            models.Index(fields=("given_at",), name="consent_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} to {self.application_id}"
