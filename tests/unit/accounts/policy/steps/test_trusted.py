"""Which networks can be trusted, and which of them an address is in (E09)."""

from __future__ import annotations

import pytest

from accounts.policy.steps.trusted import MOST_TRUSTED, TrustedNetworks, as_line
from accounts.tenants.models import Tenant

OFFICE, HALL = "203.0.113.0/24 Office", "2001:db8:7::/48 Hall"
OURS = Tenant(name="Nordljus")


def trusting(*lines: str, is_on: bool = True) -> TrustedNetworks:
    return TrustedNetworks(is_on=is_on, networks=lines)


def problem(*lines: str) -> str:
    return str(trusting(*lines).problems(OURS).get("networks", ""))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.7", "Office"),
        ("::ffff:203.0.113.7", "Office"),
        ("2001:db8:7:1::9", "Hall"),
        ("203.0.114.7", ""),
        ("2001:db8:8::1", ""),
        ("", ""),
        ("no address", ""),
    ],
)
def test_an_address_is_known_by_the_network_it_is_in(address: str, name: str) -> None:  # E09
    assert trusting(OFFICE, HALL).name_at(address) == name


def test_turned_off_none_is_trusted(db: None) -> None:  # E09
    assert trusting(OFFICE, is_on=False).name_at("203.0.113.7") == ""


@pytest.mark.parametrize("line", ["0.0.0.0/0 All", "10.0.0.0/7 Wide", "nonsense", "203.0.113.0/24"])
def test_what_could_not_be_saved_trusts_nobody_though_it_is_kept(line: str) -> None:  # E09, E02
    assert trusting(line).name_at("10.1.2.3") == ""
    assert trusting(line).name_at("203.0.113.7") == ""


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (" 203.0.113.9/24   Office  Stockholm ", "203.0.113.0/24 Office Stockholm"),
        ("203.0.113.7/32 Door", "203.0.113.7 Door"),
        ("2001:DB8:7::1/48 Hall", "2001:db8:7::/48 Hall"),
        ("10.0.0.0/4 Wide", "10.0.0.0/4 Wide"),
        ("nonsense", "nonsense"),
        ("203.0.113.7 Of\u202efice", "203.0.113.7 Office"),
    ],
)
def test_a_line_is_kept_in_one_form(written: str, line: str) -> None:  # E09, T26
    assert as_line(written) == line


def test_two_networks_can_be_trusted() -> None:  # E09
    assert problem(OFFICE, HALL, "198.51.100.0/24 Office") == ""


@pytest.mark.parametrize("line", ["10.0.0.0/7 Wide", "2000::/19 Wide"])
def test_what_is_wider_than_one_organisation_is_refused(line: str) -> None:  # E09
    assert problem(line).startswith("Wider than /8, in IPv6 /20")


@pytest.mark.parametrize("line", ["10.0.0.0/8 Inside", "2000::/20 Block"])
def test_the_widest_can_be(line: str) -> None:  # E09
    assert problem(line) == ""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((OFFICE, "203.0.113.128/25 Floor"), f"{OFFICE}, 203.0.113.128/25 Floor"),
        ((OFFICE, OFFICE), f"{OFFICE}, {OFFICE}"),
        ((HALL, "2001:db8:7:1::/64 Room"), f"{HALL}, 2001:db8:7:1::/64 Room"),
    ],
)
def test_two_that_overlap_are_refused_by_name(lines: tuple[str, ...], told: str) -> None:  # E09
    assert problem(*lines) == f"These overlap, so keep one of them: {told}"


@pytest.mark.parametrize(
    "line", ["127.0.0.1 Here", "::1 Here", "169.254.0.0/16 Link", "fe80::/64 Link", "224.0.0.1 X"]
)
def test_where_nobodys_browser_comes_from_is_refused(line: str) -> None:  # E09
    assert problem(line).startswith("Nobody's browser comes from there")


def test_ipv4_inside_ipv6_is_refused_for_nobody_would_ever_be_in_it() -> None:  # E09
    assert problem(as_line("::ffff:203.0.113.0/120 Office")).startswith("Write IPv4 networks as such")


@pytest.mark.parametrize(
    "line", ["203.0.113.0/24", "203.0.113.0/24 Of\u202efice", f"203.0.113.0/24 {'x' * 61}"]
)
def test_each_has_a_plain_name(line: str) -> None:  # E09, T26
    assert problem(line).startswith("Write behind it what you call it")


@pytest.mark.parametrize("line", ["Office 203.0.113.0/24", "nonsense", "203.0.113.9/24 Office", ""])
def test_what_is_no_network_is_refused(line: str) -> None:  # E09
    assert problem(line).startswith("Write a network and what you call it")


def test_at_most_fifty_are_trusted() -> None:  # E09
    fifty = [f"203.0.{n}.0/24 N{n}" for n in range(MOST_TRUSTED)]

    assert problem(*fifty) == ""
    assert (
        problem(*fifty, OFFICE.replace("113", "200"))
        == "At most fifty networks. Join some that stand side by side."
    )


def test_turned_on_at_least_one_is_named() -> None:  # E09
    assert problem() == "Write at least one network, or turn this off."
    assert trusting(is_on=False).problems(OURS) == {}
