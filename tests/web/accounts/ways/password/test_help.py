"""E04: an admin resets somebody's password, and unlocks somebody whom too many wrong tries have shut out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.tenants.models import Tenant
from accounts.throttle.recovery import MOST_WRONG
from accounts.users.models import User
from accounts.users.services import TEMPORARY_FOR, create_person
from accounts.ways.mail_code import services as mail_codes
from accounts.ways.password.pages.help import temporary_password
from accounts.ways.password.services import set_password
from accounts.ways.password.settings import KEY
from tests.support.pages import (
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import PASSWORD, allow, make_person, turn_off
from tests.support.phones import account_of, phone_of
from tests.support.recovering import NEW, choose_way, say_forgotten, write_code, write_new_password
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, signed_in


@pytest.fixture
def admin(nordljus: Tenant) -> Client:
    eva = make_person(nordljus, "eva", role=User.Role.TENANT_ADMIN)
    phone_of(eva)
    return signed_in(eva, PHONE_PROOF, device=account_of(eva))


def reset_page(user: User) -> str:
    return reverse("admin:accounts_user_help", args=[user.pk, "reset-password"])


def unlock_page(user: User) -> str:
    return reverse("admin:accounts_user_help", args=[user.pk, "unlock"])


def test_a_reset_password_is_shown_once_and_replaced_by_its_person(ann: User, admin: Client) -> None:
    # E04
    theirs = signed_in(ann, PASSWORD_PROOF)

    made = read(admin.post(reset_page(ann))).code

    assert len(made) == 19
    assert not is_signed_in(theirs)
    assert made not in read(admin.get(reset_page(ann))).html
    assert not any(made in str(event.details) for event in AuditEvent.objects.all())
    client = browser()
    assert sign_in_by_password(client, ann, made).heading == "Choose a new password"
    assert write_new_password(client).heading == "You are signed in"
    assert sign_in_by_password(browser(), ann, NEW).heading == "You are signed in"


def test_an_admin_may_write_one_which_is_held_to_the_rules(ann: User, admin: Client) -> None:
    # E04, F07
    refused = read(admin.post(reset_page(ann), {"new_password": "nordljus1"}))
    assert (refused.status, "“nordljus”" in refused.text) == (400, True)
    assert sign_in_by_password(browser(), ann).heading == "You are signed in"

    admin.post(reset_page(ann), {"new_password": NEW})

    assert sign_in_by_password(browser(), ann, NEW).heading == "Choose a new password"
    assert sign_in_by_password(browser(), ann, PASSWORD).status == 400


def test_being_opened_the_page_changes_nothing(ann: User, admin: Client) -> None:
    # E04
    admin.get(reset_page(ann))
    admin.get(unlock_page(ann))

    assert sign_in_by_password(browser(), ann).heading == "You are signed in"


def test_ones_own_is_changed_at_security_info(nordljus: Tenant, admin: Client) -> None:
    # E04
    eva = User.objects.get(username="eva@nordljus.example")

    answer = admin.post(reset_page(eva))

    assert answer["Location"] == reverse("password:change")
    assert sign_in_by_password(browser(), eva).status == 200


def test_nobody_gets_a_password_that_policy_lets_them_not_use(
    nordljus: Tenant, ann: User, admin: Client
) -> None:
    # E04
    turn_off(nordljus, KEY)

    page = read(admin.get(reverse("admin:accounts_user_change", args=[ann.pk])))

    assert reset_page(ann) not in page.html
    assert admin.post(reset_page(ann))["Location"] == reverse("admin:accounts_user_change", args=[ann.pk])


def test_a_password_given_to_a_new_person_is_temporary(nordljus: Tenant, admin: Client) -> None:
    # E04
    admin.post(
        "/portal/users/add/", {"username": "bo@nordljus.example", "role": "member", "new_password": NEW}
    )

    bo = User.objects.get(username="bo@nordljus.example")
    assert sign_in_by_password(browser(), bo, NEW).heading == "Choose a new password"


def test_a_temporary_password_is_taken_for_a_week_and_says_so_then(ann: User, admin: Client) -> None:
    # E04
    shown = read(admin.post(reset_page(ann), {"new_password": NEW}))
    User.objects.filter(pk=ann.pk).update(temporary_until=clock.now() + timedelta(minutes=1))
    in_time = sign_in_by_password(browser(), ann, NEW)
    User.objects.filter(pk=ann.pk).update(temporary_until=clock.now() - timedelta(seconds=1))

    late, wrong = sign_in_by_password(browser(), ann, NEW), sign_in_by_password(browser(), ann, PASSWORD)

    assert "It is taken for 7 days" in shown.text
    assert in_time.heading == "Choose a new password"
    assert (late.status, "This temporary password is over." in late.text) == (400, True)
    assert (wrong.status, "This temporary password is over." in wrong.text) == (400, False)
    refused = AuditEvent.objects.filter(tag="user:sign_in:refused", subject=ann).earliest("pk")
    assert refused.details["reason"] == "password_over"


def test_how_long_one_is_taken_is_counted_from_when_it_was_given(nordljus: Tenant, ann: User) -> None:
    # E04
    before = clock.now()
    set_password(ann, NEW, actor=None, is_temporary=True)
    bo = create_person("bo@nordljus.example", tenant=nordljus, actor=ann, password=NEW)
    set_password(ann, NEW, actor=ann)

    bo.refresh_from_db()
    ann.refresh_from_db()
    assert bo.temporary_until is not None
    assert timedelta() <= bo.temporary_until - (before + TEMPORARY_FOR) < timedelta(minutes=1)
    assert ann.temporary_until is None


def test_the_portal_says_of_one_whose_time_is_over_that_it_is(ann: User, admin: Client) -> None:
    # E04
    set_password(ann, NEW, actor=None, is_temporary=True)
    User.objects.filter(pk=ann.pk).update(temporary_until=Now())

    page = read(admin.get(reverse("admin:accounts_user_change", args=[ann.pk])))

    assert "Temporary, and its time is over" in page.text


def test_one_whose_time_is_over_is_no_way_in(ann: User) -> None:
    # E04 E23
    set_password(ann, NEW, actor=None, is_temporary=True)
    in_time = _who_has_one(ann)
    User.objects.filter(pk=ann.pk).update(temporary_until=Now())
    ann.refresh_from_db()

    assert in_time == (True, True, [True])
    assert _who_has_one(ann) == (False, False, [False])


def _who_has_one(user: User) -> tuple[bool, bool, list[bool]]:
    """Has this person a password that signs in: asked of one, of many, and as it is shown?"""
    password = registry.get(KEY)
    is_among = User.objects.filter(password.held(), pk=user.pk).exists()
    return password.is_registered_for(user), is_among, [row.is_usable for row in password.rows_for(user)]


def test_unlocking_lets_somebody_try_again_at_once(ann: User, admin: Client) -> None:
    # E04
    client = browser()
    write_username(client, ann.username)
    for n in range(10):
        write_password(client, f"wrong one {n}")
    assert write_password(client).status == 429
    page = read(admin.get(unlock_page(ann)))
    assert "from browsers they have not used" in page.text

    admin.post(unlock_page(ann))

    assert write_password(client).heading == "You are signed in"
    assert "Nothing is shut" in read(admin.get(unlock_page(ann))).text
    assert AuditEvent.objects.get(tag="user:sign_in:unlocked").subject_id == ann.pk


def test_unlocking_opens_a_browser_of_theirs_and_recovery_as_well(
    nordljus: Tenant, ann: User, admin: Client
) -> None:
    # E04, F06
    allow(nordljus, mail_codes.KEY)
    known = browser()
    sign_in_by_password(known, ann)
    known.post("/sign-out/")
    write_username(known, ann.username)
    for n in range(10):
        write_password(known, f"wrong one {n}")
    client = browser()
    say_forgotten(client, ann.username)
    choose_way(client, mail_codes.KEY)
    for _n in range(MOST_WRONG):
        write_code(client, "00000000")
    shut = read(admin.get(unlock_page(ann))).text
    assert "Firefox" in shut
    assert "A forgotten password" in shut

    admin.post(unlock_page(ann))

    assert write_password(known).heading == "You are signed in"
    assert say_forgotten(browser(), ann.username).status == 200


def test_temporary_passwords_are_never_the_same() -> None:
    # E04
    assert len({temporary_password() for _n in range(100)}) == 100
