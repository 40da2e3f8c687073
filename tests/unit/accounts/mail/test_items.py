"""What a letter says of an event: words for people, and nothing that is for programs (D07)."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from accounts.api_tokens import events as api_tokens
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.mail.countries import _names, name_of_country
from accounts.mail.items import item_of
from accounts.users.events import RELEASED
from accounts.users.models import User
from accounts.ways.access_pass import events as passes
from devices.enrolment.events import CLAIMED_AGAIN
from devices.passkeys import events as passkeys

pytestmark = pytest.mark.django_db


def said(event: AuditEvent, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return item_of(event)


def test_it_says_where_in_which_browser_and_by_whom(ann: User) -> None:
    # D07
    event = record(
        passkeys.ADDED,
        tenant=ann.tenant,
        subject=ann,
        passkey="Blue",
        made="asked",
        address="194.71.11.69",
        browser="Firefox (Linux)",
        through="session",
        row=7,
    )

    english, swedish = said(event), said(event, "sv")

    assert english["where"] == "near Sweden (194.71.11.69)"
    assert swedish["where"] == "nära Sverige (194.71.11.69)"
    assert english["browser"] == "Firefox on Linux"
    assert english["by"] == "whoever was signed in as you"
    assert swedish["by"] == "den som var inloggad som du"
    assert "7" not in json.dumps(english["details"])


def test_ids_are_left_out(ann: User) -> None:
    event = record(CLAIMED_AGAIN, tenant=ann.tenant, subject=ann, enrolment=str(ann.pk))

    assert said(event)["details"] == []


def test_of_several_things_one_sees_where_each_ends(ann: User) -> None:
    event = record(
        api_tokens.MADE, tenant=ann.tenant, subject=ann, script="Log", scopes=["policy:read", "people:read"]
    )

    assert "Read the policy; Read people, and what they sign in with" in json.dumps(said(event)["details"])


def test_times_are_written_as_the_letter_writes_times(ann: User) -> None:
    event = record(passes.MADE, tenant=ann.tenant, subject=ann, works_from="2026-11-26 18:00 UTC")

    [detail] = said(event)["details"]

    assert detail["words"] == "26 November 2026, 18:00 UTC"


@pytest.mark.parametrize(
    ("address", "words"),
    [("10.1.2.3", "on your own network (10.1.2.3)"), ("", "")],
)
def test_a_place_is_said_as_far_as_it_is_known(ann: User, address: str, words: str) -> None:
    event = record(RELEASED, tenant=ann.tenant, subject=ann, address=address)

    assert said(event)["where"] == words


def test_countries_have_names_in_every_language_that_there_is() -> None:
    assert {code for code, _name in settings.LANGUAGES} <= _names().keys()
    assert len({len(names) for names in _names().values()}) == 1
    with translation.override("sv"):
        assert name_of_country("NO") == "Norge"
    with translation.override("en"):
        assert name_of_country("NO") == "Norway"
    assert name_of_country("XX") == "XX"
