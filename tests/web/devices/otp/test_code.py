"""Authenticator codes as a second step (F02, F04, T15)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.models import User
from accounts.users.services import change_default
from accounts.ways.one_time_link.services import grant
from devices.otp.models import AuthenticatorApp
from devices.otp.services import remove
from devices.otp.source import MOST_WRONG
from tests.support.authenticators import ADD, Authenticator, authenticator_of, wrong_code
from tests.support.clock import travel
from tests.support.pages import (
    Page,
    browser,
    frozen,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import change_policy, turn_off
from tests.support.phones import phone_of
from tests.support.sessions import proof_of

CODE = "/sign-in/authenticator-code/"


@pytest.fixture
def asked(ann: User, authenticator: Authenticator) -> Client:
    """Two steps are asked, and Ann has given her password."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    assert write_password(client).address == CODE
    return client


def give(client: Client, code: str) -> Page:
    return read(client.post(CODE, {"code": code}, follow=True))


def test_after_the_password_the_code_signs_in_with_two_steps(
    asked: Client, authenticator: Authenticator
) -> None:  # F02, A10
    assert give(asked, authenticator.code()).address == "/signed-in/"

    proof = proof_of(asked)
    assert (proof.methods, proof.acr) == (("password", "authenticator_code"), "two_step")
    assert set(proof.amr) == {"pwd", "otp", "mfa"}
    assert proof.device_label == "My app"


@pytest.mark.parametrize(
    "form",
    [
        "{0} {1}",
        "\u00a0{0}\u2009{1}\t",
        "{0}-{1}",
        "\u202a{0}{1}\u202c",
        "\u200f{0}\u200b{1}\ufeff",
    ],
)
@pytest.mark.parametrize("zero", ["0", "\u0660", "\u06f0", "\uff10", "\u0966"])
def test_a_code_is_read_in_any_digits_and_with_what_was_copied_along(
    asked: Client, authenticator: Authenticator, zero: str, form: str
) -> None:  # F02
    code = "".join(chr(ord(zero) + int(digit)) for digit in authenticator.code())

    assert give(asked, form.format(code[:3], code[3:])).address == "/signed-in/"


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_early_or_late(
    steps: int, is_taken: bool, asked: Client, authenticator: Authenticator, app: AuthenticatorApp
) -> None:  # F04
    AuthenticatorApp.objects.update(last_step=-1)

    with travel("2031-05-01T10:00:15Z", tick=False):
        write_username(asked, app.user.username)
        write_password(asked)
        give(asked, authenticator.code(steps=steps))

        assert is_signed_in(asked) is is_taken


def test_a_code_counts_once(asked: Client, ann: User, authenticator: Authenticator) -> None:  # F04, T10
    code = authenticator.code()
    give(asked, code)
    other = browser()
    write_username(other, ann.username)
    write_password(other)

    page = give(other, code)

    assert (page.status, "does not match" in page.text) == (400, True)
    assert not is_signed_in(other)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}\u00a0{1}"])
def test_it_may_be_typed_with_spaces(typed: str, asked: Client, authenticator: Authenticator) -> None:
    code = authenticator.code()

    assert give(asked, typed.format(code[:3], code[3:])).address == "/signed-in/"


def test_digits_of_other_scripts_are_digits(asked: Client, authenticator: Authenticator) -> None:
    written = "".join(chr(ord(digit) - ord("0") + ord("\u0660")) for digit in authenticator.code())

    assert give(asked, written).address == "/signed-in/"


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "-12345", "1e5000", "²²²²²²", "x" * 300])
def test_anything_else_is_refused_in_words(wrong: str, asked: Client) -> None:
    page = give(asked, wrong)

    assert (page.status, page.heading) == (400, "Authenticator code")
    assert not is_signed_in(asked)


def test_tries_are_counted_before_anything_is_verified_and_written_down(
    asked: Client, ann: User, authenticator: Authenticator
) -> None:  # T15
    wrong = wrong_code(authenticator)
    for _ in range(10):
        assert give(asked, wrong).status == 400

    page = give(asked, authenticator.code())

    assert (page.status, is_signed_in(asked)) == (429, False)
    refused = AuditEvent.objects.filter(tag="user:sign_in:refused", subject=ann)
    assert {event.details["reason"] for event in refused} == {"wrong_code"}
    assert refused.count() == 10


def known_by_password(user: User, client: Client | None = None) -> Client:
    """A browser in which this person has signed in with the password alone."""
    client = client or browser()
    change_policy(user.tenant, two_step=False)
    assert sign_in_by_password(client, user).address == "/signed-in/"
    change_policy(user.tenant, two_step=True)
    return client


def guess(client: Client, user: User) -> list[int]:
    """Give the password, then wrong codes until no more are taken; the statuses of their answers."""
    sign_in_by_password(client, user)
    wrong = wrong_code(*(Authenticator(app.secret) for app in AuthenticatorApp.objects.filter(user=user)))
    return [give(client, wrong).status for _ in range(11)]


def test_browsers_that_the_password_alone_made_known_share_their_tries(
    ann: User, authenticator: Authenticator
) -> None:  # T15, T20
    thieves = [known_by_password(ann), known_by_password(ann), browser()]

    with frozen():
        statuses = [status for thief in thieves for status in guess(thief, ann)]

    assert statuses == [400] * 10 + [429] * 23


def test_a_thief_of_the_password_uses_up_no_tries_of_a_browser_where_codes_were_given(
    asked: Client, ann: User, authenticator: Authenticator
) -> None:  # T15, E16
    give(asked, authenticator.code())
    known_by_password(ann, asked)
    AuthenticatorApp.objects.update(last_step=-1)

    with frozen():
        assert guess(known_by_password(ann), ann)[-1] == 429
        sign_in_by_password(asked, ann)

        assert give(asked, authenticator.code()).address == "/signed-in/"


def test_a_browser_that_changes_its_cookie_hands_its_own_tries_on_to_no_other(
    asked: Client, ann: User, authenticator: Authenticator
) -> None:  # T15
    """Ann's own computer, and a thief who has the password: its cookie is there to be changed at will."""
    give(asked, authenticator.code())
    change_policy(ann.tenant, two_step=False)
    write_username(asked, ann.username)
    del asked.cookies[BROWSER_COOKIE.name]
    assert write_password(asked).address == "/signed-in/"
    change_policy(ann.tenant, two_step=True)

    with frozen():
        guess(browser(), ann)

        assert guess(asked, ann) == [429] * 11


def test_a_hundred_wrong_codes_in_a_row_spend_the_app_until_it_is_added_anew(
    asked: Client, ann: User, authenticator: Authenticator, app: AuthenticatorApp
) -> None:  # T15
    AuthenticatorApp.objects.update(wrong_in_a_row=MOST_WRONG - 1)
    wrong = wrong_code(authenticator)
    assert "Too many codes in a row were wrong" in give(asked, wrong).text
    give(asked, wrong)
    assert AuditEvent.objects.filter(tag="user:authenticator_app:spent", subject=ann).count() == 1

    page = give(asked, authenticator.code())

    assert (page.status, is_signed_in(asked)) == (403, False)
    assert "not asked of you now" in page.text
    write_username(asked, ann.username)
    assert "one more step than this account has" in write_password(asked).text, "nothing asks for its codes"
    by_link = browser()
    link = grant(ann, actor=None, now=timezone.now())
    page = read(by_link.post(f"/sign-in/one-time/{link}/", follow=True))
    assert "Its codes are taken no more" in page.text
    by_link.post(f"/security-info/remove/authenticator_code/{app.pk}/")
    anew, _ = authenticator_of(ann)
    write_username(asked, ann.username)
    write_password(asked)
    assert give(asked, anew.code()).address == "/signed-in/"


def test_a_spent_app_still_guards_the_account(
    ann: User, authenticator: Authenticator, app: AuthenticatorApp
) -> None:  # T20
    thief = browser()
    sign_in_by_password(thief, ann)
    AuthenticatorApp.objects.update(wrong_in_a_row=MOST_WRONG)

    for path in (ADD, f"/security-info/remove/authenticator_code/{app.pk}/"):
        assert thief.post(path).status_code == 403


def test_a_right_code_begins_the_count_of_wrong_ones_anew_for_all_apps_but_spent_ones(
    asked: Client, ann: User, authenticator: Authenticator, app: AuthenticatorApp
) -> None:  # T15
    another, newer = authenticator_of(ann, "Newer")
    _, spent = authenticator_of(ann, "Spent")
    AuthenticatorApp.objects.filter(pk=spent.pk).update(wrong_in_a_row=MOST_WRONG)
    give(asked, wrong_code(authenticator, another))
    assert set(AuthenticatorApp.objects.values_list("wrong_in_a_row", flat=True)) == {1, MOST_WRONG}

    give(asked, authenticator.code())

    counts = dict(AuthenticatorApp.objects.values_list("pk", "wrong_in_a_row"))
    assert counts == {app.pk: 0, newer.pk: 0, spent.pk: MOST_WRONG}


def test_before_anything_is_proven_nobody_is_asked(ann: User, authenticator: Authenticator) -> None:  # A18
    for username in (ann.username, "nobody@nordljus.example"):
        client = browser()
        write_username(client, username)

        assert give(client, authenticator.code()).status == 403
        assert client.get(CODE).status_code == 403
        assert not is_signed_in(client)


def test_cookies_copied_before_the_password_get_no_further_by_it(
    asked: Client, ann: User, authenticator: Authenticator
) -> None:  # T33
    write_username(asked, ann.username)
    thief = browser()
    thief.cookies.load({name: morsel.value for name, morsel in asked.cookies.items()})

    assert write_password(asked).address == CODE

    assert give(thief, authenticator.code()).status == 409
    assert not is_signed_in(thief)
    assert give(asked, authenticator.code()).address == "/signed-in/"


def test_a_code_alone_is_no_way_in_and_no_second_password(ann: User, asked: Client) -> None:  # T12
    assert read(browser().get(CODE)).status == 409
    assert not is_signed_in(asked)


@pytest.mark.parametrize("gone", ["policy", "app"])
def test_what_is_gone_meanwhile_is_not_taken(
    gone: str, asked: Client, ann: User, authenticator: Authenticator, app: AuthenticatorApp
) -> None:  # E19, T08
    if gone == "policy":
        turn_off(ann.tenant, "authenticator_code")
    else:
        remove(app, actor=None)

    assert give(asked, authenticator.code()).status == 403
    assert not is_signed_in(asked)


def test_the_default_is_asked_first_and_the_others_are_a_link_away(
    ann: User, authenticator: Authenticator
) -> None:  # F02
    change_policy(ann.tenant, two_step=True)
    phone = phone_of(ann, enable=False)
    client = browser()

    change_default(ann, method="authenticator_code", can_start=False)
    write_username(client, ann.username)
    page = write_password(client)
    assert page.address == CODE
    assert "Use the Handslag app instead" in page.text
    assert phone.requests() == [], "the phone is asked only when it is chosen"

    change_default(ann, method="phone", can_start=True)
    write_username(client, ann.username)
    page = write_password(client)
    assert page.address == "/sign-in/phone/"
    assert page.links["Use an authenticator code instead"] == CODE
    assert read(client.get("/sign-in/choose-method/")).text.count("authenticator app") == 1


def test_with_nothing_else_no_other_way_is_named(asked: Client) -> None:  # F02
    page = read(asked.get(CODE))

    assert "Other ways" not in page.text
    assert "instead" not in page.text
