"""AccessPass: the pass that a person has."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models

from accounts.clock import WrittenAt


class Standing(StrEnum):
    """How a pass stands at a moment."""

    NOT_BEGUN = "not_begun"
    VALID = "valid"
    USED = "used"
    ENDED = "ended"


class AccessPass(models.Model):
    """One person's, kept as a keyed digest; `used_at` is when it was used last.

    One that was used and works once stays until it ends, for its session rests on it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_pass"
    )
    digest = models.CharField(max_length=64)
    made_at = WrittenAt()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_one_time = models.BooleanField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pass of {self.user}"

    def standing(self, now: datetime) -> Standing:
        """How it stands at this time."""
        if self.ends_at <= now:
            return Standing.ENDED
        if self.is_one_time and self.used_at is not None:
            return Standing.USED
        return Standing.VALID if self.starts_at <= now else Standing.NOT_BEGUN
