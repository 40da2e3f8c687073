"""Which passkeys are taken of whom: of one person and of many at once the same (E21, E23)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.policy.facts import groups_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.access import usable_passkeys_of
from devices.passkeys.models import Passkey
from devices.passkeys.profiles.counting import held_under, spoiled, taken_by
from devices.passkeys.settings import settings_in, why_not
from tests.support.makers import add_root_of, make_maker
from tests.support.passkeys import APPLE, YUBIKEY, SoftwareKey, passkey_of
from tests.support.people import allow, make_group, make_person, make_tenant, set_up

KEY_NAME = "YubiKey 5 Series with NFC"


@pytest.fixture
def nordljus(db: None) -> Tenant:
    tenant = make_tenant(methods=("password", "passkey"))
    allow(tenant, "passkey")
    return tenant


@pytest.fixture
def staff(nordljus: Tenant) -> list[int]:
    """Ann and Bo are in Staff, Bo at night as well, Cia in none; each has a synced passkey and a vouched-for key."""
    people = [make_person(nordljus, name) for name in ("ann", "bo", "cia")]
    for person in people:
        passkey_of(person, SoftwareKey(aaguid=APPLE), name="phone")
        passkey_of(person, SoftwareKey(aaguid=YUBIKEY, is_synced=False), name="plain key")
        passkey_of(person, SoftwareKey(aaguid=YUBIKEY, is_synced=False), name="vouched key")
    root = add_root_of(make_maker())
    Passkey.objects.filter(name="vouched key").update(attested_by=root)
    return [make_group(nordljus, "Staff", *people[:2]).pk, make_group(nordljus, "Night", people[1]).pk]


def profile(name: str = "Staff", **facts: Any) -> dict[str, Any]:
    return {"name": name, "include": [], "exclude": [], **facts}


def of(settings: dict[str, Any]) -> dict[str, set[str]]:
    """What is taken of each, one by one; it is the same of all at once."""
    kept = settings_in(settings)
    one_by_one: dict[str, set[str]] = {}
    for person in User.objects.order_by("username"):
        taken = kept.taken_of(groups_of(person))
        name = person.username.partition("@")[0]
        one_by_one[name] = {
            key.name for key in Passkey.objects.filter(user=person) if not why_not(taken, key)
        }
        at_once = Passkey.objects.filter(taken_by(kept), user=person)
        assert {key.name for key in at_once} == one_by_one[name]
        assert User.objects.filter(held_under(settings, True), pk=person.pk).exists() == bool(
            one_by_one[name]
        )
    return one_by_one


ALL = {"phone", "plain key", "vouched key"}
KEYS = {"plain key", "vouched key"}
VOUCHED = {"vouched key"}


def test_without_profiles_what_is_set_is_for_everybody(staff: list[int]) -> None:  # E21
    assert of({}) == {"ann": ALL, "bo": ALL, "cia": ALL}
    assert of({"allow_synced": False}) == {"ann": KEYS, "bo": KEYS, "cia": KEYS}
    assert of({"models": KEY_NAME, "attested": True}) == {"ann": VOUCHED, "bo": VOUCHED, "cia": VOUCHED}
    assert of({"models": APPLE}) == {"ann": {"phone"}, "bo": {"phone"}, "cia": {"phone"}}


def test_a_profile_is_for_its_groups_and_who_is_left_out_wins(staff: list[int]) -> None:  # E21
    group, night = staff
    keys = profile(models=KEY_NAME, include=[group], exclude=[night])

    assert of({"profiles": [keys]}) == {"ann": KEYS, "bo": ALL, "cia": ALL}


def test_a_profile_may_take_more_than_what_is_set_for_the_others(staff: list[int]) -> None:  # E21
    wide = profile(include=[staff[0]])

    assert of({"attested": True, "profiles": [wide]}) == {"ann": ALL, "bo": ALL, "cia": VOUCHED}


def test_of_several_profiles_whatever_one_takes_is_taken(staff: list[int]) -> None:  # E21
    phones = profile("Phones", models=APPLE, include=[staff[0]])
    vouched = profile("Vouched", attested=True, include=[staff[1]])

    assert of({"profiles": [phones, vouched]}) == {
        "ann": {"phone"},
        "bo": {"phone", "vouched key"},
        "cia": ALL,
    }


def test_a_profile_for_no_group_is_for_everybody_but_those_left_out(staff: list[int]) -> None:  # E21
    strict = profile(attested=True, exclude=[staff[1]])

    assert of({"profiles": [strict]}) == {"ann": VOUCHED, "bo": ALL, "cia": VOUCHED}


def test_who_has_one_that_is_taken_no_more_is_found(nordljus: Tenant, staff: list[int]) -> None:  # E23
    strict = {"profiles": [profile(attested=True, include=[staff[1]])]}

    found = {person.username for person in spoiled(nordljus, {}, strict)}

    assert found == {"bo@nordljus.example"}
    assert not spoiled(nordljus, strict, strict).exists()
    assert not spoiled(nordljus, strict, {}).exists(), "what is taken besides spoils nothing"


def test_once_a_root_is_gone_nobody_vouches_for_what_it_vouched_for(
    nordljus: Tenant, staff: list[int]
) -> None:  # E21
    set_up(nordljus, "passkey", attested=True)
    ann = User.objects.get(username__startswith="ann@")
    before = [key.name for key in usable_passkeys_of(ann)]

    Passkey.objects.filter(user=ann, name="vouched key").get().attested_by.delete()  # type: ignore[union-attr]

    assert before == ["vouched key"]
    assert usable_passkeys_of(ann) == []


def test_where_settings_cannot_be_read_no_passkey_counts(nordljus: Tenant) -> None:  # E21
    person = make_person(nordljus, "eva")
    passkey_of(person)

    assert of({"profiles": [{"include": "of another release"}]}) == {"eva": set()}
    set_up(nordljus, "passkey", profiles=[{"include": "of another release"}])
    assert not usable_passkeys_of(person)
