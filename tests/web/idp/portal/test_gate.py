"""Who may come in: two factors of one's own, fresh enough, by what stands at this very request (E03, T23, T37)."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.methods.proof import Passed
from accounts.signin.wish import unsealed
from accounts.users.models import User
from accounts.ways.one_time_link.services import PROOF as LINK_PROOF
from accounts.ways.one_time_link.services import grant
from devices.otp.services import apps_of
from devices.otp.services import remove as remove_app
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account, suspend_account, unregister
from tests.support.authenticators import authenticator_of
from tests.support.pages import Page, browser, is_signed_in, read, write_password, write_username
from tests.support.people import allow, set_part, turn_off
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, PHONE_PROOF, unfinished_of
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone

STRONGER = "/sign-in/stronger/"
NEEDS_MORE = "Admin portal needs a stronger proof that it is you than how you signed in."
NOT_ENOUGH = {
    "a password": (PASSWORD_PROOF,),
    "a code": (CODE_PROOF,),
    "a second step that nobody offers": (PASSWORD_PROOF, Passed("other", frozenset({"have"}), ())),
    "a phone without its lock": (replace(PHONE_PROOF, factors=frozenset({"have"})),),
    "somebody else's word": (LINK_PROOF,),
    "somebody else's word beside a password": (PASSWORD_PROOF, LINK_PROOF),
}
# What happens to an organisation, or to what its admin has, while they are in the portal.
CLOSES_WHAT_A_PHONE_OPENED: dict[str, Callable[[Organisation], Any]] = {
    "phone sign-in is turned off": lambda o: turn_off(o.tenant, "phone"),
    "their group is left out": lambda o: allow(o.tenant, "phone", exclude=[o.group]),
    "another group is chosen": lambda o: allow(o.tenant, "phone", include=[o.other]),
    "the phone is suspended": lambda o: suspend_account(phone_of(o.admin), actor=o.admin),
    "the phone is removed": lambda o: remove_account(phone_of(o.admin), actor=None),
}
CLOSES_WHAT_TWO_STEPS_OPENED: dict[str, Callable[[Organisation], Any]] = {
    "authenticator codes are turned off": lambda o: turn_off(o.tenant, "authenticator_code"),
    "passwords are turned off": lambda o: turn_off(o.tenant, "password"),
    "the authenticator app is removed": lambda o: remove_app(apps_of(o.admin).get(), actor=None),
}


def phone_of(user: User) -> PhoneAccount:
    return PhoneAccount.objects.get(user=user)


def press(client: Client, page: Page) -> Page:
    """The one button of the page that asks for a stronger proof."""
    form = next(form for form in page.forms if form.action == STRONGER)
    return read(client.post(form.action, form.fields, follow=True))


def opens(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def test_a_stranger_is_asked_to_sign_in_by_our_own_flow(client: Client, db: None) -> None:
    for address in ("/portal/", "/portal/users/?q=ann", "/portal/login/"):
        response = client.get(address)

        to = urlsplit(response["Location"])
        wish = unsealed(parse_qs(to.query)["wish"][0])
        assert (response.status_code, to.path) == (302, "/sign-in/")
        assert (wish.return_to, wish.application) == (address, "Admin portal")


def test_a_stranger_is_asked_for_two_steps_at_once_and_comes_to_where_they_were_going(
    nordljus: Organisation,
) -> None:
    authenticator, _app = authenticator_of(nordljus.admin)
    client = browser()
    wish = read(client.get("/portal/users/", follow=True)).forms[0].fields["wish"]

    write_username(client, nordljus.admin.username, wish=wish)
    step = write_password(client)
    page = client.post(step.address, {"code": authenticator.code()}, follow=True)

    assert step.address == "/sign-in/authenticator-code/"
    assert read(page).address == "/portal/users/"


@pytest.mark.parametrize(
    "proofs", [(PASSWORD_PROOF, CODE_PROOF), (PHONE_PROOF,)], ids=["two steps", "a phone"]
)
def test_an_admin_with_two_factors_of_their_own_is_let_in(
    nordljus: Organisation, sign_in: SignIn, proofs: tuple[Passed, ...]
) -> None:
    allow(nordljus.tenant, "phone")

    response = sign_in(nordljus.admin, *proofs).get("/portal/")

    assert response.status_code == 200
    assert "Nordljus" in response.content.decode()


def test_a_member_is_told_that_the_portal_is_for_admins(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.member).get("/portal/")

    assert response.status_code == 403
    assert "The portal is for admins" in response.content.decode()


@pytest.mark.parametrize("proofs", NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_an_admin_who_has_shown_less_is_told_so(
    nordljus: Organisation, sign_in: SignIn, proofs: tuple[Passed, ...]
) -> None:
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin, *proofs)

    for address in ("/portal/", "/portal/users/", f"/portal/users/{nordljus.member.pk}/change/"):
        page = read(browser.get(address))

        assert page.status == 403
        assert NEEDS_MORE in page.text
        assert nordljus.member.username not in page.text


def test_t21_a_one_time_link_never_opens_the_portal(nordljus: Organisation) -> None:
    client = browser()
    client.post(reverse("one_time_link:open", args=[grant(nordljus.admin, actor=None, now=timezone.now())]))
    assert is_signed_in(client)

    page = read(client.get("/portal/"))

    assert (page.status, NEEDS_MORE in page.text) == (403, True)


def test_what_to_do_next_depends_on_what_is_on_and_what_the_admin_has(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin, PASSWORD_PROOF)
    turn_off(nordljus.tenant, "authenticator_code")
    told = [read(browser.get("/portal/"))]

    allow(nordljus.tenant, "authenticator_code")
    told.append(read(browser.get("/portal/")))
    allow(nordljus.tenant, "phone")
    told.append(read(browser.get("/portal/")))
    authenticator_of(nordljus.admin)
    told.append(read(browser.get("/portal/")))
    add_phone(nordljus.admin)
    told.append(read(browser.get("/portal/")))

    assert "Nothing strong enough is on for you." in told[0].text
    assert "best the Authenticator code" in told[1].text
    assert "best the Handslag app" in told[2].text
    assert [STRONGER in page.actions() for page in told] == [False, False, False, True, True]
    assert [page.heading for page in told[3:]] == ["Sign in again, in two steps", "Sign in with your phone"]


def test_the_phone_is_asked_whatever_was_used_last(nordljus: Organisation, sign_in: SignIn) -> None:
    allow(nordljus.tenant, "phone")
    add_phone(nordljus.admin)
    browser = sign_in(nordljus.admin, PASSWORD_PROOF)

    page = press(browser, read(browser.get("/portal/users/")))

    assert page.address == "/sign-in/phone/"
    assert unfinished_of(browser).wish.return_to == "/portal/users/"


def test_a_phone_for_second_steps_only_is_asked_after_the_password(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    allow(nordljus.tenant, "phone")
    unregister(add_phone(nordljus.admin))
    browser = sign_in(nordljus.admin, PASSWORD_PROOF)

    page = press(browser, read(browser.get("/portal/")))
    then = write_password(browser)

    assert [page.address, then.address] == ["/sign-in/password/", "/sign-in/phone/"]


@pytest.mark.parametrize("happens", CLOSES_WHAT_A_PHONE_OPENED.values(), ids=CLOSES_WHAT_A_PHONE_OPENED)
def test_what_a_phone_opened_closes_when_the_phone_counts_no_more(
    nordljus: Organisation, sign_in: SignIn, happens: Callable[[Organisation], Any]
) -> None:  # T37
    nordljus.group.members.add(nordljus.admin)
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin, PHONE_PROOF)
    was_open = opens(browser)

    happens(nordljus)

    assert was_open
    assert not opens(browser)


@pytest.mark.parametrize("happens", CLOSES_WHAT_TWO_STEPS_OPENED.values(), ids=CLOSES_WHAT_TWO_STEPS_OPENED)
def test_what_two_steps_opened_closes_when_either_counts_no_more(
    nordljus: Organisation, sign_in: SignIn, happens: Callable[[Organisation], Any]
) -> None:  # T37
    browser = sign_in(nordljus.admin)
    was_open = opens(browser)

    happens(nordljus)

    assert was_open
    assert not opens(browser)


def test_what_two_steps_opened_stays_open_whatever_becomes_of_phones(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin)

    turn_off(nordljus.tenant, "phone")

    assert opens(browser)


def test_a_disabled_admin_and_a_demoted_one_are_out_at_once(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T37
    browser = sign_in(nordljus.admin)

    User.objects.filter(pk=nordljus.admin.pk).update(role="member")
    assert browser.get("/portal/").status_code == 403
    User.objects.filter(pk=nordljus.admin.pk).update(role="tenant_admin", is_active=False)
    assert browser.get("/portal/")["Location"].startswith("/sign-in/?wish=")


@pytest.mark.parametrize("role", ["reader", "helpdesk", "policy_admin", "tenant_admin"])
@pytest.mark.parametrize("happens", CLOSES_WHAT_TWO_STEPS_OPENED.values(), ids=CLOSES_WHAT_TWO_STEPS_OPENED)
def test_whatever_role_one_has_the_policy_is_asked_at_every_request(
    nordljus: Organisation, sign_in: SignIn, role: str, happens: Callable[[Organisation], Any]
) -> None:  # E03, T37
    User.objects.filter(pk=nordljus.admin.pk).update(role=role)
    browser = sign_in(nordljus.admin)
    was_open = opens(browser)

    happens(nordljus)

    assert was_open
    assert not opens(browser)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tenant_admin", "helpdesk"),
        ("helpdesk", "reader"),
        ("helpdesk", "policy_admin"),
        ("helpdesk", "member"),
    ],
)
def test_what_a_role_lost_is_refused_at_the_next_request(
    nordljus: Organisation, sign_in: SignIn, before: str, after: str
) -> None:  # E03, T37
    act = "policy" if before == "tenant_admin" else f"users/{nordljus.member.pk}/end-sessions"
    address = f"/portal/{act}/{nordljus.tenant.pk}/" if act == "policy" else f"/portal/{act}/"
    User.objects.filter(pk=nordljus.admin.pk).update(role=before)
    browser = sign_in(nordljus.admin)
    shown = browser.get(address).status_code

    User.objects.filter(pk=nordljus.admin.pk).update(role=after)
    sent = browser.post(address).status_code

    assert shown == 200
    assert sent in {403, 404}
    nordljus.member.refresh_from_db()
    assert nordljus.member.session_epoch == 0


def test_reading_needs_proof_of_the_last_twelve_hours(nordljus: Organisation, sign_in: SignIn) -> None:
    set_part(nordljus.tenant, "sessions", silence=24 * 60)
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

    assert browser.get("/portal/logout/")["Location"] == "/signed-in/", "where the button stands"
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
