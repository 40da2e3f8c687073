"""What there is to say of a setting of an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from idp.oidc.applications.settings.table import Wanted

ROW = "row"


class Value(Enum):
    """What a setting holds: yes or no, one of some words, an address, several addresses, several words."""

    FLAG = "flag"
    CHOICE = "choice"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    WORDS = "words"

    @property
    def is_list(self) -> bool:
        return self in {Value.ADDRESSES, Value.WORDS}


@dataclass(frozen=True)
class Choice:
    """One of the words: what it is called, and what choosing it means."""

    label: StrOrPromise
    help: StrOrPromise = ""


def _nothing_wrong(_value: Any, _wanted: Wanted) -> StrOrPromise:
    return ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One setting. `name` is its column, and its field of `Wanted`.

    `label` is what it is called on the page of an application and, as `detail`, in the log; `asks` what its form says
    in place of that, and `help` what it means. `none` says that there is no value; one without it is then not shown.
    `kinds` of application have it; one of another kind keeps its `unset`. `option` is that of `manage.py
    oidc_application add`, which makes it `means` where it takes no value. `problem` says what is wrong with a value, ""
    where nothing is. `is_told`: an address that is told things, and often has a key in it, so that the log has its host
    alone.
    """

    name: str = ""
    value: Value
    label: StrOrPromise
    asks: StrOrPromise = ""
    help: StrOrPromise = ""
    none: StrOrPromise = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    kinds: frozenset[str]
    part: str
    detail: str
    option: str = ""
    means: Any = None
    is_told: bool = False
    unset: Any = None
    problem: Callable[[Any, Wanted], StrOrPromise] = _nothing_wrong

    @property
    def question(self) -> StrOrPromise:
        return self.asks or self.label

    def kept(self, value: Any) -> Any:
        """As its column has it: of several each once, in their order."""
        return list(dict.fromkeys(value)) if self.value.is_list else value


def setting(unset: Any, *, value: Value, label: StrOrPromise, **facts: Any) -> Any:
    """Return the field of a setting that is `unset` until somebody says otherwise; a flag is said by its option."""
    of_flag: dict[str, Any] = {"means": not unset, "none": _("no")} if value is Value.FLAG else {}
    row = Row(value=value, label=label, unset=unset, **(of_flag | facts))
    return field(default=unset, metadata={ROW: row})


def rows_in(table: type) -> tuple[Row, ...]:
    """The rows of this class, in the order of its fields."""
    found: Sequence[Any] = fields(table)
    return tuple(replace(one.metadata[ROW], name=one.name) for one in found if ROW in one.metadata)
