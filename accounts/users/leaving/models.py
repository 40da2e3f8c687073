"""FormerPerson: what somebody who has left was called."""

import uuid

from django.db import models

from accounts.clock import WrittenAt


class FormerPerson(models.Model):
    """Somebody who has left, under the id by which the logs know them.

    Whoever reads a log learns from it who that was, for as long as it is kept. Without a row they are a pseudonym.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=254)
    display_name = models.CharField(max_length=120, blank=True)
    left_at = WrittenAt()

    class Meta:
        indexes = (models.Index(fields=("left_at",), name="former_person_by_time"),)

    def __str__(self) -> str:
        return self.username
