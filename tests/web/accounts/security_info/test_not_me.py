"""*This wasn't me*, said of one of my sign-ins: what is done at once, and where it leads (D04)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.alerts.models import Alert
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.users.models import KnownBrowser, User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support.asking import ask
from tests.support.commit import committed
from tests.support.letters import carry_letters
from tests.support.pages import (
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.passes import make_admin
from tests.support.people import change_policy
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.both_databases

LIST = "/security-info/sign-ins/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)


@pytest.fixture
def stranger(own: Client) -> Client:
    return browser(CHROME)


def address_of_last(client: Client) -> str:
    """Where the newest sign-in that is listed is said to be somebody else's."""
    found = re.search(r'"(/security-info/sign-ins/[0-9a-f]+/not-me/)"', read(client.get(LIST)).html)
    assert found is not None
    return found[1]


def say_so(client: Client) -> str:
    """The person says it of the newest; where that leads."""
    address = address_of_last(client)
    with committed():
        client.post(address)
    return address


def test_it_asks_first_and_says_what_will_happen(own: Client, ann: User, stranger: Client) -> None:  # D04 T19
    sign_in_by_password(stranger, ann)

    page = read(own.get(address_of_last(own)))

    assert page.heading == "Was this not you?"
    assert "Then somebody has got in as you." in page.text
    assert "Chrome on Windows" in page.text
    assert is_signed_in(stranger)
    assert Alert.objects.count() == 0


def test_whoever_got_in_is_out_at_once_and_it_leads_to_where_one_secures_the_account(
    own: Client, ann: User, stranger: Client
) -> None:  # D04
    sign_in_by_password(stranger, ann)
    address = address_of_last(own)

    response = own.post(address)

    assert response.headers["Location"] == "/security-info/something-is-wrong/"
    assert not is_signed_in(stranger)
    assert is_signed_in(own)
    assert [one.label for one in KnownBrowser.objects.filter(user=ann)] == ["Firefox (Linux)"]
    alert = Alert.objects.get()
    assert (alert.kind, alert.user, alert.known) == ("not_theirs", ann, ["password"])
    assert alert.effects == ["others_ended", "browser_forgotten", "quieter", "admins_told"]


def test_what_was_done_stays_to_be_read(own: Client, ann: User, stranger: Client) -> None:  # D04
    sign_in_by_password(stranger, ann)
    address = say_so(own)

    page = read(own.get(address))

    assert page.heading == "You said that this was not you"
    for said in ("We signed you out everywhere else.", "We forgot that browser", "knew your password"):
        assert said in page.text
    assert page.forms[-1].action != address
    assert "Not you" in read(own.get(LIST)).text
    assert read(own.get(LIST)).links["What we did"] == address


def test_a_try_that_gave_nothing_right_costs_the_person_nothing(
    own: Client, ann: User, stranger: Client
) -> None:  # D04
    elsewhere = browser()
    sign_in_by_password(elsewhere, ann)
    write_username(stranger, ann.username)
    write_password(stranger, "a wrong one")

    page = read(own.post(address_of_last(own), follow=True))

    assert is_signed_in(elsewhere)
    assert is_signed_in(own)
    assert "We told your admins." in page.text
    assert "everywhere else" not in page.text
    assert Alert.objects.get().known == []


def test_where_a_password_was_known_the_others_are_out_and_it_says_to_change_it(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04
    elsewhere = browser()
    sign_in_by_password(elsewhere, ann)
    change_policy(ann.tenant, two_step=True)
    write_username(stranger, ann.username)
    write_password(stranger)

    page = read(own.post(address_of_last(own), follow=True))

    assert not is_signed_in(elsewhere)
    assert is_signed_in(own)
    assert "Whoever it was knew your password. Change it, or" in page.text


def test_what_still_waits_in_that_browser_ends_and_leads_nowhere(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04
    change_policy(ann.tenant, two_step=True)
    write_username(stranger, ann.username)
    page = write_password(stranger)
    answer(phone, page.number)

    say_so(own)

    assert ApprovalRequest.objects.latest("asked_at").state == State.DENIED
    press_continue(stranger)
    assert not is_signed_in(stranger)


def test_the_phone_is_not_woken_for_strange_browsers_any_more(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04
    write_username(stranger, ann.username)

    page = read(own.post(address_of_last(own), follow=True))

    assert "For a day your phone stays silent" in page.text
    write_username(browser(CHROME), ann.username)
    assert ApprovalRequest.objects.latest("asked_at").is_quiet


def test_nor_where_the_one_that_was_not_theirs_was_approved_by_mistake(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04 A17
    sign_in_by_phone(stranger, ann, phone)

    say_so(own)

    assert not is_signed_in(stranger)
    write_username(browser(CHROME), ann.username)
    assert ApprovalRequest.objects.latest("asked_at").is_quiet


def test_it_is_not_said_to_be_silent_where_no_phone_was_asked(own: Client, ann: User) -> None:  # D04
    record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, reason="wrong_password", sign_in="0" * 16)

    page = read(own.post(address_of_last(own), follow=True))

    assert "We told your admins." in page.text
    assert "stays silent" not in page.text


def test_it_is_told_to_the_person_on_every_channel(
    own: Client, ann: User, stranger: Client
) -> None:  # D04 D07
    sign_in_by_password(stranger, ann)
    carry_letters()

    say_so(own)

    said = " ".join(str(letter.body) for letter in carry_letters() if letter.to == [ann.username])
    assert "You said that a sign-in was not yours" in said
    assert "Chrome on Windows" in said


def test_what_raised_it_is_named_alike_to_its_person_and_to_the_admins(
    own: Client, ann: User, stranger: Client
) -> None:  # D04
    admin = make_admin(ann.tenant)
    write_username(stranger, ann.username)
    write_password(stranger, "a wrong one")

    say_so(own)

    [told] = [str(letter.body) for letter in carry_letters() if letter.to == [admin.username]]
    assert "A sign-in that was not theirs" in told
    assert "Chrome on Windows" in told
    assert "Chrome on Windows" in read(own.get("/security-info/")).text


def test_said_twice_it_is_done_once(own: Client, ann: User, stranger: Client) -> None:  # D04
    write_username(stranger, ann.username)
    write_password(stranger, "a wrong one")
    address = say_so(own)

    own.post(address)

    assert Alert.objects.count() == 1
    assert AuditEvent.objects.filter(tag="user:sign_in:not_theirs").count() == 1


def test_what_was_said_on_the_phone_is_known_here(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04 A17
    write_username(stranger, ann.username)
    with committed():
        phone.report(phone.requests()[0])

    page = read(own.get(LIST))

    assert "Not you" in page.text
    assert "We ended the sign-in in that browser." in read(own.get(page.links["What we did"])).text


def test_the_session_in_hand_is_not_offered(own: Client) -> None:  # D04
    assert "This wasn't me" not in read(own.get(LIST)).text


def test_ones_own_browser_is_not_forgotten_for_an_earlier_sign_in_in_it(
    own: Client, ann: User, phone: SigningPhone
) -> None:  # D04
    own.post("/sign-out/")
    sign_in_by_phone(own, ann, phone)

    say_so(own)

    assert is_signed_in(own)
    assert KnownBrowser.objects.filter(user=ann).count() == 1


def test_what_stands_alone_in_the_log_ends_no_request(own: Client, ann: User, phone: SigningPhone) -> None:
    # D04
    waiting = ask(ann)
    record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, method="passkey", reason="passkey_refused")
    alone = AuditEvent.objects.filter(subject=ann).latest("pk")
    ApprovalRequest.objects.filter(pk=waiting.pk).update(browser_digest=f"{alone.pk}".ljust(64, "0"))

    own.post(f"{LIST}{alone.pk}/not-me/")

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reported_at) == (State.PENDING, None)
    assert Alert.objects.get().about == str(alone.pk)
