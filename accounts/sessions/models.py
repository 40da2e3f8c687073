"""Session: what a browser is, or was, signed in by; also what a browser on its way keeps."""

from __future__ import annotations

import uuid

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.clock import WrittenAt
from accounts.users.models import User


class Session(AbstractBaseSession):
    """What one browser keeps with us, known by the digest of its key.

    Without a `user` it is a browser's that is signed in nowhere, as on its way through a sign-in. `sid` stays the same
    however often the key changes. `auth_hash` is the user's when they last proved themselves: a session that has
    another one has ended. `browser_digest` is that of its browser's secret, as its person's KnownBrowser has it, and
    `sign_in` what the log calls the sign-in that it came of. `expire_date` is when it ends if nobody is seen any more,
    as counted when somebody last was; `ends_at` when what proved it ends.
    """

    sid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    auth_hash = models.CharField(max_length=64)
    browser = models.CharField(max_length=80)
    address = models.CharField(max_length=45)
    methods = models.JSONField(default=list)  # their keys
    acr = models.CharField(max_length=32)
    browser_digest = models.CharField(max_length=64, default="")
    sign_in = models.CharField(max_length=16, default="")
    stays = models.BooleanField(default=False)
    begun_at = WrittenAt()
    last_seen_at = WrittenAt()
    ends_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"
        verbose_name_plural = "sessions"
        ordering = ("-last_seen_at",)

    def __str__(self) -> str:
        return self.browser
