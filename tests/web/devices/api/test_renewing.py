"""New keys in the place of old ones: POST phone/keys/, signed by both (T17)."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import Challenge
from devices.phones.keys.renewing import A_DAY
from devices.phones.models import FormerKey, Phone
from devices.signatures.keys import SigningKey
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.unlocking import HardwareKey
from tests.support.asking import ask
from tests.support.evidence import verify_evidence
from tests.support.keys import agreement, renewal_of, send_renewal, takes_up
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.phones import SigningPhone, row_of
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases


@pytest.fixture
def new_key() -> SigningKey:
    return SigningKey.generate()


def refusal(phone: SigningPhone, body: dict[str, Any]) -> tuple[int, str]:
    with pytest.raises(CallRefused) as refused:
        send_renewal(phone, body)
    return refused.value.status, refused.value.code


def with_old_key(phone: SigningPhone) -> SigningPhone:
    """What a copy of the phone's storage holds, made before anything was renewed."""
    copy = SigningPhone(key=phone.key)
    copy.calls.token = phone.calls.token
    return copy


def test_t17_a_new_device_key_counts_from_its_first_use_and_the_old_one_is_dead(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    token = send_renewal(phone, renewal_of(phone, device=new_key))
    phone.refresh()
    old = with_old_key(phone)

    takes_up(phone, new_key, token)
    phone.refresh()

    assert (phone.row.thumbprint, phone.row.device_key) == (new_key.thumbprint, new_key.public_jwk)
    with pytest.raises(CallRefused) as refused:
        old.refresh()
    assert refused.value.code == "phone_suspended"
    assert Phone.objects.get().state == "suspended"


def test_t17_a_copy_of_before_the_renewal_gives_itself_away_by_the_old_key(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    """It holds the token and the key of then, and no other key proves that it does."""
    copy = with_old_key(phone)
    takes_up(phone, new_key, send_renewal(phone, renewal_of(phone, device=new_key)))
    phone.refresh()
    stray = SigningPhone(key=new_key)
    stray.calls.token = copy.calls.token

    with pytest.raises(CallRefused) as by_another_key:
        stray.refresh()
    assert (by_another_key.value.code, Phone.objects.get().state) == ("key_mismatch", "active")

    with pytest.raises(CallRefused):
        copy.refresh()
    assert AuditEvent.objects.get(tag="user:phone:suspended").details["why"] == "spent_token"


def test_the_new_token_is_worth_nothing_with_the_old_key(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:  # T09
    phone.calls.token = send_renewal(phone, renewal_of(phone, device=new_key))

    with pytest.raises(CallRefused) as refused:
        phone.refresh()

    assert refused.value.code == "key_mismatch"
    assert phone.row.thumbprint == phone.key.thumbprint


def test_t17_a_lost_answer_locks_nobody_out_and_comes_again(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    body = renewal_of(phone, device=new_key)
    first = send_renewal(phone, body)
    phone.refresh()

    again = send_renewal(phone, body)

    assert again == first
    takes_up(phone, new_key, again)
    phone.refresh()
    assert AuditEvent.objects.filter(tag="user:phone:keys_renewed").count() == 1


def test_t17_a_lost_answer_comes_again_also_under_the_next_secret_key(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey, settings: Settings
) -> None:
    """Two servers, of which one has the next key already: what the first has given is good at either."""
    body = renewal_of(phone, device=new_key)
    first = send_renewal(phone, body)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "k" * 50

    assert send_renewal(phone, body) == first
    assert AuditEvent.objects.filter(tag="user:phone:keys_renewed").count() == 1


def test_t17_of_two_renewals_the_one_that_was_never_used_dies_quietly(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    late_key = SigningKey.generate()
    late = send_renewal(phone, renewal_of(phone, device=late_key))
    takes_up(phone, new_key, send_renewal(phone, renewal_of(phone, device=new_key)))
    phone.refresh()
    sibling = SigningPhone(key=late_key)
    sibling.calls.token = late

    with pytest.raises(CallRefused) as refused:
        sibling.refresh()

    assert refused.value.code == "token_unknown"
    assert Phone.objects.get().state == "active"


def test_t17_a_token_handed_out_after_a_renewal_belongs_to_the_old_key(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    """An app that was closed in between rotates its token first, and loses nothing."""
    body = renewal_of(phone, device=new_key)
    send_renewal(phone, body)

    phone.rotate_token()
    phone.refresh()

    assert phone.row.thumbprint == phone.key.thumbprint
    takes_up(phone, new_key, send_renewal(phone, body))
    phone.refresh()


@pytest.mark.parametrize("forged", [{"iss": "another"}, {"txn": "another"}, {"aud": "https://other.example"}])
def test_a_renewal_is_for_this_phone_at_this_server(
    forged: dict[str, Any], phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:  # T09
    assert refusal(phone, renewal_of(phone, device=new_key, **forged)) == (400, "bad_signature")


def test_a_renewal_names_every_key_that_comes_with_it(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:  # T11
    body, other = renewal_of(phone, device=new_key), SigningKey.generate()
    named_alone = renewal_of(phone, device=other, pin=SigningKey.generate())
    before = everything()

    for bent in (
        body | {"device": renewal_of(phone, device=other)["device"]},
        body | {"device": {"jwk": other.public_jwk, "proof": agreement(phone, body["renewal"], other)}},
        body | {"device": body["device"] | {"proof": renewal_of(phone, device=new_key)["device"]["proof"]}},
        body | {"device": None},
        body | {"pin": named_alone["pin"]},
        named_alone | {"pin": None},
    ):
        assert refusal(phone, bent) == (400, "bad_signature")
    assert set(before) == set(everything())
    assert phone.row.next_thumbprint == ""


def test_t12_no_key_is_two_things(phone: SigningPhone, account: AccountOnPhone) -> None:
    """The PIN key as device key would be one factor for two; a phone's key of before may be in a copy of then."""
    pin = account.unlock
    assert isinstance(pin, SigningKey)
    other = SigningPhone()
    other.add(make_person(make_tenant("sundby"), "bea"))

    for key in (pin, other.key, phone.key):
        assert refusal(phone, renewal_of(phone, device=key)) == (400, "bad_signature")
    for key in (phone.key, pin):
        assert refusal(phone, renewal_of(phone, pin=key)) == (400, "bad_signature")
    both = SigningKey.generate()
    assert refusal(phone, renewal_of(phone, device=both, pin=both)) == (400, "bad_signature")


def test_t12_a_device_key_that_waits_for_its_first_use_opens_nothing(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    send_renewal(phone, renewal_of(phone, device=new_key))

    assert refusal(phone, renewal_of(phone, pin=new_key)) == (400, "bad_signature")


def test_t12_a_key_that_hardware_keeps_for_an_account_is_no_device_key(ann: User) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    phone = SigningPhone()
    made = phone.add(ann, unlock="hardware").unlock
    assert isinstance(made, HardwareKey)

    assert refusal(phone, renewal_of(phone, device=made.key)) == (400, "bad_signature")


def test_t17_a_new_key_that_became_another_phones_before_its_first_use_is_none_of_this_one(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    token, key, present = send_renewal(phone, renewal_of(phone, device=new_key)), phone.key, phone.calls.token
    SigningPhone(key=new_key).add(make_person(make_tenant("sundby"), "bea"))

    takes_up(phone, new_key, token)
    with pytest.raises(CallRefused) as refused:
        phone.refresh()
    assert (refused.value.status, refused.value.code) == (401, "token_unknown")

    takes_up(phone, key, present)
    phone.refresh()


def test_another_pin_key_opens_every_account_that_the_old_one_opened(
    ann: User, phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:  # T12
    bare = phone.add(make_person(make_tenant("sundby"), "bea"), unlock=None, enable=False)
    renewed = renewal_of(phone, pin=new_key)

    assert send_renewal(phone, renewed) is None
    assert send_renewal(phone, renewed) is None

    account.unlock = new_key
    asked = ask(ann)
    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"
    assert row_of(bare).unlock_mode == ""
    told = AuditEvent.objects.filter(tag="user:phone:unlock_changed")
    assert [(event.subject, event.details["mode"]) for event in told] == [(ann, "pin")]


def test_t12_the_old_pin_key_opens_nothing_any_more(
    ann: User, phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    send_renewal(phone, renewal_of(phone, pin=new_key))
    asked = ask(ann)

    with pytest.raises(CallRefused) as refused:
        phone.approve(phone.requests()[0], number=asked.number)

    assert refused.value.code == "bad_signature"


def test_t12_whoever_holds_the_phone_alone_gives_it_no_other_pin(
    ann: User, phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    """The device key signs what it likes; the PIN key there is has to agree."""
    thiefs = SigningKey.generate()
    body = renewal_of(phone, pin=new_key)
    before = row_of(account).unlock_public_key

    for others in (renewal_of(phone, pin=new_key), renewal_of(phone, pin=new_key, old_pin=thiefs)):
        old = others["pin"]["old"]
        assert refusal(phone, body | {"pin": body["pin"] | {"old": old}}) == (400, "bad_signature")
    assert refusal(phone, renewal_of(phone, pin=new_key, old_pin=thiefs)) == (400, "bad_signature")

    assert row_of(account).unlock_public_key == before


def test_what_the_former_keys_signed_can_be_verified_ever_after(
    ann: User, phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:  # E13
    asked = ask(ann)
    phone.approve(phone.requests()[0], number=asked.number)
    pin = SigningKey.generate()
    takes_up(phone, new_key, send_renewal(phone, renewal_of(phone, device=new_key, pin=pin)))
    phone.refresh()

    kept = Challenge.objects.select_related("request__tenant", "phone_account__phone").get(request=asked)

    assert FormerKey.objects.count() == 2
    assert verify_evidence(kept).number == asked.number


def test_a_phone_renews_so_often_a_day_and_no_more(
    phone: SigningPhone, account: AccountOnPhone, new_key: SigningKey
) -> None:
    body = renewal_of(phone, device=new_key)
    for _ in range(A_DAY):
        send_renewal(phone, body)

    assert refusal(phone, body) == (429, "too_many_tries")


def test_a_renewal_of_nothing_is_none(phone: SigningPhone, account: AccountOnPhone) -> None:
    assert refusal(phone, renewal_of(phone)) == (400, "bad_signature")
    assert refusal(phone, {"renewal": "x"}) == (400, "malformed")
