"""Several accounts in one browser: each its own session, one at hand; chosen, added, signed out (A23)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.secrets import new_secret
from accounts.signin.browser.several import MOST_PARKED, PARKED_COOKIE
from accounts.signin.unfinished import BINDING_COOKIE
from accounts.signin.wish import Wish, sealed
from accounts.tenants.models import Tenant
from accounts.users.browsers import BROWSER_COOKIE, entry_of
from accounts.users.models import KnownBrowser, User
from accounts.users.services import block, disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import OPEN
from tests.support.clock import travel
from tests.support.pages import (
    Page,
    browser,
    read,
    send,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import PASSWORD, make_person, take_out_of_use
from tests.support.phones import SigningPhone
from tests.support.sessions import proof_of, unfinished_of

SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture
def bo(ann: User) -> User:
    return make_person(ann.tenant, "bo")


@pytest.fixture
def both(ann: User, bo: User) -> Client:
    """A browser in which Ann and then Bo have signed in: Bo is at hand."""
    client = browser()
    sign_in_by_password(client, ann)
    sign_in_by_password(client, bo)
    return client


def at_hand(client: Client) -> str:
    """The username of who is at hand, as every page says it; nothing when nobody is."""
    response = client.get("/")
    return str(response.wsgi_request.user.get_username())


def listed(client: Client) -> Page:
    return read(client.get("/sign-in/"))


def switch_to(client: Client, user: User, **also: str) -> Page:
    return read(client.post("/accounts/switch/", {"account": str(user.pk), **also}, follow=True))


def a_copy_of(client: Client) -> Client:
    copied = browser()
    for name, morsel in client.cookies.items():
        copied.cookies[name] = morsel.value
    return copied


def test_whoever_signs_in_beside_another_parks_them_and_both_stay_signed_in(
    both: Client, ann: User, bo: User
) -> None:  # A23
    page = listed(both)

    assert at_hand(both) == bo.username
    assert "Choose an account" in page.text
    assert f"Ann Signed in here {ann.username} Nordljus" in page.text
    assert switch_to(both, ann).address == "/signed-in/"
    assert at_hand(both) == ann.username
    assert "Bo Signed in" in listed(both).text


def test_each_keeps_what_it_proved_and_when(ann: User, bo: User, phone: SigningPhone) -> None:  # A23
    client = browser()
    sign_in_by_phone(client, ann, phone)
    proven_before = proof_of(client)
    with travel(timezone.now() + timedelta(minutes=7)):
        sign_in_by_password(client, bo)
        assert proof_of(client).acr == "one_step"

        switch_to(client, ann)

        assert proof_of(client) == proven_before
        assert read(client.get("/security-info/", follow=True)).address.startswith("/sign-in/"), "no fresher"


def test_t33_a_key_that_was_at_hand_or_parked_before_is_none_any_more(
    both: Client, ann: User, bo: User
) -> None:  # A23 T04
    before = a_copy_of(both)

    switch_to(both, ann)

    assert at_hand(before) == ""
    assert "Signed in" not in listed(before).text
    assert at_hand(both) == ann.username
    assert not {both.cookies[SESSION].value, both.cookies[PARKED_COOKIE.name].value} & {
        before.cookies[SESSION].value,
        before.cookies[PARKED_COOKIE.name].value,
    }


def test_t33_a_key_copied_before_another_signed_in_is_none_any_more(ann: User, bo: User) -> None:  # A23
    client = browser()
    sign_in_by_password(client, ann)
    write_username(client, bo.username)
    before = a_copy_of(client)
    assert at_hand(before) == ann.username

    write_password(client)

    assert at_hand(before) == ""
    switch_to(client, ann)
    assert at_hand(client) == ann.username


def test_it_leads_to_the_page_that_was_wished_for_and_nowhere_else(both: Client, ann: User) -> None:  # A23
    assert switch_to(both, ann, wish=sealed(Wish("/security-info/"))).address == "/security-info/"


def test_opened_by_a_link_nothing_changes(both: Client, ann: User, bo: User) -> None:  # T35
    assert read(both.get("/accounts/switch/", {"account": str(ann.pk)}, follow=True)).address == "/sign-in/"
    assert read(both.get("/accounts/sign-out/", {"account": str(ann.pk)}, follow=True)).address == "/sign-in/"

    assert at_hand(both) == bo.username
    assert "Ann Signed in" in listed(both).text


def test_nobody_is_switched_to_who_does_not_wait_here(both: Client, bo: User, ann: User) -> None:  # A23 T09
    cecilia = make_person(ann.tenant, "cecilia")
    elsewhere = browser()
    sign_in_by_password(elsewhere, cecilia)

    for account in (str(cecilia.pk), "nobody", ""):
        page = read(both.post("/accounts/switch/", {"account": account}, follow=True))
        assert "That account is not signed in here any more." in page.text

    assert at_hand(both) == bo.username


ENDS = {
    "all sessions ended": lambda user: end_sessions(user, actor=None, why="admin"),
    "another password": lambda user: set_password(user, "another horse entirely", actor=None),
    "disabled": lambda user: disable(user, actor=None),
    "blocked": block,
    "organisation out of use": lambda user: take_out_of_use(user.tenant),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_t08_a_parked_session_ends_as_any_other_and_is_gone(
    both: Client, ann: User, ends: object
) -> None:  # A23
    assert callable(ends)
    ends(ann)

    assert "Signed in" not in listed(both).text
    switch_to(both, ann)
    assert at_hand(both) != ann.username


def test_a_parked_session_that_was_ended_elsewhere_is_gone(both: Client, ann: User, bo: User) -> None:  # A23
    import_module(settings.SESSION_ENGINE).SessionStore(both.cookies[PARKED_COOKIE.name].value).delete()

    assert "Signed in" not in listed(both).text
    switch_to(both, ann)
    assert at_hand(both) == bo.username


def test_signing_out_here_ends_the_one_at_hand_and_nobody_else_comes_to_hand(
    both: Client, ann: User, bo: User
) -> None:  # A23
    page = read(both.post("/sign-out/", follow=True))

    assert page.address == "/sign-in/"
    assert f"{bo.username} is signed out." in page.text
    assert at_hand(both) == ""
    assert "Ann Signed in" in page.text
    assert "Bo Signed in" not in page.text
    switch_to(both, ann)
    assert at_hand(both) == ann.username


def test_all_here_are_signed_out_at_once(both: Client, ann: User) -> None:  # A23
    before = a_copy_of(both)

    both.post("/sign-out/", {"all": "yes"})

    assert at_hand(both) == ""
    assert "Signed in" not in listed(both).text
    assert "Signed in" not in listed(before).text, "the sessions themselves ended"


def test_the_menu_offers_all_only_where_others_are(both: Client, ann: User, bo: User) -> None:  # A23
    alone = browser()
    sign_in_by_password(alone, ann)

    assert "Sign out of all accounts here" in read(both.get("/signed-in/")).text
    assert "Sign out of all accounts here" not in read(alone.get("/signed-in/")).text
    assert read(alone.get("/signed-in/")).links["Use another account"] == "/sign-in/"


def test_one_that_waits_is_signed_out_by_itself(both: Client, ann: User, bo: User) -> None:  # A23
    before = a_copy_of(both)

    page = read(both.post("/accounts/sign-out/", {"account": str(ann.pk)}, follow=True))

    assert f"{ann.username} is signed out." in page.text
    assert "Signed in" not in page.text
    assert "Ann Signed in" not in listed(before).text
    assert at_hand(both) == bo.username


def test_whoever_signs_in_again_is_there_once(both: Client, ann: User, bo: User) -> None:  # A23
    before = a_copy_of(both)
    sign_in_by_password(both, ann)

    assert at_hand(both) == ann.username
    text = listed(both).text
    assert "Bo Signed in" in text
    assert "Ann Signed in" not in text
    assert "Ann Signed in" not in listed(before).text, "the older session ended"


def test_a_browser_holds_so_many_and_who_waited_longest_is_signed_out(ann: User) -> None:  # A23 T31
    client = browser()
    people = [ann, *(make_person(ann.tenant, f"colleague-{n}") for n in range(MOST_PARKED + 1))]
    for user in people:
        sign_in_by_password(client, user)

    text = listed(client).text

    assert text.count("Signed in") == MOST_PARKED
    assert "Ann Signed in" not in text
    assert len(client.cookies[PARKED_COOKIE.name].value.split(".")) == MOST_PARKED


@pytest.mark.parametrize("planted", ["x" * 32, "x", "", ".".join(["y" * 32] * 500), "." * 500])
def test_t04_a_planted_cookie_shows_nobody(ann: User, planted: str) -> None:  # A23 A18
    sign_in_by_password(browser(), ann)
    client = browser()
    client.cookies[PARKED_COOKIE.name] = planted
    client.cookies[BROWSER_COOKIE.name] = entry_of(ann, new_secret())

    page = listed(client)

    assert page.status == 200
    assert "Choose an account" not in page.text
    assert ann.username not in page.text


def test_t04_a_sign_in_that_is_not_finished_is_nobody_there(ann: User) -> None:  # A23
    client = browser()
    write_username(client, ann.username)
    client.cookies[PARKED_COOKIE.name] = client.cookies[SESSION].value

    assert "Signed in" not in listed(client).text


def test_another_browser_sees_none_of_it(both: Client) -> None:  # A23 A18
    assert "Choose an account" not in listed(browser()).text


def test_who_is_known_here_and_signed_out_is_offered_and_begins_with_a_press(ann: User) -> None:  # A23
    client = browser(strict=True)
    send(client, listed(client), "username", username=ann.username)
    send(client, read(client.get("/sign-in/password/")), "password", password="correct horse battery")
    send(client, read(client.get("/signed-in/")), action="/sign-out/")

    page = listed(client)

    assert f"Ann {ann.username} Nordljus" in page.text
    begun = send(client, page, "username", nth=0)
    assert begun.address == "/sign-in/password/", "what this browser used last"
    assert ann.username in begun.text


def test_someone_disabled_is_offered_like_everybody(ann: User) -> None:  # A23 A18
    client = browser()
    sign_in_by_password(client, ann)
    client.post("/sign-out/", follow=True)
    before = listed(client)
    disable(ann, actor=None)

    assert listed(client).masked() == before.masked()


def test_an_account_is_forgotten_here_once_asked(ann: User) -> None:  # A23
    client = browser()
    sign_in_by_password(client, ann)
    client.post("/sign-out/")
    path = listed(client).links["Forget"]
    assert read(client.get(path)).heading == "Forget this account here?"
    assert KnownBrowser.objects.exists(), "it asks first"

    page = read(client.post(path, follow=True))

    assert f"This browser has forgotten {ann.username}." in page.text
    assert "Choose an account" not in listed(client).text
    assert not KnownBrowser.objects.exists()


def test_nobody_is_forgotten_who_is_signed_in_or_known_elsewhere(
    both: Client, ann: User, bo: User
) -> None:  # A23
    for client, user in ((both, ann), (both, bo), (browser(), ann)):
        assert client.post(f"/accounts/{user.pk}/forget/").status_code == 404

    assert KnownBrowser.objects.count() == 2


def test_what_is_under_way_stays_with_nobody(
    both: Client, ann: User, bo: User, phone: SigningPhone
) -> None:  # A23
    write_username(both, "cecilia@nordljus.example")
    assert unfinished_of(both).username == "cecilia@nordljus.example"

    switch_to(both, ann)

    assert both.get("/sign-in/password/").status_code == 409
    assert not ApprovalRequest.objects.filter(state__in=OPEN).exists()
    switch_to(both, bo)
    assert both.get("/sign-in/password/").status_code == 409


def test_what_is_under_way_goes_along_with_nobody(both: Client, ann: User, bo: User) -> None:  # A23 T04
    write_username(both, "cecilia@nordljus.example")
    binding = both.cookies[BINDING_COOKIE.name].value

    switch_to(both, ann)
    switch_to(both, bo)
    both.cookies[BINDING_COOKIE.name] = binding

    assert both.get("/sign-in/password/").status_code == 409


def test_what_one_was_told_the_other_does_not_read(ann: User, bo: User) -> None:  # A23
    client = browser()
    sign_in_by_password(client, ann)
    client.post("/security-info/default/", {"method": "password"})
    client.post("/sign-in/", {"username": bo.username})
    client.post("/sign-in/password/", {"password": PASSWORD})

    assert "Your default is now" not in read(client.get("/signed-in/")).text
    assert at_hand(client) == bo.username


# --- A page that was open meanwhile


@pytest.fixture
def strict(ann: User, bo: User) -> Client:
    """Both are signed in, by forms that are checked as the real site checks them; Bo is at hand."""
    client = browser(strict=True)
    for user in (ann, bo):
        send(client, listed(client), "username", nth=-1, username=user.username)
        way = read(client.get("/sign-in/password/"))
        send(client, way, "password", password="correct horse battery")
    return client


def default_form(client: Client) -> Page:
    return read(client.get("/security-info/default/"))


def test_a_form_that_ann_was_shown_does_nothing_as_bo_and_does_not_come_back(
    strict: Client, ann: User, bo: User
) -> None:  # A23 T33
    shown_to_bo = default_form(strict)
    send(strict, listed(strict), "account", action="/accounts/switch/", nth=0)
    assert at_hand(strict) == ann.username

    page = send(strict, shown_to_bo, "method", method="password")

    assert page.status == 409
    assert page.heading == "This page was another account's"
    assert f"this browser has gone on as {ann.username} ." in page.text
    for user in (ann, bo):
        user.refresh_from_db()
        assert user.default_method == ""
    assert "What you had written is here again" not in read(strict.get("/security-info/default/")).text


def test_nor_does_one_that_was_shown_after_a_change_of_account(strict: Client, ann: User) -> None:  # A23
    send(strict, listed(strict), "account", action="/accounts/switch/", nth=0)
    shown_to_ann = default_form(strict)
    assert at_hand(strict) == ann.username
    send(strict, listed(strict), "account", action="/accounts/switch/", nth=0)

    page = send(strict, shown_to_ann, "method", method="password")

    assert page.heading == "This page was another account's"


def test_from_there_one_goes_back_to_whom_it_was_shown(strict: Client, ann: User, bo: User) -> None:  # A23
    shown_to_bo = default_form(strict)
    send(strict, listed(strict), "account", action="/accounts/switch/", nth=0)
    page = send(strict, shown_to_bo, "method", method="password")
    assert page.links[f"Go on as {ann.username}"] == "/security-info/default/"

    page = send(strict, page, "account", action="/accounts/switch/", nth=0)

    assert page.address == "/security-info/default/"
    assert at_hand(strict) == bo.username


def test_an_old_sign_out_button_signs_nobody_else_out(strict: Client, ann: User) -> None:  # A23
    shown_to_bo = read(strict.get("/signed-in/"))
    send(strict, listed(strict), "account", action="/accounts/switch/", nth=0)

    assert send(strict, shown_to_bo, action="/sign-out/").heading == "This page was another account's"
    assert at_hand(strict) == ann.username


def test_a_form_of_somebody_who_has_left_does_nothing_as_who_came(ann: User, bo: User) -> None:  # A23
    client = browser(strict=True)
    send(client, listed(client), "username", username=ann.username)
    send(client, read(client.get("/sign-in/password/")), "password", password="correct horse battery")
    old = default_form(client)
    send(client, read(client.get("/signed-in/")), action="/sign-out/")
    send(client, listed(client), "username", nth=-1, username=bo.username)
    send(client, read(client.get("/sign-in/password/")), "password", password="correct horse battery")

    page = send(client, old, "method", method="password")

    assert page.heading == "This page was another account's"
    assert page.links["Use another account"].startswith("/sign-in/?wish=")


def test_ones_own_form_of_before_another_proof_still_comes_back(strict: Client, bo: User) -> None:  # A24
    old = default_form(strict)
    send(strict, listed(strict), "username", nth=-1, username=bo.username)
    send(strict, read(strict.get("/sign-in/password/")), "password", password="correct horse battery")

    page = send(strict, old, "method", method="password")

    assert page.address == "/security-info/default/"
    assert "What you had written is here again" in page.text


# --- The door


def test_a_page_that_is_not_for_this_account_offers_another(both: Client, nordljus: Tenant) -> None:  # A23
    page = read(both.get("/portal/"))
    assert page.heading == "The portal is for admins"

    picker = read(both.get(page.links["Use another account"]))

    assert "Sign in to go on to Admin portal." in picker.text
    assert "Ann Signed in" in picker.text


def test_so_does_one_that_asks_for_more_than_this_one_proved(ann: User) -> None:  # A23
    admin = make_person(ann.tenant, "disa", role="tenant_admin")
    client = browser()
    sign_in_by_password(client, admin)

    page = read(client.get("/portal/"))

    assert page.status == 403
    assert "Sign in to go on to Admin portal." in read(client.get(page.links["Use another account"])).text
