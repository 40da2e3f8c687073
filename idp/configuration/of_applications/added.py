"""Applications, by their client id: what each is, who may use it, its settings.

A client id is no secret, and is kept: so what the policy requires of an application is the same elsewhere, and its own
settings need another issuer and another secret alone. Secrets are in no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.audit.details import meaning_of, name_of
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import texts
from idp.configuration.refusals import CannotBringIn, wrong
from idp.oidc.applications import services
from idp.oidc.applications.changing import as_it_stands, change
from idp.oidc.applications.keys import give_keys, read_set
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.plain import changed_from
from idp.oidc.applications.settings.row import Row, Value
from idp.oidc.applications.settings.table import Wanted, rows_of
from idp.oidc.applications.using import application_in

KEY = "applications"
EVERYBODY = "everybody"
# As we make them: never the address of a document.
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
MEMBERS = {"client_id", "name", "kind", "used_by", "keys", "settings"}


def _written(tenant: Tenant) -> list[dict[str, Any]]:
    """Those that were added; what is known by a document says itself what it is."""
    rows = Application.objects.filter(tenant=tenant, document_at=None).order_by("client_id")
    return [_one(row) for row in rows.prefetch_related("groups")]


def _one(row: Application) -> dict[str, Any]:
    groups = sorted(group.name for group in row.groups.all())
    return {
        "client_id": row.client_id,
        "name": row.name,
        "kind": row.kind,
        "used_by": EVERYBODY if row.is_for_everybody else groups,
        "keys": row.public_keys,
        "settings": {setting.name: getattr(row, setting.name) for setting in rows_of(row.kind)},
    }


def _bring_in(wish: Wish) -> Iterator[str]:
    """Add those that are not there, and change those that are; others stay."""
    if not isinstance(wish.value, list):
        raise wrong(KEY, _("It must be a list."))
    for number, said in enumerate(wish.value):
        place = f"{KEY}.{number}"
        try:
            yield from _bring_in_one(wish.tenant, said, place=place)
        except CannotBeApplication as refusal:
            where = f"{place}.settings.{refusal.setting}" if refusal.setting else place
            raise wrong(where, refusal.public_text) from refusal


def _bring_in_one(tenant: Tenant, said: Any, *, place: str) -> Iterator[str]:
    if not isinstance(said, dict) or not said.keys() <= MEMBERS:
        names = ", ".join(sorted(MEMBERS))
        raise wrong(place, _("It must have these members and no other: %(names)s") % {"names": names})
    client_id = said.get("client_id")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise wrong(f"{place}.client_id", _("It must be a client id as the portal shows it."))
    here = application_in(tenant, client_id)
    kind = said.get("kind", here.kind if here is not None else None)
    if kind not in Application.Kind.values or (here is not None and kind != here.kind):
        raise wrong(
            f"{place}.kind", _("There is no such kind, or it is another one here, and that does not change.")
        )
    wanted = _wanted(tenant, said, kind, place=place)
    keys = wanted.pop("public_keys", None)
    if here is None:
        yield from _add(tenant, client_id, {**wanted, "kind": kind, "public_keys": keys or ()}, place=place)
    else:
        yield from _change(here, wanted, keys)


def _add(tenant: Tenant, client_id: str, wanted: dict[str, Any], *, place: str) -> Iterator[str]:
    if "name" not in wanted:
        raise wrong(f"{place}.name", _("It must be a text."))
    added = services.add(tenant, Wanted(**wanted), actor=None, known_as=client_id).application
    if added.has_secret:
        yield _("Application added: %(name)s. Make its secret in the portal.") % {"name": added.name}
    else:
        yield _("Application added: %(name)s") % {"name": added.name}


def _change(here: Application, wanted: dict[str, Any], keys: list[dict[str, Any]] | None) -> Iterator[str]:
    if keys and keys != here.public_keys:
        give_keys(here, keys, actor=None)
        yield _("Application %(name)s shows who it is by other keys") % {"name": here.name}
    stands = as_it_stands(here)
    if not change(here, wanted, actor=None):
        return
    here.refresh_from_db()
    for detail, (before, after) in changed_from(stands, as_it_stands(here)).items():
        yield _("Application %(name)s, %(setting)s: %(before)s is now %(after)s") % {
            "name": stands.name,
            "setting": name_of(detail),
            "before": _in_words(detail, before),
            "after": _in_words(detail, after),
        }


def _in_words(detail: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(meaning_of(detail, one)) for one in values if one != "") or _("nothing")


def _wanted(tenant: Tenant, said: dict[str, Any], kind: str, *, place: str) -> dict[str, Any]:
    """What it says, by the names that `Wanted` has. Raises CannotBringIn."""
    found: dict[str, Any] = {}
    if "name" in said:
        if not isinstance(said["name"], str):
            raise wrong(f"{place}.name", _("It must be a text."))
        found["name"] = said["name"]
    if "used_by" in said:
        found |= _who(tenant, said["used_by"], place=f"{place}.used_by")
    if said.get("keys"):
        found["public_keys"] = read_set(json.dumps({"keys": said["keys"]}))
    settings = said.get("settings", {})
    known = {row.name: row for row in rows_of(kind)}
    if not isinstance(settings, dict):
        raise wrong(f"{place}.settings", _("It must be an object."))
    if unknown := sorted(settings.keys() - known.keys()):
        raise CannotBringIn((f"{place}.settings.{name}", _("There is no such setting.")) for name in unknown)
    return found | {
        name: _read(known[name], value, place=f"{place}.settings.{name}") for name, value in settings.items()
    }


def _read(row: Row, value: Any, *, place: str) -> Any:
    if row.value.is_list:
        return texts(value, place=place)
    kind = bool if row.value is Value.FLAG else str
    if not isinstance(value, kind):
        raise wrong(place, _("It must be true or false.") if kind is bool else _("It must be a text."))
    return value


def _who(tenant: Tenant, value: Any, *, place: str) -> dict[str, Any]:
    if value == EVERYBODY:
        return {"is_for_everybody": True, "groups": ()}
    names = texts(value, place=place)
    groups = list(Group.objects.filter(tenant=tenant, name__in=names).order_by("name"))
    if missing := sorted(set(names) - {group.name for group in groups}):
        raise wrong(place, _("There is no group with this name: %(name)s") % {"name": missing[0]})
    return {"is_for_everybody": False, "groups": tuple(groups)}


CHAPTER = Chapter(key=KEY, rank=12, written=_written, bring_in=_bring_in)
