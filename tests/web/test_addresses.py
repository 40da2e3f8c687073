"""Every address of a page, opened as by a link or by coming back: none answers with the browser's blank page."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, write_username
from tests.support.people import make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

# Phones call these, and are answered in JSON.
NOT_PAGES = "device_api"
# Of what need not be there.
EXAMPLES = {"int": "1", "uuid": str(uuid.UUID(int=1)), "str": "x", "path": str(uuid.UUID(int=1))}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for one in resolver.url_patterns:
        written = before + re.sub(r"<(\w+):\w+>", lambda found: EXAMPLES[found[1]], str(one.pattern))
        if isinstance(one, URLResolver):
            yield from addresses(one, written) if one.namespace != NOT_PAGES else ()
        elif isinstance(one, URLPattern):
            yield written


def stranger(user: User) -> Client:
    return browser()


def on_the_way(user: User) -> Client:
    client = browser()
    write_username(client, user.username)
    return client


def strong(user: User) -> Client:
    return signed_in(user, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(user)[1])


@pytest.mark.parametrize("who", [stranger, on_the_way, strong])
def test_every_address_leads_somewhere_when_it_is_opened(who: Callable[[User], Client], db: None) -> None:
    tenant = make_tenant("operators", methods=("password", "authenticator_code", "phone"))
    operator = make_person(tenant, "you", role=User.Role.OPERATOR)
    client = who(operator)
    every = list(addresses(get_resolver()))

    blank = [path for path in every if client.get(path).status_code == 405]

    assert "/portal/logout/" in every
    assert blank == []
