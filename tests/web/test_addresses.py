"""Every address of a page, opened as by a link or by coming back: none answers with the browser's blank page."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, write_username
from tests.support.people import make_person, make_tenant
from tests.support.phones import account_of, phone_of
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, PHONE_PROOF, make_stale, signed_in

# Phones call these, and are answered in JSON.
NOT_PAGES = "device_api"
# Of what need not be there.
EXAMPLES = {
    "int": "1",
    "uuid": str(uuid.UUID(int=1)),
    "str": "x",
    "slug": "x",
    "path": str(uuid.UUID(int=1)),
}

# A browser's own session is no row of anybody's: it is begun, renewed and forgotten on the way. Nor is what Django
# notes of the tables themselves, once for each.
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) (?!"(accounts_session|django_content_type)")')


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


def long_ago(user: User) -> Client:
    phone_of(user)
    client = signed_in(user, PHONE_PROOF, device=account_of(user))
    make_stale(client)
    return client


@pytest.mark.parametrize("who", [stranger, on_the_way, strong])
def test_every_address_leads_somewhere_when_it_is_opened(who: Callable[[User], Client], db: None) -> None:
    tenant = make_tenant("operators", methods=("password", "authenticator_code", "phone"))
    operator = make_person(tenant, "you", role=User.Role.OPERATOR)
    client = who(operator)
    every = list(addresses(get_resolver()))

    blank = [path for path in every if client.get(path).status_code == 405]

    assert "/portal/logout/" in every
    assert blank == []


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("who", [stranger, on_the_way, strong, long_ago])
def test_t35_no_address_writes_a_row_when_it_is_opened(
    who: Callable[[User], Client], method: str, db: None
) -> None:
    tenant = make_tenant("operators", methods=("password", "authenticator_code", "phone"))
    client = who(make_person(tenant, "you", role=User.Role.OPERATOR))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        for path in addresses(get_resolver()):
            getattr(client, method)(path, follow=True)

    written = [sql for query in asked.captured_queries if WRITES.match(sql := query["sql"])]
    assert written == []
