"""Whose address a request has: never one that a stranger wrote (T25)."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.users.places import client_address, client_network, network_of, place_of

STRANGER = "203.0.113.9"
PROXY = "10.0.0.1"


def request(peer: str, forwarded: str | None = None) -> HttpRequest:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)


@pytest.mark.parametrize(
    "forwarded", ["198.51.100.1", "127.0.0.1", "10.0.0.1", "198.51.100.1, 10.0.0.1", "x", ""]
)
def test_without_trusted_proxies_nothing_written_in_a_header_counts(forwarded: str) -> None:  # T25
    assert client_address(request(STRANGER, forwarded)) == STRANGER


@pytest.mark.parametrize("header", ["X-Real-IP", "Forwarded", "True-Client-IP", "X-Client-IP", "X-Forwarded"])
def test_other_headers_never_count(header: str, settings: Settings) -> None:  # T25
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    asked = RequestFactory().get("/", headers={header: "198.51.100.1"}, REMOTE_ADDR=PROXY)

    assert client_address(asked) == PROXY


TABLE = [
    # peer, X-Forwarded-For, the client
    (STRANGER, "198.51.100.1", STRANGER),  # not through our proxy: the header is the stranger's own
    (PROXY, "198.51.100.1", "198.51.100.1"),
    (PROXY, "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what the client wrote stands to the left
    (PROXY, "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),  # two proxies of ours
    (PROXY, "10.0.0.7, 10.0.0.2", "10.0.0.7"),  # everybody is ours: the farthest known
    (PROXY, "", PROXY),
    (PROXY, None, PROXY),
    (PROXY, "2001:db8::1", "2001:db8::1"),
    (PROXY, "2001:DB8:0::1", "2001:db8::1"),
    # An IPv4 address that came through an IPv6 socket is the IPv4 address.
    (f"::ffff:{STRANGER}", "198.51.100.1", STRANGER),
    (f"::ffff:{PROXY}", "198.51.100.1", "198.51.100.1"),
    (PROXY, "::ffff:198.51.100.1", "198.51.100.1"),
    # An unreadable nearest hop is not skipped in favour of what the client wrote to its left.
    (PROXY, "1.2.3.4, unknown", PROXY),
    (PROXY, "1.2.3.4, <script>", PROXY),
    (PROXY, "1.2.3.4, ", PROXY),
]


@pytest.mark.parametrize(("peer", "forwarded", "client"), TABLE)
def test_behind_our_proxy_the_nearest_hop_that_is_not_ours_is_the_client(
    peer: str, forwarded: str | None, client: str, settings: Settings
) -> None:  # T25
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(request(peer, forwarded)) == client


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ("203.0.113.9:51234", "203.0.113.9"),
        (" 203.0.113.9:51234 ", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ('"[2001:db8::1]"', "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ('"203.0.113.9:80"', "203.0.113.9"),
        ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("fe80::1%\x1b[2J", "fe80::1"),
    ],
)
def test_a_hop_is_its_address_however_the_proxy_writes_it(
    written: str, client: str, settings: Settings
) -> None:  # T25
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(request(PROXY, f"1.2.3.4, {written}")) == client


@pytest.mark.parametrize(
    "garbage",
    [
        "203.0.113.9:port",
        "203.0.113.9:",
        "203.0.113.9:123456",
        "203.0.113.9:80:80",
        '"203.0.113.9',
        "203.0.113",
        "2001:db8::1:443:",
        "[2001:db8::1",
        "[2001:db8::1]443",
        "[]",
        "[]:443",
        ":443",
        "_hidden",
        "\u0661.2.3.4",
        "203.0.113.9\n2026-01-01 INFO forged",
        "%eth0",
        "9" * 5000,
    ],
)
def test_what_is_no_address_never_becomes_one(garbage: str, settings: Settings) -> None:  # T25
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(request(PROXY, f"1.2.3.4, {garbage}")) == PROXY


def test_a_new_port_is_no_new_counter(settings: Settings) -> None:  # T01, T25
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    networks = {client_network(request(PROXY, f"203.0.113.9:{port}")) for port in range(1, 100)}

    assert networks == {"203.0.113.9"}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1", "local"),
        ("192.168.1.4", "local"),
        ("::1", "local"),
        ("::ffff:192.168.1.4", "local"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_place_is_told_without_inventing_one(address: str, place: str) -> None:
    assert place_of(address) == place


def test_a_public_address_has_a_country() -> None:
    assert place_of("8.8.8.8") == place_of("::ffff:8.8.8.8") == "US"


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        (STRANGER, STRANGER),
        (f"::ffff:{STRANGER}", STRANGER),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_tries_are_counted_by_what_one_customer_has(peer: str, network: str) -> None:  # T01, T13
    assert client_network(request(peer)) == network


def test_tries_through_our_proxy_are_counted_by_the_client(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_network(request(PROXY, "2001:db8:1:2::7")) == "2001:db8:1:2::/64"


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "10.0.0.1/8", "proxy.example", ""])
def test_a_network_that_is_none_or_everybody_is_no_proxys(text: str) -> None:  # T25
    with pytest.raises(ValueError, match=r"\S"):
        network_of(text)
