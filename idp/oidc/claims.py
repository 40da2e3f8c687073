"""What an application is told of a person: by scope at userinfo, and by name wherever it asked for that (`claims`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from accounts.tenants.models import Domain
from accounts.tenants.resolve import domain_of
from accounts.users.models import User


def is_address_proven(user: User) -> bool:
    """Is this address known to be theirs?

    Of a personal account it brought a code back; of an organisation's member it is one below a domain that the
    organisation has proven, which is what such an address means. Of any other nobody knows.
    """
    if user.tenant.is_personal:
        return user.mail_address == user.username
    domain = domain_of(user.mail_address)
    return Domain.objects.filter(tenant=user.tenant_id, name=domain, is_verified=True).exists()


def _language(user: User) -> str | None:
    return user.language if user.language in dict(settings.LANGUAGES) else None


_TOLD: dict[str, Callable[[User], Any]] = {
    "name": lambda user: user.get_short_name(),
    "preferred_username": lambda user: user.username,
    "locale": _language,
    "zoneinfo": lambda user: user.time_zone or None,
    "email": lambda user: user.mail_address or None,
    "email_verified": lambda user: is_address_proven(user) if user.mail_address else None,
    "groups": lambda user: list(user.member_groups.order_by("name").values_list("name", flat=True)),
}


def told(user: User, names: Iterable[str]) -> dict[str, Any]:
    """Return what is known of these; nothing is said of what is not."""
    values = {name: _TOLD[name](user) for name in dict.fromkeys(names) if name in _TOLD}
    return {name: value for name, value in values.items() if value is not None}
