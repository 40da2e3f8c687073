"""PushKey: a key of this installation for Web Push."""

from django.db import models

from accounts.clock import WrittenAt


class PushKey(models.Model):
    """An ES256 key; phones subscribe with the newest. `public_key` is its point in base64url, as browsers take it."""

    public_key = models.CharField(max_length=87, unique=True)
    private_key_encrypted = models.TextField()
    created_at = WrittenAt()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.public_key
