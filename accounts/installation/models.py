"""InstallationNote: one thing that is known of the whole installation."""

from django.db import models


class InstallationNote(models.Model):
    """What is noted under one name; whoever notes it knows its shape."""

    name = models.CharField(max_length=40, primary_key=True)
    said = models.JSONField()

    def __str__(self) -> str:
        return self.name
