"""Temporary Access Passes: organisations that use them, a pass for somebody, and signing in by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass
from tests.support.pages import Page, read, write_username
from tests.support.people import allow, make_person, set_up

PASS = "/sign-in/pass/"
ADDING = "/security-info/add/"


def use_passes(tenant: Tenant, **settings: Any) -> None:
    """This organisation uses passes from now on, with these settings."""
    allow(tenant, services.KEY)
    set_up(tenant, services.KEY, **settings)


def make_pass(user: User, *, actor: User | None = None, hours: float = 1, **facts: Any) -> str:
    """A pass for this person, made by an admin of theirs; the secret."""
    admin = actor or User.objects.filter(username__startswith="disa@").first() or make_admin(user.tenant)
    return services.make(user, actor=admin, life=timedelta(hours=hours), **facts)[1]


def make_admin(tenant: Tenant) -> User:
    return make_person(tenant, "disa", role=User.Role.TENANT_ADMIN)


def write_pass(client: Client, secret: str) -> Page:
    """What somebody does on the page that asks for a pass."""
    return read(client.post(PASS, {"code": secret}, follow=True))


def sign_in_by_pass(client: Client, user: User, secret: str) -> Page:
    """The whole way, from the username to where a pass leads."""
    write_username(client, user.username)
    return write_pass(client, secret)


def as_if_it_ended() -> None:
    """The time of every pass is over."""
    AccessPass.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
