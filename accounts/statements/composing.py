"""Statements of the hot roads, composed once.

Of a small SELECT Django takes several times as long to compose the SQL as driver and database take to run it, and a
sign-in asks dozens (docs/bench.md). A function under `composed_once` is called a single time, with places instead of
values; its SQL is kept, and each later call only fills them in. `changed_once` does it for a move of a row,
`removed_once` for rows that go, `added_once` for rows that are added.

One that takes `*values` is called once for each number of them: whoever calls it bounds how many there can be. What is
given as a member of an Enum is no place: it is called once for each member, and may look at it.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BigIntegerField,
    BooleanField,
    DateTimeField,
    Field,
    JSONField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError

from accounts.statements.cursors import cursor_of
from accounts.statements.rows import builder, converters

Given = ParamSpec("Given")
Row = TypeVar("Row")
# The rows that are meant, and what becomes of their columns.
Move = tuple[QuerySet[Any, Any], Mapping[str, Any]]
# A statement, and what goes into its places.
Sql = tuple[str, Sequence[Any]]
FIELDS: dict[Any, type[Field[Any, Any]]] = {
    str: TextField,
    UUID: UUIDField,
    UUID | None: UUIDField,
    int: BigIntegerField,
    datetime: DateTimeField,
    bool | None: BooleanField,
    dict[str, Any] | None: JSONField,
    list[str]: JSONField,
}
# What a value has by which the database is told to make it, as `Now()`.
RESOLVED_BY = "resolve_expression"
_changing: dict[Callable[..., int], Callable[..., Move]] = {}
_removing: dict[Callable[..., int], Callable[..., QuerySet[Any, Any]]] = {}
_composed: dict[Callable[..., list[Any]], Callable[..., QuerySet[Any, Any]]] = {}


def composed_once(compose: Callable[Given, QuerySet[Any, Row]]) -> Callable[Given, list[Row]]:
    """The rows of the queryset that `compose` makes of its arguments, each of a kind of FIELDS, in order.

    `compose` sees places, not values: it must not look at them, nor at a clock or a setting (the database's `Now()`
    is right). A None that is given finds nothing, as NULL equals nothing.
    """
    kept: dict[tuple[Any, ...], _Statement] = {}

    @functools.wraps(compose)
    def ask(*given: Given.args, **named: Given.kwargs) -> list[Row]:
        if named:
            raise TypeError(f"{compose.__name__} takes its values by position")
        here = connections[DEFAULT_DB_ALIAS]
        wanted = _wanted(given, here)
        statement = kept.get(wanted) or kept.setdefault(wanted, _Statement(compose, given, here))
        return statement.ask(given, here)

    _composed[ask] = compose
    return ask


def composed() -> dict[Callable[..., list[Any]], Callable[..., QuerySet[Any, Any]]]:
    """Every statement that was imported, with the function that makes its queryset: a test asks both for the same."""
    return dict(_composed)


def changed_once(compose: Callable[Given, Move]) -> Callable[Given, int]:
    """How many rows the UPDATE changes that `compose` makes of its arguments: what `update` would answer."""
    change = _done_once(compose, _update)
    _changing[change] = compose
    return change


def changing() -> dict[Callable[..., int], Callable[..., Move]]:
    """Every one of those that was imported, likewise."""
    return dict(_changing)


def removed_once(compose: Callable[Given, QuerySet[Any, Any]]) -> Callable[Given, int]:
    """How many rows the DELETE removes that `compose` makes of its arguments. Of rows on which no others rest.

    What rests on a row is not removed with it, as `delete` would do: then the database refuses. It sends no signal.
    """
    remove = _done_once(compose, _delete)
    _removing[remove] = compose
    return remove


def removing() -> dict[Callable[..., int], Callable[..., QuerySet[Any, Any]]]:
    """Every one of those that was imported, likewise."""
    return dict(_removing)


def _done_once(compose: Callable[Given, Any], made_of: Callable[..., Sql]) -> Callable[Given, int]:
    kept: dict[tuple[Any, ...], Sql] = {}

    @functools.wraps(compose)
    def do(*given: Given.args, **named: Given.kwargs) -> int:
        if named:
            raise TypeError(f"{compose.__name__} takes its values by position")
        here = connections[DEFAULT_DB_ALIAS]
        wanted = _wanted(given, here)
        sql, params = kept.get(wanted) or kept.setdefault(wanted, made_of(compose, given, here))
        cursor = cursor_of(here, sql)
        cursor.execute(sql, [_filled(param, given, here) for param in params])
        return int(cursor.rowcount)

    return do


def added_once(model: type[Model], *, then: str) -> Callable[..., Any]:
    """What adds rows of this model, and returns the first value that the statement answers, None for none.

    `then` is the SQL that follows their values. Likewise composed once: for each number of rows, one at least, which
    whoever calls it bounds, and each choice of columns that have the database's own value, as `Now()`. Those
    expressions are few, made once. It sends no signal; to Django the rows are there from then on.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    kept: dict[tuple[Any, ...], Sql] = {}

    def add(*rows: Model) -> Any:
        here = connections[DEFAULT_DB_ALIAS]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), here) for row in rows for field in fields
        ]
        wanted = here.vendor, *[value if hasattr(value, RESOLVED_BY) else None for value in values]
        sql, params = kept.get(wanted) or kept.setdefault(wanted, _insert(model, fields, values, then, here))
        cursor = cursor_of(here, sql)
        cursor.execute(sql, [values[one.value] if isinstance(one, _Place) else one for one in params])
        answer = first(cursor.fetchall()) if cursor.description else None
        for row in rows:
            row._state.adding, row._state.db = False, here.alias
        return answer and answer[0]

    return add


def first(rows: Sequence[Row]) -> Row | None:
    """The first of the rows, None when there is none."""
    return rows[0] if rows else None


class _Place(Value):
    """Where a value that is given later stands."""

    def as_sql(self, *_: object) -> tuple[str, Any]:
        return "%s", (self,)


class _Statement:
    """The SQL of one queryset for this kind of database, where values go in it, and what becomes of a row."""

    def __init__(
        self, compose: Callable[..., QuerySet[Any, Any]], given: tuple[Any, ...], here: BaseDatabaseWrapper
    ) -> None:
        rows = compose(*_places(compose, given))
        compiler = rows.query.get_compiler(connection=here)
        self.sql, self.params = compiler.as_sql()
        self.locks = rows.query.select_for_update
        self.converted = converters(compiler, here)
        self.build = builder(rows, compiler)

    def ask(self, given: tuple[Any, ...], here: BaseDatabaseWrapper) -> list[Any]:
        if self.locks and not here.in_atomic_block:
            raise TransactionManagementError(
                "a row is locked until the end of a transaction, and there is none"
            )
        cursor = cursor_of(here, self.sql)
        cursor.execute(self.sql, [_filled(param, given, here) for param in self.params])
        return [self.build(self._converted(row, here)) for row in cursor.fetchall()]

    def _converted(self, row: Sequence[Any], here: BaseDatabaseWrapper) -> Sequence[Any]:
        if not self.converted:
            return row
        values = list(row)
        for position, column, made_by in self.converted:
            for convert in made_by:
                values[position] = convert(values[position], column, here)
        return values


def _update(compose: Callable[..., Move], given: tuple[Any, ...], here: BaseDatabaseWrapper) -> Sql:
    """The SQL of an UPDATE, as a queryset's own has it, and where values go in it."""
    rows, values = compose(*_places(compose, given))
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    return _as_sql(query, here)


def _delete(
    compose: Callable[..., QuerySet[Any, Any]], given: tuple[Any, ...], here: BaseDatabaseWrapper
) -> Sql:
    """Likewise of a DELETE."""
    return _as_sql(compose(*_places(compose, given)).query.chain(DeleteQuery), here)


def _insert(
    model: type[Model], fields: Sequence[Any], values: Sequence[Any], then: str, here: BaseDatabaseWrapper
) -> Sql:
    """The SQL of an INSERT, and where values go in it: all but those that the database makes itself."""
    query = InsertQuery(model)
    compiler: Any = query.get_compiler(connection=here)
    places: list[str] = []
    params: list[Any] = []
    for n, value in enumerate(values):
        if hasattr(value, RESOLVED_BY):
            place, asked = compiler.compile(value.resolve_expression(query, allow_joins=False, for_save=True))
        else:
            place, asked = "%s", [_Place(n)]
        places.append(place)
        params += asked
    names = ", ".join(field.attname for field in fields)
    rows = (", ".join(places[at : at + len(fields)]) for at in range(0, len(values), len(fields)))
    written = f"({names}) VALUES ({'), ('.join(rows)})"
    return f"INSERT INTO {model._meta.db_table} AS kept {written} {then}", params


def _as_sql(query: Any, here: BaseDatabaseWrapper) -> Sql:
    sql, params = query.get_compiler(connection=here).as_sql()
    return sql, params


def _wanted(given: tuple[Any, ...], here: BaseDatabaseWrapper) -> tuple[Any, ...]:
    """What one statement is kept by: the kind of database, how many values, and which members of an Enum."""
    return here.vendor, len(given), *(one for one in given if isinstance(one, Enum))


def _places(compose: Callable[..., Any], given: tuple[Any, ...]) -> list[Any]:
    """A place for each value, a member of an Enum as it is. Raises TypeError where the function does not take them."""
    kinds = typing.get_type_hints(compose)
    taken = inspect.signature(compose).bind(*range(len(given))).arguments
    names = [name for name, which in taken.items() for _ in (which if isinstance(which, tuple) else (which,))]
    return [
        one if isinstance(one, Enum) else _Place(n, output_field=_field_of(kinds[name]))
        for n, (name, one) in enumerate(zip(names, given, strict=True))
    ]


def _field_of(kind: Any) -> Field[Any, Any]:
    if kind not in FIELDS:
        raise TypeError(f"a composed statement has no place for {kind}: FIELDS says for what it has")
    return FIELDS[kind]()


def _filled(param: Any, given: tuple[Any, ...], here: BaseDatabaseWrapper) -> Any:
    if not isinstance(param, _Place):
        return param
    return param.output_field.get_db_prep_save(given[param.value], here)
