"""D09: My account: who one is, who looks after that, the language and the time in which pages and letters speak."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.security_info.account.changing_name import LONGEST, AccountLookedAfterByOthers, change_name
from accounts.security_info.account.settings import KEY
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import release, tell_time
from tests.support.clock import travel
from tests.support.letters import carry_letters
from tests.support.pages import browser, read, send
from tests.support.people import make_person, make_personal, set_part
from tests.support.sessions import PASSWORD_PROOF, make_stale, signed_in

ACCOUNT = reverse("security_info:account")
NAME = reverse("security_info:account_name")
LANGUAGE, ZONE = reverse("security_info:account_language"), reverse("security_info:account_time_zone")
WINTER = datetime(2026, 1, 25, 23, 30, 5, tzinfo=UTC)


@pytest.fixture
def eva(db: None) -> User:
    return make_person(make_personal(), "eva")


def test_what_the_organisation_looks_after_is_said_and_whom_to_ask(ann: User) -> None:  # D09
    page = read(signed_in(ann, PASSWORD_PROOF).get(ACCOUNT))

    assert ann.username in page.text
    assert "Nordljus looks after your name, username and mail address." in page.text
    assert "ask the people who look after sign-in at Nordljus" in page.text
    assert {NAME, reverse("security_info:account_mail")} & set(page.links.values()) == set()


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ({"name": True}, "Nordljus looks after your username and mail address."),
        ({"mail_address": True}, "Nordljus looks after your name and username."),
        ({"name": True, "mail_address": True}, "Nordljus looks after your username. If it is wrong"),
    ],
)
def test_what_it_lets_its_people_change_is_offered(
    ann: User, nordljus: Tenant, allowed: dict[str, bool], said: str
) -> None:  # D09
    set_part(nordljus, KEY, **allowed)

    page = read(signed_in(ann, PASSWORD_PROOF).get(ACCOUNT))

    assert said in page.text
    assert (NAME in page.html) == ("name" in allowed)
    assert (reverse("security_info:account_mail") in page.html) == ("mail_address" in allowed)


def test_a_personal_account_is_its_persons_own(eva: User) -> None:  # D09 A11
    page = read(signed_in(eva, PASSWORD_PROOF).get(ACCOUNT))

    assert {NAME, reverse("security_info:account_mail"), reverse("personal:close")} <= set(
        page.html.split('"')
    )
    assert "looks after" not in page.text


def test_a_name_is_kept_as_plain_text(eva: User) -> None:  # D09 T26
    client = signed_in(eva, PASSWORD_PROOF)

    page = send(client, read(client.get(NAME)), "name", name="  Eva \u202e Lind\n")

    assert page.address == ACCOUNT
    assert User.objects.get(pk=eva.pk).display_name == "Eva Lind"
    assert AuditEvent.objects.filter(tag="user:own_account:name_changed", subject=eva).count() == 1


def test_a_name_has_an_end(eva: User) -> None:  # T26
    page = read(signed_in(eva, PASSWORD_PROOF).post(NAME, {"name": "a" * (LONGEST + 1)}))

    assert page.status == 400


def test_a_name_that_the_organisation_looks_after_is_not_changed(ann: User) -> None:  # D09
    client = signed_in(ann, PASSWORD_PROOF)

    refused = read(client.post(NAME, {"name": "The Chief"}))
    assert (refused.status, refused.links["Back to My account"]) == (403, ACCOUNT)
    with pytest.raises(AccountLookedAfterByOthers):
        change_name(ann, "The Chief")
    assert User.objects.get(pk=ann.pk).display_name == "Ann"


def test_a_name_takes_fresh_proof(eva: User) -> None:  # T19
    client = signed_in(eva, PASSWORD_PROOF)
    make_stale(client)

    client.post(NAME, {"name": "Somebody Else"})

    assert User.objects.get(pk=eva.pk).display_name == "Eva"


def test_a_chosen_language_is_that_of_every_browser_and_of_letters(ann: User) -> None:  # D09
    client, elsewhere = signed_in(ann, PASSWORD_PROOF), signed_in(ann, PASSWORD_PROOF)

    page = send(client, read(client.get(LANGUAGE)), "language", nth=0, language="sv")

    assert page.heading == "Mitt konto"
    assert "Sparat" in page.text
    assert '<html lang="sv">' in read(elsewhere.get(ACCOUNT)).html
    assert '<html lang="sv">' in read(elsewhere.get("/sign-in/")).html
    User.objects.filter(pk=ann.pk).update(blocked_at=WINTER)
    release(ann, actor=None)
    [letter] = carry_letters()
    assert "Du loggade in" in letter.body


def test_the_footer_remembers_it_with_the_person_and_only_of_who_is_signed_in(ann: User) -> None:  # D09
    client, stranger = signed_in(ann, PASSWORD_PROOF), browser()

    for one in (client, stranger):
        one.post(reverse("set_language"), {"language": "sv", "next": "/"})
    assert User.objects.get(pk=ann.pk).language == "sv"
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})

    assert User.objects.get(pk=ann.pk).language == "sv"
    assert '<html lang="sv">' in read(stranger.get("/sign-in/")).html


def test_following_the_browser_again_forgets_what_was_chosen(ann: User) -> None:  # D09
    client = signed_in(ann, PASSWORD_PROOF)
    client.post(reverse("set_language"), {"language": "sv", "next": "/"})

    page = send(client, read(client.get(LANGUAGE)), "language", nth=0, language="")

    assert User.objects.get(pk=ann.pk).language == ""
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == ""
    assert page.heading == "My account"
    assert "Saved" in page.text


def test_of_another_person_in_the_same_thread_nothing_is_left(ann: User) -> None:  # D09
    tell_time(ann, zone="Asia/Tokyo")
    bo = signed_in(make_person(ann.tenant, "bo"), PASSWORD_PROOF)

    signed_in(ann, PASSWORD_PROOF).get(ACCOUNT)
    page = read(bo.get(reverse("security_info:sessions")))

    assert "JST" not in page.html
    assert " UTC" in page.html


def test_a_chosen_time_zone_is_that_of_every_time_the_server_writes(ann: User) -> None:  # D09
    client = signed_in(ann, PASSWORD_PROOF)

    page = read(client.post(ZONE, {"time_zone": "Europe/Stockholm"}, follow=True))

    assert page.address == ACCOUNT
    assert "Europe/Stockholm" in page.text
    sessions = read(client.get(reverse("security_info:sessions")))
    assert '<meta name="time-zone" content="Europe/Stockholm" />' in sessions.html
    assert " CET" in sessions.html or " CEST" in sessions.html
    assert " UTC" not in sessions.text


def test_letters_tell_times_in_it_by_its_name(ann: User) -> None:  # D09
    tell_time(ann, zone="Europe/Stockholm")
    User.objects.filter(pk=ann.pk).update(blocked_at=WINTER)

    with travel(WINTER, tick=False):
        release(ann, actor=None)
        [letter] = carry_letters()

    assert "26 January 2026, 00:30 CET" in letter.body


def test_a_zone_that_is_none_is_not_chosen(ann: User) -> None:  # D09
    page = read(signed_in(ann, PASSWORD_PROOF).post(ZONE, {"time_zone": "../../etc/passwd"}))

    assert page.status == 400
    assert User.objects.get(pk=ann.pk).time_zone == ""


@pytest.mark.parametrize("address", [ACCOUNT, NAME, LANGUAGE, ZONE])
def test_a_stranger_is_asked_who_they_are(db: None, address: str) -> None:  # T19
    page = read(Client().get(address, follow=True))

    assert page.address == "/sign-in/"
