"""The parts of an application: what its page shows of each, and the form that changes it. A new part is a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.oidc.applications.keys import keys_of
from idp.oidc.applications.models import Application
from idp.portal.applications.parts.asking import AskingForm, KeysForm
from idp.portal.applications.parts.form import (
    ALGORITHMS,
    AddressesForm,
    NameForm,
    PartForm,
    PeopleForm,
    TokensForm,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Fact:
    """One line of a part: what it is, and each of its values; `none` is what is said where there is no value."""

    label: StrOrPromise
    values: tuple[str, ...]
    none: StrOrPromise = ""


def _is_written_here(application: Application) -> bool:
    """Do people sign in to it, and is it not known by a document of its own, which says what it is?"""
    return application.document_at is None and application.kind != Application.Kind.SERVICE


def _is_of_a_server(application: Application) -> bool:
    return _is_written_here(application) and not application.is_public


def _has_people(application: Application) -> bool:
    return application.kind != Application.Kind.SERVICE


@dataclass(frozen=True)
class Part:
    """`of`: which applications have it."""

    key: str
    title: StrOrPromise
    form: type[PartForm]
    facts: Callable[[Application], list[Fact]]
    of: Callable[[Application], bool] = _is_written_here


def _what_it_is(application: Application) -> list[Fact]:
    return [
        Fact(_("Name"), (application.name,)),
        Fact(_("Kind"), (str(Application.Kind(application.kind).label),)),
    ]


def _addresses(application: Application) -> list[Fact]:
    return [
        Fact(_("Redirect addresses"), tuple(application.redirect_uris)),
        Fact(_("After signing out"), tuple(application.post_logout_uris), _("nowhere")),
    ]


def _people(application: Application) -> list[Fact]:
    if application.is_for_everybody:
        return [Fact(_("May use it"), (_("Everybody of the organisation"),))]
    names = sorted(group.name for group in application.groups.all())
    return [Fact(_("Members of"), tuple(names), _("no group: nobody may use it"))]


def _tokens(application: Application) -> list[Fact]:
    stays = _("yes (offline_access)") if application.may_stay else _("no")
    return [
        Fact(_("Signed by"), (str(ALGORITHMS[application.id_token_alg]).split(",")[0],)),
        Fact(_("Renews after signing out"), (stays,)),
    ]


def _shows_itself(application: Application) -> list[Fact]:
    if application.has_secret:
        return [Fact(_("By"), (_("a secret"),))]
    names = tuple(key.kid or key.thumbprint for key in keys_of(application))
    return [Fact(_("By its keys"), names)]


def _asks(application: Application) -> list[Fact]:
    how = Application.Delivery(application.delivery).label if application.delivery else ""
    told_at = (application.notification_uri,) if application.notification_uri else ()
    asks = [Fact(_("Asks phones (CIBA)"), (str(how),) if how else (), _("no"))]
    if told_at:
        asks.append(Fact(_("It is told at"), told_at))
    if application.sends_user_code:
        asks.append(Fact(_("It says people's own codes"), (_("yes"),)))
    return asks


PARTS = (
    Part("name", gettext_lazy("What it is"), NameForm, _what_it_is),
    Part("addresses", gettext_lazy("Where its answers go"), AddressesForm, _addresses),
    Part("people", gettext_lazy("Who may use it"), PeopleForm, _people, of=_has_people),
    Part("tokens", gettext_lazy("What it is given"), TokensForm, _tokens),
    Part(
        "asking",
        gettext_lazy("Asking people's phones"),
        AskingForm,
        _asks,
        of=_is_of_a_server,
    ),
    Part(
        "keys",
        gettext_lazy("How it shows who it is"),
        KeysForm,
        _shows_itself,
        of=_is_of_a_server,
    ),
)


def parts_of(application: Application) -> list[Part]:
    return [part for part in PARTS if part.of(application)]


def find(application: Application, key: str) -> Part | None:
    """Return the part of this application at this address, None where it has none."""
    return next((part for part in parts_of(application) if part.key == key), None)
