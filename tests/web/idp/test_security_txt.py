"""Where to tell of a weakness: /.well-known/security.txt, by setting (RFC 9116)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from idp.checks.addresses import addresses_are_readable

ADDRESS = "/.well-known/security.txt"


@pytest.fixture
def fields(client: Client, settings: Settings) -> dict[str, str]:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]
    settings.SECURITY_POLICY_URL = "https://example.org/policy"
    answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    return {name: value for name, _, value in (line.partition(": ") for line in reversed(lines))}


def test_it_names_whom_to_tell_and_where_it_stands_itself(fields: dict[str, str], settings: Settings) -> None:
    assert fields["Contact"] == "mailto:security@example.org", "the one that is preferred stands first"
    assert fields["Canonical"] == settings.PUBLIC_URL + ADDRESS
    assert fields["Policy"] == "https://example.org/policy"
    assert fields["Preferred-Languages"] == "en, sv"


def test_it_says_until_when_it_holds(fields: dict[str, str]) -> None:
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()

    assert timedelta(days=29) < left < timedelta(days=365)


def test_where_nobody_is_named_there_is_none(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "contact",
    ["security@example.org", "http://example.org", "mailto:a@b.example\nExpires: never", "mailto:a b"],
)
def test_a_contact_nobody_can_follow_ends_the_start(settings: Settings, contact: str) -> None:  # H03
    settings.SECURITY_CONTACT = [contact]

    [refusal] = addresses_are_readable()

    assert (refusal.id, "SECURITY_CONTACT" in refusal.msg) == ("idp.E020", True)


def test_a_policy_that_is_not_https_ends_the_start(settings: Settings) -> None:  # H03
    settings.SECURITY_POLICY_URL = "http://example.org/policy"

    [refusal] = addresses_are_readable()

    assert refusal.id == "idp.E020"
