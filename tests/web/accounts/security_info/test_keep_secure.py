"""*Keep your account secure*: whoever lacks what is required adds it before they are let in (D06, T20, T22)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.signin.wish import Wish, sealed
from accounts.users.models import User
from accounts.ways.password.services import set_password
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.phones.models import PhoneAccount
from devices.phones.services import enable_phone_sign_in, suspend_account
from tests.support.clock import travel
from tests.support.pages import (
    Page,
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    send,
    sign_in_by_password,
    sign_in_by_phone,
    wish_of,
    write_password,
    write_username,
)
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.passkeys import SoftwareKey, make_passkey
from tests.support.people import PASSWORD, allow, change_policy, make_group, make_person, set_part
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.recovery import make_codes
from tests.support.sessions import proof_of
from tests.web.devices.enrolment.test_finish import add_a_phone, copy_of

PAGE = "/security-info/keep-secure/"
WRONG = "/security-info/something-is-wrong/"
SIGNED_IN = "/signed-in/"
ANOTHER = "I want to use another way"


def require(user: User, asks: str = "no_password", **more: object) -> None:
    set_part(user.tenant, "registration", asks=asks, **more)
    user.refresh_from_db()


def add_one_that_signs_in(client: Client, user: User) -> str:
    """Adds a phone, and turns phone sign-in on in its app."""
    address = add_a_phone(client)
    enable_phone_sign_in(account_of(user))
    return address


def _later() -> AbstractContextManager[object]:
    return travel(timezone.now() + timedelta(minutes=31))


def go_on(client: Client) -> Page:
    return read(client.post(PAGE, follow=True))


@pytest.fixture
def own(ann: User) -> Client:
    """Ann's browser; she has a password, and is asked for a way that needs none."""
    require(ann)
    allow(ann.tenant, "passkey")
    client = browser()
    sign_in_by_password(client, ann)
    return client


def test_who_lacks_it_is_led_there_and_reads_what_proves_most_first(own: Client, ann: User) -> None:  # D06
    page = read(own.get(SIGNED_IN, follow=True))

    assert (page.address, page.heading) == (PAGE, "Keep your account secure")
    assert page.text.index("Passkey") < page.text.index(ANOTHER) < page.text.index("Handslag app")
    assert "for a way to sign in that needs no password" in page.text
    assert AuditEvent.objects.get(tag="user:sign_in:succeeded").details["owes"] == "registration"


@pytest.mark.parametrize(
    "address",
    ["/signed-in/", "/security-info/", "/security-info/sessions/", "/security-info/phones/"],
)
def test_nothing_else_opens_until_it_is_there(own: Client, address: str) -> None:  # D06
    assert read(own.get(address, follow=True)).address == PAGE
    assert go_on(own).address == PAGE
    assert read(own.get(address, follow=True)).address == PAGE


def test_an_admin_opens_no_portal_until_it_is_there(ann: User, phone: SigningPhone) -> None:  # D06, E03
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    ann.refresh_from_db()
    allow(ann.tenant, "passkey")
    require(ann, "phishing_resistant")
    client = browser()
    sign_in_by_phone(client, ann, phone)

    assert read(client.get("/portal/", follow=True)).address == PAGE
    set_part(ann.tenant, "registration", asks="nothing")
    go_on(client)
    assert read(client.get("/portal/", follow=True)).address == "/portal/"


def test_what_was_sent_elsewhere_is_not_done(own: Client, ann: User) -> None:  # D06
    page = read(own.post("/security-info/default/", {"method": "password"}, follow=True))

    ann.refresh_from_db()
    assert (page.address, ann.default_method) == (PAGE, "")


def test_a_phone_is_added_in_it_then_one_looks_at_what_one_has_and_goes_on(ann: User) -> None:  # D06, B04
    require(ann)
    client = browser()
    first = read(client.get("/security-info/phones/", follow=True))
    write_username(client, ann.username, wish=wish_of(first))
    write_password(client)

    address = add_one_that_signs_in(client, ann)
    client.post(f"{address}finish/")
    page = read(client.get("/security-info/", follow=True))

    assert (page.address, page.heading) == (PAGE, "Your account is set up")
    assert all(words in page.text for words in ("Phone sign-in", "Default", "Password"))
    assert proof_of(client).methods == ("phone",)
    assert read(client.get(SIGNED_IN, follow=True)).address == PAGE
    assert go_on(client).address == "/security-info/phones/"
    assert read(client.get(SIGNED_IN)).status == 200
    assert AuditEvent.objects.filter(tag="user:asked_to_add:done", subject=ann).count() == 1


def test_a_phone_that_signs_nobody_in_yet_says_what_is_left_to_do(own: Client, ann: User) -> None:  # D06, B08
    address = add_a_phone(own)

    own.post(f"{address}finish/")
    page = read(own.get("/security-info/", follow=True))

    assert page.heading == "Keep your account secure"
    assert "open the app on it and enable phone sign-in" in page.text
    enable_phone_sign_in(account_of(ann))
    assert go_on(own).address == SIGNED_IN


def test_a_copy_of_the_cookies_from_before_stays_narrow(own: Client, ann: User) -> None:  # D06, T33
    add_one_that_signs_in(own, ann)
    thief = copy_of(own)

    assert go_on(own).address == SIGNED_IN

    assert read(thief.get("/security-info/sessions/", follow=True)).address == "/sign-in/"


def test_leaving_half_way_loses_nothing_and_coming_back_goes_on(own: Client, ann: User) -> None:  # D06
    require(ann, one_to_spare=True)
    make_passkey(own, SoftwareKey())
    own.post("/sign-out/")
    later = browser()

    page = sign_in_by_password(later, ann)

    # The passkey alone needs no password, and without it the password would do: no more is asked.
    assert page.address == SIGNED_IN


def test_one_to_spare_is_asked_for_until_one_can_be_lost(ann: User) -> None:  # D06, E23
    change_policy(ann.tenant, two_step=True)
    allow(ann.tenant, "recovery_code")
    phone = phone_of(ann)
    require(ann, "enough", one_to_spare=True)
    client = browser()

    page = sign_in_by_phone(client, ann, phone)

    assert page.address == PAGE
    assert "when any one of your ways is lost" in page.text
    assert "Handslag app" not in page.text.partition("What you have now")[0], (
        "a second phone is not another way"
    )
    make_codes(client)
    assert go_on(client).address == SIGNED_IN


def test_who_has_it_is_asked_nothing(ann: User, phone: SigningPhone) -> None:  # D06
    require(ann)

    assert sign_in_by_phone(browser(), ann, phone).address == SIGNED_IN


def test_it_is_for_those_whom_it_is_for(ann: User) -> None:  # D06
    bo = make_person(ann.tenant, "bo")
    chosen = make_group(ann.tenant, "Chosen", ann, bo)
    require(ann, include=[chosen.pk], exclude=[make_group(ann.tenant, "Left out", bo).pk])
    eva = make_person(ann.tenant, "eva")

    assert sign_in_by_password(browser(), ann).address == PAGE
    assert sign_in_by_password(browser(), bo).address == SIGNED_IN
    assert sign_in_by_password(browser(), eva).address == SIGNED_IN


def test_who_can_add_nothing_that_would_do_reads_whom_to_ask(ann: User) -> None:  # D06
    allow(ann.tenant, "passkey")
    others = make_group(ann.tenant, "Others")
    require(ann, "phishing_resistant")
    allow(ann.tenant, "passkey", include=[others])

    page = sign_in_by_password(browser(), ann)

    assert page.address == PAGE
    assert "Tell the people who look after sign-in at Nordljus: they can let you in" in page.text


def test_where_admins_add_for_people_one_reads_whom_to_ask_and_comes_in_by_their_pass(
    own: Client, ann: User
) -> None:  # D06, E06
    set_part(ann.tenant, "looking_after", by_themselves=False)
    use_passes(ann.tenant)

    page = read(own.get(PAGE))

    assert "they can let you in" in page.text
    assert "/security-info/phones/add/" not in [form.action for form in page.forms]
    by_pass = browser()
    sign_in_by_pass(by_pass, ann, make_pass(ann))
    assert "/security-info/phones/add/" in [form.action for form in read(by_pass.get(PAGE)).forms]


def test_what_is_required_no_more_lets_go(own: Client, ann: User) -> None:  # D06
    require(ann, "nothing")

    assert read(own.get(SIGNED_IN, follow=True)).heading == "Your account is set up"
    assert go_on(own).address == SIGNED_IN


def test_two_steps_are_proven_before_who_came_in_by_one_goes_on(ann: User) -> None:  # D06, F01
    change_policy(ann.tenant, two_step=True)
    allow(ann.tenant, "authenticator_code")
    require(ann, "enough", one_step_begins=True)
    client = browser()
    assert sign_in_by_password(client, ann).address == PAGE
    phone = phone_of(ann)

    page = go_on(client)

    assert page.address == "/sign-in/phone/"
    assert read(client.get("/security-info/sessions/", follow=True)).address != "/security-info/sessions/"
    answer(phone, page.number)
    assert press_continue(client).address == SIGNED_IN
    assert set(proof_of(client).methods) == {"phone"}


def test_a_temporary_password_is_replaced_before_a_way_is_added_by_it(ann: User) -> None:  # D06, E04
    change_policy(ann.tenant, two_step=True)
    require(ann, "enough", one_step_begins=True)
    set_password(ann, "given for today", actor=None, is_temporary=True)
    client = browser()
    write_username(client, ann.username)

    page = write_password(client, "given for today")

    assert page.address == "/sign-in/password/new/"
    chosen = {"new_password": "seven wet umbrellas", "again": "seven wet umbrellas"}
    assert read(client.post(page.address, chosen, follow=True)).address == PAGE
    ann.refresh_from_db()
    assert not ann.password_is_temporary


def test_who_is_adding_a_way_already_goes_on_adding_it_and_comes_no_further(ann: User) -> None:  # D06, B13
    allow(ann.tenant, "passkey")
    require(ann, "phishing_resistant")
    client = browser()
    wish = sealed(Wish(return_to="/security-info/passkeys/add/", adds=True))

    write_username(client, ann.username, wish=wish)

    assert write_password(client).address == "/security-info/passkeys/add/"
    assert read(client.get(SIGNED_IN, follow=True)).address == PAGE


def test_nobody_comes_in_by_one_step_unless_the_policy_says_so(ann: User) -> None:  # D06, T20
    change_policy(ann.tenant, two_step=True)
    require(ann, "enough")

    page = sign_in_by_password(browser(), ann)

    assert page.status == 403
    assert "asks for one more step than this account has" in page.text


def test_nobody_who_has_a_stronger_way_adds_another_by_the_password_alone(ann: User) -> None:  # D06, T20, T22
    change_policy(ann.tenant, two_step=True)
    require(ann, "enough", one_step_begins=True)
    phone_of(ann)
    suspend_account(account_of(ann), actor=ann)

    page = sign_in_by_password(browser(), ann)

    assert page.status == 403
    assert PhoneAccount.objects.filter(user=ann).count() == 1


def test_the_password_adds_no_way_beside_a_stronger_one(ann: User) -> None:  # D06, T20
    allow(ann.tenant, "passkey")
    phone_of(ann)
    require(ann, "phishing_resistant")
    client = browser()
    write_username(client, ann.username)
    assert write_password(client).address == PAGE

    page = read(client.post("/security-info/passkeys/add/", follow=True))

    assert (page.status, page.heading) == (403, "Sign in with your phone")


def test_proving_the_stronger_one_leads_back_and_still_lets_nobody_in(ann: User) -> None:  # D06, T20
    allow(ann.tenant, "passkey")
    phone = phone_of(ann)
    require(ann, "phishing_resistant")
    client = browser()
    sign_in_by_password(client, ann)
    asked = read(client.post("/security-info/passkeys/add/", follow=True))

    page = send(client, asked, "wish")
    answer(phone, page.number)
    page = press_continue(client)

    assert page.address == "/security-info/passkeys/add/"
    assert read(client.get(SIGNED_IN, follow=True)).address == PAGE
    make_passkey(client, SoftwareKey())
    assert go_on(client).address == SIGNED_IN


def test_proof_that_has_grown_old_is_asked_again_and_lets_nobody_in(
    own: Client, ann: User
) -> None:  # D06, D02
    with _later():
        page = read(own.post("/security-info/phones/add/", follow=True))
        assert page.address == "/sign-in/password/"
        write_password(own)
        assert read(own.get(SIGNED_IN, follow=True)).address == PAGE


def test_who_is_in_already_is_not_asked_in_the_midst_of_it(ann: User) -> None:  # D06
    client = browser()
    sign_in_by_password(client, ann)
    require(ann)

    with _later():
        page = read(client.get("/security-info/", follow=True))
        assert page.address == "/sign-in/password/"
        assert write_password(client).address == "/security-info/"


def test_a_link_and_a_pass_lead_there_as_well(ann: User) -> None:  # D06, E05
    require(ann)
    use_passes(ann.tenant)
    client = browser()

    page = sign_in_by_pass(client, ann, make_pass(ann))

    assert page.address == PAGE
    add_one_that_signs_in(client, ann)
    assert read(client.get(SIGNED_IN, follow=True)).address == PAGE


def test_a_page_out_of_its_turn_leads_to_security_info(ann: User) -> None:  # D06
    client = browser()
    sign_in_by_password(client, ann)

    assert read(client.get(PAGE, follow=True)).address == "/security-info/"
    assert read(client.post(PAGE, follow=True)).address == "/security-info/"
    assert read(browser().get(PAGE, follow=True)).address == "/sign-in/"


def test_it_costs_one_question_where_something_is_required_and_none_where_nothing_is(
    ann: User,
) -> None:  # D06
    sign_in_by_password(browser(), ann)
    before = questions_of_a_sign_in(ann)

    require(ann, "enough", one_to_spare=False)

    assert questions_of_a_sign_in(ann) == before + 1
    require(ann, "nothing")
    assert questions_of_a_sign_in(ann) == before


def questions_of_a_sign_in(user: User) -> int:
    client = browser()
    write_username(client, user.username)
    with CaptureQueriesContext(connection) as counted:
        client.post("/sign-in/password/", {"password": PASSWORD})
    return len(counted)


def test_whoever_owes_a_way_says_that_something_is_wrong_and_owes_it_still(own: Client, ann: User) -> None:
    # D06, D10
    other = browser()
    sign_in_by_password(other, ann)
    page = read(own.get(PAGE))

    wrong = read(own.get(page.links["Something is wrong with my account"], follow=True))
    done = read(own.post(wrong.address, follow=True))

    assert (wrong.heading, done.heading) == ("Something is wrong with my account", "What was stopped")
    assert not is_signed_in(other)
    assert read(own.get("/security-info/", follow=True)).address == PAGE


def test_saying_so_in_it_takes_fresh_proof_and_leads_back_to_it(own: Client) -> None:  # D06, D10
    with _later():
        asked = read(own.get(WRONG, follow=True))
        back = write_password(own)

    assert asked.address == "/sign-in/password/"
    assert back.address == WRONG


def test_what_is_stopped_is_not_brought_back_in_it(own: Client, ann: User) -> None:  # D06, T20
    allow(ann.tenant, "recovery_code")
    make_codes(own)
    codes = RecoveryCodes.objects.get(user=ann)
    RecoveryCodes.objects.update(stopped_at=timezone.now())

    page = read(own.post(f"{WRONG}bring-back/recovery_code/{codes.pk}/", follow=True))

    codes.refresh_from_db()
    assert (page.address, codes.stopped_at is None) == (PAGE, False)


def test_whoever_was_let_in_by_a_pass_stops_nothing_by_it(ann: User) -> None:  # T21, D10
    use_passes(ann.tenant)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    assert read(client.get(WRONG, follow=True)).address == "/security-info/add/"
