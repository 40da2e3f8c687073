"""A personal account has phone sign-in on as soon as its phone is added (B08)."""

from __future__ import annotations

from accounts.users.models import User
from tests.support.pages import browser, is_signed_in, sign_in_by_phone
from tests.support.people import make_person, make_personal
from tests.support.phones import account_of, phone_of


def test_it_is_on_at_once_and_signs_in(db: None) -> None:  # B08
    eva = make_person(make_personal(), "eva")
    phone = phone_of(eva, enable=False)
    client = browser()

    assert account_of(eva).phone_sign_in
    sign_in_by_phone(client, eva, phone)
    assert is_signed_in(client)


def test_an_account_of_an_organisation_waits_for_its_person_to_turn_it_on(ann: User) -> None:  # B06
    phone_of(ann, enable=False)

    assert not account_of(ann).phone_sign_in


def test_without_a_lock_it_stays_off_and_the_phone_is_added(db: None) -> None:  # B07
    eva = make_person(make_personal(), "eva")
    phone_of(eva, unlock=None, enable=False)

    account = account_of(eva)
    assert (account.is_usable, account.phone_sign_in) == (True, False)


def test_two_personal_accounts_share_a_phone(db: None) -> None:  # B09
    tenant = make_personal()
    eva, mia = make_person(tenant, "eva"), make_person(tenant, "mia")
    phone_of(eva, enable=False).add(mia, enable=False)

    assert account_of(eva).phone_sign_in
    assert account_of(mia).phone_sign_in
