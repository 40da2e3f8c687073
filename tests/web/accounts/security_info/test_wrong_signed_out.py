"""*Something is wrong with my account*, signed out: any one way stops the rest, and signs nobody in (D10, T22)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.methods.registry import by_policy
from accounts.security_info.held import held_by
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from tests.support.pages import (
    Page,
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    write_username,
)
from tests.support.people import PASSWORD, make_person, make_tenant
from tests.support.phones import account_of, phone_of
from tests.support.recovering import (
    ADDRESS,
    address_of,
    choose_way,
    letters_with_codes,
    say_forgotten,
    write_code,
)
from tests.support.recovery import paper_of
from tests.support.sessions import PASSWORD_PROOF, signed_in

ASKED = "/security-info/something-is-wrong/signed-out/"
STOP, DONE = f"{ASKED}stop/", f"{ASKED}done/"


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=[method.key for method in by_policy()])


def say(client: Client, username: str) -> Page:
    return read(client.post(ASKED, {"username": username}, follow=True))


def by_password(client: Client, user: User) -> Page:
    say(client, user.username)
    choose_way(client, "password")
    return read(client.post(reverse("password:page"), {"password": PASSWORD}, follow=True))


def by_mail(client: Client, user: User) -> Page:
    say(client, user.username)
    choose_way(client, "mail_code")
    return write_code(client, letters_with_codes()[ADDRESS])


def press(client: Client) -> Page:
    return read(client.post(STOP, follow=True))


def usable(user: User) -> set[str]:
    user.refresh_from_db()
    return {one.row.key for one in held_by(user) if one.is_usable}


def test_the_first_page_and_the_list_of_ways_lead_there(ann: User) -> None:
    # D10
    client = browser()
    first = read(client.get("/sign-in/"))
    write_username(client, ann.username)
    ways = read(client.get(reverse("signin:choose_method")))

    assert ASKED in first.html
    assert ASKED in ways.html


def test_it_asks_who_and_knows_the_name_of_a_sign_in_that_is_under_way(ann: User) -> None:
    # D10
    client = browser()
    write_username(client, ann.username)

    page = read(client.get(ASKED))

    assert f'value="{ann.username}"' in page.html
    assert "Sign in, then stop everything else" in page.text


def test_by_a_password_all_but_it_stops(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)
    thief, client = signed_in(ann, PASSWORD_PROOF), browser()

    asked = by_password(client, ann)
    page = press(client)

    assert "Stop everything else?" in asked.text
    assert "brought back only by the people who look after sign-in" in asked.text
    assert "It is done" in page.text
    assert "To bring back what was stopped, ask" in page.text
    assert "Ann's phone" in page.text
    assert usable(ann) == {"password"}
    assert not is_signed_in(thief)


def test_by_a_phone_all_but_it_stops(ann: User) -> None:
    # D10
    phone, client = phone_of(ann), browser()
    say(client, ann.username)
    shown = choose_way(client, "phone")
    answer(phone, shown.number or None)
    press_continue(client)

    press(client)

    assert usable(ann) == {"phone"}


def test_t22_it_signs_nobody_in(ann: User) -> None:
    # D10
    phone_of(ann)
    client = browser()

    by_password(client, ann)
    before = is_signed_in(client)
    press(client)

    assert not before
    assert not is_signed_in(client)


def test_t22_a_code_by_mail_only_stops(ann: User) -> None:
    # D10
    phone_of(ann)
    address_of(ann)
    client = browser()

    asked = by_mail(client, ann)
    page = press(client)

    assert "cannot sign in by yourself afterwards" in asked.text
    assert "Ask the people who look after sign-in at Nordljus" in page.text
    assert usable(ann) == {"mail_code"}
    assert not is_signed_in(client)


def test_t22_by_a_code_by_mail_nothing_is_brought_back(ann: User) -> None:
    # D10
    phone_of(ann)
    address_of(ann)
    client = browser()
    by_mail(client, ann)
    press(client)

    client.post(reverse("security_info:bring_back", args=["phone", account_of(ann).pk]))

    assert account_of(ann).state == "suspended"


def test_without_proof_it_stops_nothing(ann: User) -> None:
    # D10
    phone_of(ann)
    client = browser()
    say(client, ann.username)

    assert client.post(STOP).status_code == 409

    assert usable(ann) == {"password", "phone"}
    assert not Alert.objects.exists()


def test_a_sign_in_stops_nothing(ann: User) -> None:
    # D10, T12
    phone_of(ann)
    client = browser()
    write_username(client, ann.username)

    assert client.post(STOP).status_code == 409

    assert not Alert.objects.exists()


def test_what_was_shown_before_somebody_else_stopped_all_counts_no_more(ann: User) -> None:
    # D10, T08
    phone_of(ann)
    first, second = browser(), browser()
    by_password(first, ann)
    by_password(second, ann)
    press(first)

    assert second.post(STOP).status_code == 409

    assert Alert.objects.count() == 1


def test_t22_a_stopped_password_is_not_replaced_as_forgotten(ann: User) -> None:
    # D10, F06
    phone, client = phone_of(ann), browser()
    address_of(ann)
    say(client, ann.username)
    answer(phone, choose_way(client, "phone").number or None)
    press_continue(client)
    press(client)
    again = browser()
    say_forgotten(again, ann.username)
    answer(phone, choose_way(again, "phone").number or None)

    page = press_continue(again)

    assert page.status == 403
    assert "nothing was changed" in page.text


def test_opened_it_stops_nothing(ann: User) -> None:
    # D10, T35
    phone_of(ann)
    client = browser()

    by_password(client, ann)
    client.get(STOP)

    assert not Alert.objects.exists()


def test_no_stopped_thing_begins_a_stop(ann: User) -> None:
    # D10
    phone_of(ann)
    RecoveryCodes.objects.all().delete()
    address_of(ann)
    by = browser()
    by_password(by, ann)
    press(by)
    client = browser()
    say(client, ann.username)
    choose_way(client, "mail_code")

    assert letters_with_codes() == {}


@pytest.mark.parametrize("name", ["nobody", "bo"])
def test_a18_it_answers_alike_for_every_name(name: str, ann: User, nordljus: Tenant) -> None:
    # D10, T13
    make_person(nordljus, "bo", password=None)
    phone_of(ann)
    seen = []
    for username in (ann.username, f"{name}@nordljus.example"):
        client = browser()
        pages = [say(client, username), choose_way(client, "password")]
        pages.append(read(client.post(reverse("password:page"), {"password": "wrong"}, follow=True)))
        pages.append(choose_way(client, "mail_code"))
        seen.append([(page.status, page.text.replace(username, "?")) for page in pages])

    assert seen[0] == seen[1]


def test_an_organisation_that_is_not_here_is_told(db: None) -> None:
    # D10
    page = read(browser().post(ASKED, {"username": "ann@elsewhere.example"}))

    assert page.status == 400
    assert "do not know this organisation" in page.text


def test_who_is_signed_in_goes_to_their_own_page(ann: User) -> None:
    # D10
    client = signed_in(ann, PASSWORD_PROOF)

    assert client.get(ASKED).headers["Location"] == reverse("security_info:wrong")
    assert browser().get(reverse("security_info:wrong")).headers["Location"] == ASKED


def test_what_was_done_is_shown_to_nobody_else(ann: User) -> None:
    # D10
    assert browser().get(DONE).status_code == 302


def test_what_was_shown_stands_in_the_log_and_the_alert(ann: User) -> None:
    # D10, T23
    phone_of(ann)
    client = browser()

    by_password(client, ann)
    press(client)

    assert AuditEvent.objects.get(tag="user:securing:stopped").details["why"] == "own_word_signed_out"
    assert Alert.objects.get().details["shown"] == ["password"]


def test_whoever_signs_in_at_the_same_computer_next_does_not_read_it(ann: User) -> None:
    # T34
    phone_of(ann)
    client = browser()
    by_password(client, ann)
    assert "Ann's phone" in press(client).text
    sign_in_by_password(client, make_person(ann.tenant, "bo"))

    page = read(client.get(DONE, follow=True))

    assert page.address != DONE
    assert "Ann's phone" not in page.text
