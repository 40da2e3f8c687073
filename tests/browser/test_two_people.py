"""Two people for one act: one asks in the portal, another reads on the phone what will be done, and agrees (E22)."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.four_eyes.asking import ask
from devices.four_eyes.choosing import choose
from devices.phones.models import Phone
from tests.browser.test_policy import sign_in_to_the_portal
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone


def test_another_admin_reads_on_the_phone_what_will_be_done_and_agrees(
    browser_side: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # E22
    asks, agrees = (make_person(nordljus, name, role="tenant_admin") for name in ("vera", "wim"))
    phone = ready_phone(phone_side, agrees)
    Phone.objects.update(capabilities=["act", "details"])
    choose(nordljus, ["appoint", "help_admin", "policy"], actor=asks)
    ask("appoint", tenant=nordljus, by=asks, person=ann, values={"role": "helpdesk"})
    sign_in_to_the_portal(browser_side, agrees, phone)

    browser_side.reads("1 act waits for a second person to agree. See what waits")
    browser_side.follows("See what waits")
    browser_side.follows("Look Give the role Helpdesk")
    browser_side.presses("Agree on your phone")
    phone.reads("Give the role Helpdesk")
    phone.reads(ann.username)
    phone.gives(browser_side.digits_shown())
    phone.sees("Approved")

    browser_side.sees("Give the role Helpdesk")
    browser_side.reads("Done")
    assert User.objects.get(pk=ann.pk).role == "helpdesk"
