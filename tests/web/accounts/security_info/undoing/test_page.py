"""The page behind *This wasn't me*: opened it does nothing; its button takes back, secures, and works once."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.security_info.undoing.taking_back import MOST
from accounts.sessions.models import Session
from accounts.tenants.models import Tenant
from accounts.undoing.links import make_link
from accounts.undoing.models import UndoLink
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.passkeys.models import Passkey
from devices.passkeys.services import remove
from devices.phones.models import PhoneAccount
from tests.support.letters import carry_letters, html_of
from tests.support.pages import browser, is_signed_in, read, sign_in_by_password
from tests.support.passkeys import passkey_of
from tests.support.people import allow, make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.recovery import paper_of
from tests.support.undoing import link_in, link_of_next_letter, open_link, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _passkeys_and_codes(nordljus: Tenant) -> None:
    for method in ("passkey", "recovery_code"):
        allow(nordljus, method)


def told(user: User) -> list[str]:
    rows = AuditEvent.objects.filter(subject=user).order_by("pk")
    return list(rows.values_list("tag", flat=True))


def newest(user: User) -> int:
    """The newest event about them."""
    return AuditEvent.objects.filter(subject=user).values_list("pk", flat=True)[0]


def test_opened_it_says_what_happened_and_changes_nothing(ann: User) -> None:
    # D07, T19
    passkey_of(ann, name="Somebody's key")
    link = link_of_next_letter()
    before = told(ann)

    page = open_link(link)

    assert page.status == 200
    assert "A passkey was added to your account" in page.text
    assert "Somebody's key" in page.text
    assert "That passkey signs nobody in any more." in page.text
    assert Passkey.objects.count() == 1
    assert told(ann) == before
    assert UndoLink.objects.get().used_at is None


def test_its_button_takes_the_change_back_and_ends_every_session(ann: User) -> None:
    # D07, T19
    thief = browser()
    sign_in_by_password(thief, ann)
    passkey_of(ann)
    link = link_of_next_letter()

    page = press(link)

    assert page.heading == "It is stopped"
    assert "That passkey signs nobody in any more." in page.text
    assert not Passkey.objects.exists()
    assert not is_signed_in(thief)
    assert not Session.objects.filter(user=ann).exists()
    assert Alert.objects.filter(user=ann, kind="secured").exists()
    assert "user:change:taken_back" in told(ann)


def test_it_signs_nobody_in(ann: User) -> None:
    # T19, T22
    passkey_of(ann)
    client = browser()

    press(link_of_next_letter(), client)

    assert not is_signed_in(client)
    assert read(client.get(reverse("security_info:methods"))).status != 200


def test_what_was_there_before_stays_and_what_came_later_is_stopped(ann: User, phone: SigningPhone) -> None:
    # T19
    carry_letters()
    passkey_of(ann, name="The thief's")
    link = link_of_next_letter()
    paper_of(ann)

    page = press(link)

    assert PhoneAccount.objects.get(user=ann).state == PhoneAccount.State.ACTIVE
    assert not Passkey.objects.exists()
    assert RecoveryCodes.objects.get(user=ann).stopped_at is not None
    assert "Stopped as well, for it came later" in page.text
    ann.refresh_from_db()
    assert ann.has_usable_password()


def test_used_twice_it_says_what_it_did_and_does_nothing_more(ann: User) -> None:
    passkey_of(ann)
    link = link_of_next_letter()
    first = press(link)
    before = told(ann)

    again = open_link(link)
    read(browser().post(link, follow=True))

    assert again.heading == first.heading == "It is stopped"
    assert "That passkey signs nobody in any more." in again.text
    assert told(ann) == before


def test_another_link_about_the_same_says_that_it_is_done(ann: User) -> None:
    passkey_of(ann)
    link = link_of_next_letter()
    event = AuditEvent.objects.get(tag="user:passkey:added")
    other = make_link(ann.pk, [event.pk])

    press(other)

    assert open_link(link).heading == "It is stopped"


def test_it_works_for_a_week(ann: User) -> None:
    passkey_of(ann)
    link_of_next_letter()

    assert timedelta(days=6, hours=23) < UndoLink.objects.get().expires_at - clock.now() <= timedelta(days=7)


def test_after_its_time_it_leads_to_where_one_says_that_something_is_wrong(ann: User) -> None:
    passkey_of(ann)
    link = link_of_next_letter()

    UndoLink.objects.update(expires_at=Now())
    page = read(browser().post(link))

    assert page.status == 404
    assert page.heading == "This link works no more"
    assert "Something is wrong with my account" in page.links
    assert Passkey.objects.exists()


@pytest.mark.parametrize("secret", ["x", "A" * 43, "A" * 500])
def test_a_link_that_nobody_made_is_no_other_than_one_that_has_ended(ann: User, secret: str) -> None:
    path = reverse("security_info:undo", args=[secret])

    assert open_link(path).heading == read(browser().post(path)).heading == "This link works no more"


def test_nobody_else_is_touched(ann: User) -> None:
    # T09
    bo = make_person(ann.tenant, "bo")
    far = make_person(make_tenant("fjord"), "far")
    allow(far.tenant, "passkey")
    for one in (bo, far):
        passkey_of(one)
        sign_in_by_password(browser(), one)
    carry_letters()
    passkey_of(ann)

    press(link_of_next_letter())

    assert Passkey.objects.count() == 2
    assert Session.objects.filter(user__in=(bo, far)).count() == 2


def test_a_link_takes_back_nothing_of_somebody_elses(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")
    passkey_of(bo)
    [event] = AuditEvent.objects.filter(tag="user:passkey:added")
    mine = AuditEvent.objects.create(tag="user:account:released", kind="user:account", subject=ann, actor=ann)

    press(make_link(ann.pk, [event.pk, mine.pk]))

    assert Passkey.objects.filter(user=bo).exists()


def test_a_thief_of_letters_stops_somebody_only_so_often(ann: User) -> None:
    # T19, T36
    for _time in range(MOST):
        passkey_of(ann)
        press(make_link(ann.pk, [newest(ann)]))
        ann.refresh_from_db()
    passkey_of(ann)

    page = press(make_link(ann.pk, [newest(ann)]))

    assert page.status == 429
    assert Passkey.objects.count() == 1


def test_where_it_cannot_be_taken_back_any_more_the_account_is_secured_all_the_same(ann: User) -> None:
    signed_in = browser()
    sign_in_by_password(signed_in, ann)
    passkey_of(ann)
    link = link_of_next_letter()
    Passkey.objects.all().delete()

    page = press(link)

    assert "This could not be taken back" in page.text
    assert not is_signed_in(signed_in)


def test_what_has_no_way_back_says_why_and_what_to_do(ann: User) -> None:
    _key, passkey = passkey_of(ann)
    carry_letters()
    remove(passkey, actor=None)

    page = open_link(link_of_next_letter())

    assert "A passkey that was removed cannot come back. Add a new one at Security info." in page.text


def test_its_secret_stands_in_no_table_and_the_letter_is_its_only_copy(ann: User) -> None:
    # I10
    passkey_of(ann)
    [letter] = carry_letters()
    link = link_in(letter)

    assert link in html_of(letter)
    assert link.split("/")[-2] not in str(UndoLink.objects.values_list())


def test_who_has_closed_their_account_since_reads_that_the_link_has_ended(ann: User) -> None:
    passkey_of(ann)
    link = link_of_next_letter()
    User.objects.filter(pk=ann.pk).delete()

    assert open_link(link).status == 404


def test_nobody_may_put_the_page_into_a_frame_or_a_cache(ann: User) -> None:
    passkey_of(ann)

    answer = browser().get(link_of_next_letter())

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"


def test_without_its_csrf_value_the_button_does_nothing(ann: User) -> None:
    passkey_of(ann)
    link = link_of_next_letter()

    assert browser(strict=True).post(link).status_code == 403
    assert Passkey.objects.exists()


def test_whoever_opens_it_signed_in_as_somebody_else_stays_who_they_are(ann: User) -> None:
    # T09, T19
    bo = make_person(ann.tenant, "bo")
    theirs = browser()
    sign_in_by_password(theirs, bo)
    carry_letters()
    passkey_of(ann)

    page = press(link_of_next_letter(), theirs)

    assert page.heading == "It is stopped"
    assert is_signed_in(theirs)
    assert not Passkey.objects.exists()


def test_signed_in_it_is_the_same_page_and_signs_out(ann: User) -> None:
    # T19
    own = browser()
    sign_in_by_password(own, ann)
    carry_letters()
    passkey_of(ann)
    link = link_of_next_letter()

    page = press(link, own)

    assert page.heading == "It is stopped"
    assert not is_signed_in(own)


def test_who_did_it_without_signing_in_is_told_as_that(ann: User) -> None:
    # D07
    passkey_of(ann)

    press(link_of_next_letter())

    [letter] = carry_letters()
    assert "A change to your account was said not to be yours, and was stopped" in letter.body
    assert "whoever opened the link in a letter, or on a phone" in letter.body


def test_what_came_after_everything_was_stopped_already_stays(ann: User) -> None:
    # T19: a letter that has gone to a thief's address meanwhile is no remote control of the account
    carry_letters()
    passkey_of(ann, name="The thief's")
    link = link_of_next_letter()
    paper_of(ann)
    late = link_of_next_letter()
    press(link)
    carry_letters()
    ann.refresh_from_db()
    phone_of(ann)

    page = press(late)

    assert page.heading == "It is stopped"
    assert PhoneAccount.objects.get(user=ann).state == PhoneAccount.State.ACTIVE


def test_what_came_after_by_another_letter_is_stopped_by_that(ann: User) -> None:
    # T19
    passkey_of(ann)
    press(link_of_next_letter())
    carry_letters()
    ann.refresh_from_db()
    phone_of(ann)
    link = link_of_next_letter()
    paper_of(ann)

    press(link)

    assert not PhoneAccount.objects.filter(user=ann, state=PhoneAccount.State.ACTIVE).exists()
    assert RecoveryCodes.objects.get(user=ann).stopped_at is not None
