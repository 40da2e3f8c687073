"""The sender to browsers, held against a push service that looks at everything and can be read."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from devices.push import deliver
from devices.push.contract import Address, Refused, Wake
from devices.push.keys import services as keys
from devices.push.keys.models import PushKey
from devices.push.web.sender import WebPushSender, topic_of
from devices.simulator.waking.subscription import Subscription
from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db
HANDLE = "0f9c2c35-4c6f-4d4f-8b6c-1d6a3f0e2b11"
REQUEST = Wake(what="request", handle=HANDLE, seconds_left=57)


def at(subscription: Subscription, *, phone: str = "a", language: str = "en") -> Address:
    said = subscription.as_sent()
    data = {name: said[name] for name in ("endpoint", "p256dh", "auth")} | {"key": keys.newest() or ""}
    return Address(phone_id=phone, kind="webpush", data=data, language=language)


def test_a_browser_gets_it_encrypted_for_a_while_and_at_once(push_service: PushService) -> None:
    browser = push_service.subscribe()

    deliver.wake(at(browser, language="sv"), REQUEST)

    [push] = push_service.pushes
    [told] = push_service.received(browser)
    assert (push.headers["ttl"], push.headers["urgency"]) == ("57", "high")
    assert told["notification"]["data"] == {"v": 1, "what": "request", "r": HANDLE}
    assert told["notification"]["lang"] == "sv"
    assert HANDLE.encode() not in push.body


def test_what_a_phone_slept_through_is_kept_once_and_says_nothing_of_who_else_is_asked() -> None:
    over = Wake(what="over", handle=HANDLE, seconds_left=9)
    other = Wake(what="request", handle="another", seconds_left=9)
    one, two = (Address(phone_id=phone, kind="webpush") for phone in ("a", "b"))

    topics = {topic_of(one, REQUEST), topic_of(two, REQUEST), topic_of(one, other)}

    assert topic_of(one, over) == topic_of(one, REQUEST)
    assert len(topics) == 3
    assert {len(topic) for topic in topics} == {32}


def test_all_look_alike(push_service: PushService) -> None:  # I10
    browser = push_service.subscribe()
    for wake in (
        REQUEST,
        Wake(what="over", handle=HANDLE, seconds_left=9),
        Wake(what="test", seconds_left=9),
    ):
        for language in ("en", "sv"):
            deliver.wake(at(browser, language=language), wake)

    assert len({len(push.body) for push in push_service.pushes}) == 1


def test_a_phone_that_subscribed_with_the_key_before_is_woken_by_it(push_service: PushService) -> None:
    browser = push_service.subscribe()
    address = at(browser)
    keys.make()

    deliver.wake(address, REQUEST)

    assert len(push_service.received(browser)) == 1


def test_t24_a_host_that_is_allowed_no_longer_is_not_sent_to(
    push_service: PushService, settings: Settings
) -> None:
    browser = push_service.subscribe()
    settings.PUSH_HOSTS = ["*.push.apple.com"]

    with pytest.raises(Refused, match="PUSH_HOSTS"):
        deliver.wake(at(browser), REQUEST)

    assert push_service.tried == []


def test_the_wrong_key_is_known_as_our_own_fault(push_service: PushService) -> None:
    browser = push_service.subscribe()
    address = at(browser)
    push_service.keys[browser.token] = "another"

    with pytest.raises(Refused, match="answered 403") as refused:
        deliver.wake(address, REQUEST)

    assert refused.value.is_ours


@pytest.mark.parametrize(
    "lacking",
    [
        lambda settings: setattr(settings, "PUSH_CONTACT", "ops"),
        lambda _: PushKey.objects.all().delete(),
    ],
)
def test_without_a_key_and_a_contact_it_is_not_offered(
    settings: Settings, lacking: Callable[[Settings], object]
) -> None:
    keys.make()
    was_ready = WebPushSender().is_ready()

    lacking(settings)
    keys.forget()

    assert was_ready
    assert not WebPushSender().is_ready()
