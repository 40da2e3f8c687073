"""Eight people before every page of Security info, and what each of them has; the addresses, from the resolver."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import clock
from accounts.methods.registry import by_policy
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.otp.models import AuthenticatorApp
from devices.otp.services import offer as offer_app
from idp.oidc.consent.services import ToBeTold, allow
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.passkeys import passkey_of
from tests.support.people import make_person, make_tenant, set_up
from tests.support.phones import account_of, phone_of
from tests.support.proving import have_everything
from tests.support.recovering import address_of
from tests.support.relying import make_application
from tests.support.sessions import PASSKEY_PROOF, PASSWORD_PROOF, signed_in

# The section: all of these are held by the matrix, and none else is.
SECTION = ("/security-info/", "/help/")
WHO = ("fresh", "stale", "weak", "adds", "colleague", "foreigner", "admin", "stranger")


@dataclass
class World:
    """One person's things by the names that addresses give them, and a browser of each who may come."""

    owner: User
    things: dict[str, Any]
    client: Client


def make_world(who: str) -> World:
    """The person whose things they are, and the browser of `who`."""
    tenant = make_tenant(methods=[method.key for method in by_policy()])
    use_passes(tenant)
    set_up(tenant, "password", may_give_up=True)
    person = have_everything(tenant)
    owner = person.user
    address_of(owner)
    things = _things_of(owner)
    return World(owner, things, _browser_of(who, owner, tenant))


def _things_of(owner: User) -> dict[str, Any]:
    """Each that an address can name, by the name of its part there."""
    elsewhere = signed_in(owner, PASSWORD_PROOF)
    enrolment = offer(owner, session_digest="of another browser", context={}, now=clock.now())[0]
    stopped = authenticator_of(owner, "Stopped")[1]
    AuthenticatorApp.objects.filter(pk=stopped.pk).update(stopped_at=clock.now())
    waiting = offer_app(owner)
    assert elsewhere.session.session_key
    known = KnownBrowser.objects.filter(user=owner).first()
    session = owner.sessions.first()
    passkey = owner.passkey_set.first()
    generator = owner.codegenerator_set.first()
    shop = make_application(owner.tenant, is_own=False).application
    allow(shop, owner, ToBeTold(["openid"]))
    assert known is not None
    assert session is not None
    assert passkey is not None
    assert generator is not None
    return {
        "application_id": shop.pk,
        "browser_id": known.pk,
        "sid": session.sid,
        "app_id": AuthenticatorApp.objects.filter(user=owner, confirmed=True).exclude(pk=stopped.pk)[0].pk,
        "generator_id": generator.pk,
        "passkey_id": passkey.pk,
        "enrolment_id": Enrolment.objects.get(pk=enrolment.pk).pk,
        "account_id": account_of(owner).pk,
        "authenticator_codes:set_up": {"app_id": waiting.pk},
        "security_info:not_me": {"key": session.sign_in},
        "codes_id": owner.recoverycodes_set.get().pk,
        "key": "authenticator_code",
        "thing_id": stopped.pk,
        "row_id": stopped.pk,
        "method": "authenticator_code",
        "secret": "x" * 43,
        "name": "lost-phone",
        # One that gives no receipt: those that do are tested with their page.
        "request_id": uuid.uuid4(),
    }


def _browser_of(who: str, owner: User, tenant: Tenant) -> Client:
    made: dict[str, Callable[[], Client]] = {
        "fresh": lambda: _strong(owner),
        "stale": lambda: _strong(owner, minutes_ago=45),
        "weak": lambda: signed_in(owner, PASSWORD_PROOF),
        "adds": lambda: _by_pass(owner),
        "colleague": lambda: _somebody_strong(make_person(tenant, "bo")),
        "foreigner": lambda: _somebody_strong(make_person(_another_tenant(), "cia")),
        "admin": lambda: _somebody_strong(make_person(tenant, "dag", role=User.Role.TENANT_ADMIN)),
        "stranger": browser,
    }
    return made[who]()


def _by_pass(user: User) -> Client:
    client = browser()
    sign_in_by_pass(client, user, make_pass(user))
    return client


def _another_tenant() -> Tenant:
    return make_tenant("fjordbank", methods=[method.key for method in by_policy()])


def _strong(user: User, *, minutes_ago: float = 0) -> Client:
    return signed_in(user, PASSKEY_PROOF, device=user.passkey_set.get(), minutes_ago=minutes_ago)


def _somebody_strong(user: User) -> Client:
    passkey_of(user)
    phone_of(user, label=f"Phone of {user.username}")
    return _strong(user)


def addresses(section: tuple[str, ...] = SECTION) -> dict[str, str]:
    """Every address of the section by its name, from the resolver: with its parts, as in <uuid:account_id>."""
    return {name: path for path, name in _all(get_resolver(), "/", "") if path.startswith(section)}


def _all(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _all(one, path, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield path, f"{space}{one.name}"


def written(name: str, path: str, things: dict[str, Any]) -> str:
    """The address of these things; of what an address means by its own name, where that is another."""
    meant = things | things.get(name, {})
    return re.sub(r"<\w+:(\w+)>", lambda found: str(meant.get(found[1], uuid.UUID(int=1))), path)
