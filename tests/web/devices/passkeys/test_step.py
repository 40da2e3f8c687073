"""A passkey after a username, after a password, and once more (F02, F04, A18, T12)."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, disable
from devices.passkeys.models import Passkey
from devices.passkeys.services import remove
from tests.support.pages import (
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.passkeys import (
    BEGINNING,
    PRESENT,
    STEP,
    SoftwareKey,
    give,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import change_policy, make_person, set_up, turn_off
from tests.support.phones import phone_of
from tests.support.sessions import PASSWORD_PROOF, make_stale, proof_of, signed_in

PEOPLE = ("real", "disabled", "blocked", "none", "suspended", "unknown")
NOT_TAKEN = "It may have been removed, or be for another account"


@pytest.fixture
def begun(ann: User) -> Client:
    """Ann has written her username, and is asked for a passkey: nothing else is offered first."""
    turn_off(ann.tenant, "phone")
    client = browser()
    assert write_username(client, ann.username).address == STEP
    return client


@pytest.fixture
def asked_second(ann: User, passkey: Passkey) -> Client:
    """Two steps are asked, and Ann has given her password."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    assert write_password(client).address == STEP
    return client


def test_after_a_username_it_signs_in_without_a_password(begun: Client, key: SoftwareKey) -> None:  # F04
    page = sign_in_by_passkey(begun, key, path=STEP)

    assert page.address == "/signed-in/"
    assert proof_of(begun).acr == "phishing_resistant"


def test_its_page_says_what_it_is_and_what_there_is_instead(begun: Client) -> None:
    page = read(begun.get(STEP))

    assert page.heading == "Your passkey"
    assert "Passkeys need JavaScript" in page.text
    assert "Use your password instead" in page.links
    assert page.inline == []


def test_after_a_password_it_is_the_second_step(asked_second: Client, key: SoftwareKey) -> None:  # F02, A10
    page = sign_in_by_passkey(asked_second, key, path=STEP)

    assert page.address == "/signed-in/"
    proof = proof_of(asked_second)
    assert (proof.methods, proof.acr) == (("password", "passkey"), "phishing_resistant")
    assert set(proof.amr) == {"pwd", "pop", "user", "mfa"}


def test_after_a_password_keys_that_know_no_username_are_asked_by_name(ann: User) -> None:  # F04
    key, _ = passkey_of(ann, SoftwareKey(is_discoverable=False, is_synced=False))
    change_policy(ann.tenant, two_step=True)
    client = browser()
    sign_in_by_password(client, ann)

    asked = question(client, STEP)

    allowed = asked["publicKey"]["allowCredentials"]
    assert [one["id"] for one in allowed] == [key.credential_id]
    assert allowed[0]["transports"] == ["hybrid", "internal"]
    assert give(client, STEP, asked, key.use(asked["publicKey"])).address == "/signed-in/"


def test_a_key_that_knows_no_username_begins_no_sign_in(ann: User, begun: Client) -> None:  # F04, A18
    key, _ = passkey_of(ann, SoftwareKey(is_discoverable=False, is_synced=False))

    page = sign_in_by_passkey(begun, key, path=STEP)

    assert (page.status, is_signed_in(begun)) == (400, False)


def test_nobodys_passkey_but_ones_own_is_taken(
    ann: User, begun: Client, asked_other: SoftwareKey
) -> None:  # T09
    page = sign_in_by_passkey(begun, asked_other, path=STEP)

    assert (page.status, NOT_TAKEN in page.text) == (400, True)
    assert not is_signed_in(begun)


@pytest.fixture
def asked_other(nordljus: Tenant) -> SoftwareKey:
    """Somebody else's of the same organisation."""
    return passkey_of(make_person(nordljus, "bo"))[0]


@pytest.mark.parametrize("names_its_person", [True, False])
def test_nobodys_passkey_but_ones_own_is_a_second_step(
    names_its_person: bool, asked_second: Client, nordljus: Tenant
) -> None:  # T09, T12
    theirs = SoftwareKey(is_discoverable=names_its_person)
    passkey_of(make_person(nordljus, "bo"), theirs)

    page = sign_in_by_passkey(asked_second, theirs, path=STEP)

    assert (page.status, NOT_TAKEN in page.text) == (400, True)
    assert not is_signed_in(asked_second)


def test_one_that_was_removed_meanwhile_is_refused_and_the_browser_told(
    asked_second: Client, key: SoftwareKey, passkey: Passkey
) -> None:  # T08
    passkey_of(passkey.user)
    asked = question(asked_second, STEP)
    Passkey.objects.filter(pk=passkey.pk).delete()

    page = give(asked_second, STEP, asked, key.use(asked["publicKey"]))

    assert (page.status, is_signed_in(asked_second)) == (400, False)
    assert f'data-passkey-unknown="{key.credential_id}"' in page.html


def test_removing_one_ends_what_had_begun(
    asked_second: Client, key: SoftwareKey, passkey: Passkey
) -> None:  # T08
    asked = question(asked_second, STEP)
    remove(passkey, actor=None)

    page = give(asked_second, STEP, asked, key.use(asked["publicKey"]))

    assert (page.status, is_signed_in(asked_second)) == (409, False)


@pytest.mark.parametrize(
    "changed",
    [{"flags": PRESENT}, {"crossOrigin": True}, {"origin": "https://evil.example"}, {"handle": "AAAA"}],
)
def test_what_is_wrongly_signed_is_refused_written_down_and_can_be_tried_again(
    changed: dict[str, Any], asked_second: Client, ann: User, key: SoftwareKey
) -> None:  # T12, T27
    page = sign_in_by_passkey(asked_second, key, path=STEP, **changed)

    assert (page.status, page.heading) == (400, "Your passkey")
    refused = AuditEvent.objects.get(tag="user:sign_in:refused", subject=ann)
    assert (refused.details["method"], refused.details["reason"]) == ("passkey", "passkey_refused")
    assert sign_in_by_passkey(asked_second, key, path=STEP).address == "/signed-in/"


def test_an_answer_to_the_first_page_is_none_to_a_step_nor_the_other_way_about(
    asked_second: Client, key: SoftwareKey
) -> None:  # T10
    for asks, takes in ((BEGINNING, STEP), (STEP, BEGINNING)):
        asked = question(asked_second, asks)

        page = give(asked_second, takes, asked, key.use(asked["publicKey"]))

        assert (page.status, "That took too long" in page.text) == (400, True)


def test_an_answer_to_an_earlier_sign_in_of_the_browser_is_none_to_this(
    begun: Client, ann: User, key: SoftwareKey
) -> None:  # T10
    asked = question(begun, STEP)
    write_username(begun, ann.username)

    page = give(begun, STEP, asked, key.use(asked["publicKey"]))

    assert (page.status, is_signed_in(begun)) == (400, False)


def test_the_policy_may_turn_it_off_midway(asked_second: Client, key: SoftwareKey, ann: User) -> None:  # T08
    asked = question(asked_second, STEP)
    turn_off(ann.tenant, "passkey")

    assert give(asked_second, STEP, asked, key.use(asked["publicKey"])).status == 403
    assert not is_signed_in(asked_second)


def test_the_policy_may_take_no_synced_ones_from_now_on(
    asked_second: Client, ann: User, key: SoftwareKey
) -> None:
    asked = question(asked_second, STEP)
    set_up(ann.tenant, "passkey", allow_synced=False)

    assert give(asked_second, STEP, asked, key.use(asked["publicKey"])).status == 403
    assert not is_signed_in(asked_second)


def test_what_is_taken_no_more_is_asked_of_nobody(asked_second: Client, ann: User) -> None:  # E19, A18
    phone_of(ann)
    set_up(ann.tenant, "passkey", allow_synced=False)

    page = read(asked_second.get("/sign-in/choose-method/"))

    assert "Approve on your phone" in page.text
    assert "Unlock this computer" not in page.text


def test_whoever_is_signed_in_proves_themselves_once_more_by_it(ann: User, key: SoftwareKey) -> None:  # A12
    client = browser()
    sign_in_by_passkey(client, key)
    make_stale(client)
    before = client.session.session_key

    assert read(client.get("/security-info/", follow=True)).address == STEP
    asked = question(client, STEP)
    assert [one["id"] for one in asked["publicKey"]["allowCredentials"]] == [key.credential_id]
    page = give(client, STEP, asked, key.use(asked["publicKey"]))

    assert page.address == "/security-info/"
    assert client.session.session_key != before, "T33"


def test_a_session_that_is_weaker_changes_nothing_that_a_passkey_guards(
    ann: User, key: SoftwareKey, passkey: Passkey
) -> None:  # T20
    """A phone is two factors; a passkey is more, and only one proves as much."""
    phone_of(ann)
    weak = signed_in(ann, PASSWORD_PROOF)
    path = f"/security-info/remove/passkey/{passkey.pk}/"

    assert weak.post(path).status_code == 403
    assert Passkey.objects.filter(pk=passkey.pk).exists()
    strong = browser()
    sign_in_by_passkey(strong, key)
    assert strong.post(path).status_code == 302


@pytest.fixture
def everybody(nordljus: Tenant) -> Tenant:
    """Somebody with a passkey, and each kind of who cannot use one."""
    turn_off(nordljus, "phone")
    for name in PEOPLE[:-1]:
        person = make_person(nordljus, name)
        if name != "none":
            passkey_of(person)
    disable(User.objects.get(username__startswith="disabled"), actor=None)
    block(User.objects.get(username__startswith="blocked"))
    Passkey.objects.filter(user__username__startswith="suspended").update(suspended_at="2026-01-01T00:00Z")
    return nordljus


def test_t13_what_is_asked_is_the_same_for_every_name(everybody: Tenant) -> None:  # A18
    seen, asked, refused, queries = set(), set(), set(), set()
    for name in random.sample(PEOPLE, len(PEOPLE)):
        client = browser()
        page = write_username(client, f"{name}@nordljus.example")
        seen.add((page.status, page.address, page.masked()))
        given = question(client, STEP)
        asked.add(str(given["publicKey"] | {"challenge": ""}))
        with CaptureQueriesContext(connection) as counted:
            wrong = give(client, STEP, given, SoftwareKey(handle="AAAA").use(given["publicKey"]))
        queries.add(len(counted))
        refused.add((wrong.status, wrong.text.replace(name, "NAME"), tuple(sorted(client.cookies))))

    assert (len(seen), len(asked), len(refused), len(queries)) == (1, 1, 1, 1), (refused, queries)
