"""What became of what an application asked (G03): it polls, and gets tokens for a yes, once, if all still stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.audit.models import AuditEvent
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, end_sessions
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import revoke
from devices.phones.models import PhoneAccount
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.grants.models import Grant
from tests.support.asking import age
from tests.support.kept_log import keep_log
from tests.support.people import allow, change_policy, set_part, turn_off
from tests.support.phones import SigningPhone
from tests.support.relying import EVERYTHING, RelyingParty, make_application, question


def error_of(response: Any) -> str:
    assert response.status_code == 400, response.content
    return str(response.json()["error"])


def let_it_poll() -> None:
    """The time that an application leaves between two questions has passed."""
    BackchannelRequest.objects.update(next_poll_at=F("next_poll_at") - timedelta(minutes=2))


@pytest.fixture
def asked(bank: RelyingParty, phone: SigningPhone, ann: User) -> str:
    return str(bank.ask_phone(login_hint=ann.username, scope=EVERYTHING).json()["auth_req_id"])


def test_g03_an_application_waits_and_gets_tokens_for_a_yes(
    bank: RelyingParty, phone: SigningPhone, ann: User, asked: str
) -> None:
    assert error_of(bank.poll(asked)) == "authorization_pending"
    phone.says_yes(question())

    answer = bank.poll(asked)

    assert answer.status_code == 200, answer.content
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    said = bank.verified(tokens["id_token"])
    assert (said["sub"], said["aud"]) == (str(ann.pk), bank.client_id)
    assert (said["acr"], said["amr"]) == ("passwordless", ["mca", "mfa", "pin", "swk"])
    assert said["auth_time"] == int(question().approved_at.timestamp())  # type: ignore[union-attr]
    assert not {"sid", "nonce"} & said.keys()
    assert bank.userinfo(tokens["access_token"]).json()["preferred_username"] == ann.username
    assert bank.refresh(tokens["refresh_token"]).status_code == 200
    assert AuditEvent.objects.filter(tag="user:application:opened", subject=ann).count() == 1


def test_g03_without_offline_access_nothing_renews_it(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    asked = bank.ask_phone(login_hint=ann.username).json()["auth_req_id"]
    phone.says_yes(question())

    assert "refresh_token" not in bank.poll(asked).json()


def test_g03_a_no_is_a_no(bank: RelyingParty, phone: SigningPhone, asked: str) -> None:
    phone.says_no(question())

    assert error_of(bank.poll(asked)) == "access_denied"
    assert error_of(bank.poll(asked)) == "access_denied"
    assert not Grant.objects.exists()


def test_g03_it_wasnt_me_is_a_no_and_ends_what_came_of_a_yes(
    bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    phone.says_yes(question())
    token = bank.poll(asked).json()["access_token"]

    reported = phone.says_not_me(question())

    assert bank.userinfo(token).status_code == 401
    assert reported.alert.effects == ["question_ended", "sessions_ended", "admins_told"]


def test_a17_it_is_told_as_a_question_and_not_as_a_sign_in(
    bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    reported = phone.says_not_me(question())

    assert reported.alert.told == (
        "You told us that an application asked for something that you did not begin"
    )
    assert reported.alert.noted == "An application asked for something that they did not begin"
    assert AuditEvent.objects.filter(tag="user:report:question").count() == 1
    assert not AuditEvent.objects.filter(tag="user:report:made").exists()


def test_g03_one_that_waits_is_over_when_it_wasnt_me(
    bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    phone.says_not_me(question())

    assert error_of(bank.poll(asked)) == "access_denied"


def test_t28_a_yes_is_used_once(bank: RelyingParty, phone: SigningPhone, asked: str) -> None:
    phone.says_yes(question())

    assert bank.poll(asked).status_code == 200
    assert error_of(bank.poll(asked)) == "invalid_grant"
    assert Grant.objects.count() == 1


def test_g03_who_asks_too_soon_has_to_slow_down(bank: RelyingParty, phone: SigningPhone, asked: str) -> None:
    assert error_of(bank.poll(asked)) == "authorization_pending"
    assert error_of(bank.poll(asked)) == "slow_down"
    assert BackchannelRequest.objects.get().interval == 10
    let_it_poll()
    assert error_of(bank.poll(asked)) == "authorization_pending"

    phone.says_yes(question())

    assert bank.poll(asked).status_code == 200


def test_g03_the_time_between_two_questions_grows_no_longer_than_a_minute(
    bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    for _ in range(20):
        bank.poll(asked)

    assert BackchannelRequest.objects.get().interval == 60


def test_g03_what_nobody_answers_runs_out(bank: RelyingParty, phone: SigningPhone, asked: str) -> None:
    age(question(), seconds=200)

    assert error_of(bank.poll(asked)) == "expired_token"


def test_g03_so_does_a_yes_that_is_not_used(bank: RelyingParty, phone: SigningPhone, asked: str) -> None:
    phone.says_yes(question())
    age(question(), seconds=200)

    assert error_of(bank.poll(asked)) == "expired_token"


@pytest.mark.parametrize("auth_req_id", ["", "x", "\0", "a" * 5000])
def test_what_is_no_auth_req_id_gets_nothing(bank: RelyingParty, asked: str, auth_req_id: str) -> None:
    assert error_of(bank.poll(auth_req_id)) in ("invalid_grant", "invalid_request")


def test_t09_what_one_application_asked_is_nothing_to_another(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    other = make_application(nordljus, name="Other", delivery="poll")
    phone.says_yes(question())

    assert error_of(other.poll(asked)) == "invalid_grant"
    assert bank.poll(asked).status_code == 200


@pytest.mark.parametrize("ends", ["blocked", "sessions", "phone", "policy", "application", "no sign-in"])
def test_t29_what_no_longer_stands_gives_nothing(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User, asked: str, ends: str
) -> None:
    phone.says_yes(question())
    steps: dict[str, Callable[[], Any]] = {
        "blocked": lambda: block(ann),
        "sessions": lambda: end_sessions(ann, actor=None, why="not_me"),
        "phone": lambda: PhoneAccount.objects.update(state=PhoneAccount.State.SUSPENDED),
        "policy": lambda: turn_off(nordljus, "phone"),
        "application": lambda: type(bank.application).objects.update(is_for_everybody=False),
        "no sign-in": lambda: PhoneAccount.objects.update(phone_sign_in=False),
    }
    steps[ends]()

    assert error_of(bank.poll(asked)) == "access_denied"
    assert not Grant.objects.exists()


def test_t29_what_was_stopped_meanwhile_is_denied(
    bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    revoke(ApprovalRequest.objects.filter(pk=question().pk))

    assert error_of(bank.poll(asked)) == "access_denied"


def test_a15_one_that_gave_way_may_be_asked_once_more(
    bank: RelyingParty, phone: SigningPhone, ann: User, asked: str
) -> None:
    for _ in range(3):
        bank.ask_phone(login_hint=ann.username)

    assert error_of(bank.poll(asked)) == "transaction_failed"


def test_t29_an_unlock_that_no_longer_counts_gives_nothing(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, asked: str
) -> None:
    phone.says_yes(question())
    change_policy(nordljus, unlock="platform")

    assert error_of(bank.poll(asked)) == "access_denied"


def test_e10_a_strength_that_is_required_meanwhile_is_asked_for(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User, asked: str
) -> None:
    phone.says_yes(question())
    allow(nordljus, "passkey")
    rule = {"application": bank.application.key, "strength": "phishing_resistant", "state": "on"}
    set_part(nordljus, "strengths", applications=[rule])

    assert error_of(bank.poll(asked)) == "access_denied"
    assert bank.ask_phone(login_hint=ann.username).json()["error"] == "unknown_user_id"


def test_d04_it_is_no_sign_in_of_a_browser(
    bank: RelyingParty, phone: SigningPhone, ann: User, asked: str
) -> None:
    phone.says_yes(question())
    bank.poll(asked)
    keep_log()

    assert not SignInAttempt.objects.filter(person_id=ann.pk).exists()
    asking = AuditEvent.objects.get(tag="user:request:asked", details__kind="ciba")
    assert (asking.details["application"], asking.details["address"]) == ("Bank", "127.0.0.1")
