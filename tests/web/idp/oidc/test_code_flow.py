"""From an application and back: the code, the tokens, what they say (G01)."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp.oidc.grants.models import Grant
from tests.support.clock import travel
from tests.support.pages import answer as answer_on
from tests.support.pages import browser, choose, press_continue, send, write_password
from tests.support.people import make_group, make_person, make_tenant
from tests.support.phones import SigningPhone, account_of
from tests.support.relying import CALLBACK, RelyingParty, answer_in, make_application, open_address
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, proof_of, signed_in


def test_somebody_signs_in_by_their_phone_and_the_application_learns_who_and_how(
    payroll: RelyingParty, ann: User, phone: SigningPhone, settings: Settings
) -> None:  # G01 A22
    client = browser()

    started = payroll.start(client)
    page = send(client, started.page, "username", username=ann.username)
    assert "Payroll" in page.text or page.address == "/sign-in/phone/"
    if page.address != "/sign-in/phone/":
        page = choose(client, page)
    assert ApprovalRequest.objects.get(kind="signin").context["application"] == "Payroll"
    answer_on(phone, page.number)
    started.answer = answer_in(press_continue(client))
    tokens = payroll.redeem(started).json()

    assert started.answer["state"] == started.state
    assert started.answer["iss"] == f"{settings.PUBLIC_URL}/t/nordljus"
    said = payroll.verified(tokens["id_token"])
    assert said["iss"] == f"{settings.PUBLIC_URL}/t/nordljus"
    assert (said["aud"], said["sub"], said["nonce"]) == (payroll.client_id, str(ann.pk), started.nonce)
    assert (said["acr"], "mfa" in said["amr"]) == (proof_of(client).acr, True)
    assert abs(said["auth_time"] - time.time()) < 60
    assert said["exp"] - said["iat"] == 300
    assert tokens["token_type"] == "Bearer"


def test_somebody_who_is_signed_in_sees_no_page(payroll: RelyingParty, anns: Client, ann: User) -> None:
    started = payroll.start(anns)

    assert (started.page.status, started.page.html) == (303, "")
    assert payroll.redeem(started).status_code == 200
    assert AuditEvent.objects.get(tag="user:application:opened").subject_id == ann.pk


@pytest.mark.parametrize(("is_by_phone", "acr"), [(False, "one_step"), (True, "passwordless")])
def test_the_tokens_say_of_the_session_what_it_proved_and_no_more(
    payroll: RelyingParty, ann: User, phone: SigningPhone, is_by_phone: bool, acr: str
) -> None:
    account = account_of(ann) if is_by_phone else None
    client = signed_in(ann, PHONE_PROOF if is_by_phone else PASSWORD_PROOF, device=account, minutes_ago=7)

    tokens = payroll.signs_in(client)

    theirs = proof_of(client)
    for name in ("id_token", "access_token"):
        said = payroll.verified(tokens[name])
        assert said["acr"] == acr
        assert said["amr"] == list(theirs.amr)
        assert said["auth_time"] == theirs.auth_time
        assert said["sid"] == str(ann.sessions.get().sid)


def test_an_access_token_is_one_and_says_for_whom(payroll: RelyingParty, anns: Client, ann: User) -> None:
    said = payroll.verified(payroll.signs_in(anns)["access_token"])

    assert (said["client_id"], said["sub"]) == (payroll.client_id, str(ann.pk))
    assert said["scope"] == "openid profile email groups offline_access"
    assert said["exp"] - said["iat"] == 300


def test_userinfo_tells_by_scope(payroll: RelyingParty, anns: Client, ann: User) -> None:
    make_group(ann.tenant, "Pilots", ann)
    make_group(ann.tenant, "Others")
    everything = payroll.userinfo(payroll.signs_in(anns)["access_token"]).json()
    little = payroll.userinfo(payroll.signs_in(anns, scope="openid")["access_token"]).json()

    assert everything == {
        "sub": str(ann.pk),
        "name": "Ann",
        "preferred_username": ann.username,
        "email": ann.username,
        "email_verified": True,
        "groups": ["Pilots"],
    }
    assert little == {"sub": str(ann.pk)}


def test_an_address_that_nobody_has_proven_is_not_called_verified(
    payroll: RelyingParty, anns: Client, ann: User
) -> None:
    User.objects.filter(pk=ann.pk).update(mail_address="ann@elsewhere.example")
    token = payroll.signs_in(anns, scope="openid email")["access_token"]

    assert payroll.userinfo(token).json()["email_verified"] is False


def test_what_is_asked_for_by_name_is_told_where_it_was_asked_for(
    payroll: RelyingParty, anns: Client
) -> None:
    asked = (
        '{"id_token": {"name": null, "email": {"essential": true}}, "userinfo": {"groups": null, "x": null}}'
    )

    tokens = payroll.signs_in(anns, scope="openid", claims=asked)

    said = payroll.verified(tokens["id_token"])
    assert (said["name"], said["email"]) == ("Ann", "ann@nordljus.example")
    assert set(payroll.userinfo(tokens["access_token"]).json()) == {"sub", "groups"}


def test_rs256_where_the_application_wants_it(nordljus: Tenant, anns: Client) -> None:
    old = make_application(nordljus, name="Old", id_token_alg="RS256")

    tokens = old.signs_in(anns)

    assert old.verified(tokens["id_token"], algorithm="RS256")["aud"] == old.client_id
    assert old.verified(tokens["access_token"])["client_id"] == old.client_id


def test_who_may_use_an_application_is_looked_at(nordljus: Tenant, ann: User, anns: Client) -> None:
    pilots = make_group(nordljus, "Pilots")
    hangar = make_application(nordljus, name="Hangar", is_for_everybody=False, groups=[pilots])

    refused = hangar.start(anns)
    pilots.members.add(ann)
    let_in = hangar.start(anns)

    assert (refused.answer["error"], refused.answer["state"]) == ("access_denied", refused.state)
    assert AuditEvent.objects.filter(tag="user:application:refused", subject_id=ann.pk).count() == 1
    assert "code" in let_in.answer


def test_an_application_that_names_nobody_lets_nobody_in(nordljus: Tenant, anns: Client) -> None:
    closed = make_application(nordljus, is_for_everybody=False)

    assert closed.start(anns).answer["error"] == "access_denied"


def test_t28_a_code_is_taken_for_a_minute(payroll: RelyingParty, anns: Client) -> None:
    late = payroll.start(anns)
    Grant.objects.update(code_until="2020-01-01T00:00:00Z")

    assert payroll.redeem(late).json()["error"] == "invalid_grant"
    assert payroll.redeem(payroll.start(anns)).status_code == 200


def test_t28_a_code_that_is_used_twice_ends_all_that_it_gave(payroll: RelyingParty, anns: Client) -> None:
    started = payroll.start(anns)
    tokens = payroll.redeem(started).json()

    again = payroll.redeem(started)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert payroll.userinfo(tokens["access_token"]).status_code == 401
    assert payroll.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert AuditEvent.objects.get(tag="user:application:reused").details["twice"] == "code"


@pytest.mark.parametrize("verifier", ["", "a" * 43, "short", "a" * 200])
def test_t28_a_code_without_its_verifier_is_worth_nothing(
    payroll: RelyingParty, anns: Client, verifier: str
) -> None:
    started = payroll.start(anns)

    refused = payroll.redeem(started, code_verifier=verifier)

    assert refused.json()["error"] in {"invalid_grant", "invalid_request"}
    assert payroll.redeem(started).status_code == 200


def test_t28_the_verifier_is_not_the_challenge_itself(payroll: RelyingParty, anns: Client) -> None:
    given, _verifier = payroll.parameters()
    started = payroll.start(anns, code_challenge=given["code_challenge"])

    assert payroll.redeem(started, code_verifier=given["code_challenge"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("address", ["", "https://app.example/other", f"{CALLBACK}/"])
def test_t28_a_code_is_redeemed_for_the_address_it_was_sent_to(
    payroll: RelyingParty, anns: Client, address: str
) -> None:
    assert payroll.redeem(payroll.start(anns), redirect_uri=address).json()["error"] == "invalid_grant"


def test_t28_a_code_is_worth_nothing_to_another_application(
    payroll: RelyingParty, nordljus: Tenant, anns: Client
) -> None:
    other = make_application(nordljus, name="Other")
    started = payroll.start(anns)

    assert other.redeem(started).json()["error"] == "invalid_grant"
    assert payroll.redeem(started).status_code == 200


def test_codes_and_tokens_are_kept_as_digests(payroll: RelyingParty, anns: Client) -> None:  # I10
    started = payroll.start(anns)
    tokens = payroll.redeem(started).json()

    [grant] = Grant.objects.values()
    [token] = Grant.objects.get().refresh_tokens.values()
    kept = f"{grant} {token}"
    assert started.code not in kept
    assert tokens["refresh_token"] not in kept
    assert payroll.secret not in str(list(payroll.application.secrets.values()))


def test_whoever_is_blocked_before_the_code_is_redeemed_is_not_signed_in(
    payroll: RelyingParty, anns: Client, ann: User
) -> None:  # T08
    started = payroll.start(anns)
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert payroll.redeem(started).json()["error"] == "invalid_grant"


def test_one_person_gets_so_many_codes_a_minute(payroll: RelyingParty, ann: User) -> None:
    with travel("2031-05-01T10:00:00Z", tick=False):
        client = signed_in(ann, PASSWORD_PROOF)
        pages = [payroll.start(client).page for _ in range(61)]

    assert [page.status for page in pages[:60]] == [303] * 60
    assert pages[60].status == 429


def test_a_person_of_another_organisation_is_told_which_account_is_needed(
    payroll: RelyingParty, db: None
) -> None:  # T09
    stranger = make_person(make_tenant("globex"), "bo")
    client = signed_in(stranger, PASSWORD_PROOF)

    started = payroll.start(client)

    assert started.page.status == 403
    assert started.page.heading == "Another account is needed"
    assert started.answer == {}
    assert not Grant.objects.exists()
    assert payroll.start(client, prompt="none").answer["error"] == "login_required"


def test_a_password_is_a_way_in_too(payroll: RelyingParty, ann: User) -> None:
    client = browser()
    started = payroll.start(client)
    send(client, started.page, "username", username=ann.username)

    started.answer = answer_in(write_password(client))

    assert payroll.verified(payroll.redeem(started).json()["id_token"])["amr"] == ["pwd"]
    assert open_address(client, "/signed-in/").status == 200
