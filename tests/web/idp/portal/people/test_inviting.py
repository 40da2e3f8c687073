"""Inviting somebody new by mail: one letter, a way in until they have come, withdrawn by a press (E04)."""

from __future__ import annotations

import re

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.users.models import User
from accounts.users.services import note_last_login, speak
from accounts.ways.one_time_link.models import OneTimeLink
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in, read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn


@pytest.fixture
def eva(nordljus: Organisation) -> User:
    eva = make_person(nordljus.tenant, "eva", password=None)
    speak(eva, language="sv")
    return eva


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    client = sign_in(nordljus.admin)
    carry_letters()
    return client


def invite(admin: Client, person: User) -> str:
    """The address in the letter that an invitation sends."""
    admin.post(f"/portal/users/{person.pk}/act/invite/")
    [letter] = carry_letters()
    assert letter.to == [person.mail_address]
    [link] = re.findall(r"http://localhost:8000(/sign-in/one-time/\S+/)", str(letter.body))
    return str(link)


def test_somebody_new_comes_in_by_the_letter_once(admin: Client, eva: User) -> None:  # E04, T21
    link, client = invite(admin, eva), browser()

    client.post(link)

    assert is_signed_in(client)
    assert read(browser().post(link)).status == 410
    assert User.objects.get(pk=eva.pk).last_login is not None


def test_the_letter_is_in_their_language(admin: Client, eva: User) -> None:
    admin.post(f"/portal/users/{eva.pk}/act/invite/")

    [letter] = carry_letters()
    assert letter.subject == "Ditt konto hos Nordljus"


def test_their_page_says_that_they_are_invited_until_they_have_come(admin: Client, eva: User) -> None:
    link = invite(admin, eva)
    page = f"/portal/users/{eva.pk}/change/"
    assert "They were invited by mail, and have not come yet." in read(admin.get(page)).text
    assert eva.username in read(admin.get("/portal/users/?state=invited")).text

    browser().post(link)

    assert "They were invited by mail" not in read(admin.get(page)).text
    assert eva.username not in read(admin.get("/portal/users/?state=invited")).text


def test_a_new_letter_makes_the_one_before_worthless(admin: Client, eva: User) -> None:
    first = invite(admin, eva)

    second = invite(admin, eva)

    assert read(browser().post(first)).status == 410
    assert read(browser().post(second, follow=True)).status == 200


def test_what_was_withdrawn_lets_nobody_in(admin: Client, eva: User) -> None:  # E04
    link = invite(admin, eva)

    admin.post(f"/portal/users/{eva.pk}/act/withdraw-invitation/")

    assert read(browser().post(link)).status == 410
    assert User.objects.get(pk=eva.pk).invited_at is None


def test_a_letter_lets_nobody_in_who_has_come_by_another_way_since(admin: Client, eva: User) -> None:  # T22
    link, client = invite(admin, eva), browser()
    note_last_login(user=User.objects.get(pk=eva.pk))

    assert read(client.post(link)).status == 410
    assert not is_signed_in(client)


def test_it_works_no_longer_than_it_says(admin: Client, eva: User) -> None:  # T21
    link = invite(admin, eva)
    OneTimeLink.objects.update(expires_at=Now())

    assert read(browser().post(link)).status == 410


def test_nobody_is_invited_who_has_come_or_is_written_to_nowhere(
    nordljus: Organisation, admin: Client, eva: User
) -> None:
    note_last_login(user=User.objects.get(pk=nordljus.member.pk))
    User.objects.filter(pk=eva.pk).update(mail_address="")

    told = [
        read(admin.post(f"/portal/users/{person.pk}/act/invite/", follow=True)).text
        for person in (nordljus.member, eva)
    ]

    assert "They have signed in already." in told[0]
    assert "They have no mail address." in told[1]
    assert carry_letters() == []


def test_nobody_is_written_to_without_end(admin: Client, eva: User) -> None:
    for _n in range(5):
        invite(admin, eva)

    page = read(admin.post(f"/portal/users/{eva.pk}/act/invite/", follow=True))

    assert "Too many tries" in page.text
    assert carry_letters() == []


def test_a_letter_to_a_former_address_lets_nobody_in(admin: Client, eva: User) -> None:  # E04, T22
    link = invite(admin, eva)
    sent = {"display_name": "", "role": "member", "mail_address": "right@nordljus.example"}

    admin.post(f"/portal/users/{eva.pk}/change/", sent)

    assert read(browser().post(link)).status == 410
    assert User.objects.get(pk=eva.pk).invited_at is None


def test_a_letter_to_a_former_username_lets_nobody_in(admin: Client, eva: User) -> None:  # E04, T22
    link = invite(admin, eva)

    admin.post(f"/portal/users/{eva.pk}/rename/", {"username": "evy@nordljus.example"})

    assert User.objects.get(pk=eva.pk).username == "evy@nordljus.example"
    assert read(browser().post(link)).status == 410
