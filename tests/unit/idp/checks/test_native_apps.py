"""What is said of apps that others make is looked at when the program starts (H03)."""

from pathlib import Path

import pytest
from pytest_django import Settings

from idp.checks.native_apps import native_apps_are_named_safely
from tests.support.attesting import at, make_root, pem_of

HASH = "A" * 43


def ids() -> list[str]:
    return [str(found.id) for found in native_apps_are_named_safely()]


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.example.org"


def test_nothing_said_is_right() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    "origin",
    [
        f"android:apk-key-hash:{HASH}",
        "https://id.example.org",
        "https://app.id.example.org",
        "https://id.example.org:8443",
    ],
)
def test_an_origin_of_an_app_is_right(origin: str, settings: Settings) -> None:
    settings.NATIVE_APP_ORIGINS = [origin]

    assert ids() == []


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "null",
        f"android:apk-key-hash:{HASH}=",
        f"android:apk-key-hash:{HASH[:-1]}B",
        f"android:apk-key-hash:{HASH}A",
        f"ANDROID:apk-key-hash:{HASH}",
        f"ios:bundle-id:{HASH}",
        "http://id.example.org",
        "https://example.org",
        "https://evilid.example.org",
        "https://id.example.org.evil.example",
        "https://id.example.org/",
        "https://ID.example.org",
        "https://evil.example#id.example.org",
        "https://id.example.org@evil.example",
        "https://id.example.org ",
    ],
)
def test_any_other_origin_keeps_the_program_from_starting(origin: str, settings: Settings) -> None:
    settings.NATIVE_APP_ORIGINS = [f"android:apk-key-hash:{HASH}", origin]

    [found] = native_apps_are_named_safely()

    assert found.id == "idp.E040"
    assert "id.example.org" in str(found.hint)


def test_roots_have_to_be_there_and_to_be_certificates(settings: Settings, tmp_path: Path) -> None:
    good, broken = tmp_path / "roots.pem", tmp_path / "broken.pem"
    good.write_bytes(pem_of(make_root(now=at(1_800_000_000))))
    broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")

    for path, found in ((good, []), (broken, ["idp.E041"]), (tmp_path / "gone.pem", ["idp.E041"])):
        settings.ATTESTATION_ROOTS_FILE = str(path)
        assert ids() == found


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ({"android-nordljus": "3", "Firefox (Android)": "1"}, []),
        ({"android": "0"}, ["idp.E042"]),
        ({"android": "new"}, ["idp.E042"]),
        ({"android": "1000000"}, ["idp.E042"]),
        ({"": "1"}, ["idp.E042"]),
        ({"x" * 41: "1"}, ["idp.E042"]),
    ],
)
def test_versions_are_whole_numbers_of_a_platform(
    versions: dict[str, str], found: list[str], settings: Settings
) -> None:
    settings.MINIMUM_APP_VERSIONS = versions

    assert ids() == found
