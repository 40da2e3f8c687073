"""Asking the DNS: what counts as a proof, what is said of what does not, and that nobody is waited for (E04)."""

from __future__ import annotations

import time

import dns.resolver
import pytest
from pytest_django import Settings

from accounts.domains import looking_up
from accounts.domains.looking_up import Records, address_of, is_proof, look_up, verdict_of
from accounts.domains.models import DomainClaim
from tests.support.dns_server import DnsServer

NAME = "solvik.example"
RECORD = "handslag-verify=abc"
Found = DomainClaim.Found


def test_the_record_is_found_among_others(dns_server: DnsServer) -> None:
    dns_server.texts[NAME] = ["v=spf1 -all", RECORD, "google-site-verification=x"]

    assert is_proof(look_up(NAME), expected=RECORD)
    assert dns_server.asked == [NAME]


@pytest.mark.parametrize("written", [f'"{RECORD}"', f" {RECORD} "])
def test_what_a_form_pastes_along_does_not_hinder(dns_server: DnsServer, written: str) -> None:
    dns_server.texts[NAME] = [written]

    assert is_proof(look_up(NAME), expected=RECORD)


@pytest.mark.parametrize("written", ["handslag-verify=abd", f"{RECORD}x", f"x{RECORD}", RECORD.upper(), ""])
def test_nothing_else_is_a_proof(dns_server: DnsServer, written: str) -> None:  # T23
    dns_server.texts[NAME] = [written]

    assert not is_proof(look_up(NAME), expected=RECORD)


def test_a_name_that_leads_elsewhere_proves_nothing(dns_server: DnsServer) -> None:  # T23
    dns_server.aliases[NAME] = "pages.provider.example"
    dns_server.texts["pages.provider.example"] = [RECORD]

    found = look_up(NAME)

    assert not is_proof(found, expected=RECORD)
    assert verdict_of(found) == (Found.ELSEWHERE, [])


def test_what_is_wrong_is_told_apart(dns_server: DnsServer) -> None:
    dns_server.texts |= {"other.example": ["v=spf1 -all", "handslag-verify=abd"], "none.example": []}

    assert verdict_of(look_up("other.example")) == (Found.OTHER, ["handslag-verify=abd"])
    assert verdict_of(look_up("none.example")) == (Found.NOTHING, [])
    assert verdict_of(look_up("nowhere.example")) == (Found.NO_DOMAIN, [])
    dns_server.fails = True
    assert verdict_of(look_up("other.example")) == (Found.NO_ANSWER, [])


def test_a_server_that_is_silent_is_given_up_in_time(
    dns_server: DnsServer, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(looking_up, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(looking_up, "WITHIN_SECONDS", 0.2)
    dns_server.is_silent = True
    began = time.monotonic()

    found = look_up(NAME)

    assert verdict_of(found) == (Found.NO_ANSWER, [])
    assert time.monotonic() - began < looking_up.WITHIN_SECONDS + 2


def test_what_a_stranger_wrote_is_shown_plain_and_bounded() -> None:  # T26
    texts = ("\u202etxet\x07" + "x" * 500, *(f"record {n}" for n in range(20)))

    _found, values = verdict_of(Records(texts))

    assert len(values) == looking_up.MOST_SHOWN
    assert values[0].startswith("txetx")
    assert all(len(value) <= looking_up.LONGEST_SHOWN for value in values)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_a_resolver_is_written_as_everybody_writes_it(written: str, meant: tuple[str, int]) -> None:
    assert address_of(written) == meant


@pytest.mark.parametrize(
    "written", ["", "resolver.example", "192.0.2.53:0", "192.0.2.53:x", "[::1", "[::1]:70000"]
)
def test_another_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whose words are shown
        address_of(written)


def test_without_one_of_our_own_the_machines_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DNS_RESOLVERS = []
    read: list[bool] = []

    def not_set(*, configure: bool) -> None:
        read.append(configure)
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", not_set)

    assert look_up(NAME).why == Found.NO_ANSWER
    assert read == [True]
