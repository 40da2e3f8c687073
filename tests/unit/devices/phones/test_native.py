"""Apps that others make: what the operator lets count, and what they say of themselves."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.users.models import User
from devices.phones.native import (
    attestation_roots,
    is_outdated,
    minimum_version,
    tell_capabilities,
    unlock_origins,
)
from tests.support.attesting import at, make_root, pem_of
from tests.support.phones import phone_of

APP = "android:apk-key-hash:" + "A" * 43


def test_our_own_origin_alone_counts_until_the_operator_names_another(settings: Settings) -> None:
    assert unlock_origins() == [settings.PUBLIC_URL]

    settings.NATIVE_APP_ORIGINS = [APP]

    assert unlock_origins() == [settings.PUBLIC_URL, APP]


def test_no_hardware_is_believed_until_the_operator_chose_roots(settings: Settings, tmp_path: Path) -> None:
    assert attestation_roots() == ()
    one, other = make_root(now=at(1_800_000_000)), make_root(now=at(1_800_000_000))
    path = tmp_path / "roots.pem"
    path.write_bytes(pem_of(one, other))

    settings.ATTESTATION_ROOTS_FILE = str(path)

    assert attestation_roots() == (one.certificate, other.certificate)


def test_c10_each_kind_of_app_has_a_minimum_of_its_own_and_others_have_ours(settings: Settings) -> None:
    settings.MINIMUM_APP_VERSION = 2
    settings.MINIMUM_APP_VERSIONS = {"android-nordljus": "3"}

    assert minimum_version("android-nordljus") == 3
    assert minimum_version("Firefox (Android)") == 2


@pytest.mark.django_db
def test_what_only_a_later_release_knows_is_left_out(ann: User, settings: Settings) -> None:
    phone = phone_of(ann).row

    tell_capabilities(phone, capabilities=["details", "telepathy", "act", "act"], app_version=7)
    phone.refresh_from_db()

    assert (phone.capabilities, phone.app_version) == (["act", "details"], 7)
    settings.MINIMUM_APP_VERSIONS = {phone.platform: "8"}
    assert is_outdated(phone)
    settings.MINIMUM_APP_VERSIONS = {phone.platform: "7"}
    assert not is_outdated(phone)
