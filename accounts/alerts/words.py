"""An alert in words: what it led to, for its person and for who looks after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.alerts import kinds
from accounts.alerts.kinds import Effect
from accounts.alerts.models import Alert
from accounts.methods import registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def told(alert: Alert) -> list[tuple[str, StrOrPromise]]:
    """For its person, each with its stable code: what was done, then what is left to do."""
    done = [(code, effect.told) for code, effect in _effects(alert)]
    methods = [registry.find(key) for key in alert.known]
    return [
        *done,
        *((f"{method.key}_known", method.if_known) for method in methods if method and method.if_known),
    ]


def noted(alert: Alert) -> list[StrOrPromise]:
    """For an admin: what was done."""
    return [effect.noted for _code, effect in _effects(alert) if effect.noted]


def known(alert: Alert) -> list[StrOrPromise]:
    """What somebody else has shown to know or have."""
    methods = [registry.find(key) for key in alert.known]
    return [method.label for method in methods if method]


def _effects(alert: Alert) -> list[tuple[str, Effect]]:
    kind = kinds.find(alert.kind)
    return [(code, kind.effects[code]) for code in alert.effects if kind and code in kind.effects]
