"""BackupNote: when a back-up was last made, and last verified."""

from django.db import models


class BackupNote(models.Model):
    """One of each: `what` was done at that time to the back-up of this name."""

    class What(models.TextChoices):
        MADE = "made"
        VERIFIED = "verified"

    what = models.CharField(max_length=8, choices=What, primary_key=True)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.name}"
