"""F06: a forgotten password is replaced by two other ways, and by that nobody is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.policy.changing import PolicyImpossible, policy_as_it_stands
from accounts.policy.changing import change as change_whole_policy
from accounts.tenants.models import Tenant
from accounts.throttle.counting import rows_of
from accounts.throttle.guesses import Guesses
from accounts.throttle.recovery import LOCKED_SECONDS, MOST_WRONG
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.mail_code import services as mail_codes
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.password.services import set_password
from devices.passkeys.models import Passkey
from devices.phones.settings import KEY as PHONE
from tests.support.authenticators import authenticator_of, wrong_code
from tests.support.clock import travel
from tests.support.limits import forget_tries, let_pass
from tests.support.pages import (
    Page,
    answer,
    browser,
    frozen,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.passkeys import passkey_of
from tests.support.people import (
    PASSWORD,
    allow,
    change_policy,
    make_disabled,
    make_group,
    make_person,
    set_part,
    set_up,
    turn_off,
)
from tests.support.phones import SigningPhone
from tests.support.recovering import (
    ADDRESS,
    NEW,
    address_of,
    choose_way,
    letters_with_codes,
    say_forgotten,
    write_code,
    write_new_password,
)
from tests.support.recovery import paper_of
from tests.support.sessions import PASSWORD_PROOF, signed_in, unfinished_of
from tests.support.undoing import link_of_next_letter, press

CODES = "authenticator_code"


@pytest.fixture(autouse=True)
def _all_ways(nordljus: Tenant) -> None:
    allow(nordljus, mail_codes.KEY)
    allow(nordljus, CODES)


def show_phone_and_mail(client: Client, user: User, phone: SigningPhone) -> Page:
    say_forgotten(client, user.username)
    page = choose_way(client, "phone")
    answer(phone, page.number or None)
    press_continue(client)
    choose_way(client, mail_codes.KEY)
    return write_code(client, letters_with_codes()[ADDRESS])


def test_two_other_ways_replace_a_forgotten_password(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client, elsewhere = browser(), signed_in(ann, PASSWORD_PROOF)

    page = show_phone_and_mail(client, ann, phone)

    assert page.heading == "Choose a new password"
    page = write_new_password(client)

    # T22: signed in by nothing but the new password.
    assert not is_signed_in(client)
    assert page.heading == "Your password"
    assert not is_signed_in(elsewhere)
    assert write_password(client, NEW).heading == "You are signed in"
    ann.refresh_from_db()
    assert not check_password(PASSWORD, ann.password)


def test_its_person_is_told_and_the_log_says_by_what(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()

    show_phone_and_mail(client, ann, phone)
    write_new_password(client)

    event = AuditEvent.objects.get(tag="user:password:recovered")
    assert event.subject_id == ann.pk
    assert event.details["methods"] == ["phone", mail_codes.KEY]


def test_where_one_wanted_to_go_is_kept(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    page = read(client.get(reverse("security_info:methods"), follow=True))
    wish = page.fields["wish"]
    client.post("/sign-in/", {"username": ann.username, "wish": wish})
    page = read(client.get(reverse("password:forgot")))
    client.post(reverse("password:forgot"), {})
    answer(phone, choose_way(client, "phone").number or None)
    press_continue(client)
    choose_way(client, mail_codes.KEY)
    write_code(client, letters_with_codes()[ADDRESS])
    write_new_password(client)

    assert write_password(client, NEW).address == reverse("security_info:methods")


def test_t22_one_way_is_not_enough(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    answer(phone, choose_way(client, "phone").number or None)

    page = press_continue(client)

    assert page.heading == "Code by mail"
    assert read(client.get(reverse("password:new"))).status == 409
    assert write_new_password(client).status == 409
    assert not is_signed_in(client)


def test_t22_what_was_proven_signs_nobody_in_by_any_page(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    show_phone_and_mail(client, ann, phone)

    for address in ("/sign-in/go-on/", "/sign-in/phone/", "/sign-in/password/", "/sign-in/choose-method/"):
        client.get(address)
        client.post(address, {"method": "phone", "password": PASSWORD})

    assert not is_signed_in(client)
    assert unfinished_of(client).recovers == "password"


def test_the_forgotten_password_itself_proves_nothing_here(ann: User, phone: SigningPhone) -> None:
    # F06
    client = browser()
    say_forgotten(client, ann.username)

    assert write_password(client).status == 403
    assert unfinished_of(client).passed == []


def test_a_recovery_is_asked_for_its_steps_each_time(ann: User, phone: SigningPhone) -> None:  # A19 T22
    change_policy(ann.tenant, two_step=True)
    set_part(ann.tenant, "known_browsers", skip_days=30)
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    write_code(client, letters_with_codes()[ADDRESS])

    page = choose_way(client, "phone")

    assert page.number
    assert "Don't ask again" not in page.text


def test_t22_a_link_that_was_handed_out_recovers_nothing(ann: User) -> None:
    # F06
    client = browser()
    say_forgotten(client, ann.username)
    token = one_time_link.grant(ann, actor=None, now=clock.now())

    page = read(client.post(reverse("one_time_link:open", args=[token]), follow=True))

    assert page.address == reverse("security_info:methods")
    assert read(client.get(reverse("password:new"))).status == 409


def test_mail_alone_is_enough_only_where_policy_says_so_and_a_password_is_all(
    nordljus: Tenant, ann: User
) -> None:
    # F06
    set_up(nordljus, "password", recover_by=1)
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)

    page = write_code(client, letters_with_codes()[ADDRESS])

    assert page.heading == "Choose a new password"
    assert write_new_password(client).heading == "Your password"


def of_a_two_step_organisation(user: User) -> None:
    change_policy(user.tenant, two_step=True)


def with_an_authenticator_app(user: User) -> None:
    authenticator_of(user)


def who_is_an_admin(user: User) -> None:
    User.objects.filter(pk=user.pk).update(role=User.Role.TENANT_ADMIN)


@pytest.mark.parametrize(
    "who", [of_a_two_step_organisation, with_an_authenticator_app, who_is_an_admin], ids=lambda f: f.__name__
)
def test_t22_mail_alone_never_recovers_an_account_guarded_by_two_or_an_admin(
    nordljus: Tenant, ann: User, who: Callable[[User], None]
) -> None:
    # F06
    set_up(nordljus, "password", recover_by=1)
    who(ann)
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)

    page = write_code(client, letters_with_codes()[ADDRESS])

    assert page.heading != "Choose a new password"
    assert read(client.get(reverse("password:new"))).status in {403, 409}


def test_whoever_has_nothing_more_to_show_is_told_who_helps(nordljus: Tenant, ann: User) -> None:
    # F06
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)

    page = write_code(client, letters_with_codes()[ADDRESS])

    assert page.heading == "One more way is needed"
    assert "Ask your admin" in page.text


def test_t08_what_was_proven_before_all_sessions_ended_counts_no_more(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    show_phone_and_mail(client, ann, phone)

    end_sessions(ann, actor=None, why="admin")

    assert write_new_password(client).status == 409
    ann.refresh_from_db()
    assert check_password(PASSWORD, ann.password)


def test_after_fifteen_minutes_it_is_over(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    show_phone_and_mail(client, ann, phone)

    with travel(clock.seconds() + 15 * 60 + 1):
        page = write_new_password(client)

    assert page.status == 409
    ann.refresh_from_db()
    assert check_password(PASSWORD, ann.password)


def test_t33_each_proof_gives_the_session_a_new_key(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    write_username(client, ann.username)
    keys = [client.session.session_key]
    client.post(reverse("password:forgot"))
    keys.append(client.session.session_key)
    answer(phone, choose_way(client, "phone").number or None)
    press_continue(client)
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


def guess(client: Client) -> Page:
    return write_code(client, "00000000")


def test_t29_five_wrong_tries_lock_recovery_for_a_day_by_whatever_way_and_browser(
    ann: User, phone: SigningPhone
) -> None:
    # F06
    address_of(ann)
    with frozen():
        for tries in (2, 3):
            client = browser()
            say_forgotten(client, ann.username)
            choose_way(client, mail_codes.KEY)
            assert {guess(client).status for _n in range(tries)} == {400}

        code = letters_with_codes()[ADDRESS]
        locked = write_code(client, code)
        begun = say_forgotten(browser(), ann.username)

    assert (locked.status, begun.status) == (429, 429)
    assert "24 hours" in begun.text
    let_pass(LOCKED_SECONDS + 60)
    assert say_forgotten(browser(), ann.username).status == 200


def test_locked_recovery_keeps_nobody_from_signing_in(ann: User) -> None:
    # F06
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    for _n in range(MOST_WRONG):
        guess(client)

    assert say_forgotten(browser(), ann.username).status == 429
    assert sign_in_by_password(browser(), ann).heading == "You are signed in"


def test_t15_a_right_answer_gives_no_new_tries_for_the_others(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    for _n in range(MOST_WRONG - 1):
        guess(client)
    wrong = {"code": wrong_code(authenticator_of(ann)[0])}
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    write_code(client, letters_with_codes()[ADDRESS])
    page = read(client.post(reverse("authenticator_codes:code"), wrong))

    assert page.status == 400
    assert read(client.post(reverse("authenticator_codes:code"), wrong)).status == 429


def test_t29_wrong_codes_count_for_signing_in_as_well(ann: User) -> None:
    # F06
    wrong = {"code": wrong_code(authenticator_of(ann)[0])}
    address_of(ann)
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    write_code(client, letters_with_codes()[ADDRESS])
    for _n in range(3):
        client.post(reverse("authenticator_codes:code"), wrong)

    counted = rows_of(*Guesses(method=CODES, username=ann.username).limits)
    assert [row.tries for row in counted] == [3, 3]


def pages_of(username: str, way: str = mail_codes.KEY) -> list[tuple[int, str, int]]:
    """Every page of a recovery that proves nothing: status, what stands there, and how many questions it asked."""
    client = browser()
    seen: list[tuple[int, str, int]] = []
    forget_tries()
    write_username(client, username)
    steps: list[Callable[[], Any]] = [
        lambda: client.get(reverse("password:forgot")),
        lambda: client.post(reverse("password:forgot")),
        lambda: client.get(reverse("signin:choose_method")),
        lambda: client.post(reverse("signin:choose_method"), {"method": way}),
        lambda: client.get(reverse("mail_code:code")),
        lambda: client.post(reverse("mail_code:code"), {"code": "00000000"}),
        lambda: client.post(reverse("mail_code:again")),
        lambda: client.get(reverse("authenticator_codes:code")),
        lambda: client.post(reverse("signin:choose_method"), {"method": "phone"}),
        lambda: client.get("/sign-in/phone/"),
        lambda: client.get(reverse("password:new")),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as asked:
            response = step()
        # Writing down a failure is another table for a name that nobody has, of as many statements (T39).
        seen.append((response.status_code, read(response).masked(), len(asked)))
    return seen


def test_t13_a_name_that_nobody_has_walks_the_same_pages(
    nordljus: Tenant, ann: User, phone: SigningPhone
) -> None:
    # A18, F06
    address_of(ann)
    authenticator_of(ann)
    make_person(nordljus, "bare", password=None)
    make_disabled(nordljus)

    with frozen():
        real = pages_of(ann.username)
        others = [pages_of(f"{name}@nordljus.example") for name in ("nobody", "bare", "disabled")]

    for other in others:
        assert [(status, html) for status, html, _asked in other] == [(s, html) for s, html, _asked in real]


def test_t13_as_much_is_asked_of_the_database_for_a_name_that_nobody_has(nordljus: Tenant, ann: User) -> None:
    # A18, F06
    address_of(ann)
    authenticator_of(ann)

    with frozen():
        real = [asked for _status, _html, asked in pages_of(ann.username)]
        other = [asked for _status, _html, asked in pages_of("nobody@nordljus.example")]

    assert real == other


def test_a_name_that_nobody_has_gets_no_letter(nordljus: Tenant, ann: User) -> None:
    # A18
    make_person(nordljus, "bare")
    for name in ("nobody", "bare"):
        client = browser()
        say_forgotten(client, f"{name}@nordljus.example")
        choose_way(client, mail_codes.KEY)

    assert letters_with_codes() == {}


def test_t13_a_name_that_nobody_has_is_locked_as_well(nordljus: Tenant) -> None:
    # A18
    client = browser()
    say_forgotten(client, "nobody@nordljus.example")
    choose_way(client, mail_codes.KEY)
    for _n in range(MOST_WRONG):
        guess(client)

    assert say_forgotten(browser(), "nobody@nordljus.example").status == 429


def test_before_anything_is_proven_it_lists_what_the_organisation_offers(nordljus: Tenant, ann: User) -> None:
    # A18
    page = say_forgotten(browser(), ann.username)

    assert page.heading == "Choose how to show that it is you"
    assert {form.fields.get("method") for form in page.forms} >= {PHONE, mail_codes.KEY}
    assert reverse("authenticator_codes:code") not in page.html
    assert "one-time" not in page.html
    assert '/sign-in/password/"' not in page.html


def test_where_too_little_is_offered_it_says_whom_to_ask(nordljus: Tenant, ann: User) -> None:
    # F06
    turn_off(nordljus, mail_codes.KEY)
    turn_off(nordljus, CODES)
    client = browser()
    write_username(client, ann.username)

    page = read(client.get(reverse("password:forgot")))

    assert "cannot be replaced here" in page.text


def test_the_page_of_the_password_leads_there_for_every_name(nordljus: Tenant, ann: User) -> None:
    # F06
    for name in (ann.username, "nobody@nordljus.example"):
        client = browser()
        write_username(client, name)
        page = read(client.get("/sign-in/password/"))
        assert page.links["Forgot your password?"] == reverse("password:forgot")


def test_being_opened_the_page_begins_nothing(ann: User) -> None:
    # F06
    client = browser()
    write_username(client, ann.username)

    client.get(reverse("password:forgot"))

    assert unfinished_of(client).recovers == ""


@pytest.mark.parametrize("number", [0, 3])
def test_an_admin_chooses_one_or_two(nordljus: Tenant, number: int) -> None:
    # F06
    stands = policy_as_it_stands(nordljus)
    rule = replace(stands.rule_of("password"), settings={"recover_by": number})

    with pytest.raises(PolicyImpossible):
        change_whole_policy(
            nordljus, replace(stands, methods={**stands.methods, "password": rule}), actor=None
        )


def test_one_that_cannot_be_is_refused_with_the_reason_and_may_be_written_again(
    ann: User, phone: SigningPhone
) -> None:
    # F07
    address_of(ann)
    client = browser()
    show_phone_and_mail(client, ann, phone)

    page = write_new_password(client, "nordljus1")

    assert page.status == 400
    assert "“nordljus”" in page.text
    assert write_new_password(client).heading == "Your password"


def test_the_one_that_was_forgotten_is_no_new_one(ann: User, phone: SigningPhone) -> None:
    # F06
    address_of(ann)
    client = browser()
    show_phone_and_mail(client, ann, phone)

    assert "the one you have" in write_new_password(client, PASSWORD).text


def test_a_temporary_password_is_replaced_before_one_is_signed_in(ann: User) -> None:
    # E04
    set_password(ann, "temporary-horse-1", actor=None, is_temporary=True)
    client = browser()

    page = sign_in_by_password(client, ann, "temporary-horse-1")

    assert page.heading == "Choose a new password"
    assert not is_signed_in(client)
    assert "the one you have" in write_new_password(client, "temporary-horse-1").text
    assert write_new_password(client).heading == "You are signed in"
    assert sign_in_by_password(browser(), ann, NEW).heading == "You are signed in"


def test_by_another_way_a_temporary_password_keeps_nobody(ann: User, phone: SigningPhone) -> None:
    # E04
    set_password(ann, "temporary-horse-1", actor=None, is_temporary=True)

    assert sign_in_by_phone(browser(), ann, phone).heading == "You are signed in"


def recovered_by_paper(client: Client, user: User) -> Page:
    """By a code by mail and a recovery code, as far as it goes."""
    allow(user.tenant, "recovery_code")
    paper = paper_of(user)
    address_of(user)
    say_forgotten(client, user.username)
    choose_way(client, mail_codes.KEY)
    write_code(client, letters_with_codes()[ADDRESS])
    return read(client.post(reverse("recovery_codes:code"), {"code": paper[0]}, follow=True))


@pytest.mark.parametrize("kept_out", [False, True])
def test_t22_whoever_has_no_password_gets_none_by_it(kept_out: bool, nordljus: Tenant) -> None:
    # F06
    bare = make_person(nordljus, "bare", password=None)
    if kept_out:
        allow(nordljus, "password", exclude=[make_group(nordljus, "Kept out", bare)])

    page = recovered_by_paper(browser(), bare)

    assert page.heading != "Choose a new password"
    bare.refresh_from_db()
    assert not bare.has_usable_password()


def test_in_a_browser_where_its_person_is_signed_in_it_ends_at_the_password_too(ann: User) -> None:
    # F06
    client = signed_in(ann, PASSWORD_PROOF)
    recovered_by_paper(client, ann)

    page = write_new_password(client)

    assert (page.status, page.heading) == (200, "Your password")
    assert write_password(client, NEW).heading == "You are signed in"


@pytest.mark.both_databases
def test_t22_whoever_reads_the_letters_takes_back_what_guards_and_is_no_further(
    ann: User, nordljus: Tenant
) -> None:  # F06 D07
    set_up(nordljus, "password", recover_by=1)
    allow(nordljus, "passkey")
    address_of(ann)
    passkey_of(ann)
    press(link_of_next_letter())
    forget_tries()

    say_forgotten(thief := browser(), ann.username)
    choose_way(thief, "mail_code")
    page = write_code(thief, letters_with_codes()[ADDRESS])

    assert page.address != "/sign-in/password/new/"
    assert not Passkey.objects.exists()
