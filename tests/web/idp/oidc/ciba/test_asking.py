"""An application asks somebody's phone (G03): what it may say, of whom, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block
from devices.approvals.models import ApprovalRequest
from devices.phones.models import Phone, PhoneAccount
from devices.waking.claims import answering_phones
from idp.oidc.ciba.models import BackchannelRequest
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application, question

UNKNOWN = {"error": "unknown_user_id", "error_description": "nobody whom this application could ask"}


def refusal_of(response: Any) -> str:
    assert response.status_code == 400, response.content
    assert not ApprovalRequest.objects.filter(kind="ciba").exists()
    return str(response.json()["error"])


def test_g03_what_an_application_asks_is_on_the_phone_in_its_own_words(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    answer = bank.ask_phone(login_hint=ann.username, binding_message="W4SCT")

    assert answer.status_code == 200, answer.content
    assert answer.json().keys() == {"auth_req_id", "expires_in", "interval"}
    assert (answer.json()["expires_in"], answer.json()["interval"]) == (120, 5)
    assert answer.headers["Cache-Control"] == "no-store"
    [seen] = phone.requests()
    assert (seen.kind, seen.context["application"], seen.binding_message) == ("ciba", "Bank", "W4SCT")
    assert (seen.match, seen.challenge.claims["unlock"]) == ("approve", "required")
    assert [seen.context[name] for name in ("browser", "system", "place", "ip")] == [""] * 4


def test_g03_a_phone_that_cannot_show_it_is_not_asked(bank: RelyingParty, ann: User) -> None:
    phone = phone_of(ann)
    shows = phone_of(ann, label="Ann's tablet")
    shows.tell_capabilities()

    assert bank.ask_phone(login_hint=ann.username).status_code == 200

    assert phone.requests() == []
    assert len(shows.requests()) == 1
    assert answering_phones(question()) == [shows.row.pk], "no other is woken"


def test_g03_an_id_token_of_the_application_names_somebody_too(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    asked = bank.ask_phone(login_hint=ann.username).json()["auth_req_id"]
    phone.says_yes(question())
    id_token = bank.poll(asked).json()["id_token"]

    assert bank.ask_phone(id_token_hint=id_token).status_code == 200
    assert [one.kind for one in phone.requests()] == ["ciba"]


def test_t28_an_id_token_of_another_application_names_nobody(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    other = make_application(nordljus, name="Other", delivery="poll")
    asked = other.ask_phone(login_hint=ann.username).json()["auth_req_id"]
    phone.says_yes(question())
    id_token = other.poll(asked).json()["id_token"]

    answer = bank.ask_phone(id_token_hint=id_token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert phone.requests() == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "id_token_hint": "x"}, "invalid_request"),
        ({"login_hint_token": "x"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "login_hint_token": "x"}, "invalid_request"),
        ({"id_token_hint": "x"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "scope": "profile"}, "invalid_scope"),
        ({"login_hint": "ann@nordljus.example", "request": "x"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "user_code": "1234"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "requested_expiry": "0"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "requested_expiry": "soon"}, "invalid_request"),
        ({"login_hint": "ann@nordljus.example", "binding_message": ""}, "invalid_binding_message"),
        ({"login_hint": "ann@nordljus.example", "binding_message": "a" * 201}, "invalid_binding_message"),
        ({"login_hint": "ann@nordljus.example", "binding_message": "a\nb"}, "invalid_binding_message"),
        ({"login_hint": "ann@nordljus.example", "binding_message": "1\u202e2"}, "invalid_binding_message"),
        ({"login_hint": "ann@nordljus.example", "binding_message": "a\u200bb"}, "invalid_binding_message"),
        (
            {"login_hint": "ann@nordljus.example", "acr_values": "gold"},
            "unmet_authentication_requirements",
        ),
    ],
)
def test_g03_what_cannot_be_asked_is_refused_in_the_standards_words(
    bank: RelyingParty, phone: SigningPhone, fields: dict[str, str], error: str
) -> None:
    assert refusal_of(bank.ask_phone(**fields)) == error


def test_g03_an_application_that_was_not_allowed_to_may_not_ask(
    nordljus: Tenant, phone: SigningPhone, ann: User
) -> None:
    payroll = make_application(nordljus)

    assert refusal_of(payroll.ask_phone(login_hint=ann.username)) == "unauthorized_client"
    assert payroll.poll("x").json()["error"] == "unauthorized_client"


def test_g03_an_application_without_its_secret_may_not_ask(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    bank.secret = "another"

    answer = bank.ask_phone(login_hint=ann.username)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert phone.requests() == []


def test_a18_it_is_told_of_nobody_why_they_cannot_be_asked(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    make_person(nordljus, name="bo")
    stranger = make_person(make_tenant("sudsol"), name="cy")
    phone_of(stranger).tell_capabilities()
    blocked = make_person(nordljus, name="dan")
    phone_of(blocked).tell_capabilities()
    block(blocked)

    for name in (
        "nobody@nordljus.example",
        "bo@nordljus.example",
        stranger.username,
        blocked.username,
        "ann",
    ):
        assert bank.ask_phone(login_hint=name).json() == UNKNOWN, name


def test_g02_nor_whether_they_may_use_it(nordljus: Tenant, phone: SigningPhone, ann: User) -> None:
    bank = make_application(nordljus, delivery="poll", is_for_everybody=False)

    assert bank.ask_phone(login_hint=ann.username).json() == UNKNOWN


@pytest.mark.parametrize("stops", ["account", "sign_in", "phone"])
def test_t29_a_phone_that_may_not_sign_in_is_not_asked(
    bank: RelyingParty, phone: SigningPhone, ann: User, stops: str
) -> None:
    if stops == "account":
        PhoneAccount.objects.update(state=PhoneAccount.State.SUSPENDED)
    elif stops == "sign_in":
        PhoneAccount.objects.update(phone_sign_in=False)
    else:
        Phone.objects.update(state=Phone.State.SUSPENDED)

    assert bank.ask_phone(login_hint=ann.username).json() == UNKNOWN


def test_e10_what_no_phone_proves_is_not_asked_of_one(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    assert refusal_of(bank.ask_phone(login_hint=ann.username, acr_values="phishing_resistant")) == (
        "unknown_user_id"
    )
    assert bank.ask_phone(login_hint=ann.username, acr_values="passwordless").status_code == 200


def test_an_application_may_have_it_wait_shorter_and_never_longer(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    for asked, given in (("45", 45), ("1", 30), ("299", 120), ("999999999", 120)):
        answer = bank.ask_phone(login_hint=ann.username, requested_expiry=asked)

        assert answer.json()["expires_in"] == given


def test_t09_an_application_asks_nobody_of_another_organisation(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    other = make_tenant("sudsol")

    answer = bank.ask_tokens("bc-authorize", slug=other.slug, scope="openid", login_hint=ann.username)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not BackchannelRequest.objects.exists()


def test_t39_an_application_that_runs_wild_is_stopped(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    answers = [bank.ask_phone(login_hint=ann.username).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_a18_a_list_of_names_is_not_read_by_asking(bank: RelyingParty, phone: SigningPhone) -> None:
    answers = [bank.ask_phone(login_hint=f"n{count}@nordljus.example") for count in range(61)]

    assert [answer.status_code for answer in answers] == [400] * 60 + [429]
    assert answers[-1].json()["error"] == "temporarily_unavailable"


def test_a18_after_too_many_names_nobody_is_told_of_anybody(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    for count in range(60):
        bank.ask_phone(login_hint=f"n{count}@nordljus.example")

    assert bank.ask_phone(login_hint=ann.username).status_code == 429
    assert not BackchannelRequest.objects.exists()


def test_whoever_can_be_asked_counts_for_nothing(bank: RelyingParty, phone: SigningPhone, ann: User) -> None:
    for count in range(59):
        bank.ask_phone(login_hint=f"n{count}@nordljus.example")

    answers = [bank.ask_phone(login_hint=ann.username).status_code for _ in range(3)]

    assert answers == [200] * 3


def test_t35_an_application_rings_twice_and_then_asks_quietly(
    bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    for _ in range(3):
        bank.ask_phone(login_hint=ann.username)

    asked = ApprovalRequest.objects.filter(kind="ciba").order_by("asked_at")
    assert list(asked.values_list("is_quiet", flat=True)) == [False, False, True]
    assert len(phone.requests()) == 3


def test_t35_saying_no_to_one_rings_for_the_next(bank: RelyingParty, phone: SigningPhone, ann: User) -> None:
    bank.ask_phone(login_hint=ann.username)
    phone.says_no(question())

    bank.ask_phone(login_hint=ann.username)

    assert question().is_quiet is False
