"""Adding an authenticator app and removing one, at Security info (D01, D05, B12, T19, T20, I10)."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.otp import services
from devices.otp.models import AuthenticatorApp
from devices.otp.services import OFFERED_FOR
from devices.otp.source import MOST
from idp.housekeeping import forget_unfinished_apps
from tests.support.authenticators import (
    ADD,
    Authenticator,
    authenticator_of,
    begin_to_add,
    wrong_code,
)
from tests.support.pages import (
    browser,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person, turn_off
from tests.support.phones import phone_of
from tests.support.rows import everything
from tests.support.sessions import make_stale

ADDED = "/security-info/added/authenticator_code/"


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


def apps(user: User) -> QuerySet[AuthenticatorApp]:
    return AuthenticatorApp.objects.filter(user=user)


def remove_path(app: AuthenticatorApp) -> str:
    return f"/security-info/remove/authenticator_code/{app.pk}/"


def test_it_is_added_with_a_first_code_and_listed(own: Client, ann: User) -> None:  # D05
    page, authenticator = begin_to_add(own)
    assert "<svg" in page.html
    assert apps(ann).get().confirmed is False

    page = read(own.post(page.address, {"code": authenticator.code(), "name": "Old phone"}, follow=True))

    assert (page.address, page.heading) == (ADDED, "Ready to use")
    assert "Old phone" in page.text
    assert "as a second step" in page.text
    assert "Old phone" in read(own.get("/security-info/")).text
    added = AuditEvent.objects.get(tag="user:authenticator_app:added")
    assert added.details["authenticator"] == "Old phone"


def test_a_wrong_first_code_adds_nothing_and_keeps_the_page(own: Client, ann: User) -> None:
    page, authenticator = begin_to_add(own)

    again = read(own.post(page.address, {"code": wrong_code(authenticator), "name": "Mine"}))

    assert again.status == 400
    assert "does not match" in again.text
    assert 'value="Mine"' in again.html
    assert not apps(ann).filter(confirmed=True).exists()
    assert read(own.post(page.address, {"code": authenticator.code()}, follow=True)).address == ADDED


def test_the_secret_is_nowhere_in_the_database_or_the_log(
    own: Client, ann: User, caplog: pytest.LogCaptureFixture
) -> None:  # I10
    page, authenticator = begin_to_add(own)
    own.post(page.address, {"code": authenticator.code()})
    secret = authenticator.secret.replace(" ", "")

    assert AuthenticatorApp.objects.get().secret == secret
    assert secret not in str(everything())
    assert secret not in caplog.text


def test_the_page_with_the_secret_is_kept_by_no_cache_and_shown_once(own: Client) -> None:  # I10
    page, authenticator = begin_to_add(own)
    assert "no-store" in own.get(page.address).headers["Cache-Control"]

    own.post(page.address, {"code": authenticator.code()})

    shown_again = own.get(page.address)
    assert shown_again.status_code == 403, "from now on the password alone is too weak"
    assert authenticator.secret not in shown_again.content.decode()


def test_a_link_adds_nothing(own: Client, ann: User) -> None:  # T28
    assert own.get(ADD).headers["Location"] == "/security-info/"
    assert not apps(ann).exists()


def test_an_offer_ends_the_one_before(own: Client, ann: User) -> None:
    first, authenticator = begin_to_add(own)
    begin_to_add(own)

    page = read(own.post(first.address, {"code": authenticator.code()}, follow=True))
    assert "begun anew elsewhere" in page.text
    assert apps(ann).filter(confirmed=False).count() == 1


def test_at_most_five(own: Client, ann: User) -> None:  # B12
    for n in range(MOST):
        _, app = authenticator_of(ann, f"App {n}")
        AuthenticatorApp.objects.filter(pk=app.pk).update(last_step=-1)
    sign_in_with_code(own, ann)

    page = read(own.post(ADD, follow=True))

    assert page.status == 409
    assert "Remove one" in page.text
    assert apps(ann).count() == MOST


def sign_in_with_code(client: Client, user: User) -> None:
    """Fresh proof by both steps."""
    change_policy(user.tenant, two_step=True)
    app = apps(user).filter(confirmed=True)[0]
    AuthenticatorApp.objects.filter(pk=app.pk).update(last_step=-1)
    write_username(client, user.username)
    write_password(client)
    client.post("/sign-in/authenticator-code/", {"code": Authenticator(app.secret).code()})


def test_where_it_is_off_it_is_not_offered_and_not_added(own: Client, ann: User) -> None:  # E01, E02
    page, authenticator = begin_to_add(own)
    turn_off(ann.tenant, "authenticator_code")

    assert ADD not in read(own.get("/security-info/")).actions()
    assert own.post(ADD, follow=True).status_code == 403
    assert own.post(page.address, {"code": authenticator.code()}).status_code == 403
    assert not apps(ann).filter(confirmed=True).exists()


def test_a_password_alone_neither_removes_one_nor_adds_another_way(
    own: Client, ann: User, app: AuthenticatorApp
) -> None:  # T20
    for path in (remove_path(app), ADD, "/security-info/phones/add/"):
        page = read(own.post(path, follow=True))

        assert (page.status, page.heading) == (403, "Sign in again, in two steps")

    assert AuthenticatorApp.objects.get() == app
    assert not ann.enrolments.exists()


def test_with_both_steps_it_is_removed_when_asked_twice(
    own: Client, ann: User, app: AuthenticatorApp
) -> None:  # D01
    sign_in_with_code(own, ann)
    change_policy(ann.tenant, two_step=False)

    question = read(own.get(remove_path(app)))
    assert question.heading == "Remove My app?"
    assert AuthenticatorApp.objects.exists()
    page = read(own.post(remove_path(app), follow=True))

    assert "Removed: My app." in page.text
    assert not AuthenticatorApp.objects.exists()
    assert AuditEvent.objects.filter(tag="user:authenticator_app:removed", subject=ann).count() == 1


def test_a_phone_sign_in_is_as_strong(ann: User, app: AuthenticatorApp) -> None:  # T20
    phone, client = phone_of(ann), browser()
    sign_in_by_phone(client, ann, phone)

    assert read(client.get(remove_path(app))).heading == "Remove My app?"


def test_old_proof_is_asked_anew(own: Client, app: AuthenticatorApp) -> None:  # D02, T19
    make_stale(own)

    assert own.get(remove_path(app)).status_code == 302
    assert own.post(remove_path(app)).status_code == 302
    assert AuthenticatorApp.objects.exists()


def test_somebody_elses_is_not_there(own: Client, nordljus: Tenant) -> None:  # T09
    _, theirs = authenticator_of(make_person(nordljus, "bo"))

    assert own.post(remove_path(theirs)).status_code == 404
    assert AuthenticatorApp.objects.get() == theirs


def test_the_name_is_plain_and_short(own: Client, ann: User) -> None:  # T26
    page, authenticator = begin_to_add(own)

    own.post(page.address, {"code": authenticator.code(), "name": "\u202e<b>Bank\u200b\n app"})

    assert apps(ann).get().name == "<b>Bank app"
    assert "<b>Bank" not in read(own.get("/security-info/")).html


def test_the_picture_comes_first_and_the_code_after_it(own: Client) -> None:  # D05
    page, _ = begin_to_add(own)
    assert "code" not in page.fields
    assert page.links["The app shows six digits"] == "?try"

    second = read(own.get(f"{page.address}?try"))

    assert (second.heading, "code" in second.fields) == ("Try the app", True)
    assert 'class="qr"' not in second.html


def test_what_was_begun_and_left_is_over_after_an_hour_and_cleared(own: Client, ann: User) -> None:  # D05
    page, authenticator = begin_to_add(own)
    apps(ann).update(created_at=clock.now() - OFFERED_FOR)

    again = read(own.post(page.address, {"code": authenticator.code()}, follow=True))

    assert "its hour is over" in again.text
    assert not apps(ann).filter(confirmed=True).exists()
    forget_unfinished_apps()
    assert not apps(ann).exists()


def test_one_that_counts_is_never_cleared(ann: User, app: AuthenticatorApp) -> None:  # D05
    apps(ann).update(created_at=clock.now() - 2 * OFFERED_FOR)

    forget_unfinished_apps()

    assert apps(ann).get() == app


def test_somebody_elses_offer_is_neither_shown_nor_finished(own: Client, nordljus: Tenant) -> None:  # T09
    theirs = services.offer(make_person(nordljus, "bo"))
    path = f"/security-info/authenticator-apps/{theirs.pk}/"

    assert own.get(path).status_code == 404
    assert own.post(path, {"code": Authenticator(theirs.secret).code()}).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.confirmed
