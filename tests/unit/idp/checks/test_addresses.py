"""H03: an address that would pass silently, or fail only when somebody comes, ends the start."""

import pytest
from pytest_django import Settings

from idp.checks.addresses import addresses_are_readable


@pytest.mark.parametrize(
    "url",
    [
        "https://id.nordljus.example",
        "https://id.nordljus.example:8443",
        "https://xn--id-bja.example",
        "https://[2001:db8::1]:8443",
        "http://localhost:8000",
    ],
)
def test_an_address_as_browsers_write_it_is_taken(settings: Settings, url: str) -> None:
    settings.PUBLIC_URL = url

    assert addresses_are_readable() == []


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://id.nordljus.example:443", "https://id.nordljus.example"),
        ("http://localhost:80", "http://localhost"),
        ("https://id.nordljus.example:", "https://id.nordljus.example"),
        ("https://ID.nordljus.example", "https://id.nordljus.example"),
        ("HTTPS://id.nordljus.example", "https://id.nordljus.example"),
        ("https://ann@id.nordljus.example", "https://id.nordljus.example"),
    ],
)
def test_an_address_written_otherwise_is_refused_and_told(settings: Settings, url: str, written: str) -> None:
    settings.PUBLIC_URL = url

    [refusal] = addresses_are_readable()

    assert refusal.id == "idp.E011"
    assert f"PUBLIC_URL={written}," in str(refusal.hint)


@pytest.mark.parametrize("url", ["https://idé.example", "https://id.example:99999", "https://id.example:x"])
def test_an_address_no_browser_writes_is_refused(settings: Settings, url: str) -> None:
    settings.PUBLIC_URL = url

    [refusal] = addresses_are_readable()

    assert refusal.id == "idp.E011"
    assert refusal.hint


def test_proxies_and_their_networks_are_taken(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", " 10.0.0.0/8", "2001:db8::/32"]

    assert addresses_are_readable() == []


@pytest.mark.parametrize("text", ["10.0.0.1/8", "0.0.0.0/0", "::/0", "localhost", "10.0.0.0/33", "*"])
def test_a_proxy_that_is_none_or_everybody_is_refused(settings: Settings, text: str) -> None:  # T25
    settings.TRUSTED_PROXIES = ["127.0.0.1", text]

    [refusal] = addresses_are_readable()

    assert refusal.id == "idp.E012"
    assert text in refusal.msg
    assert "127.0.0.1,10.0.0.0/8" in str(refusal.hint)


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "office", "198.51.100.7/24"])
def test_own_networks_are_networks_and_never_everybody(settings: Settings, text: str) -> None:  # T15
    settings.OWN_NETWORKS = ["198.51.100.0/24", text]

    [refusal] = addresses_are_readable()

    assert refusal.id == "idp.E018"
    assert text in refusal.msg
    assert "OWN_NETWORKS" in str(refusal.hint)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("", None),
        ("id.example.org", None),
        ("example.org", None),
        ("old.example.net", "idp.W083"),
        ("ample.org", "idp.W083"),
        ("org", "idp.E083"),
        ("co.uk", "idp.E083"),
        ("https://id.example.org", "idp.E083"),
        ("Id.example.org", "idp.E083"),
        ("id.example.org:8443", "idp.E083"),
        (".example.org", "idp.E083"),
    ],
)
def test_h05_passkeys_are_for_a_host_that_somebody_has(
    settings: Settings, host: str, said: str | None
) -> None:
    settings.PUBLIC_URL = "https://id.example.org"
    settings.PASSKEY_HOST = host

    found = {
        problem.id for problem in addresses_are_readable() if "assk" in problem.msg or "ASSK" in problem.msg
    }

    assert found == ({said} if said else set())
