"""D08: an account without a password, given up where that always leaves a way back."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.password.settings import KEY
from accounts.ways.password.without import giving_up
from accounts.ways.password.without.refusals import MayNotGiveUp, NoWayBack
from devices.passkeys.models import Passkey
from devices.passkeys.taking import PROOF
from devices.phones.services import suspend_account
from tests.support.authenticators import authenticator_of
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in, read, sign_in_by_password, write_username
from tests.support.passkeys import SoftwareKey, passkey_of
from tests.support.people import allow, change_policy, make_person, set_up
from tests.support.phones import SigningPhone, account_of
from tests.support.recovering import NEW
from tests.support.recovery import paper_of
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, signed_in
from tests.support.undoing import link_of_next_letter, press

PAGE = "/security-info/password/give-up/"
INFO = "/security-info/"


@pytest.fixture(autouse=True)
def _may(nordljus: Tenant) -> None:
    allow(nordljus, "passkey")
    set_up(nordljus, KEY, may_give_up=True)


@pytest.fixture
def passkey(ann: User) -> Passkey:
    return passkey_of(ann, SoftwareKey(), name="My passkey")[1]


@pytest.fixture
def strong(ann: User, phone: SigningPhone, passkey: Passkey) -> Client:
    """Ann, who has a phone and a passkey, and has just signed in by the passkey."""
    return signed_in(ann, PROOF, device=passkey)


def has_password(user: User) -> bool:
    return User.objects.get(pk=user.pk).has_usable_password()


def test_it_is_told_asked_and_done(strong: Client, ann: User) -> None:
    # D08
    elsewhere = signed_in(ann, PASSWORD_PROOF)
    page = read(strong.get(PAGE))
    assert page.heading == "Give up your password?"
    assert "My passkey" in page.text
    assert "Ann's phone" in page.text
    assert has_password(ann)

    page = read(strong.post(PAGE, follow=True))

    assert (page.address, has_password(ann)) == (INFO, False)
    assert "Your password is gone" in page.text
    assert is_signed_in(strong)
    assert not is_signed_in(elsewhere)
    told = AuditEvent.objects.get(tag="user:password:given_up")
    assert told.subject_id == ann.pk


def test_it_no_longer_signs_in_and_is_forgotten_as_any_other(strong: Client, ann: User) -> None:
    # D08, T13
    bo = make_person(ann.tenant, "bo")
    strong.post(PAGE)

    alone = browser()
    assert sign_in_by_password(alone, ann).text == sign_in_by_password(browser(), bo, "wrong").text.replace(
        bo.username, ann.username
    )
    assert not is_signed_in(alone)
    forgot = []
    for user in (ann, bo):
        client = browser()
        write_username(client, user.username)
        forgot.append(read(client.get("/sign-in/password/forgot/")).text.replace(user.username, ""))
    assert forgot[0] == forgot[1]


def test_a_password_can_be_added_again_at_any_time(strong: Client, ann: User) -> None:
    # D08
    strong.post(PAGE)

    page = read(strong.post("/security-info/password/", {"new_password": NEW}, follow=True))

    assert page.address == "/security-info/password/try/"
    assert has_password(ann)


def test_where_the_organisation_does_not_allow_it_nobody_can(strong: Client, ann: User) -> None:
    # D08
    set_up(ann.tenant, KEY)

    assert PAGE not in read(strong.get(INFO)).links.values()
    assert strong.get(PAGE).status_code == 403
    assert strong.post(PAGE).status_code == 403
    with pytest.raises(MayNotGiveUp):
        giving_up.give_up(User.objects.get(pk=ann.pk))
    assert has_password(ann)


def refused(user: User) -> str:
    """What the page says to somebody who would not always have a way back; the verb refuses alike."""
    with pytest.raises(NoWayBack):
        giving_up.give_up(User.objects.get(pk=user.pk))
    client = signed_in(user, PASSWORD_PROOF, PHONE_PROOF, device=account_of(user))
    page = read(client.get(PAGE))
    assert PAGE not in page.actions()
    assert client.post(PAGE).status_code == 409
    assert has_password(user)
    return page.text


def test_one_other_way_is_not_enough(ann: User, phone: SigningPhone) -> None:
    # D08
    assert "lose any one of your other ways" in refused(ann)


def test_codes_beside_one_are_not_enough_for_nothing_begins_with_them(ann: User, phone: SigningPhone) -> None:
    # D08
    for key in ("authenticator_code", "recovery_code"):
        allow(ann.tenant, key)
    authenticator_of(ann)
    paper_of(ann)

    assert "lose any one of your other ways" in refused(ann)


def test_a_phone_and_the_passkey_on_it_are_lost_together(ann: User, phone: SigningPhone) -> None:
    # D08, B16
    _, passkey = passkey_of(ann)
    Passkey.objects.filter(pk=passkey.pk).update(phone_account=account_of(ann))

    assert "lose any one of your other ways" in refused(ann)


def test_a_phone_that_was_called_lost_does_not_count(ann: User, phone: SigningPhone) -> None:
    # D08
    passkey_of(ann)
    suspend_account(account_of(ann), actor=ann)

    with pytest.raises(NoWayBack):
        giving_up.give_up(User.objects.get(pk=ann.pk))


def test_a_passkey_of_which_there_may_be_a_copy_does_not_count(ann: User, phone: SigningPhone) -> None:
    # D08, T17
    passkey_of(ann)
    Passkey.objects.update(suspended_at=clock.now())

    with pytest.raises(NoWayBack):
        giving_up.give_up(User.objects.get(pk=ann.pk))


def test_one_of_them_must_work_in_a_browser_that_is_new(ann: User) -> None:
    # D08
    for _n in range(2):
        passkey_of(ann, SoftwareKey(is_synced=False))
    Passkey.objects.update(transports=["internal"])
    with pytest.raises(NoWayBack):
        giving_up.give_up(User.objects.get(pk=ann.pk))

    Passkey.objects.filter(pk=Passkey.objects.latest("pk").pk).update(transports=["usb"])

    giving_up.give_up(User.objects.get(pk=ann.pk))
    assert not has_password(ann)


def test_what_the_organisation_has_turned_off_does_not_count(ann: User, phone: SigningPhone) -> None:
    # D08
    passkey_of(ann)
    set_up(ann.tenant, "passkey", allow_synced=False)

    with pytest.raises(NoWayBack):
        giving_up.give_up(User.objects.get(pk=ann.pk))


def test_two_steps_are_still_met_by_what_is_left(ann: User, phone: SigningPhone, passkey: Passkey) -> None:
    # D08
    change_policy(ann.tenant, two_step=True)

    giving_up.give_up(User.objects.get(pk=ann.pk))

    assert not has_password(ann)


def test_t20_a_password_alone_gives_nothing_up(ann: User, phone: SigningPhone, passkey: Passkey) -> None:
    client = signed_in(ann, PASSWORD_PROOF)

    assert client.post(PAGE).status_code == 403
    assert has_password(ann)


def test_browsers_that_began_with_it_begin_with_what_is_left(strong: Client, ann: User) -> None:
    # D08, A12
    known = browser()
    sign_in_by_password(known, ann)
    User.objects.filter(pk=ann.pk).update(default_method=KEY)

    giving_up.give_up(User.objects.get(pk=ann.pk))

    assert not ann.known_browsers.filter(last_method=KEY).exists()
    assert User.objects.get(pk=ann.pk).default_method == ""


def test_t22_by_the_link_of_its_letter_it_does_not_come_back(strong: Client, ann: User) -> None:
    # D07, D08: whoever reads somebody's letters may know the password that was given up
    carry_letters()
    strong.post(PAGE)

    page = press(link_of_next_letter())

    assert "A password does not come back by a letter." in page.text
    assert not has_password(ann)
