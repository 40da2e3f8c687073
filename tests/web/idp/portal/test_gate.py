"""Who may come in, and how fresh their proof must be (E03, T23)."""

import time
from dataclasses import replace

import pytest
from django.test import Client

from accounts.methods.proof import Passed
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.people import allow
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, unfinished_of
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone

NOT_ENOUGH = {
    "a password": (PASSWORD_PROOF,),
    "two steps without a phone": (PASSWORD_PROOF, Passed("other", frozenset({"have"}), ())),
    "a phone without its lock": (replace(PHONE_PROOF, factors=frozenset({"have"})),),
}


def test_a_stranger_is_asked_to_sign_in_by_our_own_flow(client: Client, db: None) -> None:
    for address in ("/portal/", "/portal/users/", "/portal/login/"):
        response = client.get(address)

        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=%2Fportal%2F")


def test_an_admin_with_a_phone_is_let_in(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.admin).get("/portal/")

    assert response.status_code == 200
    assert "Nordljus" in response.content.decode()


def test_a_member_is_told_that_the_portal_is_for_admins(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.member).get("/portal/")

    assert response.status_code == 403
    assert "The portal is for admins" in response.content.decode()


@pytest.mark.parametrize("proofs", NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_an_admin_whose_phone_proved_nothing_is_told_so(
    nordljus: Organisation, sign_in: SignIn, proofs: tuple[Passed, ...]
) -> None:
    browser = sign_in(nordljus.admin, *proofs)

    for address in ("/portal/", "/portal/users/", f"/portal/users/{nordljus.member.pk}/change/"):
        response = browser.get(address)

        assert response.status_code == 403
        assert "The portal needs your phone" in response.content.decode()


def test_what_to_do_next_depends_on_what_the_admin_has(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin, PASSWORD_PROOF)

    assert "Phone sign-in is not on for you" in browser.get("/portal/").content.decode()
    allow(nordljus.tenant, "phone")
    assert "Add your phone at Security info" in browser.get("/portal/").content.decode()
    add_phone(nordljus.admin)
    assert "Sign in with your phone" in browser.get("/portal/").content.decode()


def test_sign_in_with_your_phone_asks_the_phone_whatever_was_used_last(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    allow(nordljus.tenant, "phone")
    add_phone(nordljus.admin)

    response = sign_in(nordljus.admin, PASSWORD_PROOF).post("/portal/login/")

    assert (response.status_code, response["Location"]) == (302, "/sign-in/phone/")


def test_a_suspended_phone_closes_the_portal_at_once(nordljus: Organisation, sign_in: SignIn) -> None:  # T37
    browser = sign_in(nordljus.admin)

    PhoneAccount.objects.filter(user=nordljus.admin).update(state="suspended")

    assert browser.get("/portal/").status_code == 403


def test_a_disabled_admin_and_a_demoted_one_are_out_at_once(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)

    User.objects.filter(pk=nordljus.admin.pk).update(role="member")
    assert browser.get("/portal/").status_code == 403
    User.objects.filter(pk=nordljus.admin.pk).update(role="tenant_admin", is_active=False)
    assert browser.get("/portal/")["Location"] == "/sign-in/?next=%2Fportal%2F"


def test_reading_needs_proof_of_the_last_twelve_hours(nordljus: Organisation, sign_in: SignIn) -> None:
    assert sign_in(nordljus.admin, minutes_ago=11 * 60).get("/portal/users/").status_code == 200

    response = sign_in(nordljus.admin, minutes_ago=12 * 60 + 1).get("/portal/users/")

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_changing_needs_proof_of_the_last_half_hour(nordljus: Organisation, sign_in: SignIn) -> None:
    address = f"/portal/users/{nordljus.member.pk}/change/"

    response = sign_in(nordljus.admin, minutes_ago=31).post(address, {"display_name": "Changed"})

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")
    nordljus.member.refresh_from_db()
    assert nordljus.member.display_name == "Ann"


def test_after_fresh_proof_one_is_back_at_the_same_page(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin, minutes_ago=31)

    browser.post("/portal/groups/add/", {"name": "New"})

    sign_in_again = unfinished_of(browser)
    assert sign_in_again.wish.return_to == "/portal/groups/add/"
    assert sign_in_again.started_at == pytest.approx(time.time(), abs=60)


def test_signing_out_goes_through_our_own_page(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)

    assert browser.get("/portal/logout/").status_code == 405
    assert browser.post("/portal/logout/")["Location"] == "/"
    assert browser.get("/portal/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "password_change/",
        "password_change/done/",
        "autocomplete/",
        "jsi18n/",
        "r/1/1/",
        "accounts/",
        "auth/user/",
    ],
)
def test_what_else_djangos_admin_has_is_not_there(
    nordljus: Organisation, sign_in: SignIn, address: str
) -> None:
    assert sign_in(nordljus.admin).get(f"/portal/{address}").status_code == 404
