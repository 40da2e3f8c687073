"""ScreenRequest."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models

from accounts.clock import WrittenAt
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.screens.codes import DIGITS

# RFC 8628, section 3.2: as often as a screen may ask at first.
PACE = timedelta(seconds=5)


class ScreenRequest(models.Model):
    """A screen of an application's that asks to be let in, until somebody answers or its time is over.

    `device_digest` is of the secret by which the screen asks for its tokens, `letters_digest` a keyed one of the
    letters that people type. `address` is where the screen asked from. `ask_after` and `pace` say how often it may ask.
    `tries` are the numbers that were typed. `answer` is empty while it waits; then it says what `user` answered, and
    `grant` is what came of that.
    """

    class Answer(models.TextChoices):
        APPROVED = "approved"
        DENIED = "denied"
        WRONG_NUMBER = "wrong_number"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="screen_requests")
    device_digest = models.CharField(max_length=64, unique=True)
    letters_digest = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=DIGITS)
    scope = models.CharField(max_length=200)
    address = models.CharField(max_length=45)
    asked_at = WrittenAt()
    until = models.DateTimeField()
    ask_after = models.DateTimeField()
    pace = models.DurationField(default=PACE)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=12, choices=Answer, default="", blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="screen_requests")
    answered_at = models.DateTimeField(null=True)
    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, null=True, related_name="screen_request")

    class Meta:
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=("until",), name="screen_request_by_end"),)

    def __str__(self) -> str:
        return str(self.pk)
