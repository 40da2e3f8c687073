"""Scopes, and the claims that each of them tells. Pure."""

from __future__ import annotations

from collections.abc import Iterable

OPENID, PROFILE, EMAIL, GROUPS, OFFLINE = "openid", "profile", "email", "groups", "offline_access"
SCOPES = (OPENID, PROFILE, EMAIL, GROUPS, OFFLINE)
BY_SCOPE: dict[str, tuple[str, ...]] = {
    PROFILE: ("name", "preferred_username", "locale", "zoneinfo"),
    EMAIL: ("email", "email_verified"),
    GROUPS: ("groups",),
}
NAMES = tuple(name for names in BY_SCOPE.values() for name in names)


def told_by(scopes: Iterable[str]) -> list[str]:
    """Return the names of what these scopes tell."""
    return [name for scope in scopes for name in BY_SCOPE.get(scope, ())]
