"""Adding a passkey at Security info (D05, B12, T19, T20)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.services import MOST
from devices.signatures.encoding import decode
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.passkeys import (
    ADD,
    BEGINNING,
    PRESENT,
    YUBIKEY,
    SoftwareKey,
    give,
    make_passkey,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import make_person, set_up, turn_off
from tests.support.phones import phone_of
from tests.support.sessions import PHONE_PROOF, make_stale, proof_of, signed_in


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


def test_it_is_made_named_and_listed_with_what_is_known_of_it(own: Client, ann: User) -> None:  # D05, E21
    page = make_passkey(own, SoftwareKey(aaguid=YUBIKEY, is_synced=False))

    assert page.heading == "Name this passkey"
    assert "YubiKey 5 Series with NFC · Stays where it was made" in page.text
    assert page.fields["name"] == "YubiKey 5 Series with NFC"
    page = read(own.post(page.address, {"name": "The one on my keys"}, follow=True))
    assert page.heading == "Try your passkey"
    page = read(own.get("/security-info/passkeys/"))
    assert "YubiKey 5 Series with NFC · Stays where it was made" in page.text
    assert "Firefox on Linux" in page.text
    assert "Not used yet" in page.text
    listed = read(own.get("/security-info/"))
    assert "The one on my keys" in listed.text
    added = AuditEvent.objects.get(tag="user:passkey:added", subject=ann)
    assert (
        added.details.items()
        >= {
            "passkey": "YubiKey 5 Series with NFC",
            "model": "YubiKey 5 Series with NFC",
            "made": "asked",
            "browser": "Firefox (Linux)",
            "through": "session",
        }.items()
    )


def test_a_synced_one_says_so(own: Client) -> None:  # E21
    make_passkey(own, SoftwareKey())

    page = read(own.get("/security-info/passkeys/"))

    assert "Apple Passwords" in page.text
    assert "Synced" in page.text


def test_it_signs_in_from_then_on(own: Client) -> None:
    key = SoftwareKey()
    make_passkey(own, key)

    assert sign_in_by_passkey(browser(), key).address == "/signed-in/"


def test_having_made_one_is_fresh_proof_by_it(own: Client, ann: User) -> None:  # T20, T33
    before = own.session.session_key

    make_passkey(own, SoftwareKey())

    proof = proof_of(own)
    assert (proof.methods, proof.acr) == (("passkey",), "phishing_resistant")
    assert proof.proofs[0].by == Passkey.objects.get(user=ann).persistent_id
    assert own.session.session_key != before
    copy = browser()
    copy.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert copy.post(f"{ADD}options/").status_code == 302


def test_what_the_browser_is_asked_to_make(own: Client, ann: User) -> None:  # F04
    other, _ = passkey_of(ann)
    sign_in_by_passkey(own, other)

    asked = question(own, ADD)["publicKey"]

    assert asked["rp"] == {"id": "localhost", "name": "Nordljus"}
    assert asked["attestation"] == "none"
    assert asked["extensions"] == {"credProps": True}
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "preferred"
    assert [one["id"] for one in asked["excludeCredentials"]] == [other.credential_id]
    assert (asked["user"]["name"], asked["user"]["displayName"]) == (ann.username, "Ann")
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [-7, -8, -257]


def test_the_handle_tells_nothing_and_stays(own: Client, ann: User) -> None:  # I10
    first = question(own, ADD)["publicKey"]["user"]["id"]

    assert len(decode(first)) == 32
    assert ann.pk.bytes not in decode(first)
    assert question(own, ADD)["publicKey"]["user"]["id"] == first
    assert PasskeyOwner.objects.get(user=ann).handle == first


def test_opening_the_page_makes_nothing(own: Client) -> None:  # T35
    page = read(own.get(ADD))

    assert page.heading == "Add a passkey"
    assert page.inline == []
    assert not PasskeyOwner.objects.exists()
    assert read(own.post(ADD)).heading == "Add a passkey", "as the button of Security info does"


@pytest.mark.parametrize(
    "changed", [{"flags": PRESENT}, {"crossOrigin": True}, {"origin": "https://evil.example"}]
)
def test_what_is_wrongly_made_is_refused_in_words(
    changed: dict[str, object], own: Client
) -> None:  # T12, T27
    page = make_passkey(own, SoftwareKey(is_synced=False), **changed)

    assert (page.status, "could not be added" in page.text) == (400, True)
    assert not Passkey.objects.exists()


def test_an_answer_adds_once(own: Client) -> None:  # T10
    key = SoftwareKey()
    asked = question(own, ADD)
    answer = key.make(asked["publicKey"])
    give(own, ADD, asked, answer)

    page = give(own, ADD, asked, answer)

    assert (page.status, "took too long" in page.text) == (400, True)
    assert Passkey.objects.count() == 1


@pytest.mark.both_databases
def test_one_that_is_kept_already_is_nobodys_twice(own: Client, ann: User) -> None:  # T09
    theirs, _ = passkey_of(make_person(ann.tenant, "bo"))

    page = make_passkey(own, SoftwareKey(credential_id=theirs.credential_id))

    assert (page.status, "could not be added" in page.text) == (400, True)
    assert not Passkey.objects.filter(user=ann).exists()
    assert sign_in_by_passkey(browser(), theirs).address == "/signed-in/"


def test_what_was_asked_for_by_one_is_added_for_nobody_else(own: Client, ann: User) -> None:  # T09
    """Two people at one browser, one after the other."""
    asked = question(own, ADD)
    bo = make_person(ann.tenant, "bo")
    sign_in_by_password(own, bo)

    page = give(own, ADD, asked, SoftwareKey().make(asked["publicKey"]))

    assert (page.status, "took too long" in page.text) == (400, True)
    assert not Passkey.objects.exists()


def test_at_most_ten(own: Client, ann: User) -> None:  # B12
    keys = [passkey_of(ann)[0] for _ in range(MOST)]
    sign_in_by_passkey(own, keys[0])

    page = read(own.post(ADD))

    assert (page.status, "Remove one first" in page.text) == (409, True)
    assert own.post(f"{ADD}options/").status_code == 409


def test_where_the_policy_has_it_off_none_is_made(own: Client, ann: User) -> None:  # E19
    asked = question(own, ADD)
    turn_off(ann.tenant, "passkey")

    assert give(own, ADD, asked, SoftwareKey().make(asked["publicKey"])).status == 403
    assert own.post(f"{ADD}options/").status_code == 403
    assert not Passkey.objects.exists()


def test_where_synced_ones_are_not_taken_none_is_kept_and_the_browser_told(
    own: Client, ann: User
) -> None:  # E21
    set_up(ann.tenant, "passkey", allow_synced=False)
    key = SoftwareKey()

    page = make_passkey(own, key)

    assert (
        page.status,
        "takes no passkey that is copied to other machines, as Apple Passwords does" in page.text,
    ) == (403, True)
    assert f'data-passkey-unknown="{key.credential_id}"' in page.html
    assert make_passkey(own, SoftwareKey(is_synced=False)).status == 200


@pytest.mark.parametrize("listed", ["YubiKey 5 Series with NFC", f"dashlane\n  {YUBIKEY.upper()} "])
def test_where_models_are_listed_no_other_is_kept(listed: str, own: Client, ann: User) -> None:  # E21
    set_up(ann.tenant, "passkey", models=listed)

    assert question(own, ADD)["publicKey"]["attestation"] == "direct", "else browsers hide what a key is"
    page = make_passkey(own, SoftwareKey())
    assert (page.status, "Nordljus does not take Apple Passwords" in page.text) == (403, True)
    assert "They take: " in page.text
    assert "YubiKey 5 Series with NFC" in page.text
    assert make_passkey(own, SoftwareKey(aaguid=YUBIKEY)).status == 200


def test_a_weak_session_adds_none_beside_a_phone(own: Client, ann: User) -> None:  # T20
    asked = question(own, ADD)
    phone_of(ann)

    assert own.post(f"{ADD}options/").status_code == 403
    assert give(own, ADD, asked, SoftwareKey().make(asked["publicKey"])).status == 403
    assert not Passkey.objects.exists()


def test_a_stale_session_proves_itself_and_goes_on(ann: User) -> None:  # T19
    phone_of(ann)
    client = signed_in(ann, PHONE_PROOF, minutes_ago=6)

    assert client.get(ADD).status_code == 302
    assert client.post(f"{ADD}options/").status_code == 302


def test_a_stranger_is_asked_to_sign_in_first(ann: User) -> None:
    assert browser().get(ADD).status_code == 302
    assert browser().post(f"{ADD}options/").status_code == 302


def test_a_passkey_of_another_kind_of_asking_is_none(own: Client) -> None:  # T10
    asked = question(own, BEGINNING)
    options = question(own, ADD)["publicKey"] | {"challenge": asked["publicKey"]["challenge"]}

    page = give(own, ADD, asked, SoftwareKey().make(options))

    assert (page.status, Passkey.objects.exists()) == (400, False)


def test_going_stale_between_question_and_answer_keeps_the_answer(own: Client, ann: User) -> None:  # T19
    asked = question(own, ADD)
    make_stale(own)

    page = give(own, ADD, asked, SoftwareKey().make(asked["publicKey"]))

    assert page.address != ADD
    assert not Passkey.objects.exists()
