"""A page of a list in the order of a name: each begins after the last of the one before, and nothing is counted."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

ON_A_PAGE = 100
Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], *, name: str, after: str) -> tuple[list[Row], str | None]:
    """A page of rows by the column `name`, and what the next one begins after; None where there is none."""
    ordered = rows.order_by(name)
    found = list((ordered.filter(**{f"{name}__gt": after}) if after else ordered)[: ON_A_PAGE + 1])
    page = found[:ON_A_PAGE]
    following: Any = getattr(page[-1], name) if len(found) > ON_A_PAGE else None
    return page, following
