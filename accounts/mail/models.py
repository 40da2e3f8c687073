"""Untold: something that a person is to be told by mail, until the letter about it is written."""

from django.db import models

from accounts.audit.models import AuditEvent


class Untold(models.Model):
    """One event that a letter is to tell of: to whom, where they were written to when it happened, in which language.

    A person is named by id alone: who closes an account is told that it is closed.
    """

    person = models.UUIDField()
    event = models.ForeignKey(AuditEvent, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    addresses = models.JSONField()
    language = models.CharField(max_length=8)

    class Meta:
        indexes = (models.Index(fields=("person",), name="untold_of_person"),)

    def __str__(self) -> str:
        return f"{self.event_id} to {self.person}"
