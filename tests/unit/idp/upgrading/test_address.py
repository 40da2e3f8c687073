"""H05: another address than people know is refused with what it ends, until somebody accepts it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.checks import CheckMessage
from django.core.management import call_command
from pytest_django import Settings

from accounts.users.models import User
from devices.passkeys.models import Passkey
from idp.upgrading.address import Address, address_is_as_it_was, note_address
from tests.support.passkeys import passkey_of
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.relying import make_application

OLD, NEW = "https://id.example.org", "https://sign-in.example.net"


@pytest.fixture(autouse=True)
def known(settings: Settings, db: None) -> Settings:
    """A production that people know by its old address."""
    settings.PUBLIC_URL = OLD
    settings.PRODUCTION = True
    note_address()
    return settings


@pytest.fixture
def used() -> User:
    """Somebody with a phone, a passkey and an application."""
    person = make_person(make_tenant(methods=("password", "phone", "passkey")))
    phone_of(person)
    passkey_of(person)
    make_application(person.tenant)
    return person


def refused() -> list[CheckMessage]:
    return address_is_as_it_was(databases=["default"])


def say(*words: str) -> str:
    said = StringIO()
    call_command("public_url", *words, stdout=said)
    return said.getvalue()


def test_the_address_that_people_know_is_taken(used: User) -> None:
    assert refused() == []


def test_another_host_is_refused_with_all_that_it_ends(used: User, known: Settings) -> None:
    known.PUBLIC_URL = NEW

    [error] = refused()

    assert (error.id, error.is_serious()) == ("idp.E082", True)
    assert "accounts on phones: 1." in error.msg
    assert "applications: 1." in error.msg
    assert "passkeys: 1. PASSKEY_HOST=id.example.org keeps them" in error.msg
    assert "everybody signs in once more" in error.msg
    assert f"PUBLIC_URL={OLD}" in str(error.hint)
    assert "public_url --accept" in str(error.hint)


def test_passkeys_that_keep_their_host_are_not_among_it(used: User, known: Settings) -> None:
    known.PUBLIC_URL, known.PASSKEY_HOST = NEW, "id.example.org"

    [error] = refused()

    assert "accounts on phones: 1." in error.msg
    assert "passkeys: " not in error.msg
    assert "passkeys" in say().partition("What stays:")[2]


def test_of_another_port_passkeys_and_sessions_stay(used: User, known: Settings) -> None:
    known.PUBLIC_URL = f"{OLD}:8443"

    [error] = refused()

    assert "accounts on phones: 1." in error.msg
    assert "passkeys: " not in error.msg
    assert "sessions" not in error.msg
    assert say().rstrip().endswith("the logs, passkeys, sessions.")


def test_another_host_of_passkeys_alone_is_refused_too(used: User, known: Settings) -> None:
    known.PASSKEY_HOST = "example.org"

    [error] = refused()

    assert "passkeys: 1." in error.msg
    assert "accounts on phones" not in error.msg


def test_whoever_accepts_it_is_told_what_it_ends_and_it_starts_then(used: User, known: Settings) -> None:
    known.PUBLIC_URL = NEW

    said = say("--accept")

    assert "accounts on phones: 1." in said
    assert NEW in said
    assert refused() == []
    known.PUBLIC_URL = OLD
    assert refused() != []
    say("--accept")
    assert refused() == []
    assert Passkey.objects.count() == 1


def test_who_only_asks_accepts_nothing(used: User, known: Settings) -> None:
    known.PUBLIC_URL = NEW

    assert f"The settings say {NEW}" in say()
    assert refused() != []


def test_where_nobody_has_anything_yet_it_is_free(ann: User, known: Settings) -> None:
    known.PUBLIC_URL = NEW
    assert refused() == []

    note_address()

    assert Address.by_database() == Address(NEW, "sign-in.example.net")


def test_migrating_does_not_accept_it(used: User, known: Settings) -> None:
    known.PUBLIC_URL = NEW

    note_address()

    assert Address.by_database() == Address(OLD, "id.example.org")


def test_trying_out_is_not_asked(used: User, known: Settings) -> None:
    known.PUBLIC_URL, known.PRODUCTION = NEW, False

    assert refused() == []
    note_address()
    assert Address.by_database() == Address(OLD, "id.example.org")
