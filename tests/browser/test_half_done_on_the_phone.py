"""Nothing half done is lost on the phone: an interrupted adding goes on, and what is typed stays (B05, C11)."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from playwright.sync_api import Locator, Route, expect

from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.news import announce
from tests.support.asking import test_request_of
from tests.support.browser import Complaints
from tests.support.journeys import PIN, BrowserWindow, PhoneWindow, newest_request
from tests.support.phones import account_of
from tests.support.ready_phone import ready_phone

ADD = "Add this account?"
LOCK = "Choose your lock"
PIN_BUTTON = "Use a PIN for this app"


@pytest.fixture
def enrolment(phone_side: PhoneWindow, ann: User) -> Enrolment:
    """Ann's phone has just scanned the code, and asks whether to add the account."""
    context = dict.fromkeys(("application", "browser", "system", "place", "ip"), "")
    offered, code = offer(ann, session_digest="0" * 64, context=context, now=timezone.now())
    phone_side.lock = "pin"
    phone_side.scans(f"/authenticator/#enrol={code}")
    return offered


def finishes(phone: PhoneWindow, enrolment: Enrolment) -> None:
    phone.sees("Finish adding this account")
    phone.passes_test(test_request_of(enrolment).number)
    phone.sees("Account added")


def test_an_adding_goes_on_after_a_reload_before_the_lock_is_chosen(
    phone_side: PhoneWindow, enrolment: Enrolment
) -> None:  # B05
    phone_side.page.reload()
    phone_side.sees(ADD)
    phone_side.presses("Add account")
    phone_side.sees(LOCK)

    phone_side.page.reload()
    phone_side.sees(ADD)
    phone_side.says_yes()

    finishes(phone_side, enrolment)


def test_an_adding_goes_on_after_the_app_was_closed_and_opened_anew(
    phone_side: PhoneWindow, enrolment: Enrolment
) -> None:  # B05
    phone_side.closes()
    phone_side.page.goto("/authenticator/")

    phone_side.sees(ADD)
    phone_side.says_yes()
    finishes(phone_side, enrolment)


def test_an_adding_goes_on_after_a_reload_between_the_pin_and_the_last_step(
    phone_side: PhoneWindow, enrolment: Enrolment, complaints: Complaints
) -> None:  # B05 E20
    complaints.allow("ERR_FAILED|ERR_ABORTED")
    asked: list[str] = []
    phone_side.page.route("**/complete/", lambda route: cut_off(route, asked))
    phone_side.says_yes()
    phone_side.sees("Not finished")

    phone_side.page.unroute("**/complete/")
    phone_side.page.reload()

    finishes(phone_side, enrolment)
    assert len(asked) == 1


def test_a_last_step_that_did_not_get_through_is_sent_again_as_it_was(
    phone_side: PhoneWindow, enrolment: Enrolment, complaints: Complaints
) -> None:  # B05
    complaints.allow("ERR_FAILED")
    asked: list[str] = []
    phone_side.page.route("**/complete/", lambda route: cut_off(route, asked))
    phone_side.says_yes()
    phone_side.sees("Not finished")
    phone_side.page.unroute("**/complete/")
    phone_side.page.on("request", lambda request: asked.append(request.post_data or ""))

    phone_side.presses("Try again")

    finishes(phone_side, enrolment)
    assert asked.count(asked[0]) == 2


def test_an_adding_whose_answers_were_lost_on_the_way_goes_on_after_a_reload(
    phone_side: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # B05
    complaints.allow("ERR_FAILED")
    context = dict.fromkeys(("application", "browser", "system", "place", "ip"), "")
    enrolment, code = offer(ann, session_digest="0" * 64, context=context, now=timezone.now())
    phone_side.lock = "pin"
    phone_side.page.route("**/claim/", lose_the_answer)
    phone_side.page.goto(f"/authenticator/#enrol={code}")
    phone_side.reads("Handslag cannot be reached.")
    phone_side.page.unroute("**/claim/")
    phone_side.page.reload()
    phone_side.sees(ADD)

    phone_side.page.route("**/complete/", lose_the_answer)
    phone_side.says_yes()
    phone_side.sees("Not finished")
    phone_side.page.unroute("**/complete/")
    phone_side.page.reload()

    finishes(phone_side, enrolment)


def test_an_adding_that_was_ended_meanwhile_says_so_once_and_is_forgotten(
    phone_side: PhoneWindow, enrolment: Enrolment, complaints: Complaints
) -> None:  # B05
    complaints.allow(r"status of 4\d\d .*/complete/")
    Enrolment.objects.filter(pk=enrolment.pk).update(state="cancelled")
    phone_side.page.reload()
    phone_side.sees(ADD)

    phone_side.says_yes()
    phone_side.sees("The account was not added")
    phone_side.page.reload()

    phone_side.sees("No accounts yet")


def test_who_comes_much_later_is_not_asked_again(
    phone_side: PhoneWindow, enrolment: Enrolment
) -> None:  # B02
    phone_side.page.add_init_script("Date.now = ((now) => () => now() + 21 * 60_000)(Date.now)")
    phone_side.page.reload()
    phone_side.sees("No accounts yet")


def test_who_does_not_add_the_account_is_not_asked_again(
    phone_side: PhoneWindow, enrolment: Enrolment
) -> None:  # B02
    phone_side.presses("Don't add")
    phone_side.sees("No accounts yet")
    phone_side.page.reload()
    phone_side.sees("No accounts yet")


def test_two_taps_on_not_now_complete_the_adding_once(
    phone_side: PhoneWindow, enrolment: Enrolment
) -> None:  # B05
    phone_side.presses("Add account")
    phone_side.sees(LOCK)

    phone_side.button("Not now").dblclick()

    phone_side.sees("Finish adding this account")


@pytest.mark.parametrize(
    "typed", ["\u0668\u0661", "\uff18\uff11", " 81", "8 1", "81 ", "\u096e\u0967", "\u200e81\u202c"]
)
def test_a_number_is_taken_in_any_digits_and_with_blanks(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, typed: str
) -> None:  # A05
    browser_side.asks(ann)
    newest = newest_request(ann)
    newest.number = "81"
    newest.save()
    phone.is_asked()

    phone.gives(typed)

    phone.sees("Approved")


def test_a_pin_is_made_and_given_in_any_digits(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # A06 E20
    arabic = "".join(chr(0x0660 + int(digit)) for digit in PIN)
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    phone.lock = "pin"
    phone.presses("Enable phone sign-in")
    phone.presses("Set up the lock")
    phone.page.get_by_role("button", name=PIN_BUTTON).click()
    phone.makes_pin(f"{arabic[:3]} {arabic[3:]}")
    phone.reads("Phone sign-in is enabled.")

    number = browser_side.asks(ann)
    phone.is_asked()
    phone.gives(number)
    phone.unlocks(arabic)

    phone.sees("Approved")


def test_every_script_counts_from_zero_to_nine(phone_side: PhoneWindow) -> None:  # A05
    phone_side.page.goto("/health/live")
    digits = [chr(point) for point in range(sys.maxunicode) if unicodedata.category(chr(point)) == "Nd"]

    read = phone_side.page.evaluate(
        "async ([module, digits]) => {"
        " const { withPlainDigits } = await import(module);"
        " return digits.map((digit) => withPlainDigits(digit)); }",
        [staticfiles_storage.url("authenticator/ui/digits.js"), digits],
    )

    assert len(digits) > 600
    assert read == [str(unicodedata.digit(digit)) for digit in digits]


def test_what_is_typed_the_instant_a_field_appears_stays_while_news_come(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # C11
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    phone.lock = "pin"
    phone.presses("Enable phone sign-in")
    phone.presses("Set up the lock")

    phone.page.get_by_role("button", name=PIN_BUTTON).dblclick()
    types_through_news(phone, phone.page.get_by_label("New PIN"), PIN, ann)
    types_through_news(phone, phone.page.get_by_label("The same PIN again"), PIN, ann)
    phone.presses("Save PIN")
    phone.reads("Phone sign-in is enabled.")

    number = browser_side.asks(ann)
    types_through_news(phone, phone.page.get_by_label("Type the number your browser shows"), number, ann)
    phone.presses("Approve")
    types_through_news(phone, phone.page.get_by_label("PIN for this app"), PIN, ann)
    phone.presses("Approve")

    phone.sees("Approved")
    browser_side.is_signed_in()


def test_two_quick_taps_on_a_number_leave_one_field_for_the_pin(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # A06 C11
    phone_side.adds(ann, lock="pin")
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)
    number = browser_side.asks(ann)
    phone_side.is_asked()
    phone_side.page.locator("#answer button:not([inert])").first.wait_for()

    drawn = phone_side.page.evaluate(
        """async (number) => {
          const answer = document.querySelector("#answer");
          let fields = 0;
          const seen = () => (fields += answer.querySelector("#pin") ? 1 : 0);
          new MutationObserver(seen).observe(answer, { childList: true });
          const button = [...answer.querySelectorAll("button")].find((one) => one.textContent === number);
          button.click();
          button.click();
          await new Promise((resolve) => setTimeout(resolve, 300));
          return fields;
        }""",
        number,
    )

    assert drawn == 1


def test_a_code_half_typed_is_not_taken_away_by_a_request(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C11
    phone.follows("Add account")
    phone.page.get_by_label("Code").press_sequentially("half a co")

    number = browser_side.asks(ann)

    phone.reads("A request is waiting. It appears as soon as you are done here.")
    expect(phone.page.get_by_label("Code")).to_have_value("half a co")
    phone.presses("Back to accounts")
    phone.approves(number)
    browser_side.is_signed_in()


def test_who_comes_back_in_the_middle_of_the_pin_goes_on_typing_where_they_were(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # C11 T27
    phone_side.adds(ann, lock="pin")
    number = browser_side.asks(ann)
    phone_side.is_asked()
    phone_side.gives(number)
    field = phone_side.page.get_by_label("PIN for this app")
    field.press_sequentially(PIN[:3])

    phone_side.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(field).to_be_focused()
    phone_side.page.keyboard.type(PIN[3:])
    phone_side.presses("Approve")
    phone_side.sees("Approved")


def types_through_news(phone: PhoneWindow, field: Locator, text: str, user: User) -> None:
    """Types as soon as the field is there; after each sign the server has news, of the account too."""
    field.focus()
    for index, sign in enumerate(text, start=1):
        phone.page.keyboard.type(sign)
        User.objects.filter(pk=user.pk).update(display_name=f"{text} {index}")
        for news in ("accounts_changed", "requests_changed"):
            with phone.page.expect_response(re.compile("/device-api/v1/(phone|requests)/$")):
                announce.phones_have_news([account_of(user).phone_id], news)
        expect(field).to_have_value(text[:index])


def cut_off(route: Route, asked: list[str]) -> None:
    """As when the phone is just out of reach."""
    asked.append(route.request.post_data or "")
    route.abort()


def lose_the_answer(route: Route) -> None:
    """The server does what it is asked, and its answer gets lost on the way."""
    route.fetch()
    route.abort()
