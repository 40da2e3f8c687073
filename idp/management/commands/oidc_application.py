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
from idp.oidc.applications.services import CannotBeApplication, Wanted
from idp.oidc.applications.using import application_in
from idp.oidc.documents import services as documents
from idp.oidc.documents.models import DocumentHost
from idp.oidc.issuer import issuer_of
from idp.oidc.keys.services import ALGORITHMS, ES256


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
        wanted = Wanted(
            name=options["name"],
            kind=options["kind"],
            redirect_uris=options["redirect"],
            post_logout_uris=options["after_sign_out"],
            is_own=not options["of_others"],
            subject_type="pairwise" if options["pairwise"] else "public",
            start_uri=options["start"],
            backchannel_logout_uri=options["told_at"],
            frontchannel_logout_uri=options["opened_at"],
            is_for_everybody=options["everybody"],
            groups=[_group(tenant, name) for name in options["group"]],
            may_stay=options["may_stay"],
            is_for_screens=options["screens"],
            id_token_alg=options["algorithm"],
            signs_requests=options["signed_only"],
            sends_user_code=options["user_code"],
            requires_pushed=options["pushed_only"] or options["fapi"],
            requires_dpop=options["bound"] or options["fapi"],
            resources=options["resource"],
            own_scopes=options["scope"],
            delivery=options["asks_phones"],
            notification_uri=options["notify"],
            public_keys=_key_set(options["jwks"]) if options["jwks"] else (),
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
    add.add_argument("--redirect", action="append", default=[], metavar="ADDRESS", help="again for more")
    add.add_argument("--after-sign-out", action="append", default=[], metavar="ADDRESS")
    whom = add.add_mutually_exclusive_group()
    whom.add_argument("--everybody", action="store_true", help="everybody of the organisation may use it")
    whom.add_argument("--group", action="append", default=[], help="members may use it; again for more")
    add.add_argument("--of-others", action="store_true", help="not the organisation's own: people are asked")
    add.add_argument(
        "--pairwise", action="store_true", help="people have another subject there than elsewhere"
    )
    add.add_argument("--start", default="", metavar="ADDRESS", help="opens it from My apps")
    add.add_argument(
        "--told-at", default="", metavar="ADDRESS", help="our server calls it when a session ends"
    )
    add.add_argument("--opened-at", default="", metavar="ADDRESS", help="browsers open it at signing out")
    add.add_argument("--may-stay", action="store_true", help="offline_access: beyond the session")
    add.add_argument(
        "--screens", action="store_true", help="lets screens without a keyboard in; needs no --redirect"
    )
    add.add_argument("--algorithm", choices=ALGORITHMS, default=ES256, help="of its ID tokens")
    add.add_argument(
        "--asks-phones",
        choices=Application.Delivery.values,
        default="",
        help="CIBA: it may ask people's phones",
    )
    add.add_argument(
        "--notify",
        default="",
        metavar="ADDRESS",
        help="where it is told when to ask (--asks-phones ping)",
    )
    add.add_argument(
        "--user-code", action="store_true", help="it asks people for their code, and says it (CIBA)"
    )
    add.add_argument("--jwks", metavar="FILE", help="its public keys, by which it shows who it is")
    add.add_argument("--pushed-only", action="store_true", help="pushed requests (PAR) alone")
    add.add_argument(
        "--signed-only", action="store_true", help="signed requests (RFC 9101, CIBA) alone; needs --jwks"
    )
    add.add_argument("--bound", action="store_true", help="tokens bound to a key (DPoP) alone")
    add.add_argument("--fapi", action="store_true", help="FAPI 2.0: --pushed-only, --bound, and --jwks")
    add.add_argument(
        "--resource", action="append", default=[], metavar="ADDRESS", help="its tokens may be for"
    )
    add.add_argument("--scope", action="append", default=[], help="of a service's own; again for more")


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
