"""A phone that was called lost is brought back by its person, with another way, and by nothing on it (D03, T20)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.refusals import NoSignInUnderWay
from accounts.security_info.securing.events import BROUGHT_BACK
from accounts.security_info.securing.services import bring_back
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.one_time_link.services import grant
from devices.phones import services
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in, read, sign_in_by_phone
from tests.support.passkeys import passkey_of
from tests.support.people import make_person, make_tenant
from tests.support.phone_codes import show_codes
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.rows import everything
from tests.support.sessions import (
    CODE_PROOF,
    PASSKEY_PROOF,
    PASSWORD_PROOF,
    PHONE_PROOF,
    make_stale,
    signed_in,
)

PHONES = "/security-info/phones/"
METHODS = ("password", "phone", "passkey", "authenticator_code", "recovery_code")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=METHODS)


@pytest.fixture
def account(phone: SigningPhone) -> AccountOnPhone:
    return next(iter(phone.accounts.values()))


@pytest.fixture
def codes(phone: SigningPhone, account: AccountOnPhone) -> Authenticator:
    """The six digits that the lost phone shows."""
    return show_codes(phone, account)


def back(user: User) -> str:
    """Where this person's phone is brought back."""
    return f"/security-info/something-is-wrong/bring-back/phone/{account_of(user).pk}/"


@pytest.fixture
def address(ann: User, phone: SigningPhone, codes: Authenticator) -> str:
    """Where Ann's phone, which was called lost, is brought back."""
    services.suspend_account(account_of(ann), actor=ann)
    return back(ann)


def by_others(ann: User) -> Client:
    """A browser in which Ann gave her password and a code of another app."""
    return signed_in(ann, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(ann)[1])


def test_its_person_brings_it_back_with_other_ways_after_it_was_asked(
    ann: User, phone: SigningPhone, address: str
) -> None:  # D03
    own = by_others(ann)
    page = read(own.get(PHONES))
    assert "Bring back Ann's phone" in page.text
    assert "This was lost" not in page.text
    assert read(own.get(address)).heading == "Bring back Ann's phone?"
    assert account_of(ann).state == "suspended", "asked, not done"

    page = read(own.post(address, follow=True))

    assert "Ann's phone can be used again." in page.text
    assert account_of(ann).state == "active"
    assert sign_in_by_phone(browser(), ann, phone).address == "/signed-in/"
    assert AuditEvent.objects.filter(tag=BROUGHT_BACK.tag, subject=ann).count() == 1
    assert any(
        "A way to sign in that was stopped was brought back" in str(one.body) for one in carry_letters()
    )


def test_what_the_lost_phone_has_proven_brings_it_back_in_no_session(
    ann: User, phone: SigningPhone
) -> None:  # D03 T20
    own = signed_in(ann, PHONE_PROOF, device=account_of(ann))
    own.post(f"{PHONES}{account_of(ann).pk}/lost/")
    assert is_signed_in(own), "whoever called it lost goes on"

    page = read(own.post(back(ann)))

    assert (page.status, account_of(ann).state) == (403, "suspended")


def test_a_password_alone_brings_no_phone_back(ann: User, address: str) -> None:  # D03 T20
    own = signed_in(ann, PASSWORD_PROOF)

    assert own.post(address).status_code == 403
    assert account_of(ann).state == "suspended"
    assert "Bring back Ann's phone" not in read(own.get(PHONES)).text


def test_the_codes_of_the_lost_phone_do_not_help_a_thief_who_knows_the_password(
    ann: User, codes: Authenticator, address: str
) -> None:  # D03 T20
    app = account_of(ann).codes.get()
    thief = signed_in(ann, PASSWORD_PROOF, CODE_PROOF, device=app)

    assert thief.post(address).status_code == 403
    assert account_of(ann).state == "suspended"


def test_nor_does_its_passkey(ann: User, address: str) -> None:  # D03 T20 B16
    _key, passkey = passkey_of(ann)
    passkey.phone_account = account_of(ann)
    passkey.save()
    thief = signed_in(ann, PASSKEY_PROOF, device=passkey)

    assert thief.post(address).status_code == 403
    assert account_of(ann).state == "suspended"


def test_the_phone_itself_changes_nothing_of_an_account_that_was_called_lost(
    phone: SigningPhone, account: AccountOnPhone, address: str
) -> None:  # D03 T20
    before = everything()

    for change in (phone.remove, phone.enable_phone_sign_in, phone.unregister):
        with pytest.raises(CallRefused) as refused:
            change(account)
        assert (refused.value.status, refused.value.code) == (404, "not_found")
    with pytest.raises(CallRefused) as refused:
        phone.rename(account, "Mine now")

    assert refused.value.status == 404
    assert everything() == before


def test_a_link_from_those_who_look_after_sign_in_stands_for_another_way(
    ann: User, address: str
) -> None:  # D03 F05
    own = browser()
    own.post(f"/sign-in/one-time/{grant(ann, actor=None, now=timezone.now())}/")

    own.post(address)

    assert account_of(ann).state == "active"


def test_a_session_that_others_have_ended_meanwhile_brings_nothing_back(
    ann: User, address: str
) -> None:  # T08
    asking = User.objects.get(pk=ann.pk)
    end_sessions(ann, actor=None, why="admin")

    with pytest.raises(NoSignInUnderWay):
        bring_back(asking, ("phone", str(account_of(ann).pk)), actor=asking)

    assert account_of(ann).state == "suspended"


def test_proof_given_long_ago_is_asked_for_anew(ann: User, address: str) -> None:  # D02
    own = by_others(ann)
    make_stale(own)

    assert read(own.post(address, follow=True)).address.startswith("/sign-in/")
    assert account_of(ann).state == "suspended"


@pytest.mark.parametrize("state", ["active", "ended"])
def test_one_that_was_not_called_lost_is_not_brought_back(
    state: str, ann: User, phone: SigningPhone
) -> None:  # D03
    own = by_others(ann)
    PhoneAccount.objects.update(state=state)

    own.post(back(ann))

    assert account_of(ann).state == state
    assert not AuditEvent.objects.filter(tag=BROUGHT_BACK.tag).exists()


def test_other_peoples_lost_phones_are_not_there(ann: User, nordljus: Tenant) -> None:  # D03 T09
    bo = make_person(nordljus, "bo")
    phone_of(bo)
    services.suspend_account(account_of(bo), actor=bo)

    assert by_others(ann).post(back(bo)).status_code == 404
    assert account_of(bo).state == "suspended"


def test_a_phone_that_something_else_stopped_is_not_said_to_be_lost_and_is_brought_back_alike(
    ann: User, phone: SigningPhone
) -> None:  # D03
    services.suspend_account(account_of(ann), actor=None)
    own = by_others(User.objects.get(pk=ann.pk))
    page = read(own.get(PHONES))

    assert "Ann's phone Stopped" in page.text
    assert "Reported lost" not in page.text
    own.post(page.links["Bring back"])
    assert (account_of(ann).state, account_of(ann).lost_at) == ("active", None)


def test_what_stops_with_a_phone_is_said_before(ann: User, codes: Authenticator) -> None:  # D03 C06
    page = read(by_others(ann).get(f"{PHONES}{account_of(ann).pk}/lost/"))

    assert "The six-digit codes it shows for this account are taken no more." in page.text


def test_the_list_tells_how_each_stands_and_from_near_where_it_was_used_last(
    ann: User, phone: SigningPhone
) -> None:  # D03
    sign_in_by_phone(own := browser(), ann, phone)

    page = read(own.get(PHONES))

    assert "Ann's phone Phone sign-in" in page.text
    assert "on your own network" in page.text
