"""The parts of an application: what its page shows of each, and the form that changes it. A new part is a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.oidc.applications.keys import keys_of
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings import table as settings
from idp.oidc.applications.settings.row import Row, Value
from idp.portal.applications.parts.form import NameForm, PartForm, PeopleForm
from idp.portal.applications.parts.keys import KeysForm
from idp.portal.applications.parts.rows import AddressesForm, AskingForm, RowsForm, rows_in_part

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Fact:
    """One line of a part: what it is, and each of its values; `none` is what is said where there is no value."""

    label: StrOrPromise
    values: tuple[str, ...]
    none: StrOrPromise = ""


def _is_written_here(application: Application) -> bool:
    """Is it not known by a document of its own, which says what it is?"""
    return application.document_at is None


def _is_of_a_server(application: Application) -> bool:
    return _is_written_here(application) and not application.is_public


def _has_people(application: Application) -> bool:
    return application.kind != Application.Kind.SERVICE


@dataclass(frozen=True)
class Part:
    """`of`: which applications have it."""

    key: str
    title: StrOrPromise
    form: Callable[..., PartForm]
    facts: Callable[[Application], list[Fact]]
    of: Callable[[Application], bool] = _is_written_here


def _what_it_is(application: Application) -> list[Fact]:
    return [
        Fact(_("Name"), (application.name,)),
        Fact(_("Kind"), (str(Application.Kind(application.kind).label),)),
    ]


def _values(row: Row, application: Application) -> Fact:
    """A setting as it stands."""
    value = getattr(application, row.name)
    if row.value is Value.CHOICE:
        return Fact(row.label, (str(row.choices[value].label),))
    if row.value is Value.FLAG:
        return Fact(row.label, (_("yes"),) if value else (), row.none)
    return Fact(row.label, tuple(value) if row.value.is_list else tuple(filter(None, (value,))), row.none)


def _people(application: Application) -> list[Fact]:
    if application.is_for_everybody:
        return [Fact(_("May use it"), (_("Everybody of the organisation"),))]
    names = sorted(group.name for group in application.groups.all())
    return [Fact(_("Members of"), tuple(names), _("no group: nobody may use it"))]


def _shows_itself(application: Application) -> list[Fact]:
    if application.has_secret:
        return [Fact(_("By"), (_("a secret"),))]
    names = tuple(key.kid or key.thumbprint for key in keys_of(application))
    return [Fact(_("By its keys"), names)]


def _of_rows(key: str, title: StrOrPromise, form: type[RowsForm] = RowsForm) -> Part:
    """A part that is settings, and nothing besides: those of its key."""

    def facts(application: Application) -> list[Fact]:
        told = [_values(row, application) for row in rows_in_part(application, key)]
        return [fact for fact in told if fact.values or fact.none]

    def has_any(application: Application) -> bool:
        return _is_written_here(application) and bool(rows_in_part(application, key))

    return Part(key, title, partial(form, part=key), facts, of=has_any)


PARTS = (
    Part("name", gettext_lazy("What it is"), NameForm, _what_it_is),
    _of_rows(settings.ADDRESSES, gettext_lazy("Where its answers go"), AddressesForm),
    Part("people", gettext_lazy("Who may use it"), PeopleForm, _people, of=_has_people),
    _of_rows(settings.SIGNING_IN, gettext_lazy("Signing in")),
    _of_rows(settings.SIGNING_OUT, gettext_lazy("Signing out")),
    _of_rows(settings.TOKENS, gettext_lazy("What it is given")),
    _of_rows(settings.PROTECTION, gettext_lazy("Protection")),
    Part("keys", gettext_lazy("How it shows who it is"), KeysForm, _shows_itself, of=_is_of_a_server),
    _of_rows(settings.MORE, gettext_lazy("What else it may do")),
    _of_rows(settings.ASKING, gettext_lazy("Asking people's phones"), AskingForm),
)


def parts_of(application: Application) -> list[Part]:
    return [part for part in PARTS if part.of(application)]


def find(application: Application, key: str) -> Part | None:
    """Return the part of this application at this address, None where it has none."""
    return next((part for part in parts_of(application) if part.key == key), None)
