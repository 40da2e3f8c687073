from __future__ import annotations

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.asking import CONTEXT, ask
from tests.support.people import change_policy, make_person
from tests.support.phones import phone_of
from tests.support.ready_phone import ready_phone

KNOWN = {**CONTEXT, "place": "SE", "proven": ["password"]}


def test_it_wasnt_me_in_the_app_and_in_the_browser(looks: Looks, ann: User) -> None:  # H07 A17
    browser, phone = looks.browser, ready_phone(looks.phone, ann)
    browser.asks(ann)
    phone.is_asked()
    phone.presses("Deny")
    phone.sees("Denied")
    looks.at_phone("denied")
    phone.presses("Done")
    phone.presses("Recent requests")
    phone.button("It wasn't me").wait_for()
    looks.at_phone("recent requests")
    change_policy(ann.tenant, when_reported="block")
    phone.presses("It wasn't me")
    phone.reads("We blocked your sign-in. It stays blocked until an admin releases it: ask yours.")
    looks.at_phone("reported")
    phone.presses("Done")
    phone.reads("Cannot approve")
    looks.at_phone("blocked")
    phone.presses("Recent requests")
    phone.reads("You said that it was not you")
    looks.at_phone("recent requests, one reported")
    browser.page.goto("/sign-in/phone/")
    browser.sees("Reported on the phone")
    looks.at_browser("reported")


def test_alerts_on_security_info_and_in_the_portal(looks: Looks, ann: User) -> None:  # H07 A17
    User.objects.filter(pk=ann.pk).update(role=User.Role.OPERATOR)
    phone = ready_phone(looks.phone, ann)
    bo = make_person(ann.tenant, "bo")
    theirs = phone_of(bo)
    phone_of(ann).says_not_me(ask(ann, context=KNOWN))
    theirs.says_not_me(ask(bo, context=KNOWN))
    change_policy(ann.tenant, when_reported="block")
    theirs.says_not_me(ask(bo, kind="second_step", context=KNOWN))
    number = looks.browser.asks(ann)
    phone.approves(number)
    looks.browser.is_signed_in()

    looks.at_page("/security-info/")
    looks.at_page("/portal/")
    looks.at_page("/portal/alerts/")
    looks.browser.page.get_by_role(
        "link", name=looks.browser.words("A sign-in that was not theirs")
    ).first.click()
    looks.browser.sees("A sign-in that was not theirs")
    looks.at_browser("alert")
    looks.at_page(f"/portal/users/{bo.pk}/change/")
    looks.browser.follows("Release their sign-in")
    looks.browser.sees("Release their sign-in?")
    looks.at_browser("release")
