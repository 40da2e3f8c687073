"""Told on the phone, and by a letter, of a change that was somebody else's."""

from __future__ import annotations

import re

from django.utils import translation
from playwright.sync_api import expect

from accounts.users.models import User
from devices.passkeys.models import Passkey
from tests.browser.conftest import NARROW
from tests.support.browser import PHONE, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.passkeys import passkey_of
from tests.support.people import allow
from tests.support.ready_phone import ready_phone
from tests.support.undoing import link_of_next_letter


def test_one_ok_takes_all_notices_away_and_they_do_not_come_back(ann: User, new_window: NewWindow) -> None:
    # D07
    allow(ann.tenant, "passkey")
    phone = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    passkey_of(ann)
    passkey_of(ann)
    phone.reads("A passkey was added to your account")

    phone.presses("OK to all")

    expect(phone.page.get_by_text("A passkey was added to your account")).to_have_count(0)
    phone.page.reload()
    phone.reads(re.compile(re.escape(str(ann.username))))
    expect(phone.page.get_by_text("A passkey was added to your account")).to_have_count(0)


def test_the_page_of_a_letter_in_swedish_without_scripts(ann: User, new_window: NewWindow) -> None:
    # D07, T19
    allow(ann.tenant, "passkey")
    User.objects.filter(pk=ann.pk).update(language="sv")
    passkey_of(ann)
    link = link_of_next_letter()
    window = BrowserWindow(new_window(**NARROW | {"java_script_enabled": False}))

    window.page.goto(link)
    window.sees("Var det inte du?")
    with translation.override("sv"):
        window.presses("Det var inte jag: stoppa detta")
    window.sees("Det är stoppat")
    window.page.goto(link)

    window.sees("Det är stoppat")
    assert not Passkey.objects.exists()
