"""What may be remembered of a second step, and for how long (A19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts import clock
from accounts.methods.proof import Passed
from accounts.signin.browser.remembering import Remembered, days_offered, note_wish
from accounts.signin.browser.settings import KEY, BrowserSettings
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.users.access import nobody
from accounts.users.models import User
from tests.support.people import make_tenant, set_part
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF

LINK = Passed("one_time_link", frozenset({"have"}), ("otp",), is_granted=True)


@pytest.fixture
def tenant(db: None) -> Tenant:
    made = make_tenant(methods=("password", "authenticator_code"), two_step=True)
    set_part(made, KEY, skip_days=30)
    return made


def ann(tenant: Tenant) -> User:
    return nobody("ann@nordljus.example", tenant=tenant)


@pytest.fixture
def sign_in(tenant: Tenant) -> SignIn:
    """A password is proven, the second step is asked."""
    return SignIn(
        username="ann@nordljus.example",
        tenant_id=str(tenant.pk),
        user_id=None,
        binding="",
        started_at=int(clock.seconds()),
        passed=[PASSWORD_PROOF],
    )


def test_a_second_step_may_be_remembered(sign_in: SignIn, tenant: Tenant) -> None:  # A19
    note_wish(sign_in, CODE_PROOF, ann(tenant), is_ticked=True)

    assert days_offered(sign_in, ann(tenant)) == 30
    assert sign_in.remember == [CODE_PROOF.key]


def test_a_first_step_is_never_remembered(sign_in: SignIn, tenant: Tenant) -> None:  # A19
    first = replace(sign_in, passed=[])

    note_wish(first, PASSWORD_PROOF, ann(tenant), is_ticked=True)

    assert first.remember == []


@pytest.mark.parametrize("changes", [{"passed": [LINK]}, {"passed": []}, {"is_again": True}])
def test_it_is_offered_only_after_something_of_ones_own(
    sign_in: SignIn, tenant: Tenant, changes: dict[str, object]
) -> None:  # A19
    assert days_offered(replace(sign_in, **changes), ann(tenant)) == 0  # type: ignore[arg-type]  # any of its members


def test_a_granted_proof_is_not_taken(sign_in: SignIn, tenant: Tenant) -> None:  # A19
    note_wish(sign_in, LINK, ann(tenant), is_ticked=True)

    assert sign_in.remember == []


def test_it_ends_with_what_was_said_or_what_the_policy_says_whichever_is_sooner() -> None:  # A19
    kept = Remembered(proofs=(CODE_PROOF,), at=1000, days=7, auth_hash="")

    assert kept.until(30) == 1000 + 7 * 86400
    assert kept.until(3) == 1000 + 3 * 86400
    assert kept.until(0) == 1000


@pytest.mark.parametrize(("days", "is_possible"), [(-1, False), (0, True), (365, True), (366, False)])
def test_the_days_have_their_limits(tenant: Tenant, days: int, is_possible: bool) -> None:  # A19
    assert bool(BrowserSettings(skip_days=days).problems(tenant)) is not is_possible
