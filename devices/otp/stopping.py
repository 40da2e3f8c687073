"""What gives codes, stopped when something is wrong with its person's account, and brought back (D10)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Now

from devices.otp.source import CodeSource

Source = TypeVar("Source", bound=CodeSource)


def stop(sources: QuerySet[Source], kept: Collection[str]) -> list[str]:
    """None of these gives codes that are taken, but those with these ids; return their names."""
    stopping = list(sources.filter(stopped_at=None).exclude(pk__in=kept))
    sources.filter(pk__in=[one.pk for one in stopping]).update(stopped_at=Now())
    return [one.name for one in stopping]


def bring_back(sources: QuerySet[Source], source_id: str) -> bool:
    """The codes of the one with this id are taken again."""
    return bool(sources.filter(pk=source_id, stopped_at__isnull=False).update(stopped_at=None))
