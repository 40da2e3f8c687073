"""Every verb that changes an account tells its phone by itself, after the commit; no caller has to remember."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.news.announce import EVERY_PHONE, phone_group
from devices.phones import services
from devices.phones.models import PhoneAccount
from devices.phones.tokens import suspend_phone
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.unlocks import VerifiedUnlockKey
from devices.simulator.unlocking import UnlockMode
from tests.support.commit import committed
from tests.support.listening import Listening, listen
from tests.support.people import make_person, switch_off
from tests.support.phones import phone_of
from tests.unit.devices.enrolment.joining import answer_test, joined

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEWS = {"type": "phone.news", "news": "accounts_changed"}


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    return listen(monkeypatch)


def set_unlock(account: PhoneAccount) -> None:
    key = SigningKey.generate()
    made = VerifiedUnlockKey(
        mode="pin", credential_id=key.thumbprint, public_key=jwk_to_text(key.public_jwk), sign_count=0
    )
    services.set_unlock(account, made)


# Each with an account it can change, by what that has: a lock, phone sign-in.
VERBS: dict[str, tuple[Callable[[PhoneAccount], Any], UnlockMode | None, bool]] = {
    "suspend_account": (lambda account: services.suspend_account(account, actor=account.user), "pin", True),
    "remove_account": (lambda account: services.remove_account(account, actor=None), "pin", True),
    "enable_phone_sign_in": (services.enable_phone_sign_in, "pin", False),
    "unregister": (services.unregister, "pin", True),
    "set_unlock": (set_unlock, None, False),
    "suspend_phone": (lambda account: suspend_phone(account.phone, why="spent_token"), "pin", True),
}


@pytest.mark.parametrize("verb", VERBS)
def test_the_phone_hears_of_every_verb_after_the_commit(verb: str, ann: User, listening: Listening) -> None:
    change, unlock, phone_sign_in = VERBS[verb]
    phone = phone_of(ann, unlock=unlock, enable=phone_sign_in)
    account = phone.row.accounts.select_related("phone", "user__tenant__policy").get()

    with committed():
        change(account)
        assert listening.sent == []

    # Once for the account, and once for the notice where the phone has one to show of it.
    assert listening.sent in ([(phone_group(phone.row.pk), NEWS)] * times for times in (1, 2))


def test_a_change_of_policy_is_one_message_however_many_phones_there_are(
    ann: User, nordljus: Tenant, listening: Listening
) -> None:  # C11
    for person in (ann, ann, make_person(nordljus, "bo")):
        phone_of(person)

    with committed():
        switch_off(nordljus, "phone")
        assert listening.sent == []

    assert listening.sent == [(EVERY_PHONE, {**NEWS, "tenant": str(nordljus.pk), "lane": "everybody"})]


@pytest.mark.parametrize("verb", ["suspend_account", "remove_account", "enable_phone_sign_in", "unregister"])
def test_what_changes_nothing_is_no_news(verb: str, ann: User, listening: Listening) -> None:
    change, unlock, phone_sign_in = VERBS[verb]
    phone = phone_of(ann, unlock=unlock, enable=phone_sign_in)
    change(phone.row.accounts.select_related("phone", "user__tenant__policy").get())

    with committed():
        change(phone.row.accounts.select_related("phone", "user__tenant__policy").get())

    assert listening.sent == []


def test_the_phone_hears_that_its_test_was_passed(ann: User, listening: Listening) -> None:
    enrolment, phone = joined(ann)

    answer_test(enrolment, phone)

    assert (phone_group(phone.row.pk), NEWS) in listening.sent


def test_the_phone_hears_that_adding_it_has_ended(ann: User, listening: Listening) -> None:
    enrolment, phone = joined(ann)

    with committed():
        end(enrolment, State.CANCELLED)

    assert (phone_group(phone.row.pk), NEWS) in listening.sent
