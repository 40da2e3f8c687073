"""Many rows in one value of another row, as JSON: what belongs to a row is read with it, in one question."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, Func, JSONField, QuerySet, Subquery


def gathered(rows: QuerySet[Any, Any], of: Any, *, by: str) -> Subquery:
    """A JSON array of `of` of each of the rows, all of which have the same `by`; NULL for none."""
    return Subquery(rows.order_by().values(by).annotate(gathered=_Gathered(of)).values("gathered"))


class AsJson(Func):
    """JSON that stays JSON in what is made of it, and is no text there."""

    function = "JSON"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """It knows its kind there."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **extra)


class _Gathered(Aggregate):
    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)
