"""What a session may claim: only what was verified (protocol.md, *What may be claimed*)."""

import pytest

from accounts.methods import registry
from accounts.methods.proof import Passed
from accounts.signin.proven import SignedIn
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.password import method as password
from devices.passkeys import taking as passkeys

PLATFORM = Passed("phone", frozenset({"have", "unlock"}), ("swk", "user", "mca", "mfa"))
PIN = Passed("phone", frozenset({"have", "unlock"}), ("swk", "pin", "mca", "mfa"))
BARE = Passed("phone", frozenset({"have"}), ("swk", "mca"))
TABLE = [
    ([password.PROOF], {"pwd"}, "one_step", False),
    ([PLATFORM], {"swk", "user", "mca", "mfa"}, "passwordless", True),
    ([PIN], {"swk", "pin", "mca", "mfa"}, "passwordless", True),
    ([password.PROOF, PIN], {"pwd", "swk", "pin", "mca", "mfa"}, "two_step", True),
    ([password.PROOF, BARE], {"pwd", "swk", "mca", "mfa"}, "two_step", True),
    ([BARE], {"swk", "mca"}, "one_step", False),
    ([password.PROOF, password.PROOF], {"pwd"}, "one_step", False),
]
BY_PASSKEY = [
    ([passkeys.PROOF], {"pop", "user", "mfa"}),
    ([password.PROOF, passkeys.PROOF], {"pwd", "pop", "user", "mfa"}),
]


@pytest.mark.parametrize(("proofs", "amr", "acr", "is_strong"), TABLE)
def test_a_session_claims_what_was_proven(
    proofs: list[Passed], amr: set[str], acr: str, is_strong: bool
) -> None:  # A10, T12
    claimed = SignedIn(tuple(proofs), auth_time=1)

    assert set(claimed.amr) == amr
    assert (claimed.acr, claimed.is_strong) == (acr, is_strong)
    assert len(claimed.amr) == len(set(claimed.amr))


@pytest.mark.parametrize(("proofs", "amr"), BY_PASSKEY)
def test_a_passkey_is_what_no_fake_site_can_ask_for_and_claims_no_hardware(
    proofs: list[Passed], amr: set[str]
) -> None:  # A10, T05
    claimed = SignedIn(tuple(proofs), auth_time=1)

    assert (set(claimed.amr), claimed.acr) == (amr, "phishing_resistant")


@pytest.mark.parametrize("proofs", [[one_time_link.PROOF], [password.PROOF, one_time_link.PROOF]])
def test_a_one_time_link_never_makes_a_strong_session(proofs: list[Passed]) -> None:  # T21
    claimed = SignedIn(tuple(proofs), auth_time=1)

    assert (claimed.acr, claimed.is_strong) == ("one_step", False)


@pytest.mark.parametrize(("proofs", "_amr", "_acr", "_strong"), TABLE)
def test_nothing_that_can_be_relayed_is_called_phishing_resistant(
    proofs: list[Passed], _amr: set[str], _acr: str, _strong: bool
) -> None:  # T05
    claimed = SignedIn(tuple(proofs), auth_time=1)

    assert not {"hwk", "phr", "phrh", "fpt", "face", "phishing_resistant"} & {*claimed.amr, claimed.acr}


def test_no_way_in_but_passkeys_is_called_phishing_resistant() -> None:  # T05
    resistant = [method.key for method in registry.in_order() if method.proves.is_phishing_resistant]

    assert resistant == [passkeys.PROOF.key]
