"""A passkey that the browser makes by itself after a password (conditional create; T20)."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.passkeys.models import Passkey
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.passkeys import (
    ADD,
    PRESENT,
    QUIET,
    VERIFIED,
    SoftwareKey,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import allow, make_person, set_part, turn_off
from tests.support.phones import account_of, phone_of
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, make_stale, proof_of, signed_in


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


def is_asked(client: Client) -> bool:
    return client.post(f"{QUIET}options/").status_code == 200


def send(client: Client, key: SoftwareKey, *, to: str = QUIET, asks: str = QUIET, flags: int = 0) -> int:
    asked = question(client, asks)
    answer = key.make(asked["publicKey"], flags=flags)
    return client.post(to, {"sealed": asked["sealed"], "answer": json.dumps(answer)}).status_code


def test_after_a_password_one_is_made_without_a_word_and_told(own: Client, ann: User) -> None:
    key = SoftwareKey()

    assert send(own, key, flags=0x18) == 201

    kept = Passkey.objects.get(user=ann)
    assert (kept.name, kept.user_verified, kept.is_synced) == ("Apple Passwords", False, True)
    assert AuditEvent.objects.get(tag="user:passkey:added", subject=ann).details["made"] == "quietly"
    assert proof_of(own).methods == ("password",), "nobody was asked, so nothing was proven"
    assert sign_in_by_passkey(browser(), key).address == "/signed-in/"


def test_what_the_browser_is_asked(own: Client) -> None:
    asked = question(own, QUIET)["publicKey"]

    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "preferred",
    }


def test_the_page_that_follows_carries_it_and_shows_nothing(own: Client) -> None:
    page = read(own.get("/signed-in/"))

    assert f'data-passkey-quiet="{QUIET}options/"' in page.html
    assert "passkey" not in page.text.lower().replace("your passkeys", ""), "but for the menu"
    assert page.inline == []


def test_a_session_that_no_password_began_makes_none(ann: User) -> None:
    phone_of(ann)

    assert not is_asked(signed_in(ann, PHONE_PROOF))
    assert not is_asked(browser())


def test_a_password_alone_makes_none_beside_what_is_stronger(own: Client, ann: User) -> None:  # T20
    assert is_asked(own)
    asked = question(own, QUIET)
    phone_of(ann)

    assert not is_asked(own)
    answer = SoftwareKey().make(asked["publicKey"])
    assert own.post(QUIET, {"sealed": asked["sealed"], "answer": json.dumps(answer)}).status_code == 403
    assert not Passkey.objects.exists()


def test_a_password_alone_makes_none_beside_a_code(own: Client, ann: User) -> None:  # T20
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)

    assert not is_asked(own)


def test_a_password_and_as_strong_a_proof_make_one(ann: User) -> None:  # T20
    phone_of(ann)

    assert is_asked(signed_in(ann, PASSWORD_PROOF, PHONE_PROOF, device=account_of(ann)))


def test_a_passkey_guards_against_a_password_alone(ann: User, key: SoftwareKey) -> None:  # T20
    client = browser("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1.15")
    sign_in_by_password(client, ann)

    assert not is_asked(client)


def test_not_where_a_browser_of_this_kind_has_made_one(own: Client, ann: User) -> None:
    send(own, SoftwareKey())

    assert not is_asked(own)


def test_not_where_the_policy_has_it_off(own: Client, ann: User) -> None:
    turn_off(ann.tenant, "passkey")

    assert not is_asked(own)


def test_not_long_after_the_password(own: Client) -> None:
    make_stale(own)

    assert not is_asked(own)


def test_what_was_asked_for_quietly_is_added_by_no_button(own: Client) -> None:  # T12
    """Else somebody could leave out that its person is verified."""
    assert send(own, SoftwareKey(), to=ADD, flags=PRESENT | VERIFIED) == 400
    assert send(own, SoftwareKey(), asks=ADD, flags=PRESENT | VERIFIED) == 400
    assert not Passkey.objects.exists()


def test_what_was_asked_for_by_one_is_kept_for_nobody_else(own: Client, ann: User) -> None:  # T09
    asked = question(own, QUIET)
    sign_in_by_password(own, make_person(ann.tenant, "bo"))

    answer = SoftwareKey().make(asked["publicKey"])
    assert own.post(QUIET, {"sealed": asked["sealed"], "answer": json.dumps(answer)}).status_code == 400
    assert not Passkey.objects.exists()


def test_one_that_is_kept_is_not_kept_twice(own: Client, ann: User) -> None:
    theirs, _ = passkey_of(make_person(ann.tenant, "bo"))

    assert send(own, SoftwareKey(credential_id=theirs.credential_id)) == 400


@pytest.mark.parametrize("required", ["applications", "groups"])
def test_none_is_made_where_a_strength_is_required_that_the_password_is_not(
    own: Client, ann: User, required: str
) -> None:  # T20, E10
    rule = {"strength": "phishing_resistant", "state": "on"}
    rules = [{**rule, "application": "security_info"}] if required == "applications" else [rule]
    before = is_asked(own)
    set_part(ann.tenant, "strengths", **{required: rules})

    assert (before, is_asked(own)) == (True, False)
    assert not Passkey.objects.exists()
