"""Passkey profiles as an admin writes them: models, synced, vouched for, and for whom (E21)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.policy.changing import fingerprint, policy_as_it_stands
from accounts.policy.history.models import KeptPolicy
from accounts.users.models import Group
from devices.passkeys.settings import MOST_PROFILES, PasskeySettings, passkey_settings
from idp.portal.policy.plain import Unfit, values_of
from idp.portal.policy.plain import read as read_plain
from idp.portal.policy.sections import find_section
from tests.support.makers import add_root_of, make_maker
from tests.support.pages import Page, read
from tests.support.passkeys import APPLE, YUBIKEY, SoftwareKey, passkey_of
from tests.support.people import allow, make_person, policy_of, set_up
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, answer, asked_again, changes_written_down

YUBIKEY_NAME = "YubiKey 5 Series with NFC"
NAME = "passkey-profiles"


@pytest.fixture
def portal(nordljus: Organisation, sign_in: SignIn) -> Client:
    allow(nordljus.tenant, "passkey")
    return sign_in(nordljus.admin)


def fields(organisation: Organisation, *profiles: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The fields of the page as a browser sends them, the profiles one after another."""
    stands = policy_as_it_stands(organisation.tenant)
    sent: dict[str, Any] = {
        "passkey-for": "everyone",
        "passkey-allow_synced": "on",
        "stands": fingerprint(stands, "passkey"),
        "confirmed": fingerprint(stands),
    }
    for n, profile in enumerate(profiles):
        sent |= {f"{NAME}-{n}-{name}": value for name, value in profile.items()}
    return sent | more


def save(client: Client, organisation: Organisation, *profiles: dict[str, Any], **more: Any) -> Any:
    return client.post(address(organisation, "passkey"), fields(organisation, *profiles, **more))


def refused(client: Client, organisation: Organisation, *profiles: dict[str, Any], **more: Any) -> Page:
    page = read(save(client, organisation, *profiles, **more))
    assert page.status == 200
    assert kept(organisation).profiles == ()
    return page


def kept(organisation: Organisation) -> PasskeySettings:
    return passkey_settings(policy_as_it_stands(organisation.tenant).methods)


def keys(organisation: Organisation, **more: Any) -> dict[str, Any]:
    return {"name": "Keys", "models": YUBIKEY_NAME, "include": organisation.group.name, **more}


def test_a_profile_is_kept_with_its_groups_and_told_in_the_log(
    nordljus: Organisation, portal: Client
) -> None:
    response = save(portal, nordljus, keys(nordljus, exclude=nordljus.other.name))

    [profile] = kept(nordljus).profiles
    assert response.status_code == 302
    assert (profile.name, profile.named) == ("Keys", [YUBIKEY_NAME])
    assert (profile.include, profile.exclude) == ((nordljus.group.pk,), (nordljus.other.pk,))
    assert not profile.allow_synced
    [changed] = changes_written_down()
    assert changed["passkey.profiles"] == [[], ["Keys"]]
    assert changed["passkey.profile_models"] == [[], [f"Keys: {YUBIKEY_NAME}"]]
    assert changed["passkey.profile_include"] == [[], [f"Keys: {nordljus.group.name}"]]


def test_it_stands_on_the_page_and_sent_again_nothing_changes(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, keys(nordljus))

    page = read(portal.get(address(nordljus, "passkey")))
    save(portal, nordljus, keys(nordljus))

    assert page.fields[f"{NAME}-0-name"] == "Keys"
    assert nordljus.group.name in page.html
    assert page.fields[f"{NAME}-1-name"] == "", "an empty one stands behind"
    assert len(changes_written_down()) == 1


def test_taken_out_it_is_gone(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, keys(nordljus))

    save(portal, nordljus, keys(nordljus, remove="on"))

    assert kept(nordljus).profiles == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Each profile needs a name"),
        ({"models": "Abacus"}, "Keys: No such model is known: abacus."),
        ({"include": "Nobody"}, "Keys: Not a group of this organisation: Nobody"),
        ({"attested": "on"}, "Keys: No root of a maker is here yet"),
    ],
)
def test_what_cannot_be_is_said_with_its_name(
    nordljus: Organisation, portal: Client, changes: dict[str, str], told: str
) -> None:
    assert told in refused(portal, nordljus, keys(nordljus, **changes)).text


def test_two_have_two_names(nordljus: Organisation, portal: Client) -> None:
    page = refused(portal, nordljus, keys(nordljus), keys(nordljus))

    assert "Two profiles are called Keys." in page.text


def test_there_are_at_most_ten(nordljus: Organisation, portal: Client) -> None:
    many = [keys(nordljus, name=f"Keys {n}") for n in range(MOST_PROFILES + 1)]

    assert "At most ten profiles." in refused(portal, nordljus, *many).text
    assert save(portal, nordljus, *many[:MOST_PROFILES]).status_code == 302


@pytest.mark.parametrize(
    "packed", ["", "nonsense", "[1]", '[{"name": 1}]', json.dumps([{"name": "Keys"}]), "[" * 99999]
)
def test_what_is_no_profile_at_all_is_refused(nordljus: Organisation, portal: Client, packed: str) -> None:
    page = refused(portal, nordljus, **{NAME: packed})

    assert "These profiles cannot be read." in page.text


def test_with_a_root_makers_can_be_asked(nordljus: Organisation, portal: Client) -> None:
    add_root_of(make_maker())

    save(portal, nordljus, keys(nordljus, attested="on"))

    assert kept(nordljus).profiles[0].attested


def test_whose_passkeys_are_taken_no_more_is_named_and_the_confirmation_keeps_the_profiles(
    nordljus: Organisation, portal: Client
) -> None:  # E23
    passkey_of(nordljus.member, SoftwareKey(aaguid=APPLE))
    passkey_of(make_person(nordljus.tenant, "bo"), SoftwareKey(aaguid=APPLE))

    question = save(portal, nordljus, keys(nordljus), confirmed="").content.decode()
    before = kept(nordljus).profiles
    answer(portal, nordljus, question)

    shown = question.split("has a passkey that is taken no more")[1].split("</div>")[0]
    assert nordljus.member.username in shown
    assert "bo@" not in shown
    assert before == ()
    assert json.loads(asked_again(question)[NAME][0])[0]["name"] == "Keys"
    assert kept(nordljus).profiles[0].include == (nordljus.group.pk,)


def test_who_loses_the_last_way_in_by_it_is_named(nordljus: Organisation, portal: Client) -> None:  # E23
    passkey_of(make_person(nordljus.tenant, "bo", password=None), SoftwareKey(aaguid=APPLE))

    page = read(save(portal, nordljus, confirmed="", **{"passkey-models": YUBIKEY_NAME}))

    assert "1 person loses the last way in" in page.text
    assert "bo@nordljus.example" in page.text


def test_a_group_that_a_profile_names_is_named_by_the_policy(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, keys(nordljus))

    page = read(portal.get(f"/portal/groups/{nordljus.group.pk}/delete/"))

    assert page.status == 403


def test_putting_back_leaves_out_groups_that_are_gone_and_never_widens(
    nordljus: Organisation, portal: Client
) -> None:
    save(portal, nordljus, keys(nordljus))
    with_it = KeptPolicy.objects.latest("pk")
    save(portal, nordljus)
    Group.objects.filter(pk=nordljus.group.pk).delete()

    page = read(portal.get(f"/portal/policy/{nordljus.tenant.pk}/history/{with_it.pk}/"))

    assert "None of the groups that it was for is there any more" in page.text


def test_putting_back_brings_a_profile_back(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, keys(nordljus))
    with_it = KeptPolicy.objects.latest("pk")
    save(portal, nordljus)
    at = f"/portal/policy/{nordljus.tenant.pk}/history/{with_it.pk}/"

    portal.post(at, {"confirmed": fingerprint(policy_as_it_stands(nordljus.tenant))})

    assert policy_of(nordljus.tenant)["passkey.profiles"] == ["Keys"]


def test_as_plain_values_they_go_out_and_come_in_again(nordljus: Organisation, portal: Client) -> None:  # H05
    save(portal, nordljus, keys(nordljus))
    with_one = policy_as_it_stands(nordljus.tenant)
    page = find_section(nordljus.tenant, "passkey")
    assert page is not None
    plain = values_of(page, nordljus.tenant, with_one)
    save(portal, nordljus)

    brought_in = read_plain(page, nordljus.tenant, policy_as_it_stands(nordljus.tenant), plain)
    more = read_plain(page, nordljus.tenant, with_one, {"allow_synced": False})

    assert plain["profiles"][0]["include"] == nordljus.group.name
    assert fingerprint(brought_in) == fingerprint(with_one)
    assert passkey_settings(more.methods).profiles == passkey_settings(with_one.methods).profiles
    with pytest.raises(Unfit):
        read_plain(page, nordljus.tenant, with_one, {"profiles": [{"name": "Keys"}]})


def test_settings_from_before_there_were_profiles_can_be_read(nordljus: Organisation) -> None:
    set_up(nordljus.tenant, "passkey", allow_synced=False, models=YUBIKEY)

    assert (kept(nordljus).allow_synced, kept(nordljus).profiles) == (False, ())
