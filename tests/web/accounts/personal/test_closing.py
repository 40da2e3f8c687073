"""Closing one's own account: at once, told, taken back for two weeks, then deleted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.personal import closing
from accounts.personal.closing import KEPT, delete_closed
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import disable, enable
from devices.phones.models import Phone
from tests.support.clock import travel
from tests.support.letters import carry_letters
from tests.support.pages import Page, browser, is_signed_in, read, send, sign_in_by_password
from tests.support.people import make_person, make_personal
from tests.support.phones import phone_of
from tests.support.sessions import PASSWORD_PROOF, signed_in

CLOSE = "/security-info/account/close/"
LINK = re.compile(r"https?://\S+/sign-up/reopen/\S+")


@pytest.fixture
def eva(db: None) -> User:
    return make_person(make_personal(), "eva")


def close(client: Client) -> Page:
    return send(client, read(client.get(CLOSE)), "is_sure", is_sure="on")


def link_sent() -> str:
    [letter] = [one for one in carry_letters() if LINK.search(str(one.body))]
    found = LINK.search(str(letter.body))
    assert found
    return "/" + found.group().split("/", 3)[3]


def test_it_stops_at_once_and_everywhere(eva: User) -> None:
    here, elsewhere = signed_in(eva, PASSWORD_PROOF), signed_in(eva, PASSWORD_PROOF)

    page = close(here)

    assert page.heading == "Your account is closed"
    assert not is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(_tries_to_sign_in(eva))
    assert AuditEvent.objects.filter(tag="user:personal_account:closed", subject=eva).exists()


def test_what_goes_is_counted_before(eva: User) -> None:  # D09
    client = signed_in(eva, PASSWORD_PROOF)
    signed_in(eva, PASSWORD_PROOF)

    page = read(client.get(CLOSE))

    assert "Password: 1" in page.text
    assert "Sessions: 2" in page.text
    assert "/security-info/account/download/" in page.links.values()


def test_it_is_asked_first_and_done_by_a_tick(eva: User) -> None:
    client = signed_in(eva, PASSWORD_PROOF)

    page = send(client, read(client.get(CLOSE)), "csrfmiddlewaretoken", action="", to=CLOSE)

    assert page.status == 400
    assert is_signed_in(client)


def test_a_session_that_has_proven_less_than_its_person_can_closes_nothing(eva: User) -> None:  # T20
    phone_of(eva)
    client = signed_in(eva, PASSWORD_PROOF)

    page = read(client.get(CLOSE))

    assert page.heading != "Close my account"


def test_the_link_of_the_letter_takes_it_back_once(eva: User) -> None:
    close(signed_in(eva, PASSWORD_PROOF))
    link, client = link_sent(), browser()

    looked_at = read(client.get(link))
    eva.refresh_from_db()
    assert (looked_at.heading, eva.is_active) == ("Open your account again", False)
    read(client.post(link, follow=True))

    assert is_signed_in(_tries_to_sign_in(eva))
    assert read(client.get(link)).status == 410


def test_a_link_of_an_earlier_closing_takes_back_no_later_one(eva: User) -> None:
    close(signed_in(eva, PASSWORD_PROOF))
    link = link_sent()
    browser().post(link)
    eva.refresh_from_db()
    close(signed_in(eva, PASSWORD_PROOF))

    assert read(browser().post(link)).status == 410


@pytest.mark.both_databases
def test_after_two_weeks_it_is_deleted_with_all_that_was_its(eva: User) -> None:
    phone_of(eva)
    disable(other := make_person(eva.tenant, "mia"), actor=None)
    closing.close(eva)

    with travel(clock.now() + KEPT - timedelta(minutes=1)):
        delete_closed()
        assert User.objects.filter(pk=eva.pk).exists()
    User.objects.filter(pk=eva.pk).update(goes_at=clock.now() - timedelta(seconds=1))
    delete_closed()

    assert not User.objects.filter(pk=eva.pk).exists()
    assert User.objects.filter(pk=other.pk).exists()
    assert not Phone.objects.filter(accounts__user=eva.pk).exists()
    assert AuditEvent.objects.filter(tag="user:personal_account:deleted", subject=eva.pk).exists()


def test_what_was_taken_back_or_opened_by_an_operator_is_not_deleted(eva: User) -> None:
    closing.close(eva)
    User.objects.filter(pk=eva.pk).update(goes_at=clock.now() - timedelta(seconds=1))
    enable(eva, actor=None)
    eva.refresh_from_db()
    assert (eva.is_active, eva.goes_at) == (True, None)
    disable(eva, actor=None)

    delete_closed()

    assert User.objects.filter(pk=eva.pk).exists()


def test_an_account_of_an_organisation_is_closed_by_those_who_gave_it(ann: User, nordljus: Tenant) -> None:
    client = signed_in(ann, PASSWORD_PROOF)

    page = read(client.get(CLOSE))

    assert page.status == 403
    assert "your admin closes it" in page.text
    assert CLOSE not in read(client.get("/security-info/")).links.values()


def _tries_to_sign_in(user: User) -> Client:
    client = browser()
    sign_in_by_password(client, user)
    return client


def test_an_operator_does_not_close_their_own_account(db: None) -> None:  # T23
    operator = make_person(make_personal(), "you", role=User.Role.OPERATOR)
    client = signed_in(operator, PASSWORD_PROOF)

    page = read(client.get(CLOSE))

    assert (page.status, page.heading) == (403, "You look after this site")
    assert is_signed_in(client)


def test_who_was_disabled_meanwhile_reopens_nothing(eva: User) -> None:  # E04 T08
    close(signed_in(eva, PASSWORD_PROOF))
    link = link_sent()
    disable(eva, actor=None)

    assert read(browser().post(link)).status == 410
    eva.refresh_from_db()
    assert (eva.is_active, eva.goes_at) == (False, None)
