"""Removing a way to sign in: what will happen is said first, and the last way in stays (D01, T20)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.security_info.removing import Removal, remove
from accounts.users.models import User
from accounts.users.services import end_sessions
from devices.otp.services import apps_of
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.pages import is_signed_in, read
from tests.support.people import allow, change_policy, make_person, turn_off
from tests.support.phones import account_of, phone_of
from tests.support.recovery import paper_of


def path_to(ann: User) -> str:
    return f"/security-info/remove/phone/{account_of(ann).pk}/"


def test_it_says_what_ends_what_is_left_and_what_is_offered_first_then(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)

    page = read(own.get(path_to(ann)))

    assert page.heading == "Remove Ann's phone?"
    for said in (
        "It can no longer approve your sign-ins.",
        "You are signed out in every browser but this one.",
        "Offered first from then on: Password.",
        "You then have only one way in: add another soon.",
        "What you then sign in with Password My app as a second step",
    ):
        assert said in page.text
    assert account_of(ann).state == "active", "asked, not done"


def test_what_changes_nothing_of_the_rest_says_nothing_of_it(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)

    page = read(own.get(f"/security-info/remove/authenticator_code/{apps_of(ann)[0].pk}/"))

    for said in ("Offered first", "signed out", "only one way in", "lock you out"):
        assert said not in page.text


def test_what_goes_with_it_is_named_and_is_nothing_to_be_left_with(own: Client, ann: User) -> None:  # D01
    allow(ann.tenant, "authenticator_code")
    _, app = authenticator_of(ann)
    app.phone_account = account_of(ann)
    app.save()

    page = read(own.get(path_to(ann)))

    assert "Codes of Ann's phone goes with it." in page.text
    assert "as a second step" not in page.text


def test_the_last_way_in_is_refused_with_the_way_out_in_words(own: Client, ann: User) -> None:  # D01
    turn_off(ann.tenant, "password")

    page = read(own.get(path_to(ann)))

    assert "It cannot be removed yet. Without it you could not sign in again." in page.text
    assert "Add another way first, then come back." in page.text
    assert "ask the people who look after sign-in at Nordljus" in page.text
    assert page.links["Add a way to sign in"] == "/security-info/#add-title"
    assert "/security-info/remove/" not in " ".join(page.actions())


def test_sent_all_the_same_the_last_way_in_stays(own: Client, ann: User) -> None:  # D01
    turn_off(ann.tenant, "password")

    assert own.post(path_to(ann)).status_code == 409

    assert account_of(ann).state == "active"
    assert is_signed_in(own)


def test_where_two_steps_are_asked_the_last_strong_way_stays(own: Client, ann: User) -> None:  # D01 E09
    change_policy(ann.tenant, two_step=True)

    page = read(own.post(path_to(ann)))

    assert page.status == 409
    assert "Nordljus asks you for two steps" in page.text
    assert account_of(ann).state == "active"


def test_once_another_was_added_it_goes(own: Client, ann: User) -> None:  # D01
    turn_off(ann.tenant, "password")
    first = account_of(ann)
    phone_of(ann, label="New phone")

    own.post(f"/security-info/remove/phone/{first.pk}/")

    first.refresh_from_db()
    assert first.state == "ended"


def test_codes_on_paper_are_nothing_to_live_on(own: Client, ann: User) -> None:  # D01
    """With them alone beside the password, two steps end when the tenth is used."""
    change_policy(ann.tenant, two_step=True)
    allow(ann.tenant, "recovery_code")
    paper_of(ann)

    assert own.post(path_to(ann)).status_code == 409
    assert account_of(ann).state == "active"


def test_what_can_be_used_no_more_keeps_nobody_from_tidying_up(own: Client, ann: User) -> None:  # D01 D03
    turn_off(ann.tenant, "password")
    old = PhoneAccount.objects.get(phone=phone_of(ann, label="Old phone").row)
    own.post(f"/security-info/phones/{old.pk}/lost/")

    page = read(own.post(f"/security-info/remove/phone/{old.pk}/", follow=True))

    assert "Removed: Old phone." in page.text


def test_the_default_that_was_chosen_moves_on_and_does_not_come_back_by_itself(
    own: Client, ann: User
) -> None:  # D01
    assert User.objects.get(pk=ann.pk).default_method == "phone"

    own.post(path_to(ann))

    assert User.objects.get(pk=ann.pk).default_method == ""
    assert "Password Default" in read(own.get("/security-info/")).text


def test_the_default_stays_while_another_of_its_kind_is_there(own: Client, ann: User) -> None:  # D01
    first = account_of(ann)
    phone_of(ann, label="New phone")

    own.post(f"/security-info/remove/phone/{first.pk}/")

    assert User.objects.get(pk=ann.pk).default_method == "phone"


@pytest.mark.parametrize("key", ["phone", "password", "one_time_link", "telepathy"])
def test_what_is_not_ones_own_or_cannot_be_removed_is_not_there(
    key: str, own: Client, ann: User
) -> None:  # T09
    bo = make_person(ann.tenant, "bo")
    phone_of(bo)
    theirs = account_of(bo)

    assert own.get(f"/security-info/remove/{key}/{theirs.pk}/").status_code == 404
    assert own.post(f"/security-info/remove/{key}/{theirs.pk}/").status_code == 404
    assert account_of(bo).state == "active"


def test_a_session_that_others_have_ended_meanwhile_removes_nothing(
    own: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T08
    def after_the_end(user: User, key: str, row_id: str) -> Removal:
        end_sessions(User.objects.get(pk=user.pk), actor=None, why="admin")
        return remove(user, key, row_id)

    monkeypatch.setattr("accounts.security_info.pages.remove.remove_it", after_the_end)

    assert own.post(path_to(ann)).status_code == 409
    assert account_of(ann).state == "active"
    assert not is_signed_in(own)
