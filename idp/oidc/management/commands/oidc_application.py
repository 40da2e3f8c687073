"""``manage.py oidc_application DOES --tenant NAME``: an organisation's applications, and hosts that tell of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.tenants.models import Tenant
from accounts.users.models import Group
from idp.oidc.applications import services
from idp.oidc.applications.keys import give_keys, read_set
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.row import Row, Value
from idp.oidc.applications.settings.table import ROWS, Wanted
from idp.oidc.applications.using import application_in
from idp.oidc.documents import services as documents
from idp.oidc.documents.models import DocumentHost
from idp.oidc.issuer import issuer_of


class Command(BaseCommand):
    help = "The applications of an organisation: added, listed, removed, given secrets and keys; and hosts believed."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        add = does.add_parser("add", help="adds one, and says its client id and its secret, once")
        _tell_of_one(add)
        keys = does.add_parser("keys", help="has it show who it is by these keys, and by no secret")
        keys.add_argument("client_id")
        keys.add_argument("jwks", metavar="FILE", help="a JWK set")
        for name, text in (
            ("rotate-secret", "gives it another; the one before counts for a week"),
            ("remove", "removes it, and ends all that it was given"),
        ):
            does.add_parser(name, help=text).add_argument("client_id")
        for name, text in (
            ("believe", "its documents say which applications there are (client id metadata documents)"),
            ("believe-no-more", "and ends all that they were given"),
        ):
            does.add_parser(name, help=text).add_argument("host")
        does.add_parser("list", help="names them")
        for one in does.choices.values():
            one.add_argument("--tenant", required=True, help="the short name of the organisation")

    def handle(self, *args: Any, does: str, tenant: str, **options: Any) -> None:
        organisation = Tenant.objects.filter(slug=tenant).first()
        if organisation is None:
            raise CommandError(f"There is no organisation with this short name: {tenant}")
        acts = {
            "add": self._add,
            "list": self._list,
            "rotate-secret": self._rotate,
            "keys": self._keys,
            "remove": self._remove,
            "believe": self._believe,
            "believe-no-more": self._believe_no_more,
        }
        try:
            acts[does](organisation, options)
        except CannotBeApplication as refused:
            raise CommandError(str(refused.public_text)) from refused

    def _add(self, tenant: Tenant, options: dict[str, Any]) -> None:
        if options["kind"] != Application.Kind.SERVICE and not (options["everybody"] or options["group"]):
            raise CommandError("Say who may use it: --everybody, or --group NAME")
        if options["fapi"] and not options["jwks"]:
            raise CommandError("FAPI 2.0 has an application show who it is by a key: --jwks FILE")
        said = {row.name: options[row.name] for row in ROWS if row.option}
        if options["fapi"]:
            said |= {"requires_pushed": True, "requires_dpop": True}
        wanted = Wanted(
            name=options["name"],
            kind=options["kind"],
            is_for_everybody=options["everybody"],
            groups=[_group(tenant, name) for name in options["group"]],
            public_keys=_key_set(options["jwks"]) if options["jwks"] else (),
            **said,
        )
        added = services.add(tenant, wanted, actor=None)
        self.stdout.write(f"issuer: {issuer_of(tenant)}")
        self.stdout.write(f"client id: {added.application.client_id}")
        if added.secret:
            self.stdout.write(f"secret, said this once: {added.secret}")

    def _list(self, tenant: Tenant, _options: dict[str, Any]) -> None:
        for application in Application.objects.filter(tenant=tenant):
            self.stdout.write(f"{application.client_id} {application.kind} {application.name}")
        for row in DocumentHost.objects.filter(tenant=tenant):
            self.stdout.write(f"believed: {row.host}")

    def _rotate(self, tenant: Tenant, options: dict[str, Any]) -> None:
        secret = services.change_secret(_application(tenant, options["client_id"]), actor=None)
        self.stdout.write(f"secret, said this once: {secret}")

    def _keys(self, tenant: Tenant, options: dict[str, Any]) -> None:
        keys = _key_set(options["jwks"])
        application = _application(tenant, options["client_id"])
        give_keys(application, keys, actor=None)
        self.stdout.write(f"keys of {application.name}: {len(keys)}")

    def _believe(self, tenant: Tenant, options: dict[str, Any]) -> None:
        row = documents.believe(tenant, options["host"], actor=None)
        self.stdout.write(f"believed: {row.host}")

    def _believe_no_more(self, tenant: Tenant, options: dict[str, Any]) -> None:
        documents.forget(tenant, options["host"], actor=None)
        self.stdout.write(f"believed no more: {options['host']}")

    def _remove(self, tenant: Tenant, options: dict[str, Any]) -> None:
        application = _application(tenant, options["client_id"])
        services.remove(application, actor=None)
        self.stdout.write(f"removed: {application.name}")


def _tell_of_one(add: CommandParser) -> None:
    """What is said of one that is added."""
    add.add_argument("name")
    add.add_argument("--kind", choices=Application.Kind.values, default=Application.Kind.WEB.value)
    whom = add.add_mutually_exclusive_group()
    whom.add_argument("--everybody", action="store_true", help="everybody of the organisation may use it")
    whom.add_argument("--group", action="append", default=[], help="members may use it; again for more")
    add.add_argument("--jwks", metavar="FILE", help="its public keys, by which it shows who it is")
    add.add_argument("--fapi", action="store_true", help="FAPI 2.0: --pushed-only, --bound, and --jwks")
    for row in ROWS:
        if row.option:
            add.add_argument(row.option, dest=row.name, **_taken(row))


def _taken(row: Row) -> dict[str, Any]:
    """How its option takes a value."""
    facts: dict[str, Any] = {"help": str(row.label), "default": row.unset}
    if row.means is not None:
        return facts | {"action": "store_const", "const": row.means}
    if row.value.is_list:
        return facts | {
            "action": "append",
            "default": [],
            "metavar": "ADDRESS" if row.value is Value.ADDRESSES else "WORD",
        }
    if row.value is Value.CHOICE:
        return facts | {"choices": [key for key in row.choices if key]}
    return facts | {"metavar": "ADDRESS"}


def _application(tenant: Tenant, client_id: str) -> Application:
    found = application_in(tenant, client_id)
    if found is None:
        raise CommandError(f"There is no application of this organisation with this client id: {client_id}")
    return found


def _key_set(name: str) -> list[dict[str, Any]]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"This file cannot be read: {name}") from wrong
    return read_set(text)


def _group(tenant: Tenant, name: str) -> Group:
    found = Group.objects.filter(tenant=tenant, name=name).first()
    if found is None:
        raise CommandError(f"There is no group of this organisation with this name: {name}")
    return found
