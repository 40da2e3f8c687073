"""UserCode."""

from __future__ import annotations

from django.db import models

from accounts.users.models import User


class UserCode(models.Model):
    """The code of one person, `hashed` as passwords are."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="user_code")
    hashed = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("user",)

    def __str__(self) -> str:
        return f"code of {self.user_id}"
