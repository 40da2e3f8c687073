"""What becomes of a value as the database gives it."""

from __future__ import annotations

from json import JSONDecoder
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField
from django.db.models.expressions import Col

_plain = JSONDecoder()


def converters(column: Any, here: BaseDatabaseWrapper) -> list[Any]:
    """What this kind of database, then the field, make of a value as it comes."""
    field = column.output_field
    is_plain = isinstance(column, Col) and type(field) is JSONField and field.decoder is None
    return [
        *here.ops.get_db_converters(column),
        *([_from_json] if is_plain else column.get_db_converters(here)),
    ]


def _from_json(value: str | None, *_: object) -> Any:
    """As the field reads it; around what we wrote and the database took for JSON stands nothing."""
    return value if value is None else _plain.raw_decode(value)[0]
