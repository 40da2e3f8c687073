"""Adding the phone on which one signs in: the app leads to a page of ours, which gives the app its code (B13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import end_sessions
from devices.enrolment.codes.typed import typed_form
from devices.enrolment.models import Enrolment
from devices.simulator.calls import CallRefused
from tests.support.clock import travel
from tests.support.pages import Page, browser, is_signed_in, read, send, sign_in_by_password
from tests.support.passes import make_pass, use_passes
from tests.support.people import PASSWORD, make_person, make_personal, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of

INSIDE = "/authenticator/web"
HERE = f"{INSIDE}/security-info/phones/here/"
APP = "/authenticator/"


def led_to_app(client: Client, page: Page) -> str:
    """Presses the button; the code with which the app is opened."""
    answer = send(client, page, action=HERE, follow=False)
    address, _hash, code = answer.redirected_to.partition("#enrol=")
    assert read(client.get(address)).redirected_to == APP
    return code


def sign_in_inside(client: Client, user: User, **written: str) -> Page:
    """From the app to the page that adds this phone, each step a page inside the app."""
    begun = read(client.get(HERE, follow=True))
    send(client, begun, "username", username=str(user.username))
    way = "password" if "password" in written else "pass"
    return read(client.post(f"{INSIDE}/sign-in/{way}/", written, follow=True))


@pytest.fixture
def added(ann: User) -> tuple[Client, SigningPhone]:
    """Ann signed in inside the app by her password, and the phone made its keys; its test waits."""
    client, phone = browser(), SigningPhone()
    phone.claim(led_to_app(client, sign_in_inside(client, ann, password=PASSWORD)))
    phone.complete(unlock="pin")
    return client, phone


def test_from_a_pass_to_a_phone_without_ever_having_a_password(nordljus: Tenant) -> None:  # B13, B06, T21
    use_passes(nordljus)
    eva = make_person(nordljus, "eva", password=None)
    client, phone = browser(), SigningPhone()
    page = sign_in_inside(client, eva, code=make_pass(eva))
    assert (page.address, page.heading) == (HERE, "Add this phone")

    phone.claim(led_to_app(client, page))
    phone.complete(unlock="pin")
    phone.approve(phone.requests()[0], number=None)
    phone.refresh()
    [account] = phone.accounts.values()
    phone.enable_phone_sign_in(account)

    assert account_of(eva).phone_sign_in


def test_every_page_on_the_way_is_one_inside_the_app(ann: User) -> None:  # B13
    client = browser()
    begun = read(client.get(HERE, follow=True))
    asked = send(client, begun, "username", username=str(ann.username))
    added = read(client.post(f"{INSIDE}/sign-in/password/", {"password": PASSWORD}, follow=True))

    for page in (begun, asked, added):
        assert page.address.startswith(f"{INSIDE}/")
        assert read(client.get(page.links["Back to the app"])).redirected_to == APP
        leading = [*page.actions(), *page.links.values()]
        assert [one for one in leading if one and not one.startswith((f"{INSIDE}/", "#", "?"))] == []


def test_the_test_of_a_phone_at_hand_asks_no_number_and_its_lock(
    added: tuple[Client, SigningPhone], ann: User
) -> None:  # B13, B04
    _client, phone = added
    [test] = phone.requests()
    assert (test.kind, test.match, test.unlock_required) == ("enrol", "approve", True)
    assert not account_of(ann).confirmed, "not before the phone has answered"

    with pytest.raises(CallRefused):
        phone.approve(test, number=None, with_unlock=False)
    assert not account_of(ann).confirmed
    phone.approve(test, number=None)

    assert account_of(ann).confirmed


def test_a_phone_whose_code_was_shown_is_still_asked_the_number(ann: User) -> None:  # B04, T18
    client = browser()
    sign_in_by_password(client, ann)
    phone = SigningPhone()
    phone.claim(read(client.post("/security-info/phones/add/", follow=True)).code)
    phone.complete(unlock="pin")

    assert phone.requests()[0].match == "type"


def test_denied_it_adds_nothing(added: tuple[Client, SigningPhone], ann: User) -> None:  # B13, B04
    _client, phone = added

    phone.deny(phone.requests()[0])

    assert account_of(ann).state == "ended"


def test_a_session_begun_for_this_ends_with_it(added: tuple[Client, SigningPhone]) -> None:  # B13, T33
    client, _phone = added

    assert not is_signed_in(client)


def test_a_session_from_before_stays(ann: User) -> None:  # B13
    client = browser()
    sign_in_by_password(client, ann)

    led_to_app(client, read(client.get(HERE)))

    assert is_signed_in(client)


def test_opening_the_page_makes_nothing(ann: User) -> None:  # B13, T35
    client = browser()
    sign_in_by_password(client, ann)

    assert read(client.get(HERE)).heading == "Add this phone"

    assert not Enrolment.objects.exists()


def test_a_proof_that_is_old_is_asked_for_anew(ann: User) -> None:  # B13, T20
    client = browser()
    sign_in_by_password(client, ann)

    with travel(timezone.now() + timedelta(minutes=6)):
        page = read(client.get(HERE, follow=True))

    assert page.address == f"{INSIDE}/sign-in/password/"


def test_who_has_a_phone_proves_themselves_by_it_and_not_by_the_password_alone(ann: User) -> None:  # B13, T20
    phone_of(ann)
    client = browser()
    sign_in_by_password(client, ann)

    assert read(client.get(HERE)).heading != "Add this phone"
    assert client.post(HERE).status_code != 302 or not Enrolment.objects.filter(is_at_hand=True).exists()


def test_t18_a_code_that_is_shown_to_nobody_is_not_typed_either(ann: User) -> None:  # B13, B17
    """No number is asked of who claims it, so nobody may guess forty bits in its place."""
    client = browser()
    code = led_to_app(client, sign_in_inside(client, ann, password=PASSWORD))

    with pytest.raises(CallRefused) as refused:
        SigningPhone().claim(typed_form(code))
    assert refused.value.code == "code_unknown"
    SigningPhone().claim(code)


def test_the_code_dies_when_all_sessions_of_the_person_end(ann: User) -> None:  # B13, T08
    client = browser()
    code = led_to_app(client, sign_in_inside(client, ann, password=PASSWORD))

    end_sessions(ann, actor=None, why="admin")

    with pytest.raises(CallRefused):
        SigningPhone().claim(code)


def test_turned_off_for_the_person_it_says_so_and_makes_nothing(ann: User) -> None:  # B13, E01
    client = browser()
    sign_in_by_password(client, ann)
    turn_off(ann.tenant, "phone")

    page = read(client.post(HERE))

    assert "does not use phone sign-in for you" in page.text
    assert not Enrolment.objects.exists()


def test_a_personal_account_signs_in_with_it_at_once(db: None) -> None:  # B08, B13
    eva = make_person(make_personal(), "eva")
    client, phone = browser(), SigningPhone()
    phone.claim(led_to_app(client, sign_in_inside(client, eva, password=PASSWORD)))
    phone.complete(unlock="pin")

    phone.approve(phone.requests()[0], number=None)

    assert account_of(eva).phone_sign_in


def test_another_account_can_be_chosen_and_comes_back_here(ann: User) -> None:  # B13, A23
    client = browser()
    sign_in_by_password(client, ann)
    bo = make_person(ann.tenant, "bo")
    page = read(client.get(HERE))

    begun = read(client.get(page.links["Use another account"]))
    send(client, begun, "username", username=str(bo.username))
    led_to_app(client, read(client.post(f"{INSIDE}/sign-in/password/", {"password": PASSWORD}, follow=True)))

    assert Enrolment.objects.get().user == bo
