"""Which passkeys somebody can add and use, by the profiles of their groups and by who vouches for them (E21)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import Group, User
from devices.passkeys.models import Passkey
from devices.passkeys.roots.services import remove_root
from tests.support.makers import Maker, add_root_of, key_of, make_maker
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.passkeys import (
    ADD,
    APPLE,
    YUBIKEY,
    SoftwareKey,
    make_passkey,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import make_group, set_up

YUBIKEY_NAME = "YubiKey 5 Series with NFC"


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


@pytest.fixture
def staff(ann: User) -> Group:
    return make_group(ann.tenant, "Staff", ann)


@pytest.fixture
def maker(db: None) -> Maker:
    """One whose root is here."""
    made = make_maker()
    add_root_of(made)
    return made


def for_group(user: User, group: Group, **facts: Any) -> None:
    """One profile, for this group."""
    profile = {"name": "Security keys", "include": [group.pk], "exclude": [], **facts}
    set_up(user.tenant, "passkey", profiles=[profile])


def test_before_one_is_made_it_says_by_the_name_of_the_profile_which_are_taken(
    own: Client, ann: User, staff: Group
) -> None:  # E21
    for_group(ann, staff, models=YUBIKEY_NAME, allow_synced=False)

    page = read(own.get(ADD))

    assert (
        "Security keys: Nordljus takes only passkeys that stay in one place, as on a security key."
        in page.text
    )
    assert f"Nordljus takes these: {YUBIKEY_NAME}." in page.text


def test_another_model_is_refused_with_those_that_are_taken_by_name(
    own: Client, ann: User, staff: Group
) -> None:  # E21
    for_group(ann, staff, models=YUBIKEY_NAME)

    page = make_passkey(own, SoftwareKey(aaguid=APPLE))

    assert page.status == 403
    assert "Nordljus does not take Apple Passwords." in page.text
    assert f"They take: {YUBIKEY_NAME}." in page.text
    assert not Passkey.objects.exists()


def test_one_that_the_profile_takes_is_added(own: Client, ann: User, staff: Group) -> None:  # E21
    for_group(ann, staff, models=YUBIKEY_NAME)

    assert make_passkey(own, SoftwareKey(aaguid=YUBIKEY)).heading == "Name this passkey"


def test_who_is_in_none_of_its_groups_adds_what_is_for_the_others(own: Client, ann: User) -> None:  # E21
    for_group(ann, make_group(ann.tenant, "Others"), models=YUBIKEY_NAME)

    assert make_passkey(own, SoftwareKey(aaguid=APPLE)).heading == "Name this passkey"


def test_one_from_before_signs_nobody_in_and_says_so(ann: User, staff: Group) -> None:  # E21, T08
    key, _row = passkey_of(ann, SoftwareKey(aaguid=APPLE))
    for_group(ann, staff, models=YUBIKEY_NAME)
    client = browser()

    page = sign_in_by_passkey(client, key)

    assert page.heading == "That passkey is not taken here"
    sign_in_by_password(client, ann)
    assert "Nordljus does not take Apple Passwords." in read(client.get("/security-info/")).text


def test_who_is_taken_into_the_group_in_the_middle_signs_in_by_it_no_more(ann: User) -> None:  # E21, T08, E19
    key, _row = passkey_of(ann, SoftwareKey(aaguid=APPLE))
    group = make_group(ann.tenant, "Keys")
    for_group(ann, group, models=YUBIKEY_NAME)
    before = sign_in_by_passkey(browser(), key).address

    group.members.add(ann)

    assert before == "/signed-in/"
    assert sign_in_by_passkey(browser(), key).heading == "That passkey is not taken here"


@pytest.mark.parametrize(
    ("settings", "asked"),
    [({}, "none"), ({"models": YUBIKEY_NAME}, "direct"), ({"attested": True}, "direct")],
)
def test_a_browser_is_asked_to_attest_only_where_a_profile_of_theirs_needs_it(
    own: Client, ann: User, staff: Group, settings: dict[str, Any], asked: str
) -> None:  # E21
    for_group(ann, staff, **settings)

    assert question(own, ADD)["publicKey"]["attestation"] == asked


def test_of_whom_the_profile_is_not_the_browser_is_asked_nothing(own: Client, ann: User) -> None:  # E21
    for_group(ann, make_group(ann.tenant, "Others"), attested=True)

    assert question(own, ADD)["publicKey"]["attestation"] == "none"


def test_one_for_which_its_maker_vouches_is_added_and_says_so(
    own: Client, ann: User, staff: Group, maker: Maker
) -> None:  # E21
    for_group(ann, staff, attested=True)

    page = make_passkey(own, key_of(maker))

    assert page.heading == "Name this passkey"
    assert "Its maker vouches for it" in read(own.get("/security-info/")).text
    assert AuditEvent.objects.get(tag="user:passkey:added").details["root"] == "CN=Root"
    assert "for which their maker vouches" in read(own.get(ADD)).text


def test_one_for_which_nothing_vouches_is_refused_in_words(
    own: Client, ann: User, staff: Group, maker: Maker
) -> None:  # E21
    for_group(ann, staff, attested=True)

    page = make_passkey(own, SoftwareKey(aaguid=YUBIKEY, is_synced=False))

    assert page.status == 403
    assert f"nothing vouched for {YUBIKEY_NAME} when this one was made" in page.text
    assert not Passkey.objects.exists()


def test_one_of_a_maker_whose_root_is_not_here_is_refused(
    own: Client, ann: User, staff: Group, maker: Maker
) -> None:  # E21
    for_group(ann, staff, attested=True)

    page = make_passkey(own, key_of(make_maker()))

    assert page.status == 403
    assert not Passkey.objects.exists()


def test_where_another_profile_takes_any_it_is_added_unvouched_for(
    own: Client, ann: User, staff: Group, maker: Maker
) -> None:  # E21
    profiles = [
        {"name": "Vouched", "attested": True, "include": [staff.pk], "exclude": []},
        {"name": "Keys", "models": YUBIKEY_NAME, "include": [staff.pk], "exclude": []},
    ]
    set_up(ann.tenant, "passkey", profiles=profiles)

    page = make_passkey(own, SoftwareKey(aaguid=YUBIKEY, is_synced=False))

    assert page.heading == "Name this passkey"
    assert Passkey.objects.get().attested_by is None


def test_once_its_root_is_gone_it_is_taken_no_more(
    own: Client, ann: User, staff: Group, maker: Maker
) -> None:  # E21
    set_up(ann.tenant, "passkey", attested=True)
    key = key_of(maker)
    make_passkey(own, key)
    before = sign_in_by_passkey(browser(), key).address
    add_root_of(make_maker())

    remove_root(Passkey.objects.get().attested_by)  # type: ignore[arg-type]  # it has one

    assert before == "/signed-in/"
    assert sign_in_by_passkey(browser(), key).heading == "That passkey is not taken here"
