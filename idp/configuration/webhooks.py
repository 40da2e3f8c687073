"""Webhooks, by their host: what each is told, and whether it is on.

Its address may carry a key, and its secret is one: both stay out of the file, so a webhook is added in the portal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.hooks import services
from accounts.hooks.models import Hook
from accounts.tenants.models import Tenant
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import texts
from idp.configuration.refusals import wrong

KEY = "webhooks"
EVERY = "everything"
MEMBERS = {"host", "told", "on"}


def _written(tenant: Tenant) -> list[dict[str, Any]]:
    hooks = sorted(Hook.objects.filter(tenant=tenant), key=lambda hook: (hook.host, hook.made_at))
    return [
        {
            "host": hook.host,
            "told": EVERY if hook.every_kind else sorted(hook.kinds),
            "on": hook.off_since is None,
        }
        for hook in hooks
    ]


def _bring_in(wish: Wish) -> Iterator[str]:
    if not isinstance(wish.value, list):
        raise wrong(KEY, _("It must be a list."))
    here: dict[str, list[Hook]] = {}
    for hook in Hook.objects.filter(tenant=wish.tenant):
        here.setdefault(hook.host, []).append(hook)
    said = [_read(one, place=f"{KEY}.{number}") for number, one in enumerate(wish.value)]
    for host, told, is_on in said:
        found = here.get(host, [])
        if not found:
            yield _(
                "Not here, so add it in the portal, for its address and secret are in no file: %(host)s"
            ) % {"host": host}
        elif len(found) == 1:
            yield from _change(found[0], told, is_on=is_on)
        elif not all(_as_said(hook, told, is_on=is_on) for hook in found):
            yield _("Left as it is, for there are several: %(host)s") % {"host": host}


def _read(said: Any, *, place: str) -> tuple[str, list[str] | None, bool]:
    """Its host, what it is told (None: everything), and whether it is on. Raises CannotBringIn."""
    if not isinstance(said, dict) or said.keys() != MEMBERS:
        raise wrong(
            place, _("It must have these members and no other: %(names)s") % {"names": "host, told, on"}
        )
    if not isinstance(said["host"], str) or not isinstance(said["on"], bool):
        raise wrong(place, _("Its host is a text, and on is true or false."))
    if said["told"] == EVERY:
        return said["host"], None, said["on"]
    kinds = texts(said["told"], place=f"{place}.told")
    if unknown := sorted(set(kinds) - set(services.known_kinds(kinds))):
        raise wrong(f"{place}.told", _("There are no such events: %(names)s") % {"names": ", ".join(unknown)})
    return said["host"], kinds, said["on"]


def _as_said(hook: Hook, told: list[str] | None, *, is_on: bool) -> bool:
    return _is_told(hook, told) and is_on is (hook.off_since is None)


def _is_told(hook: Hook, told: list[str] | None) -> bool:
    return hook.every_kind if told is None else not hook.every_kind and sorted(hook.kinds) == sorted(told)


def _change(hook: Hook, told: list[str] | None, *, is_on: bool) -> Iterator[str]:
    if not _is_told(hook, told):
        services.change(hook, hook.address, every_kind=told is None, kinds=told or (), actor=None)
        what = _("everything") if told is None else ", ".join(told)
        yield _("Webhook %(host)s is told: %(what)s") % {"host": hook.host, "what": what}
    if is_on and hook.off_since is not None:
        services.turn_on(hook, actor=None)
        yield _("Webhook turned on: %(host)s") % {"host": hook.host}
    if not is_on and hook.off_since is None:
        services.turn_off(hook, actor=None)
        yield _("Webhook turned off: %(host)s") % {"host": hook.host}


CHAPTER = Chapter(key=KEY, rank=40, written=_written, bring_in=_bring_in)
