"""Help for people: open to everybody, in their language, in the words of the buttons, and true of how many steps."""

from __future__ import annotations

import re
from html import unescape

import polib
import pytest
from django.test import Client

from accounts.users.models import User
from idp.help.topics import TOPICS, Topic
from tests.support.pages import browser, read, write_username
from tests.support.people import make_person, make_personal
from tests.support.sessions import PASSWORD_PROOF, signed_in

LANGUAGES = ("en", "sv")
PAGES = ["/help/", *(f"/help/{topic.name}/" for topic in TOPICS)]
BOLD = re.compile(r"<b>(.*?)</b>")
# A section whose heading says how many steps follow, and those.
COUNTED = re.compile(r"<h2[^>]*>[^<]*?(\d+)[^<]*</h2>.*?<ol class=\"numbered\">(.*?)</ol>", re.DOTALL)


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, db: None) -> Client:
    """A stranger, in each language."""
    client = browser()
    client.post("/language/setlang/", {"language": request.param, "next": "/"})
    return client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_to_strangers_and_leads_on(path: str, reader: Client) -> None:  # F05
    page = read(reader.get(path))

    assert (page.status, page.inline) == (200, [])
    assert page.heading
    others = page.links.values()
    assert "/help/" in others
    assert reader.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/help/nothing/", "/help/index/", "/help/topic/", "/help/who_helps/"])
def test_there_is_no_other_help(path: str, reader: Client) -> None:
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_what_is_pressed_is_called_what_it_is_called_where_it_is(
    topic: Topic, reader: Client
) -> None:  # F05 H07
    page = read(reader.get(f"/help/{topic.name}/"))
    language = "sv" if 'lang="sv"' in page.html[:200] else "en"

    unknown = {unescape(name) for name in BOLD.findall(page.html)} - names_of_controls(language)

    assert BOLD.search(page.html)
    assert unknown == set()


def names_of_controls(language: str) -> set[str]:
    """Every text of pages and app; the sentences of the help pages name what they name within them."""
    catalogues = (polib.pofile(f"locale/sv/LC_MESSAGES/{domain}.po") for domain in ("django", "djangojs"))
    entries = [entry for catalogue in catalogues for entry in catalogue]
    return {entry.msgid if language == "en" else entry.msgstr for entry in entries}


def test_a_heading_that_counts_steps_counts_right(reader: Client) -> None:  # F05
    counted = [found for path in PAGES for found in COUNTED.findall(read(reader.get(path)).html)]

    assert len(counted) == 4
    assert [int(said) for said, _steps in counted] == [steps.count("<li>") for _said, steps in counted]


def test_who_is_signed_in_reads_who_helps_them(ann: User) -> None:  # D03 F05
    own = signed_in(ann, PASSWORD_PROOF)
    pat = signed_in(make_person(make_personal(), "pat"), PASSWORD_PROOF)

    assert "Ask the people who look after sign-in at Nordljus." in read(own.get("/help/lost-phone/")).text
    assert "Ask the people who run this site." in read(pat.get("/help/lost-phone/")).text
    assert "Ask the people who look after your account." in read(browser().get("/help/lost-phone/")).text


def test_a_sign_in_that_waits_is_led_back_to(ann: User) -> None:  # F05
    client = browser()
    write_username(client, ann.username)

    page = read(client.get("/help/lost-phone/"))

    assert read(client.get(page.links["Back to it"], follow=True)).address == "/sign-in/phone/"
    assert read(client.get(page.links["See what else works here"])).heading == "Choose how to sign in"
    assert "waits in this browser" not in read(browser().get("/help/lost-phone/")).text


def test_sign_in_pages_and_one_s_phones_lead_there(ann: User) -> None:  # F05 D03
    client = browser()
    assert read(client.get("/sign-in/")).links["Help"] == "/help/"

    page = write_username(client, ann.username)

    assert page.links["I have lost my phone"] == "/help/lost-phone/"
    assert read(client.get("/sign-in/choose-method/")).links["I cannot get in"] == "/help/cannot-get-in/"
    phones = read(signed_in(ann, PASSWORD_PROOF).get("/security-info/phones/"))
    assert phones.links["Help"] == "/help/"


def test_inside_the_app_help_stays_inside(db: None) -> None:  # B13
    page = read(browser().get("/authenticator/web/help/lost-phone/"))

    assert page.status == 200
    assert page.links["More help"] == "/authenticator/web/help/"
