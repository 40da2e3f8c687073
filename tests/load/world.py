"""An organisation and its people, each with an enrolled phone and a browser used before. Keys are real."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore, stored_key
from accounts.signin import unfinished
from accounts.tenants.models import Tenant
from accounts.users.browsers import BROWSER_COOKIE, entry_of
from accounts.users.models import KnownBrowser, User
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.transport import Transport
from tests.support.joining import keys_of
from tests.support.people import make_tenant
from tests.support.sessions import stored

SLUG = "bench"
DOMAIN = f"{SLUG}.example"


@dataclass(frozen=True)
class Person:
    """Somebody who signs in: with this phone, at a browser at this address that has these cookies."""

    username: str
    address: str
    phone: SimulatedPhone
    cookies: dict[str, str]


@dataclass(frozen=True)
class _Keys:
    device: SigningKey
    pin: SigningKey
    token: str
    browser_secret: str


def make_people(count: int, *, transport: Transport, slug: str = SLUG) -> list[Person]:
    """Make an organisation with so many people, straight in the database."""
    tenant = make_tenant(slug)
    # One hash for all: nobody's password is used here, and a hash is slow on purpose.
    password = make_password(secrets.token_urlsafe())
    users = User.objects.bulk_create(
        User(
            tenant=tenant, username=f"person{n}@{slug}.example", display_name=f"Person {n}", password=password
        )
        for n in range(count)
    )
    keys = [
        _Keys(
            SigningKey.generate(), SigningKey.generate(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        )
        for _ in users
    ]
    accounts = _make_phones(users, keys)
    _make_known_browsers(users, keys)
    known = {str(tenant.pk): keys_of(tenant)}
    return [
        Person(
            username=user.username,
            address=address_of(number),
            phone=_simulated(account, own, known=known, transport=transport),
            cookies={BROWSER_COOKIE.name: entry_of(user, own.browser_secret)},
        )
        for number, (user, account, own) in enumerate(zip(users, accounts, keys, strict=True))
    ]


def address_of(number: int) -> str:
    """A loopback address for each browser: limits count by address, as for people in different places."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def _make_phones(users: list[User], keys: list[_Keys]) -> list[PhoneAccount]:
    phones = Phone.objects.bulk_create(
        Phone(
            device_key=own.device.public_jwk,
            thumbprint=own.device.thumbprint,
            label=f"{user.display_name}'s phone",
            platform="simulator",
            token_digest=hashlib.sha256(own.token.encode()).hexdigest(),
        )
        for user, own in zip(users, keys, strict=True)
    )
    return PhoneAccount.objects.bulk_create(
        PhoneAccount(
            user=user,
            phone=phone,
            name=phone.label,
            confirmed=True,
            phone_sign_in=True,
            unlock_mode="pin",
            unlock_public_key=jwk_to_text(own.pin.public_jwk),
        )
        for user, phone, own in zip(users, phones, keys, strict=True)
    )


def _make_known_browsers(users: list[User], keys: list[_Keys]) -> None:
    KnownBrowser.objects.bulk_create(
        KnownBrowser(
            user=user,
            browser_digest=hashlib.sha256(own.browser_secret.encode()).hexdigest(),
            last_method="phone",
            label="Firefox (Linux)",
            last_used_at=timezone.now(),
        )
        for user, own in zip(users, keys, strict=True)
    )


def _simulated(
    account: PhoneAccount,
    own: _Keys,
    *,
    known: dict[str, dict[str, dict[str, str]]],
    transport: Transport,
) -> SimulatedPhone:
    phone = SimulatedPhone(
        transport=transport, public_url=settings.PUBLIC_URL, key=own.device, token=own.token
    )
    phone.id = str(account.phone_id)
    phone.challenge_keys.by_tenant = known
    phone.accounts[str(account.pk)] = AccountOnPhone(
        id=str(account.pk),
        username=account.user.username,
        tenant_name=account.user.tenant.name,
        unlock=own.pin,
        state="active",
        phone_sign_in=True,
    )
    return phone


def make_waiting_pages(count: int) -> list[dict[str, str]]:
    """Make so many browsers that have asked and wait; return the cookies of each. Nobody's phone has the request."""
    tenant = Tenant.objects.get(slug=SLUG)
    bindings = [unfinished.new_binding() for _ in range(count)]
    ApprovalRequest.objects.bulk_create(_waiting_request(tenant, binding=binding) for _, binding in bindings)
    keys = [get_random_string(32, VALID_KEY_CHARS) for _ in range(count)]
    Session.objects.bulk_create(
        _session(tenant, key=key, binding=binding) for key, (_, binding) in zip(keys, bindings, strict=True)
    )
    return [
        {settings.SESSION_COOKIE_NAME: key, unfinished.BINDING_COOKIE.name: secret}
        for key, (secret, _) in zip(keys, bindings, strict=True)
    ]


def _waiting_request(tenant: Tenant, *, binding: str) -> ApprovalRequest:
    now = timezone.now()
    return ApprovalRequest(
        tenant=tenant,
        kind=kinds.SIGN_IN.key,
        match="choose",
        number="47",
        browser_digest=binding,
        asked_at=now,
        expires_at=now + timedelta(seconds=300),
    )


def _session(tenant: Tenant, *, key: str, binding: str) -> Session:
    sign_in = unfinished.SignIn(
        username=f"nobody@{DOMAIN}",
        tenant_id=str(tenant.pk),
        user_id=None,
        binding=binding,
        started_at=int(timezone.now().timestamp()),
    )
    return Session(
        session_key=stored_key(key),
        session_data=SessionStore().encode(stored(sign_in)),
        expire_date=timezone.now() + timedelta(hours=1),
    )
