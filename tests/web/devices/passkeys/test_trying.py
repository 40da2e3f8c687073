"""A passkey that was just made is named and tried by using it once (D05, E21, T09, T10)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.users.models import User
from devices.passkeys.models import Passkey
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.passkeys import (
    YUBIKEY,
    SoftwareKey,
    give,
    make_passkey,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import make_person, set_up
from tests.support.sessions import make_stale

ADDED = "/security-info/added/passkey/"


@pytest.fixture
def key() -> SoftwareKey:
    return SoftwareKey(aaguid=YUBIKEY, is_synced=False)


@pytest.fixture
def own(ann: User, key: SoftwareKey) -> Client:
    """Ann has just made one."""
    client = browser()
    sign_in_by_password(client, ann)
    make_passkey(client, key)
    return client


def try_path(passkey: Passkey | None = None) -> str:
    return f"/security-info/passkeys/{(passkey or Passkey.objects.get()).pk}/try/"


def test_it_is_told_by_model_and_where_it_is_then_used_once(
    own: Client, key: SoftwareKey
) -> None:  # D05, E21
    page = read(own.get(try_path().replace("/try/", "/name/")))
    assert "YubiKey 5 Series with NFC · Stays where it was made" in page.text
    assert read(own.get(try_path())).heading == "Try your passkey"
    assert Passkey.objects.get().last_used_at is None

    page = sign_in_by_passkey(own, key, path=try_path())

    assert (page.address, page.heading) == (ADDED, "Ready to use")
    assert "YubiKey 5 Series with NFC" in page.text
    assert Passkey.objects.get().last_used_at is not None


def test_only_this_one_is_asked_for(own: Client, ann: User, key: SoftwareKey) -> None:  # D05
    passkey_of(ann)

    allowed = question(own, try_path(Passkey.objects.earliest("pk")))["publicKey"]["allowCredentials"]

    assert [one["id"] for one in allowed] == [key.credential_id]


def test_another_of_theirs_proves_nothing_about_it(own: Client, ann: User) -> None:  # T10
    other, _ = passkey_of(ann)
    path = try_path(Passkey.objects.earliest("pk"))

    page = sign_in_by_passkey(own, other, path=path)

    assert (page.status, "not taken here" in page.text or "may have been removed" in page.text) == (400, True)
    assert not Passkey.objects.exclude(last_used_at=None).exists()


def test_an_answer_to_a_sign_in_is_none_here(own: Client, key: SoftwareKey) -> None:  # T10
    asked = question(own, "/sign-in/with-passkey/")

    page = give(own, try_path(), asked, key.use(asked["publicKey"]))

    assert (page.status, Passkey.objects.get().last_used_at) == (400, None)


def test_it_counts_before_it_was_tried_and_is_not_asked_twice(own: Client, key: SoftwareKey) -> None:  # D05
    assert sign_in_by_passkey(browser(), key).address == "/signed-in/"

    assert own.get(try_path())["Location"] == ADDED
    assert own.get(try_path().replace("/try/", "/name/"))["Location"] == ADDED


def test_somebody_elses_is_neither_named_nor_tried(own: Client, ann: User) -> None:  # T09
    _, passkey = passkey_of(make_person(ann.tenant, "bo"), name="Bo's")

    for path in (
        try_path(passkey),
        f"{try_path(passkey)}options/",
        try_path(passkey).replace("/try/", "/name/"),
    ):
        assert own.post(path, {"name": "Mine"}).status_code == 404
    assert Passkey.objects.get(pk=passkey.pk).name == "Bo's"


def test_the_pages_ask_for_fresh_proof(own: Client) -> None:  # D02
    path = try_path()
    make_stale(own)

    for page in (path, path.replace("/try/", "/name/")):
        assert own.get(page).status_code == 302
    assert own.post(f"{path}options/").status_code == 302


def test_what_is_taken_is_said_before_one_is_made(own: Client, ann: User) -> None:  # E21
    set_up(ann.tenant, "passkey", allow_synced=False, models=YUBIKEY)

    page = read(own.get("/security-info/passkeys/add/"))

    assert "Nordljus takes only passkeys that stay in one place" in page.text
    assert "Nordljus takes these: YubiKey 5 Series with NFC." in page.text
