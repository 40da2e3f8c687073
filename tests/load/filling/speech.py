"""How each database says the same, and rows made of a series of numbers by one INSERT.

Statements hold numbers and words of our own alone, so they are written out and take no parameters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone

# Large primes, one for each question that is asked of a number: so that the answers do not go together.
MIXERS = (48_271, 69_621, 40_692, 39_373, 16_807, 65_539, 44_497, 86_243, 21_701, 23_209, 110_503, 132_049)
OF_A_MILLION = 1_000_003  # a prime, too


@dataclass(frozen=True)
class Speech:
    """One database's words. `seed` makes the ids of one filling others than those of the next; `now` is its moment."""

    is_postgres: bool
    seed: str
    now: int

    def series(self, first: int, last: int, *, called: str = "n") -> str:
        """The numbers from `first` to `last`, as rows of one column."""
        if self.is_postgres:
            return f"generate_series({first}::bigint, {last}::bigint) AS made ({called})"
        begins = f"SELECT {first} WHERE {first} <= {last}"
        goes_on = f"SELECT n + 1 FROM counted WHERE n < {last}"  # noqa: S608  our own numbers alone
        counted = f"WITH RECURSIVE counted (n) AS ({begins} UNION ALL {goes_on})"
        return f"({counted} SELECT n AS {called} FROM counted) AS made"  # noqa: S608  likewise

    def text(self, what: str, n: str = "n") -> str:
        """Text that nothing else has: of this filling, of this kind, of this number."""
        return f"('{self.seed} {what} ' || {n})"

    def uuid(self, what: str, n: str = "n") -> str:
        """An id as uuid4 spreads them: evenly."""
        return f"md5({self.text(what, n)})" + ("::uuid" if self.is_postgres else "")

    def id_of(self, known: UUID) -> str:
        """An id that is known, written out."""
        return f"'{known}'::uuid" if self.is_postgres else f"'{known.hex}'"

    def digest(self, text: str) -> str:
        """What accounts.secrets.digest_of makes of a text."""
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')" if self.is_postgres else f"sha256({text})"

    def ago(self, seconds: str) -> str:
        """The moment so many seconds ago; in times to come, where that is negative."""
        if self.is_postgres:
            return f"(to_timestamp({self.now}) - ({seconds}) * interval '1 second')"
        return f"strftime('%Y-%m-%d %H:%M:%f', {self.now} - ({seconds}), 'unixepoch')"

    def day(self, moment: str) -> str:
        return f"(({moment}) AT TIME ZONE 'UTC')::date" if self.is_postgres else f"date({moment})"

    def json(self, text: str) -> str:
        return f"({text})::jsonb" if self.is_postgres else text

    def written(self, value: Any, *, is_json: bool = False) -> str:
        """A value of ours, written out."""
        if value is None:
            return "NULL"
        if is_json:
            return self.json(f"'{json.dumps(value)}'")
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def speech(seed: str) -> Speech:
    """The words of the database that is connected; SQLite learns what it lacks."""
    is_postgres = connection.vendor == "postgresql"
    if not is_postgres:
        connection.ensure_connection()
        database: Any = connection.connection
        database.create_function("md5", 1, _md5, deterministic=True)
        database.create_function("sha256", 1, _sha256, deterministic=True)
        database.create_function("translate", 3, _translate, deterministic=True)
    return Speech(is_postgres=is_postgres, seed=seed, now=int(timezone.now().timestamp()))


def portion(salt: int, per_mille: float, n: str = "n") -> str:
    """True of so many of a thousand numbers; another `salt` picks others."""
    return f"({_mixed(salt, n)} < {round(per_mille * 1000)})"


def below(salt: int, end: int, n: str = "n") -> str:
    """A number from 0 to `end` - 1, spread evenly."""
    return f"({_mixed(salt, n)} * {end} / {OF_A_MILLION})"


def one_of(salt: int, words: Sequence[str], n: str = "n") -> str:
    """One of these words; one that stands there twice is picked twice as often."""
    cases = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
    return f"(CASE {below(salt, len(words), n)} {cases} END)"


def _mixed(salt: int, n: str) -> str:
    return f"(({n}) * {MIXERS[salt]} % {OF_A_MILLION})"


def insert(model: type[Model], values: Mapping[str, str], *, source: str, said: Speech) -> int:
    """Adds a row for each of `source`; what `values` does not name gets its default. Returns how many."""
    fields = [
        field for field in model._meta.concrete_fields if field.attname in values or not field.primary_key
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    given = ", ".join(
        values[field.attname]
        if field.attname in values
        else said.written(_default(field), is_json=isinstance(field, JSONField))
        for field in fields
    )
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {given} FROM {source}')  # noqa: S608  our own words alone
        added: int = cursor.rowcount
    return added


def _default(field: Any) -> Any:
    """What a new row has in this column; the moment of the filling where the database's clock would write."""
    if getattr(field, "auto_now_add", False):
        return timezone.now().strftime("%Y-%m-%d %H:%M:%S")
    return field.get_default()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _translate(text: str, letters: str, others: str) -> str:
    return text.translate(str.maketrans(letters, others))
