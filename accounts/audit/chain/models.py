"""Seal: that a segment of the log was so, in the order of the chain."""

from django.db import models

from accounts.clock import WrittenAt


class Seal(models.Model):
    """One sealed segment: every event from number `first` up to `last`, so many as `count`.

    `hash` is over those events and the seal before; `stamp` is made of it with a key that is not in the database, so
    nobody who can only write there makes a chain anew. When retention has dropped the events `dropped_at` says when,
    `dropped_stamp` that it was retention. Numbers go on by one from 1.
    """

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64)
    sealed_at = WrittenAt()
    dropped_at = models.DateTimeField(null=True)
    dropped_stamp = models.CharField(max_length=64, default="")

    class Meta:
        ordering = ("number",)
        # From a time to the numbers of the events around it.
        indexes = (models.Index(fields=("ends_at",), name="seal_by_time"),)

    def __str__(self) -> str:
        return f"seal {self.number}"
