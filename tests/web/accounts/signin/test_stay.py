"""*Stay signed in?*: asked once in each browser, where the organisation lets people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from accounts import clock
from accounts.methods.proof import Passed
from accounts.sessions.models import Session
from accounts.signin.road.staying import stays
from accounts.signin.unfinished import SignIn
from accounts.users.models import KnownBrowser, User
from accounts.ways.one_time_link import services as one_time_link
from tests.support.clock import travel
from tests.support.pages import (
    Page,
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import set_part
from tests.support.phones import SigningPhone
from tests.support.sessions import PASSWORD_PROOF

PAGE = "/sign-in/stay/"
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def _may_stay(ann: User) -> None:
    set_part(ann.tenant, "sessions", may_stay=True)


def say(client: Client, said: str) -> Page:
    return read(client.post(PAGE, {"stay": said}, follow=True))


def cookie_life(client: Client) -> object:
    return client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def close(client: Client) -> None:
    """What a browser forgets when it is closed."""
    for name in [name for name, morsel in client.cookies.items() if not morsel["max-age"]]:
        del client.cookies[name]


def test_it_is_asked_when_everything_is_proven_and_before_anybody_is_signed_in(ann: User) -> None:  # A19
    client = browser()

    page = sign_in_by_password(client, ann)

    assert (page.address, page.heading) == (PAGE, "Stay signed in?")
    assert "90 days" in page.text
    assert not is_signed_in(client)


def test_yes_survives_the_end_of_the_browser_and_no_does_not(ann: User) -> None:  # A19
    for said, survives in (("yes", True), ("no", False)):
        client = browser()
        sign_in_by_password(client, ann)
        assert say(client, said).address == "/signed-in/"
        assert is_signed_in(client)
        close(client)
        assert is_signed_in(client) is survives


def test_the_answer_is_remembered_for_this_browser_and_no_other(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")
    client.post("/sign-out/")

    assert sign_in_by_password(client, ann).address == "/signed-in/"
    assert Session.objects.get().stays
    assert sign_in_by_password(browser(), ann).address == PAGE


def test_no_is_remembered_too(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "no")
    client.post("/sign-out/")

    assert sign_in_by_password(client, ann).address == "/signed-in/"
    assert not Session.objects.get().stays


def test_one_can_ask_to_be_asked_again(ann: User) -> None:  # A19 D04
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "no")
    page = read(client.get("/security-info/sessions/"))
    assert "signed out when it is closed" in page.text

    client.post("/security-info/sessions/ask-again/")
    client.post("/sign-out/")

    assert sign_in_by_password(client, ann).address == PAGE


def test_it_lasts_by_limits_of_its_own(ann: User) -> None:  # A19
    set_part(ann.tenant, "sessions", staying_silence=7 * 24 * 60, staying_age=30 * 24 * 60)
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")
    now = clock.seconds()

    assert cookie_life(client) == pytest.approx(30 * DAY, abs=60)
    for days in (6, 12, 18, 24, 29):
        with travel(now + days * DAY):
            assert is_signed_in(client)
    with travel(now + 31 * DAY):
        assert not is_signed_in(client)


def test_it_ends_without_use(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")

    with travel(clock.seconds() + 31 * DAY):
        assert not is_signed_in(client)


def test_where_nobody_may_stay_any_more_the_usual_limits_hold_at_once(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")
    now = clock.seconds()

    set_part(ann.tenant, "sessions", may_stay=False)

    assert is_signed_in(client)
    with travel(now + 13 * 3600):
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("proof", "is_again", "may"),
    [
        (PASSWORD_PROOF, False, True),
        (replace(PASSWORD_PROOF, is_granted=True), False, False),
        (replace(PASSWORD_PROOF, until=2**33), False, False),
        (PASSWORD_PROOF, True, False),
    ],
    ids=["one's own", "handed out", "ends by itself", "proof given again"],
)
def test_only_what_is_ones_own_and_lasts_becomes_a_session_in_which_one_stays(
    proof: Passed, is_again: bool, may: bool, ann: User
) -> None:  # A19
    sign_in = SignIn(
        username=ann.username,
        tenant_id=str(ann.tenant_id),
        user_id=str(ann.pk),
        binding="",
        started_at=0,
        is_again=is_again,
        passed=[proof],
        stays=True,
    )

    assert stays(ann, sign_in) is may


def test_a_one_time_link_asks_nothing_and_ends_with_the_browser_where_one_usually_stays(
    ann: User,
) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")
    client.post("/sign-out/")

    link = f"/sign-in/one-time/{one_time_link.grant(ann, actor=None, now=clock.now())}/"

    page = read(client.post(link, follow=True))

    assert page.address != PAGE
    assert is_signed_in(client)
    assert not Session.objects.get().stays
    assert not cookie_life(client)


def test_proving_again_asks_nothing_and_stays_as_it_was(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)
    say(client, "yes")
    KnownBrowser.objects.update(stays=None)
    before = Session.objects.get()

    with travel(clock.seconds() + 3600):
        client.get("/security-info/", follow=True)
        page = write_password(client)

    assert page.address == "/security-info/"
    after = Session.objects.get()
    assert (after.sid, after.stays) == (before.sid, True)
    assert cookie_life(client) == pytest.approx(90 * DAY - 3600, abs=60)


def test_it_comes_after_the_phone_as_well(ann: User, phone: SigningPhone) -> None:  # A19
    client = browser()
    page = write_username(client, ann.username)
    if page.address != "/sign-in/phone/":
        page = read(client.post("/sign-in/choose-method/", {"method": "phone"}, follow=True))
    answer(phone, page.number)

    assert press_continue(client).address == PAGE
    assert say(client, "no").address == "/signed-in/"


@pytest.mark.parametrize("proven", [False, True])
def test_out_of_its_turn_it_leads_to_where_one_is(proven: bool, ann: User) -> None:  # A24
    client = browser()
    if proven:
        sign_in_by_password(client, ann)
        say(client, "no")
        assert client.get(PAGE).status_code == 409
    else:
        write_username(client, ann.username)
        assert client.get(PAGE).status_code == 302
        assert client.post(PAGE, {"stay": "yes"}).status_code == 409
        assert not is_signed_in(client)


def test_another_answer_than_yes_or_no_is_asked_again(ann: User) -> None:  # A19
    client = browser()
    sign_in_by_password(client, ann)

    assert say(client, "maybe").address == PAGE
    assert not is_signed_in(client)


def test_where_it_is_not_on_nobody_is_asked(ann: User) -> None:  # A19
    set_part(ann.tenant, "sessions", may_stay=False)

    assert sign_in_by_password(browser(), ann).address == "/signed-in/"
