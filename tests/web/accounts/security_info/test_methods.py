"""Security info: one list, three verbs, fresh proof (D01, D02)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.security_info.held import held_by
from accounts.security_info.pages.methods import list_methods
from accounts.sessions.models import Session
from accounts.users.models import User
from devices.passkeys.models import Passkey
from devices.phones.models import PhoneAccount
from devices.phones.services import suspend_account
from devices.phones.tokens import suspend_phone
from tests.support.authenticators import authenticator_of
from tests.support.clock import travel
from tests.support.pages import (
    answer,
    browser,
    choose,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    wish_of,
    write_password,
    write_username,
)
from tests.support.passkeys import passkey_of
from tests.support.people import PASSWORD, allow, change_policy, make_person, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.recovery import paper_of
from tests.support.sessions import make_stale, proof_of

PAGES = ["/security-info/", "/security-info/default/", "/security-info/phones/"]


def test_it_lists_the_methods_the_default_and_the_last_use(own: Client) -> None:  # D01
    page = read(own.get("/security-info/"))

    assert page.heading == "Security info"
    assert "Ann's phone Default" in page.text
    assert "Phone sign-in" in page.text
    assert "Password" in page.text
    assert "Last used" in page.text
    assert "only one way in" not in page.text


def test_it_urges_a_second_way(ann: User) -> None:  # D01
    client = browser()
    sign_in_by_password(client, ann)

    assert "only one way in" in read(client.get("/security-info/")).text


def test_only_allowed_methods_are_offered_to_add(ann: User) -> None:  # D01, E01
    client = browser()
    sign_in_by_password(client, ann)
    assert "/security-info/phones/add/" in read(client.get("/security-info/")).actions()

    turn_off(ann.tenant, "phone")

    assert "/security-info/phones/add/" not in read(client.get("/security-info/")).actions()


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_signs_in_first_and_comes_back(path: str, ann: User) -> None:  # D02
    client = browser()
    page = read(client.get(path, follow=True))
    assert page.address == "/sign-in/"

    write_username(client, ann.username, wish=wish_of(page))

    assert write_password(client).address == path


@pytest.mark.parametrize("path", PAGES)
def test_after_five_minutes_fresh_proof_is_asked(path: str, own: Client, phone: SigningPhone) -> None:  # D02
    proven_at = proof_of(own).auth_time
    with travel(proven_at + 299, tick=False):
        assert own.get(path).status_code == 200

    with travel(proven_at + 301, tick=False):
        page = read(own.get(path, follow=True))

    assert page.address == "/sign-in/phone/"


def test_fresh_proof_is_asked_of_the_phone_and_leads_back(own: Client, phone: SigningPhone) -> None:  # D02
    make_stale(own)
    page = choose(own, read(own.get("/security-info/phones/", follow=True)))
    assert page.heading == "Approve on your phone"
    assert phone.requests()[0].kind == "reauth"

    answer(phone, page.number)
    assert press_continue(own).address == "/security-info/phones/"


def test_posting_with_stale_proof_changes_nothing(own: Client, ann: User) -> None:  # D02, T19
    account = f"phones/{account_of(ann).pk}"
    with travel(timezone.now() + timedelta(seconds=301), tick=False):
        for path in ("default/", "phones/add/", f"{account}/lost/", f"remove/phone/{account_of(ann).pk}/"):
            assert own.post(f"/security-info/{path}", {"method": "password"}).status_code == 302

    assert account_of(ann).state == "active"
    assert not ann.enrolments.filter(state="offered").exists()
    assert User.objects.get(pk=ann.pk).default_method != "password"


def test_what_was_pressed_before_the_proof_is_done_after_it(
    own: Client, ann: User, phone: SigningPhone
) -> None:
    make_stale(own)
    page = read(own.post("/security-info/phones/add/", follow=True))
    assert page.heading == "Approve on your phone"

    answer(phone, page.number)

    assert press_continue(own).code
    make_stale(own)
    lost = f"/security-info/phones/{account_of(ann).pk}/lost/"
    page = read(own.post(lost, follow=True))
    answer(phone, page.number)
    assert press_continue(own).address == "/security-info/phones/"
    assert account_of(ann).state == "suspended"


@pytest.mark.parametrize("given_up", ["cancelled", "signed out", "begun anew"])
def test_what_was_pressed_and_thought_better_of_is_not_done_later(
    given_up: str, own: Client, ann: User, phone: SigningPhone
) -> None:
    lost = f"/security-info/phones/{account_of(ann).pk}/lost/"
    make_stale(own)
    own.post(lost)
    if given_up != "begun anew":
        own.post("/sign-out/" if given_up == "signed out" else "/sign-in/cancel/")

    sign_in_by_phone(own, ann, phone)
    page = read(own.get(lost, follow=True))

    assert page.heading == "Was Ann's phone lost?"
    assert account_of(ann).state == "active"


def test_what_waits_after_the_proof_is_not_done_after_another_sign_in(own: Client, ann: User) -> None:  # T28
    """The browser was closed between the proof and the page that it led back to."""
    lost = f"/security-info/phones/{account_of(ann).pk}/lost/"
    make_stale(own)
    own.post(lost)
    assert own.post("/sign-in/password/", {"password": PASSWORD}).headers["Location"] == lost

    sign_in_by_password(own, ann)
    page = read(own.get(lost))

    assert page.heading == "Was Ann's phone lost?"
    assert account_of(ann).state == "active"


def test_what_waits_after_the_proof_is_done_on_no_other_page(own: Client, ann: User) -> None:  # T28
    one = account_of(ann)
    other = phone_of(ann, label="Other phone").row.accounts.get()
    make_stale(own)
    own.post(f"/security-info/phones/{one.pk}/lost/")
    own.post("/sign-in/password/", {"password": PASSWORD})

    page = read(own.get(f"/security-info/phones/{other.pk}/lost/"))

    assert page.heading == "Was Other phone lost?"
    other.refresh_from_db()
    assert other.state == "active"


def test_a_stranger_leaves_nothing_here(db: None) -> None:  # T30
    for path in (*PAGES, "/signed-in/", "/portal/", "/sign-in/"):
        browser().get(path)
    browser(strict=True).post("/security-info/phones/add/")

    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("path", "leads_to"), [("add/", "Phones"), ("{account}/lost/", "Was Ann's phone lost?")]
)
def test_a_mere_link_changes_nothing(
    path: str, leads_to: str, own: Client, ann: User
) -> None:  # T23: a link from elsewhere
    page = read(own.get("/security-info/phones/" + path.format(account=account_of(ann).pk), follow=True))

    assert page.heading == leads_to
    assert account_of(ann).state == "active"
    assert not ann.enrolments.filter(state="offered").exists()


def test_the_default_is_changed_among_ones_own(own: Client, ann: User) -> None:  # D01
    assert (
        read(own.post("/security-info/default/", {"method": "password"}, follow=True)).address
        == "/security-info/"
    )

    assert User.objects.get(pk=ann.pk).default_method == "password"
    assert "Password Default" in read(own.get("/security-info/")).text


@pytest.mark.parametrize("method", ["one_time_link", "telepathy", ""])
def test_a_default_one_does_not_have_is_refused(method: str, own: Client, ann: User) -> None:  # D01
    page = read(own.post("/security-info/default/", {"method": method}))

    assert page.heading == "Change default"
    assert User.objects.get(pk=ann.pk).default_method == "phone"


def test_removing_is_confirmed_and_the_default_moves_on(own: Client, ann: User) -> None:  # D01
    page = read(own.get("/security-info/"))
    remove = next(href for href in page.links.values() if "/remove/phone/" in href)
    assert read(own.get(remove)).heading == "Remove Ann's phone?"
    assert account_of(ann).state == "active", "asked, not done"

    page = read(own.post(remove, follow=True))

    assert page.address == "/security-info/"
    assert "Password Default" in page.text
    assert "Removed: Ann's phone." in page.text
    assert account_of(ann).state == "ended"


def test_a_phone_that_is_added_but_not_enabled_is_no_default_and_says_what_to_do(
    ann: User,
) -> None:  # D01, B06
    phone_of(ann, enable=False)
    assert User.objects.get(pk=ann.pk).default_method == "phone", "its closing test made it so"
    client = browser()
    sign_in_by_password(client, ann)

    page = read(client.get("/security-info/"))

    assert "Ann's phone Default second step Notifications only" in page.text
    assert "open the app on it and enable phone sign-in" in page.text
    assert "Password Default" in page.text
    assert "You have only one way in" in page.text


def test_a_lost_phone_is_not_the_default_and_counts_as_no_way_in(own: Client, ann: User) -> None:  # D01, D03
    own.post(f"/security-info/phones/{account_of(ann).pk}/lost/")

    page = read(own.get("/security-info/"))

    assert "Ann's phone Stopped Reported lost" in page.text
    assert "Password Default" in page.text
    assert "Change default" not in page.links, "there is nothing to choose"


def test_what_the_organisation_turned_off_is_no_default_and_says_so(
    own: Client, ann: User
) -> None:  # D01, E01
    turn_off(ann.tenant, "phone")
    sign_in_by_password(own, ann)

    page = read(own.get("/security-info/"))

    assert "Ann's phone Cannot be used now" in page.text
    assert "Your organisation has turned this off for you." in page.text
    assert "Password Default" in page.text
    assert "You have only one way in" in page.text


def test_a_password_that_the_organisation_turned_off_is_no_way_in(own: Client, ann: User) -> None:  # D01, E02
    turn_off(ann.tenant, "password")

    page = read(own.get("/security-info/"))

    assert "Password Cannot be used now" in page.text
    assert "You have only one way in" in page.text


def test_a_phone_whose_pin_is_taken_no_more_is_no_default(own: Client, ann: User) -> None:  # D01, E20
    change_policy(ann.tenant, unlock="platform")

    page = read(own.get("/security-info/"))

    assert "Ann's phone Cannot be used now Cannot approve" in page.text
    assert "no longer takes the app's PIN" in page.text


def test_a_phone_of_which_a_copy_was_used_is_not_called_lost(own: Client, ann: User) -> None:  # D01, T17
    suspend_phone(account_of(ann).phone, why="spent_token")
    own.get("/")
    sign_in_by_password(own, ann)

    for path in ("/security-info/", "/security-info/phones/"):
        page = read(own.get(path))
        assert "A copy of its keys was used" in page.text
        assert "Reported lost" not in page.text


def test_a_default_that_cannot_be_used_is_not_to_be_chosen(ann: User) -> None:  # D01
    phone_of(ann)
    suspend_account(account_of(ann), actor=ann)
    client = browser()
    sign_in_by_password(client, ann)

    page = read(client.post("/security-info/default/", {"method": "phone"}))

    assert (page.status, page.heading) == (200, "Change default")
    assert 'value="phone"' not in page.html
    assert 'value="password"' in page.html


def test_a_code_is_no_second_way_in_for_it_begins_no_sign_in(ann: User) -> None:  # D01
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    client = browser()
    sign_in_by_password(client, ann)

    assert "You have only one way in" in read(client.get("/security-info/")).text


def test_where_two_steps_are_asked_a_phone_that_only_the_password_stands_beside_is_warned_of(
    own: Client, ann: User
) -> None:  # D01
    assert "can lock you out" not in read(own.get("/security-info/")).text
    change_policy(ann.tenant, two_step=True)

    assert "Losing one of these can lock you out." in read(own.get("/security-info/")).text


def test_nothing_of_others_is_listed(own: Client, ann: User) -> None:  # T09
    bo = make_person(ann.tenant, "bo")
    phone_of(bo, label="Bo's phone")

    assert "Bo's phone" not in own.get("/security-info/").content.decode()
    assert "Bo's phone" not in own.get("/security-info/phones/").content.decode()


def test_advice_is_given_with_its_button_and_goes_when_it_was_followed(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "passkey")
    page = read(own.get("/security-info/"))
    assert "What would make you safer" in page.text
    assert "can be tricked out of you by a false site" in page.text
    assert page.actions().count("/security-info/passkeys/add/") == 1, "one button for one act"

    passkey_of(ann)

    page = read(own.get("/security-info/"))
    assert "What would make you safer" not in page.text
    assert page.actions().count("/security-info/passkeys/add/") == 1


def test_a_passkey_that_is_kept_in_one_place_wants_a_second(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "passkey")
    _, first = passkey_of(ann, name="Blue key")
    Passkey.objects.filter(pk=first.pk).update(is_synced=False)
    assert "Blue key: It is kept in one place only." in read(own.get("/security-info/")).text

    passkey_of(ann, name="Green key")

    assert "kept in one place only" not in read(own.get("/security-info/")).text


def test_the_phone_is_urged_until_there_is_one(ann: User) -> None:  # D01
    own = browser()
    sign_in_by_password(own, ann)
    assert "Add your phone: it is the quickest way in" in read(own.get("/security-info/")).text

    phone_of(ann)
    sign_in_by_password(own := browser(), ann)

    assert "Add your phone" not in read(own.get("/security-info/")).text


def test_recovery_codes_are_urged_until_there_are_some(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "recovery_code")
    assert "Print recovery codes" in read(own.get("/security-info/")).text

    paper_of(ann)

    assert "Print recovery codes" not in read(own.get("/security-info/")).text


def test_when_it_was_added_stands_beside_its_last_use(own: Client, ann: User) -> None:  # D01
    assert "Phone sign-in Added just now · Last used just now" in read(own.get("/security-info/")).text


def test_where_is_told_of_the_very_thing_that_was_used(own: Client, ann: User) -> None:  # D01
    """Of two of one method, only the one whose use that sign-in was."""
    old = PhoneAccount.objects.get(phone=phone_of(ann, label="Old phone").row)
    PhoneAccount.objects.filter(pk=old.pk).update(last_used_at=timezone.now() - timedelta(days=9))

    rows = list_methods(ann, held_by(ann))

    places = {row["row"].label: row["last_used_place"] for row in rows}
    assert places["Ann's phone"] == "local"
    assert places["Old phone"] == ""


def test_the_list_costs_as_many_queries_for_many_as_for_one(own: Client, ann: User) -> None:  # D01
    phone_of(ann, label="Second phone")
    with CaptureQueriesContext(connection) as few:
        own.get("/security-info/")
    for n in range(3):
        phone_of(ann, label=f"Phone {n}")

    with CaptureQueriesContext(connection) as many:
        own.get("/security-info/")

    assert len(many) == len(few)


def test_what_was_stopped_can_be_brought_back_from_the_list(own: Client, ann: User) -> None:  # D01 D10
    allow(ann.tenant, "authenticator_code")
    codes = authenticator_of(ann)[1]
    codes.stopped_at = timezone.now()
    codes.save()

    page = read(own.get("/security-info/"))

    assert page.html.count("Bring back<span") == 1
    way = f"authenticator_code/{codes.pk}/"
    assert page.links["Bring back"] == f"/security-info/something-is-wrong/bring-back/{way}"


def test_who_may_change_nothing_has_no_button_that_brings_back(ann: User, phone: SigningPhone) -> None:
    # D01, T20
    suspend_account(account_of(ann), actor=None)
    client = browser()
    sign_in_by_password(client, User.objects.get(pk=ann.pk))

    page = read(client.get("/security-info/"))

    assert "Stopped" in page.text
    assert "Bring back" not in page.links


def test_a_phone_that_is_lost_takes_along_the_codes_it_shows(own: Client, ann: User) -> None:  # D01 C06
    allow(ann.tenant, "authenticator_code")
    change_policy(ann.tenant, two_step=True)
    _, app = authenticator_of(ann)
    assert "Losing one of these can lock you out" not in read(own.get("/security-info/")).text

    app.phone_account = account_of(ann)
    app.save()

    assert "Losing one of these can lock you out" in read(own.get("/security-info/")).text
