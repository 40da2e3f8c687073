"""A phone whose app is closed is woken; and what its person sees of notifications, whatever becomes of the request."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.users.models import User
from devices.addresses.models import PhoneAddress
from devices.addresses.trying import send_test
from tests.support.browser import NewWindow
from tests.support.journeys import BrowserWindow, newest_request
from tests.support.noticed_phone import Deliveries, NoticedPhone, one_push_done
from tests.support.phones import account_of
from tests.support.senders import an_outbox, make_due, wake
from tests.support.server import Server
from tests.support.waiting import until

REQUEST = {"title": "Is this you?", "body": "Somebody signs in with your account. Open Handslag to answer."}
OVER = {"title": "No longer waiting", "body": "A request was answered elsewhere, or has ended."}
GIVE_UP = (
    "async () => (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()"
)


def wake_phones() -> None:
    """What the worker does, at once."""
    make_due()
    wake(an_outbox())


def tag_of(handle: object) -> str:
    return f"request-{handle}"


def test_a_real_push_wakes_a_phone_whose_app_is_closed_and_the_request_it_names_is_approved(
    browser_side: BrowserWindow, noticed_phone: NoticedPhone, ann: User
) -> None:  # A03 B10 C09
    phone = noticed_phone
    phone.turns_notifications_on()
    phone.closes()
    number = browser_side.asks(ann)
    tag = tag_of(newest_request(ann).pk)

    with one_push_done(phone.worker):
        wake_phones()

    assert phone.notices() == [REQUEST | {"tag": tag}]
    address = phone.chooses(tag)
    assert phone.notices() == []
    phone.page.goto(address)
    phone.approves(number)
    browser_side.is_signed_in()


def test_a_test_arrives_a_subscription_given_up_is_made_anew_at_the_next_start_and_turned_off_none_is_left(
    noticed_phone: NoticedPhone, ann: User
) -> None:  # B10 C05
    phone = noticed_phone
    phone.turns_notifications_on()
    phone.presses("Send a test notification")
    phone.reads("It was sent. It should appear within a few seconds.")
    send_test.call(str(account_of(ann).phone_id))
    phone.reads("It arrived: notifications work on this phone.")
    phone.presses("Done")
    phone.reads("On. They arrive.")

    before = PhoneAddress.objects.get().address_digest
    phone.page.evaluate(GIVE_UP)
    phone.closes()
    phone.opens()
    until(lambda: PhoneAddress.objects.get().address_digest != before)

    phone.looks_at_notifications()
    phone.presses("Turn off notifications")
    phone.reads("Notifications are off. Requests appear when you open the app.")
    assert not PhoneAddress.objects.exists()


def test_the_request_whose_notification_was_chosen_comes_first_and_one_that_is_over_says_so(
    browser_side: BrowserWindow, noticed_phone: NoticedPhone, ann: User, new_window: NewWindow, server: Server
) -> None:  # A03 C08 C11
    phone, earlier = noticed_phone, BrowserWindow(new_window())
    arriving = Deliveries(phone.page, origin=server.url)
    phone.closes()
    earlier.asks(ann)
    first = str(newest_request(ann).pk)
    number = browser_side.asks(ann)
    second = str(newest_request(ann).pk)
    arriving.push_of("request", first)
    arriving.push_of("request", second)
    assert {one["tag"] for one in phone.notices()} == {tag_of(first), tag_of(second)}

    phone.page.goto(phone.chooses(tag_of(second)))
    phone.reads("1 of 2 requests")
    phone.approves(number)
    browser_side.is_signed_in()
    phone.is_asked()
    # The other one is before its person's eyes now.
    until(lambda: phone.notices() == [])

    phone.closes()
    earlier.presses("Cancel")
    arriving.push_of("request", first)
    arriving.push_of("over", first)
    assert phone.notices() == [OVER | {"tag": tag_of(first)}]
    phone.page.goto(phone.chooses(tag_of(first)))
    phone.sees("This request has ended")
    phone.reads("The browser cancelled it.")


def test_an_open_app_takes_away_what_was_answered_and_goes_where_a_notification_leads(
    browser_side: BrowserWindow, noticed_phone: NoticedPhone, ann: User, new_window: NewWindow, server: Server
) -> None:  # A03 C11
    phone, later = noticed_phone, BrowserWindow(new_window())
    arriving = Deliveries(phone.page, origin=server.url)
    browser_side.asks(ann)
    phone.is_asked()
    number = later.asks(ann)
    second = str(newest_request(ann).pk)
    arriving.push_of("request", second)
    assert phone.notices() == [REQUEST | {"tag": tag_of(second)}]

    # No window is opened beside the one there is.
    assert phone.chooses(tag_of(second)) == ""

    phone.approves(number)
    later.is_signed_in()
    until(lambda: phone.notices() == [])


def test_who_refuses_is_told_what_to_do_and_the_app_notices_when_it_was_done(
    asked_phone: NoticedPhone, server: Server
) -> None:  # B10 C09
    phone = asked_phone
    phone.opens()
    phone.reads("Be told when a request is waiting, also while the app is closed.")
    phone.presses("Not now")
    expect(phone.button("Turn on notifications")).to_have_count(0)
    phone.looks_at_notifications()
    phone.presses("Turn on notifications")
    phone.sees("Turn on notifications")
    phone.presses("Turn on notifications")
    phone.reads("This phone does not let Handslag show notifications.")
    phone.reads("Come back here.")

    phone.allows_notifications(server.url)
    phone.page.evaluate("dispatchEvent(new Event('focus'))")

    phone.reads("Off. Requests appear when you open the app.")
