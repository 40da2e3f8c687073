"""What a phone said yes to, redeemed many times at once, has one winner (T28)."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

from accounts.tenants.models import Tenant
from accounts.throttle.guesses import TRIES
from accounts.users.models import User
from idp.oidc.ciba.codes.services import set_code
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.grants.models import Grant
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.people import change_policy, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application, question
from tests.support.signing import make_signing

pytestmark = pytest.mark.both_databases
ROUNDS = 3


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def bank(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll")


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    added = phone_of(ann)
    added.tell_capabilities()
    return added


def test_t28_an_approval_that_is_redeemed_many_times_at_once_is_redeemed_once(
    bank: RelyingParty, phone: SigningPhone, ann: User, threads: Crowd
) -> None:
    for done in range(1, ROUNDS + 1):
        asked = bank.ask_phone(login_hint=ann.username).json()["auth_req_id"]
        phone.says_yes(question())

        answers = threads.run([functools.partial(bank.poll, asked)] * AT_ONCE)

        forget_tries()
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses[200] == 1, statuses
        assert set(statuses) <= {200, 400, 429}
        assert {answer.json()["error"] for answer in answers if answer.status_code == 400} <= {
            "invalid_grant"
        }
        assert Grant.objects.count() == done


def test_g03_of_many_questions_at_once_one_is_in_time(
    bank: RelyingParty, phone: SigningPhone, ann: User, threads: Crowd
) -> None:
    asked = bank.ask_phone(login_hint=ann.username).json()["auth_req_id"]

    answers = threads.run([functools.partial(bank.poll, asked)] * AT_ONCE)

    errors = Counter(answer.json()["error"] for answer in answers)
    assert errors == {"authorization_pending": 1, "slow_down": AT_ONCE - 1}
    assert BackchannelRequest.objects.get().interval > 5


def test_t29_of_many_codes_at_once_ten_are_looked_at(
    nordljus: Tenant, phone: SigningPhone, ann: User, threads: Crowd
) -> None:
    bank = make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll", sends_user_code=True)
    change_policy(nordljus, user_codes="required")
    set_code(ann, "7K941X")
    guesses = [
        functools.partial(bank.ask_phone, login_hint=ann.username, user_code=f"WRONG{number}")
        for number in range(AT_ONCE)
    ]

    statuses = Counter(answer.status_code for answer in threads.run(guesses))

    assert statuses == {400: TRIES, 429: AT_ONCE - TRIES}
    assert not BackchannelRequest.objects.exists()


def test_t28_what_is_signed_once_and_asked_many_times_at_once_is_asked_once(
    nordljus: Tenant, phone: SigningPhone, ann: User, threads: Crowd
) -> None:
    bank = make_signing(nordljus, name="Bank", delivery="poll")
    for done in range(1, ROUNDS + 1):
        forget_tries()
        signed = bank.signed({"scope": "openid", "login_hint": ann.username})

        answers = threads.run([functools.partial(bank.ask_tokens, "bc-authorize", request=signed)] * AT_ONCE)

        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {200: 1, 400: AT_ONCE - 1}
        assert BackchannelRequest.objects.count() == done
