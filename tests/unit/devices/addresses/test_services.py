"""Where a phone can be woken: kept encrypted, replaced whole, one phone an address."""

from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.refusals import Refusal, TooManyTries
from devices.addresses.models import PhoneAddress
from devices.addresses.services import (
    MOST_REGISTERED,
    PushAddressRefused,
    PushNotOffered,
    addresses_of,
    data_of,
    forget,
    push_facts,
    register,
)
from devices.push.keys import services as keys
from devices.simulator.waking.subscription import Subscription
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.push_service import PushService
from tests.support.waking import address_of, wakeable

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def say(phone: SigningPhone, subscription: Subscription, **instead: Any) -> PhoneAddress:
    said = {**subscription.as_sent(), **instead}
    kind, language = said.pop("kind"), said.pop("language")
    return register(phone.row, kind=kind, data=said, language=language)


def test_a_new_address_is_untested(phone: SigningPhone, subscription: Subscription) -> None:
    told = push_facts(phone.row)

    assert (told["kind"], told["state"]) == ("webpush", "untested")
    assert addresses_of([phone.id]).keys() == {phone.id}


def test_i10_it_is_stored_so_that_nobody_can_read_it(phone: SigningPhone, subscription: Subscription) -> None:
    said = subscription.as_sent()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PhoneAddress._meta.db_table}")  # noqa: S608  our own name
        stored = str(cursor.fetchall())

    assert not [name for name in ("endpoint", "p256dh", "auth") if said[name] in stored]
    assert subscription.token not in stored
    assert data_of(address_of(phone))["endpoint"] == subscription.endpoint


def test_the_same_said_again_stays_as_it_stands(phone: SigningPhone, subscription: Subscription) -> None:
    PhoneAddress.objects.update(state="working")
    first_key = data_of(address_of(phone))["key"]
    keys.make()

    say(phone, subscription, language="sv")

    row = address_of(phone)
    assert (row.state, row.language) == ("working", "sv")
    # It was made for the key before.
    assert data_of(row)["key"] == first_key


def test_another_takes_its_place_and_is_untested(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    PhoneAddress.objects.update(state="failing", last_answer="answered 500")

    other = wakeable(phone, push_service)

    row = address_of(phone)
    assert (row.state, row.last_answer, row.resting_until) == ("untested", "", None)
    assert data_of(row)["endpoint"] == other.endpoint


def test_one_that_was_gone_is_tried_anew(phone: SigningPhone, subscription: Subscription) -> None:
    PhoneAddress.objects.update(state="gone", address_encrypted="")
    was_there = addresses_of([phone.id])

    say(phone, subscription)

    assert was_there == {}
    assert push_facts(phone.row)["state"] == "untested"


def test_an_address_is_of_the_phone_that_said_it_last(
    phone: SigningPhone, subscription: Subscription
) -> None:
    added_anew = phone_of(make_person(phone_tenant(phone), "bea"))

    say(added_anew, subscription)

    assert push_facts(phone.row)["state"] == "none"
    assert push_facts(added_anew.row)["state"] == "untested"


def phone_tenant(phone: SigningPhone) -> Any:
    return phone.row.accounts.get().user.tenant


def test_a_phone_that_is_not_to_be_woken_leaves_nothing_behind(
    phone: SigningPhone, subscription: Subscription
) -> None:
    forget(phone.row)

    assert PhoneAddress.objects.count() == 0
    assert push_facts(phone.row) == {"kind": None, "state": "none", "since": None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/x"},  # T24
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://fcm.googleapis.com:8080/x"},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},
        {"auth": "AAAA"},
        {"auth": "A" * 21 + "_"},
    ],
)
def test_t24_what_we_would_not_send_to_is_refused(
    phone: SigningPhone, push_service: PushService, wrong: dict[str, str]
) -> None:
    with pytest.raises(PushAddressRefused):
        say(phone, push_service.subscribe(), **wrong)

    assert PhoneAddress.objects.count() == 0


def test_what_nobody_sends_to_is_not_kept(phone: SigningPhone, push_service: PushService) -> None:
    with pytest.raises(PushNotOffered):
        register(phone.row, kind="fcm", data={"address": "abc"}, language="en")

    assert PhoneAddress.objects.count() == 0


def test_without_a_contact_browsers_are_not_woken(
    phone: SigningPhone, push_service: PushService, settings: Settings
) -> None:
    settings.PUSH_CONTACT = ""

    with pytest.raises(PushNotOffered):
        wakeable(phone, push_service)


def test_a_phone_says_it_only_so_often(phone: SigningPhone, subscription: Subscription) -> None:
    refused: list[type[Refusal]] = []
    for _ in range(MOST_REGISTERED):
        try:
            say(phone, subscription)
        except TooManyTries as why:
            refused.append(type(why))

    assert refused == [TooManyTries]
