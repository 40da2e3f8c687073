"""D08: changing one's password at Security info, or getting one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.throttle.counting import rows_of
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from accounts.ways.password.settings import KEY
from tests.support.pages import Page, browser, is_signed_in, read, send, sign_in_by_password
from tests.support.people import PASSWORD, make_person, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.recovering import NEW
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, signed_in

PAGE = reverse("password:change")


def write(client: Client, new: str = NEW, **also: str) -> Page:
    return read(client.post(PAGE, {"new_password": new, **also}, follow=True))


def test_with_the_one_they_have_a_person_changes_their_password(ann: User) -> None:
    # D08
    client, elsewhere = signed_in(ann, PASSWORD_PROOF), signed_in(ann, PASSWORD_PROOF)

    page = write(client, current_password=PASSWORD)

    assert page.address == reverse("security_info:methods")
    assert "every other session has ended. It is strong." in page.text
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in_by_password(browser(), ann, NEW).heading == "You are signed in"
    assert AuditEvent.objects.get(tag="user:password:changed").subject_id == ann.pk


def test_the_session_goes_on_under_a_new_key(ann: User) -> None:
    # T33
    client = signed_in(ann, PASSWORD_PROOF)
    before = client.session.session_key

    write(client, current_password=PASSWORD)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("new", "current", "reason"),
    [
        ("kort", PASSWORD, "Take at least 8"),
        ("password123", PASSWORD, "Many people use this one"),
        ("nordljus1", PASSWORD, "“nordljus”"),
        (PASSWORD, PASSWORD, "the one you have"),
        (NEW, "something else", "not the password you have now"),
        (NEW, "", "Write the password you have."),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(ann: User, new: str, current: str, reason: str) -> None:
    # D08, F07
    client = signed_in(ann, PASSWORD_PROOF)

    page = write(client, new, current_password=current)

    assert page.status == 400
    assert reason in page.text
    assert sign_in_by_password(browser(), ann).heading == "You are signed in"


def test_t29_a_wrong_present_password_counts_as_one_of_a_sign_in(ann: User) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    write(client, current_password="wrong one 1")
    write(client, current_password="wrong one 2")

    digest = ann.known_browsers.get().browser_digest
    counted = rows_of(*Guesses(method=KEY, username=ann.username, whose=digest).limits)
    assert [row.tries for row in counted] == [2, 2]


def test_t15_after_too_many_none_is_looked_at(ann: User) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    for n in range(10):
        write(client, current_password=f"wrong one {n}")

    assert write(client, current_password=PASSWORD).status == 429
    assert sign_in_by_password(browser(), ann).heading == "You are signed in"


def test_whoever_has_shown_more_is_not_asked_for_the_one_they_may_have_forgotten(
    ann: User, phone: SigningPhone
) -> None:
    # D08
    client = signed_in(ann, PHONE_PROOF, device=account_of(ann))

    assert "current_password" not in read(client.get(PAGE)).fields
    assert write(client).address == reverse("security_info:methods")


def test_t20_a_password_alone_changes_nothing_of_somebody_with_a_phone(
    ann: User, phone: SigningPhone
) -> None:
    client = signed_in(ann, PASSWORD_PROOF)

    assert read(client.get(PAGE)).status == 403
    assert write(client, current_password=PASSWORD).status == 403


def test_whoever_signed_in_long_ago_shows_first_that_it_is_them(ann: User) -> None:
    # D08
    client = signed_in(ann, PASSWORD_PROOF, minutes_ago=6)

    assert read(client.get(PAGE, follow=True)).address == "/sign-in/password/"


def test_whoever_has_no_password_adds_one_at_security_info(nordljus: Tenant) -> None:
    # D08
    bo = make_person(nordljus, "bo", password=None)
    phone_of(bo)
    client = signed_in(bo, PHONE_PROOF, device=account_of(bo))
    page = read(client.get(reverse("security_info:methods")))

    page = send(client, page, action=PAGE)
    assert page.heading == "Add a password"
    send(client, page, "new_password", new_password=NEW)

    assert "Password" in read(client.get(reverse("security_info:methods"))).text
    assert sign_in_by_password(browser(), bo, NEW).heading == "You are signed in"


def test_its_row_leads_there_and_nobody_adds_a_second(ann: User) -> None:
    # D08
    page = read(signed_in(ann, PASSWORD_PROOF).get(reverse("security_info:methods")))

    assert PAGE in page.links.values()
    assert PAGE not in page.actions()


def test_where_policy_lets_nobody_use_one_nobody_gets_one(nordljus: Tenant, ann: User) -> None:
    # D08
    phone_of(ann)
    client = signed_in(ann, PHONE_PROOF, device=account_of(ann))
    turn_off(nordljus, KEY)

    assert read(client.get(PAGE)).status == 403
    assert write(client).status == 403


def test_password_managers_find_what_they_look_for(ann: User) -> None:
    # D08
    html = read(signed_in(ann, PASSWORD_PROOF).get(PAGE)).html

    assert 'autocomplete="current-password"' in html
    assert 'autocomplete="new-password"' in html
    assert 'autocomplete="username"' in html
    # A field that cuts what is pasted would keep another password than was meant.
    assert "maxlength" not in html.split('name="new_password"')[1].split("/>")[0]
