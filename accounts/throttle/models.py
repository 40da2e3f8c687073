"""TryCount: how often something was tried."""

from django.db import models


class TryCount(models.Model):
    """How often one key was tried, by the limit of its last try. Times are seconds of the database's clock.

    `shut_until` is when the next try may be made: 0, or past, while tries are left. `last_wrong` are keyed digests of
    the last wrong answers, each followed by a blank.
    """

    key_digest = models.CharField(max_length=32, primary_key=True)
    tries = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    wait_seconds = models.PositiveIntegerField()
    resets_at = models.BigIntegerField(db_index=True)
    shut_until = models.BigIntegerField()
    last_wrong = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.tries} of {self.most}"
