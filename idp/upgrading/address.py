"""The address at which people know this installation: another one is refused until somebody accepts what it ends (H05).

Keys on phones belong to the address, passkeys to a host, applications know us by it. So the database keeps which it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from accounts.installation.services import note, noted
from devices.passkeys.challenges import rp_id
from devices.passkeys.models import Passkey
from devices.phones.models import PhoneAccount
from idp.oidc.applications.models import Application

NOTE = "address"


@dataclass(frozen=True)
class Address:
    """Where people come, and the host that their passkeys are made for."""

    public_url: str
    passkey_host: str

    @classmethod
    def by_settings(cls) -> Self:
        """As this process is set."""
        return cls(settings.PUBLIC_URL, rp_id())

    @classmethod
    def by_database(cls) -> Self | None:
        """As it was noted; None where it never was."""
        said: dict[str, str] | None = noted(NOTE)
        return None if said is None else cls(**said)

    @property
    def host(self) -> str:
        """Of the pages."""
        return urlsplit(self.public_url).hostname or ""


def note_address() -> None:
    """Note the address of these settings, in production, where none is yet or a change would end nothing."""
    before, now = Address.by_database(), Address.by_settings()
    if settings.PRODUCTION and before != now and (before is None or not what_ends(before, now)):
        accept()


def accept() -> None:
    """Note the address of these settings, whatever it ends. Nothing is deleted: with the former all of it is back."""
    note(NOTE, asdict(Address.by_settings()))


def what_ends(before: Address, now: Address) -> list[str]:
    """Say, with how many there are, what a change of the address ends; nothing where nobody has anything yet."""
    phones = PhoneAccount.objects.filter(state=PhoneAccount.State.ACTIVE).count()
    passkeys, applications = Passkey.objects.count(), Application.objects.count()
    if not (phones or passkeys or applications):
        return []
    return [*_by_the_address(before, now, phones, applications), *_by_the_host(before, now, passkeys)]


def _by_the_address(before: Address, now: Address, phones: int, applications: int) -> Iterator[str]:
    if before.public_url == now.public_url:
        return
    yield f"accounts on phones: {phones}. Their keys stay in each phone's browser with the old address: added anew."
    yield f"applications: {applications}. Each must be told its new issuer, and signs nobody in before."
    yield "notifications, requests under way, links in letters, and pages that are open."
    if before.host != now.host:
        yield "sessions: everybody signs in once more."


def _by_the_host(before: Address, now: Address, passkeys: int) -> Iterator[str]:
    if before.passkey_host != now.passkey_host and passkeys:
        yield f"passkeys: {passkeys}. PASSKEY_HOST={before.passkey_host} keeps them (docs/upgrading.md)."


def what_stays(before: Address, now: Address) -> list[str]:
    """Say what goes on in spite of the change."""
    stays = ["passwords, codes, people and what they may, policies, the logs"]
    if before.passkey_host == now.passkey_host:
        stays.append("passkeys")
    if before.host == now.host:
        stays.append("sessions")
    return stays


def address_is_as_it_was(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse an address that is not the one that people know, with what it would end and how to accept that."""
    if not settings.PRODUCTION or not databases:
        return []
    try:
        return [*_changed()]
    except DatabaseError:
        # Away, or not migrated yet: that say other checks.
        return []


def _changed() -> Iterator[checks.CheckMessage]:
    before, now = Address.by_database(), Address.by_settings()
    if before is None or before == now or not (ends := what_ends(before, now)):
        return
    said = "".join(f"\n  - {one}" for one in ends)
    yield checks.Error(
        f"People know this installation as {before.public_url}, with passkeys for {before.passkey_host}, and not as "
        f"{now.public_url}, with passkeys for {now.passkey_host}. The change ends{said}",
        hint=f"Set PUBLIC_URL={before.public_url} again. Or accept it with manage.py public_url --accept.",
        id="idp.E082",
    )
