"""Which addresses we connect to: public ones, and nowhere else."""  # T24

import socket
from ipaddress import ip_address

import pytest

from accounts.outward.public import NotPublic, is_public, public_addresses


@pytest.mark.parametrize("address", ["142.250.74.106", "2a00:1450:400f:80d::200a", "64:ff9b::8efa:4a6a"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.7",
        "64:ff9b::a00:7",
        "2002:a00:7::1",
    ],
)
def test_t24_an_address_at_home_is_not_also_when_another_carries_it(address: str) -> None:
    assert not is_public(ip_address(address))


def test_t24_a_name_that_leads_home_too_is_refused_altogether(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(*_asked: object, **_named: object) -> list[object]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("142.250.74.106", 443)), (*kind, ("10.0.0.7", 443))]

    monkeypatch.setattr("accounts.outward.public.socket.getaddrinfo", lookup)

    with pytest.raises(NotPublic, match="not at a public address"):
        public_addresses("fcm.googleapis.com", 443)
