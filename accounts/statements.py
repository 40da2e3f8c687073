"""Statements of the hot roads, composed once.

Of a small SELECT Django takes several times as long to compose the SQL as driver and database take to run it, and a
sign-in asks dozens (docs/bench.md). A function under `composed_once` is called a single time, with places instead of
values; its SQL is kept, and each later call only fills them in.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, QuerySet, TextField, UUIDField, Value
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError

Given = ParamSpec("Given")
Row = TypeVar("Row")
Builder = Callable[[Sequence[Any]], Any]
FIELDS: dict[type, type[Field[Any, Any]]] = {str: TextField, UUID: UUIDField}
_composed: dict[Callable[..., list[Any]], Callable[..., QuerySet[Any, Any]]] = {}


def composed_once(compose: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, list[Row]]:
    """The rows of the queryset that `compose` makes of its arguments, each a str or a UUID, in order.

    `compose` sees places, not values: it must not look at them, nor at a clock or a setting (the database's `Now()`
    is right). A None that is given finds nothing, as NULL equals nothing.
    """
    kept: dict[str, _Statement] = {}

    @functools.wraps(compose)
    def ask(*given: Given.args, **named: Given.kwargs) -> list[Row]:
        statement = kept.get(connection.vendor) or kept.setdefault(connection.vendor, _Statement(compose))
        if named or len(given) != statement.places:
            raise TypeError(f"{compose.__name__} takes {statement.places} values, by position")
        return statement.ask(given)

    _composed[ask] = compose
    return ask


def composed() -> dict[Callable[..., list[Any]], Callable[..., QuerySet[Any, Any]]]:
    """Every statement that was imported, with the function that makes its queryset: a test asks both for the same."""
    return dict(_composed)


def first(rows: Sequence[Row]) -> Row | None:
    """The first of the rows, None when there is none."""
    return rows[0] if rows else None


class _Place(Value):
    """Where a value that is given later stands."""

    def as_sql(self, *_: object) -> tuple[str, Any]:
        return "%s", (self,)


class _Statement:
    """The SQL of one queryset for this kind of database, where values go in it, and what becomes of a row."""

    def __init__(self, compose: Callable[..., QuerySet[Any, Any]]) -> None:
        kinds = typing.get_type_hints(compose)
        names = inspect.signature(compose).parameters
        self.places = len(names)
        rows = compose(*(_Place(n, output_field=FIELDS[kinds[name]]()) for n, name in enumerate(names)))
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        self.locks = rows.query.select_for_update
        columns = [column for column, _sql, _alias in compiler.select]
        self.converted = [(n, column) for n, column in enumerate(columns) if _converters(column)]
        self.build = _builder(rows, compiler)

    def ask(self, given: tuple[Any, ...]) -> list[Any]:
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError(
                "a row is locked until the end of a transaction, and there is none"
            )
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [self._filled(param, given) for param in self.params])
            rows = cursor.fetchall()
        return [self.build(self._converted(row)) for row in rows]

    def _filled(self, param: Any, given: tuple[Any, ...]) -> Any:
        if not isinstance(param, _Place):
            return param
        return param.output_field.get_db_prep_value(given[param.value], connection)

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self.converted:
            return row
        values = list(row)
        for position, column in self.converted:
            for convert in _converters(column):
                values[position] = convert(values[position], column, connection)
        return values


def _converters(column: Any) -> list[Any]:
    """What this thread's connection, then the field, make of a value as it comes."""
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _builder(rows: QuerySet[Any, Any], compiler: Any) -> Builder:
    """What makes of a row what the queryset would: a value, a tuple, or an object with those it was joined with."""
    kind = rows._iterable_class
    if issubclass(kind, FlatValuesListIterable):
        return lambda row: row[0]
    if not issubclass(kind, ModelIterable):
        return tuple
    info = compiler.klass_info
    positions = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [column.target.attname for column, _sql, _alias in compiler.select[positions]]
    joined = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # a later Django's stubs

    def build(row: Sequence[Any]) -> Any:
        made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[positions])
        for populator in joined:
            populator.populate(row, made)
        return made

    return build
