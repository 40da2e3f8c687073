"""What becomes of a row that a composed statement finds: the same as its queryset would make of it.

Django sets each column of each object by itself, and looks around each JSON for what might stand there: of a small
SELECT that takes as long as the question (docs/bench.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import FlatValuesListIterable, ModelIterable

Builder = Callable[[Sequence[Any]], Any]
# Of a column its position, itself, and what makes of its value what the field would.
Converted = tuple[int, Any, list[Callable[..., Any]]]

_decode = json.JSONDecoder().raw_decode


def joined(row: Any, name: str) -> Any:
    """Return what a FilteredRelation has joined a row with; None where it found none: then there is no attribute."""
    return getattr(row, name, None)


def converters(compiler: Any, here: BaseDatabaseWrapper) -> list[Converted]:
    """Of each column whose value does not stay as it comes: what this kind of database, then its field, make of it."""
    columns = [column for column, _sql, _alias in compiler.select]
    return [(n, column, made) for n, column in enumerate(columns) if (made := _converters(column, here))]


def _converters(column: Any, here: BaseDatabaseWrapper) -> list[Callable[..., Any]]:
    if isinstance(column, Col) and type(column.target) is JSONField and column.target.decoder is None:
        return [_from_json]
    return [*here.ops.get_db_converters(column), *column.get_db_converters(here)]


def _from_json(text: str | None, *_: object) -> Any:
    """What JSONField makes of a column of its own, where nothing but JSON can stand, and nothing around it."""
    return None if text is None else _decode(text)[0]


def builder(rows: QuerySet[Any, Any], compiler: Any) -> Builder:
    """What makes of a row what the queryset would: a value, a tuple, or an object with those it was joined with."""
    kind = rows._iterable_class
    if issubclass(kind, FlatValuesListIterable):
        return lambda row: row[0]
    if not issubclass(kind, ModelIterable):
        return tuple
    build = _objects(compiler.klass_info, compiler.select)
    annotated = list(compiler.annotation_col_map.items())
    return _annotated(build, annotated) if annotated else build


def _annotated(build: Builder, annotated: list[tuple[str, int]]) -> Builder:
    def build_with(row: Sequence[Any]) -> Any:
        made = build(row)
        for name, position in annotated:
            setattr(made, name, row[position])
        return made

    return build_with


def _objects(info: Any, select: Sequence[Any]) -> Builder:
    """What `from_db` makes of the columns of a model, and of those of each that it was joined with."""
    model = info["model"]
    columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [column.target.attname for column, _sql, _alias in select[columns]]
    key = columns.start + names.index(model._meta.pk.attname)
    joined = [
        (_objects(one, select), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    ]

    def build(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        made = model.__new__(model)
        state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        vars(made).update(zip(names, row[columns], strict=True), _state=state)
        for build_other, keep_here, keep_there in joined:
            other = build_other(row)
            keep_here(made, other)
            if other is not None:
                keep_there(other, made)
        return made

    return build
