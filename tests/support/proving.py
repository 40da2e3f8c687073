"""Somebody who has every way to prove themselves, and how each is proven on its page as a person does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.methods import registry
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.one_time_link import services as one_time_link
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.generators import Generator, generator_of
from tests.support.pages import Page, answer, press_continue, read, send, write_password, write_username
from tests.support.passes import make_pass, write_pass
from tests.support.passkeys import SoftwareKey, passkey_of, sign_in_by_passkey
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.recovery import paper_of


@dataclass
class Everything:
    """A person, and all that they sign in with."""

    user: User
    phone: SigningPhone
    authenticator: Authenticator
    paper: list[str]
    generator: Generator
    passkey: SoftwareKey


def have_everything(tenant: Tenant) -> Everything:
    """Somebody of this tenant with one of each."""
    user = make_person(tenant)
    return Everything(
        user,
        phone_of(user),
        authenticator_of(user)[0],
        paper_of(user),
        generator_of(user),
        passkey_of(user)[0],
    )


def _by_password(person: Everything, client: Client) -> Page:
    return write_password(client)


def _by_phone(person: Everything, client: Client) -> Page:
    answer(person.phone, read(client.get("/sign-in/phone/")).number or None)
    return press_continue(client)


def _by_code(person: Everything, client: Client) -> Page:
    page = read(client.get(reverse("authenticator_codes:code")))
    return send(client, page, "code", code=person.authenticator.code())


def _by_recovery_code(person: Everything, client: Client) -> Page:
    page = read(client.get(reverse("recovery_codes:code")))
    return send(client, page, "code", code=person.paper[0])


def _by_generator(person: Everything, client: Client) -> Page:
    page = read(client.get(reverse("code_generators:code")))
    return send(client, page, "code", code=person.generator.code())


def _by_passkey(person: Everything, client: Client) -> Page:
    return sign_in_by_passkey(client, person.passkey, path=reverse("passkeys:page"))


def _by_link(person: Everything, client: Client) -> Page:
    token = one_time_link.grant(person.user, actor=None, now=clock.now())
    return read(client.post(reverse("one_time_link:open", args=[token]), follow=True))


def _by_pass(person: Everything, client: Client) -> Page:
    return write_pass(client, make_pass(person.user))


# How each way is proven, once its page is there; those that somebody hands out begin a sign-in by themselves.
PROVE: dict[str, Callable[[Everything, Client], Page]] = {
    "password": _by_password,
    "phone": _by_phone,
    "authenticator_code": _by_code,
    "code_generator": _by_generator,
    "recovery_code": _by_recovery_code,
    "passkey": _by_passkey,
    "one_time_link": _by_link,
    "access_pass": _by_pass,
}


def walk(person: Everything, client: Client, path: tuple[str, ...]) -> Page:
    """Signs in by these ways, in this order; each is chosen as its page's links and buttons do. The last page."""
    page = Page(200, "", "")
    for number, key in enumerate(path):
        if number == 0 and registry.get(key).can_start:
            write_username(client, person.user.username)
        if number > 0 or registry.get(key).can_start:
            read(client.post(reverse("signin:choose_method"), {"method": key}, follow=True))
        page = PROVE[key](person, client)
    return page
