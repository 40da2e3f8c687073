"""LastingKey: what a former SECRET_KEY made the digests of one purpose with."""

from django.db import models

from accounts.clock import WrittenAt


class LastingKey(models.Model):
    """The key for digests under `salt`, derived from the SECRET_KEY with the fingerprint `derived_from`, encrypted."""

    salt = models.CharField(max_length=64)
    derived_from = models.CharField(max_length=16)
    key_encrypted = models.TextField()
    kept_at = WrittenAt()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("salt", "derived_from"), name="lasting_key_once"),)

    def __str__(self) -> str:
        return f"{self.salt}, of {self.derived_from}"
