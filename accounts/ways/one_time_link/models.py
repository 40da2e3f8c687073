"""OneTimeLink: the first way in for somebody who has no other yet."""

from django.conf import settings
from django.db import models

from accounts.clock import WrittenAt


class OneTimeLink(models.Model):
    """A link that signs one person in once, kept as a digest.

    `opens` is the address of what it opens whatever the policy says: one that was made on the server, for when nobody
    comes in any other way.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="one_time_links"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = WrittenAt()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    opens = models.CharField(max_length=64, blank=True)
    # Sent by mail to somebody new: works longer, and only until they have signed in (inviting.py).
    is_invitation = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"one-time link for {self.user}"
