"""*Don't ask again on this browser for N days*: the second step, where the policy lets people say so (A19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.signin.browser.settings import KEY
from accounts.tenants.models import Tenant
from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.models import KnownBrowser, User
from accounts.users.services import block, disable, enable, end_sessions, release
from accounts.ways.one_time_link.services import grant
from accounts.ways.password.services import set_password
from devices.otp.services import remove
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.clock import travel
from tests.support.pages import Page, browser, is_signed_in, read, write_password, write_username
from tests.support.people import PASSWORD, allow, change_policy, make_person, make_tenant, set_part, turn_off
from tests.support.phones import phone_of
from tests.support.sessions import proof_of

TICK = {"dont_ask_again": "yes"}


@pytest.fixture
def nordljus(db: None) -> Tenant:
    """Asks for two steps, and lets people say for thirty days that the second is not asked again."""
    tenant = make_tenant(methods=("password", "authenticator_code"), two_step=True)
    set_part(tenant, KEY, skip_days=30)
    return tenant


@pytest.fixture
def app(ann: User) -> Authenticator:
    return authenticator_of(ann)[0]


def first_step(client: Client, user: User, password: str = PASSWORD) -> Page:
    write_username(client, user.username)
    return write_password(client, password)


def sign_in(client: Client, user: User, app: Authenticator, **said: str) -> Page:
    page = first_step(client, user)
    return read(client.post(page.address, {"code": app.code(), **said}, follow=True))


def leave(client: Client) -> None:
    client.post("/sign-out/")


@pytest.fixture
def known(ann: User, app: Authenticator) -> Client:
    """A browser in which Ann has said so, and signed out again."""
    client = browser()
    assert sign_in(client, ann, app, **TICK).heading == "You are signed in"
    leave(client)
    return client


def is_asked_again(client: Client, user: User) -> bool:
    page = first_step(client, user)
    assert page.heading in {"You are signed in", "Authenticator code"}
    return page.heading == "Authenticator code"


def test_a_second_step_asks_for_how_long_and_nothing_is_ticked(ann: User, app: Authenticator) -> None:  # A19
    page = first_step(browser(), ann)

    assert "Don't ask again on this browser for 30 days" in page.text
    assert "checked" not in page.html


def test_ticked_one_factor_is_enough_there_the_next_time_and_only_that_is_claimed(
    known: Client, ann: User
) -> None:  # A19
    page = first_step(known, ann)

    assert page.heading == "You are signed in"
    assert "A second step was not asked: you chose so for this browser." in page.text
    signed_in = proof_of(known)
    assert (signed_in.amr, signed_in.acr) == (("pwd",), "one_step")
    latest = AuditEvent.objects.filter(tag="user:sign_in:succeeded").latest("pk")
    assert latest.details["reason"] == "remembered_here"
    assert latest.details["amr"] == ["pwd"]


def test_its_person_is_told_when_somebody_says_so(known: Client, ann: User) -> None:  # A19
    said = AuditEvent.objects.get(tag="user:browser:remembered")

    assert said.subject_id == ann.pk
    assert said.details.items() >= {"browser": "Firefox (Linux)", "days": 30}.items()


def test_not_ticked_it_is_asked_again(ann: User, app: Authenticator) -> None:  # A19
    client = browser()
    sign_in(client, ann, app)
    leave(client)

    assert is_asked_again(client, ann)
    assert not AuditEvent.objects.filter(tag="user:browser:remembered").exists()


def test_where_the_policy_says_nothing_it_is_neither_offered_nor_taken(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # A19, E02
    set_part(nordljus, KEY, skip_days=0)
    client = browser()

    assert "Don't ask again" not in first_step(client, ann).text
    sign_in(client, ann, app, **TICK)
    leave(client)
    set_part(nordljus, KEY, skip_days=30)

    assert is_asked_again(client, ann), "what was not offered was not taken"


def test_it_is_no_question_of_a_first_step(known: Client, ann: User) -> None:  # A19, A18
    assert "Don't ask again" not in write_username(known, ann.username).text


def test_nor_where_one_step_is_enough(nordljus: Tenant, ann: User, app: Authenticator) -> None:  # A19
    change_policy(nordljus, two_step=False)
    client = browser()
    first_step(client, ann)

    page = read(client.get("/portal/", follow=True))

    assert "Don't ask again" not in page.text


def test_another_browser_is_asked(known: Client, ann: User) -> None:  # A19
    assert is_asked_again(browser(), ann)


def test_it_holds_for_the_account_it_was_said_for_alone(known: Client, ann: User) -> None:  # A19 T34
    bo = make_person(ann.tenant, "bo")
    authenticator_of(bo)

    assert is_asked_again(known, bo)
    assert not is_asked_again(known, ann)


def test_it_holds_only_with_the_browsers_secret_at_every_step(known: Client, ann: User) -> None:  # T34
    write_username(known, ann.username)
    del known.cookies[BROWSER_COOKIE.name]

    assert write_password(known).heading == "Authenticator code"


ENDS: dict[str, Callable[[User], object]] = {
    "all sessions ended": lambda user: end_sessions(user, actor=None, why="admin"),
    "another password": lambda user: set_password(user, "another horse entirely", actor=None),
    "disabled and enabled": lambda user: (disable(user, actor=None), enable(user, actor=None)),
    "blocked and released": lambda user: (block(user), release(user, actor=None)),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_what_ends_all_sessions_ends_it(
    known: Client, ann: User, ends: Callable[[User], object]
) -> None:  # A19 T08
    ends(ann)
    ann.refresh_from_db()
    password = PASSWORD if ann.check_password(PASSWORD) else "another horse entirely"

    page = first_step(known, ann, password)

    assert page.heading == "Authenticator code"


def test_what_was_remembered_counts_while_what_proved_it_stands(known: Client, ann: User) -> None:  # A19 T08
    app = ann.authenticatorapp_set.get()
    authenticator_of(ann, "Another app")

    remove(app, actor=ann)

    assert is_asked_again(known, ann)


def test_nor_when_its_way_was_turned_off(known: Client, nordljus: Tenant, ann: User) -> None:  # A19 E19
    allow(nordljus, "phone")
    phone_of(ann)
    turn_off(nordljus, "authenticator_code")

    page = first_step(known, ann)

    assert not is_signed_in(known)
    assert page.heading != "You are signed in"


def test_it_ends_when_its_days_are_over(known: Client, ann: User) -> None:  # A19
    with travel(timezone.now() + timedelta(days=30, minutes=-5)):
        assert not is_asked_again(known, ann)
        leave(known)
    with travel(timezone.now() + timedelta(days=30, minutes=5)):
        assert is_asked_again(known, ann)


def test_signing_in_by_it_does_not_prolong_it(known: Client, ann: User) -> None:  # A19
    with travel(timezone.now() + timedelta(days=20)):
        assert not is_asked_again(known, ann)
        leave(known)
    with travel(timezone.now() + timedelta(days=31)):
        assert is_asked_again(known, ann)


@pytest.mark.parametrize(("days", "is_asked"), [(0, True), (7, True), (14, False), (365, False)])
def test_a_policy_that_was_shortened_counts_at_once_and_never_beyond(
    known: Client, nordljus: Tenant, ann: User, days: int, is_asked: bool
) -> None:  # A19
    set_part(nordljus, KEY, skip_days=days)

    with travel(timezone.now() + timedelta(days=10)):
        assert is_asked_again(known, ann) is is_asked


def test_a_policy_that_was_prolonged_does_not_prolong_what_was_said(
    known: Client, nordljus: Tenant, ann: User
) -> None:  # A19
    set_part(nordljus, KEY, skip_days=365)

    with travel(timezone.now() + timedelta(days=40)):
        assert is_asked_again(known, ann)


def test_a_page_that_needs_two_factors_asks_for_them_all_the_same(
    known: Client, nordljus: Tenant, app: Authenticator
) -> None:  # A19 T20
    admin = make_person(nordljus, "disa", role="tenant_admin")
    its_app, _row = authenticator_of(admin)
    sign_in(known, admin, its_app, **TICK)
    leave(known)
    assert first_step(known, admin).heading == "You are signed in"

    page = read(known.get("/portal/", follow=True))

    assert page.status == 403
    assert page.heading == "Sign in again, in two steps"


def test_a_sign_in_for_such_a_page_asks_at_once(known: Client, nordljus: Tenant) -> None:  # A19
    admin = make_person(nordljus, "disa", role="tenant_admin")
    its_app, _row = authenticator_of(admin)
    sign_in(known, admin, its_app, **TICK)
    leave(known)
    page = read(known.get("/portal/", follow=True))
    wish = page.fields["wish"]
    known.post("/sign-in/", {"username": admin.username, "wish": wish})

    assert write_password(known).heading == "Authenticator code"


def test_a_change_of_ones_ways_in_asks_as_always(known: Client, ann: User) -> None:  # A19 T20
    app = ann.authenticatorapp_set.get()
    first_step(known, ann)

    page = read(known.get(f"/security-info/remove/authenticator_code/{app.pk}/", follow=True))

    assert page.status == 403


def test_proving_oneself_once_more_asks_for_every_step(known: Client, ann: User) -> None:  # A19 D02
    first_step(known, ann)

    with travel(timezone.now() + timedelta(minutes=6)):
        read(known.get("/security-info/", follow=True))
        page = write_password(known)

    assert page.heading == "Authenticator code"
    assert "Don't ask again" not in page.text


def test_a_link_from_an_admin_is_never_remembered(ann: User, app: Authenticator) -> None:  # A19
    client = browser()
    link = grant(ann, actor=None, now=timezone.now())
    client.post(f"/sign-in/one-time/{link}/", {**TICK})
    assert is_signed_in(client)
    leave(client)

    assert is_asked_again(client, ann)


def test_forgetting_the_browser_ends_it_at_once(known: Client, ann: User) -> None:  # A19 D04
    write_username(known, ann.username)
    KnownBrowser.objects.filter(user=ann).delete()

    assert write_password(known).heading == "Authenticator code"


def test_rows_of_an_older_release_remember_nothing(known: Client, ann: User) -> None:
    KnownBrowser.objects.filter(user=ann).update(remembered={"unknown": 1})

    assert is_asked_again(known, ann)
