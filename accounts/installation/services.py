"""Noting what the installation is, and reading it."""

from typing import Any

from accounts.installation.models import InstallationNote


def note(name: str, said: Any) -> None:
    """Note this in place of what was noted under the name."""
    InstallationNote.objects.update_or_create(name=name, defaults={"said": said})


def noted(name: str) -> Any:
    """Return what is noted under the name; None where nothing is."""
    return InstallationNote.objects.filter(name=name).values_list("said", flat=True).first()
