"""LedgerEntry: something noted until its time is over."""

from django.db import models


class LedgerEntry(models.Model):
    """What was noted under one key, by its digest. `until` is in seconds of the database's clock."""

    key_digest = models.CharField(max_length=64, primary_key=True)
    noted = models.TextField()
    until = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.key_digest
