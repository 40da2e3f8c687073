"""UndoLink: what a person may take back without signing in, for a while, once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class UndoLink(models.Model):
    """One link: of whom, and of which events. `done` says what its use did, in the words that were shown.

    A person is named by id alone, as in `Untold`: a link outlives no account, and needs no row of it.
    """

    digest = models.CharField(max_length=64, unique=True)
    person = models.UUIDField()
    events = models.JSONField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    done = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = (models.Index(fields=("expires_at",), name="undo_link_by_end"),)

    def __str__(self) -> str:
        return f"link of {self.person}"
