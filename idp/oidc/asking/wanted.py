"""The parameter `claims` (OpenID Connect Core, section 5.5): what is asked for by name, and how much of it matters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from idp.oidc.asking.errors import INVALID_REQUEST, CannotAsk
from idp.oidc.scopes import NAMES

PLACES = ("id_token", "userinfo")


@dataclass(frozen=True)
class WantedClaims:
    """`names` by where they are to be told; `acr` one of which must be reached, `sub` who it must be."""

    names: dict[str, list[str]] = field(default_factory=dict)
    acr: tuple[str, ...] = ()
    sub: str = ""


def read(text: str) -> WantedClaims:
    """Return what it asks for. Raises CannotAsk where it cannot be read."""
    if not text:
        return WantedClaims()
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise _unreadable() from wrong
    if not isinstance(asked, dict) or not all(isinstance(asked.get(place, {}), dict) for place in PLACES):
        raise _unreadable()
    by_place = {place: [name for name in NAMES if name in asked.get(place, {})] for place in PLACES}
    of_token = asked.get("id_token", {})
    return WantedClaims(
        names={place: names for place, names in by_place.items() if names},
        acr=tuple(_values(of_token.get("acr"))) if _is_essential(of_token.get("acr")) else (),
        sub=next(iter([one for place in PLACES for one in _values(asked.get(place, {}).get("sub"))]), ""),
    )


def _is_essential(member: Any) -> bool:
    return isinstance(member, Mapping) and member.get("essential") is True


def _values(member: Any) -> list[str]:
    """What it may be: one `value`, or some `values`."""
    if not isinstance(member, Mapping):
        return []
    many = member.get("values", [])
    found = [member["value"]] if "value" in member else list(many) if isinstance(many, list) else []
    if not all(isinstance(one, str) for one in found):
        raise _unreadable()
    return found


def _unreadable() -> CannotAsk:
    return CannotAsk(INVALID_REQUEST, "claims cannot be read")
