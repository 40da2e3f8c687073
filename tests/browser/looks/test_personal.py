from __future__ import annotations

import re

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.letters import carry_letters
from tests.support.people import make_personal, set_part

ADDRESS = "eva@post.example"
PASSWORD = "seven wet umbrellas"


def test_making_a_personal_account_and_closing_it(looks: Looks, db: None) -> None:  # A11 H07
    set_part(make_personal(), "sign_up", is_open=True)
    browser = looks.browser
    browser.page.goto("/sign-in/")
    looks.at_browser("username, or an account of one's own")
    browser.follows("Make an account")
    browser.sees("Make an account")
    looks.at_browser("address")

    browser.writes("Your mail address", ADDRESS)
    browser.presses("Send me a code")
    browser.sees("Look in your mail")
    browser.writes("Code", "00000000")
    browser.presses("Next")
    browser.reads("This is not the code, or it is too old. Look again, or have another one sent.")
    looks.at_browser("wrong code")
    browser.writes("Code", _code_sent())
    browser.presses("Next")
    browser.sees("Your account")
    browser.writes("A password", "password1")
    browser.presses("Make my account")
    browser.reads("Many people use this one, so it is among the first that anybody tries.")
    looks.at_browser("password refused")
    browser.writes("A password", PASSWORD)
    browser.presses("Make my account")
    browser.sees("Security info")
    looks.at_browser("account made")

    browser.follows("Close my account")
    browser.sees("Close my account")
    looks.at_browser("closing is asked")
    browser.page.get_by_label(browser.words("Yes, close my account")).check()
    browser.presses("Close my account")
    browser.sees("Your account is closed")
    looks.at_browser("closed")
    browser.page.goto(_link_sent())
    browser.sees("Open your account again")
    looks.at_browser("taking it back")
    browser.presses("Open it again")
    told = browser.words("The account %(name)s is open again. Sign in as before.")
    browser.reads(re.compile(re.escape(told % {"name": ADDRESS})))
    assert User.objects.get(username=ADDRESS).is_active


def _code_sent() -> str:
    found = re.search(r"\b\d{8}\b", str(carry_letters()[-1].body))
    assert found
    return found.group()


def _link_sent() -> str:
    found = re.search(r"/sign-up/reopen/\S+", " ".join(str(letter.body) for letter in carry_letters()))
    assert found
    return found.group()
