"""One's phones: what they are, *This was lost*, *Remove*; and who may touch them (D03, T20)."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.one_time_link.services import grant
from accounts.ways.password.services import set_password
from devices.enrolment.pages import lost as pages
from devices.phones.access import account_of as account_of_user
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from tests.support.authenticators import authenticator_of
from tests.support.pages import (
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import allow, change_policy, make_person, make_personal, make_tenant, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.sessions import make_stale

PHONES = "/security-info/phones/"


@pytest.fixture
def by_password(ann: User, phone: SigningPhone) -> Client:
    """A browser that knows Ann's password, nothing more."""
    client = browser()
    sign_in_by_password(client, ann)
    return client


def test_the_list_names_each_phone_its_organisation_and_last_use(own: Client, ann: User) -> None:  # D03
    page = read(own.get(PHONES))

    for said in ("Ann's phone", "simulator · Nordljus", "Last used", "This was lost", "Remove"):
        assert said in page.text


def test_a_lost_phone_is_suspended_at_once_and_shown_so(
    own: Client, ann: User, phone: SigningPhone
) -> None:  # D03, T08
    elsewhere = browser()
    sign_in_by_password(elsewhere, ann)

    page = read(own.post(f"{PHONES}{account_of(ann).pk}/lost/", follow=True))

    assert "Reported lost" in page.text
    assert "Ann's phone can no longer approve anything." in page.text
    assert is_signed_in(own), "whoever said so goes on"
    assert not is_signed_in(elsewhere), "every other session ends"
    write_username(browser(), ann.username)
    assert phone.requests() == []
    assert AuditEvent.objects.filter(tag="user:phone:suspended", subject=ann).count() == 1


@pytest.mark.parametrize("act", ["lost"])
def test_a_session_that_others_have_ended_meanwhile_does_nothing_more(
    act: str, own: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T08
    path = f"{PHONES}{account_of(ann).pk}/{act}/"
    end_once_let_in(monkeypatch)

    page = read(own.post(path))

    assert (page.status, account_of(ann).state) == (409, "active")
    assert not is_signed_in(own)


def test_lost_is_asked_first_and_says_which_phone_and_what_follows(own: Client, ann: User) -> None:  # D03
    leads_to = next(href for href in read(own.get(PHONES)).links.values() if href.endswith("/lost/"))

    page = read(own.get(leads_to))

    assert page.heading == "Was Ann's phone lost?"
    for said in ("simulator", "Last used", "stops at once", "with another way of yours"):
        assert said in page.text
    assert "a one-time link from the people who look after sign-in at Nordljus" in page.text
    assert account_of(ann).state == "active", "asked, not done"


def test_whoever_can_help_themselves_without_the_phone_is_not_sent_to_others(
    own: Client, ann: User
) -> None:  # D03
    allow(ann.tenant, "authenticator_code")
    authenticator, _ = authenticator_of(ann)
    page = read(own.get(f"{PHONES}{account_of(ann).pk}/lost/"))
    assert "one-time link" not in page.text

    page = read(own.post(f"{PHONES}{account_of(ann).pk}/lost/", follow=True))

    assert "one-time link" not in page.text
    page = read(own.post(f"{PHONES}add/"))
    assert page.heading == "Sign in again, in two steps"
    own.post("/sign-in/stronger/", next(form.fields for form in page.forms if "wish" in form.fields))
    write_password(own)
    page = read(own.post("/sign-in/authenticator-code/", {"code": authenticator.code()}, follow=True))
    assert page.code, "what the page says can be done is done"


def test_with_a_second_phone_losing_one_leaves_a_way_on(own: Client, ann: User) -> None:  # D03
    first = account_of(ann)
    phone_of(ann, label="Second phone")

    assert "one-time link" not in read(own.get(f"{PHONES}{first.pk}/lost/")).text
    assert "one-time link" not in read(own.post(f"{PHONES}{first.pk}/lost/", follow=True)).text


@pytest.mark.parametrize("path", [PHONES, "/security-info/"])
def test_whoever_has_only_a_password_left_reads_why_and_who_can_help(
    path: str, own: Client, ann: User
) -> None:  # D03, F05
    own.post(f"{PHONES}{account_of(ann).pk}/lost/")

    page = read(own.get(path))

    assert "not enough to add or remove a way to sign in" in page.text
    assert "Ask the people who look after sign-in at Nordljus for a one-time link." in page.text
    assert "Until then you sign in with what is left: Password." in page.text
    assert f"{PHONES}add/" not in page.actions(), "nothing is offered that would only be refused"
    assert not any("/remove/" in href for href in page.links.values())


def test_where_two_steps_are_asked_a_password_alone_is_said_to_let_nobody_in(
    own: Client, ann: User
) -> None:  # D03, F01
    change_policy(ann.tenant, two_step=True)
    own.post(f"{PHONES}{account_of(ann).pk}/lost/")

    assert "Until then you cannot sign in again: stay signed in here." in read(own.get(PHONES)).text


def test_the_link_that_was_asked_for_lets_them_remove_the_lost_phone_and_add_a_new_one(
    own: Client, ann: User
) -> None:  # D03, F05
    account = account_of(ann)
    own.post(f"{PHONES}{account.pk}/lost/")
    link = grant(ann, actor=None, now=timezone.now())
    own.post(f"/sign-in/one-time/{link}/")
    assert "not enough to add or remove" not in read(own.get(PHONES)).text

    page = read(own.post(f"/security-info/remove/phone/{account.pk}/", follow=True))

    assert "Removed: Ann's phone." in page.text
    assert read(own.post(f"{PHONES}add/", follow=True)).code


def test_a_personal_account_is_sent_to_whoever_runs_the_site(db: None) -> None:  # D03
    person = make_person(make_personal(), "pat")
    lost = phone_of(person)
    client = browser()
    sign_in_by_phone(client, person, lost)

    page = read(client.post(f"{PHONES}{account_of(person).pk}/lost/", follow=True))

    assert "Ask the people who run this site for a one-time link." in page.text


def test_where_phone_sign_in_was_turned_off_the_page_says_so(own: Client, ann: User) -> None:  # D03, E01
    turn_off(ann.tenant, "phone")
    sign_in_by_password(own, ann)

    page = read(own.get(PHONES))

    assert "Your phones approve nothing now." in page.text
    assert f"{PHONES}add/" not in page.actions()


def test_saying_lost_again_takes_up_no_session_that_others_have_ended(
    own: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T08
    path = f"{PHONES}{account_of(ann).pk}/lost/"
    own.post(path)
    assert is_signed_in(own)
    end_once_let_in(monkeypatch)

    own.post(path)

    assert not is_signed_in(own)


def end_once_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """An admin ends every session of the person, and gives a new password, while their page is at work."""

    def found(user: User, account_id: uuid.UUID) -> PhoneAccount:
        as_stored = User.objects.get(pk=user.pk)
        end_sessions(as_stored, actor=None, why="admin")
        set_password(as_stored, "another horse battery", actor=None)
        return account_of_user(user, account_id)

    monkeypatch.setattr(pages, "account_of", found)


def test_removing_is_asked_first_and_final(own: Client, ann: User, phone: SigningPhone) -> None:  # D03
    path = f"/security-info/remove/phone/{account_of(ann).pk}/"
    assert read(own.get(path)).heading == "Remove Ann's phone?"
    assert account_of(ann).state == "active"

    page = read(own.post(path, follow=True))

    assert "Removed: Ann's phone." in page.text
    assert is_signed_in(own)
    assert own.post(path).status_code == 404
    with pytest.raises(CallRefused):
        phone.enable_phone_sign_in(next(iter(phone.accounts.values())))


@pytest.mark.parametrize("act", ["lost"])
def test_other_peoples_phones_are_not_there(act: str, own: Client, ann: User) -> None:  # D03, T09
    colleague = make_person(ann.tenant, "bo")
    stranger = make_person(make_tenant("solvik"), "ulla")
    for other in (colleague, stranger):
        phone_of(other)
        path = f"{PHONES}{account_of(other).pk}/{act}/"

        assert own.post(path).status_code == 404
        assert account_of(other).state == "active"
    assert own.post(f"{PHONES}{uuid.uuid4()}/{act}/").status_code == 404


def test_a_password_alone_neither_adds_nor_removes_a_phone(by_password: Client, ann: User) -> None:  # T20
    for path in (f"{PHONES}add/", f"/security-info/remove/phone/{account_of(ann).pk}/"):
        page = read(by_password.post(path, follow=True))

        assert page.status == 403
        assert "needs a stronger proof" in page.text

    assert account_of(ann).state == "active"
    assert not ann.enrolments.filter(state="offered").exists()


def test_a_password_alone_cannot_clear_the_way_by_calling_the_phone_lost(
    by_password: Client, ann: User
) -> None:  # T20
    by_password.post(f"{PHONES}{account_of(ann).pk}/lost/")

    for path in (f"{PHONES}add/", f"/security-info/remove/phone/{account_of(ann).pk}/"):
        assert by_password.post(path).status_code == 403


def test_with_no_phone_bound_the_password_may_add_the_first(ann: User) -> None:  # T20
    client = browser()
    sign_in_by_password(client, ann)

    assert read(client.post(f"{PHONES}add/", follow=True)).code


def test_a_strong_session_weakened_by_a_password_is_weak(own: Client, ann: User) -> None:  # T20
    make_stale(own)
    own.get(PHONES)
    own.post("/sign-in/password/", {"password": "correct horse battery"})

    assert own.post(f"{PHONES}add/").status_code == 403


def test_a_phone_removed_may_be_added_again(own: Client, ann: User) -> None:  # D03
    own.post(f"/security-info/remove/phone/{account_of(ann).pk}/")

    phone_of(ann)

    assert PhoneAccount.objects.filter(user=ann, state="active").count() == 1


def test_without_a_phone_the_page_invites_to_add_one(ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)

    page = read(client.get(PHONES))

    assert "No phone yet" in page.text
    assert f"{PHONES}add/" in page.actions()


def test_nobody_is_told_where_to_report_what_is_reported(own: Client, ann: User) -> None:
    invitation = "Lost a phone? Say so here"
    before = read(own.get(PHONES)).text

    own.post(f"{PHONES}{account_of(ann).pk}/lost/")

    assert invitation in before
    assert invitation not in read(own.get(PHONES)).text
