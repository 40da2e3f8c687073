"""Codes of the app on a phone: how their secret gets there, and how long they count (C06)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from joserfc.errors import JoseError

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from devices.otp.on_phones import MOST_A_DAY
from devices.otp.services import apps_of, take
from devices.otp.source import MOST, MOST_WRONG
from devices.phones.models import Phone
from devices.phones.services import remove_account, suspend_account
from devices.signatures.keys import SigningKey
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import offered
from tests.support.authenticators import Authenticator, authenticator_of, wrong_code
from tests.support.pages import Page, browser, read, sign_in_by_phone, write_password, write_username
from tests.support.people import change_policy, make_person, make_tenant, turn_off
from tests.support.phone_codes import ask_for_codes, end_codes, key_message, opened, show_codes
from tests.support.phones import SigningPhone, row_of
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases
CODE = "/sign-in/authenticator-code/"


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    return SigningPhone()


@pytest.fixture
def account(ann: User, phone: SigningPhone) -> AccountOnPhone:
    return phone.add(ann)


@pytest.fixture
def shown(phone: SigningPhone, account: AccountOnPhone) -> Authenticator:
    return show_codes(phone, account)


def told(phone: SigningPhone) -> dict[str, Any]:
    [listed] = phone.refresh()["accounts"]
    codes: dict[str, Any] = listed["codes"]
    return codes


def refused(phone: SigningPhone, account: AccountOnPhone, message: str) -> tuple[int, str]:
    with pytest.raises(CallRefused) as found:
        ask_for_codes(phone, account, message)
    return found.value.status, found.value.code


def give(client: Client, code: str) -> Page:
    return read(client.post(CODE, {"code": code}, follow=True))


@pytest.fixture
def asked(ann: User, shown: Authenticator) -> Client:
    """Two steps are asked, Ann's phone has no network, and she has given her password."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    write_password(client)
    return client


def test_a_code_of_the_phone_is_taken_as_the_second_step_and_once(
    ann: User, asked: Client, shown: Authenticator
) -> None:  # C06, F02, T10
    code = shown.code()

    assert give(asked, code).address == "/signed-in/"

    assert take(ann, code) is None
    assert take(ann, shown.code(steps=1)) is not None


def test_the_secret_is_in_the_answer_for_the_phones_own_key_alone(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # C06
    key = SigningKey.generate()

    encrypted = ask_for_codes(phone, account, key_message(phone, account, key))

    head = json.loads(base64.urlsafe_b64decode(encrypted.partition(".")[0] + "=="))
    assert (head["typ"], head["alg"], head["enc"], head["kid"]) == (
        "codes+jwe",
        "ECDH-ES",
        "A256GCM",
        key.thumbprint,
    )
    assert opened(encrypted, key) == {
        "account": account.id,
        "secret": apps_of(ann).get().secret,
        "algorithm": "SHA1",
        "digits": 6,
        "period": 30,
    }
    for other in (phone.key, SigningKey.generate()):
        with pytest.raises(JoseError):
            opened(encrypted, other)


def test_a_key_that_the_device_key_does_not_name_gets_nothing(
    phone: SigningPhone, account: AccountOnPhone
) -> None:  # T11
    """Whoever stands between the phone and us may change what is sent, and cannot sign it."""
    key = SigningKey.generate()
    phone.refresh()
    before = everything()

    for forged in (
        {"by": key},
        {"iss": account.id},
        {"aud": "https://id.example/tenants/other"},
        {"txn": phone.id},
        {"key": phone.key.public_jwk},
    ):
        said = refused(phone, account, key_message(phone, account, key, **forged))
        assert said == (400, "bad_signature"), forged

    assert everything() == before


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43},
        {"kty": "EC", "crv": "P-256", "x": "A" * 43},
        {"kty": "OKP", "crv": "X25519", "x": "A" * 43, "y": "A" * 43},
        "key",
    ],
)
def test_what_is_no_key_of_the_curve_is_refused(
    phone: SigningPhone, account: AccountOnPhone, key: Any
) -> None:  # T11
    message = key_message(phone, account, SigningKey.generate(), key=key)

    assert refused(phone, account, message) == (400, "malformed")


def test_at_rest_the_secret_is_encrypted(ann: User, shown: Authenticator) -> None:  # I10
    assert shown.secret not in str(everything())
    assert apps_of(ann).get().secret == shown.secret


def test_nobody_gets_codes_whose_policy_forbids_them(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # C06, E02
    turn_off(ann.tenant, "authenticator_code")

    assert told(phone) == {"state": "off", "allowed": False}
    assert refused(phone, account, key_message(phone, account, SigningKey.generate())) == (403, "not_offered")
    assert not AuthenticatorApp.objects.exists()


def test_turned_off_by_the_policy_they_are_told_to_be_taken_no_more(
    ann: User, phone: SigningPhone, shown: Authenticator
) -> None:  # C11
    assert told(phone) == {"state": "on", "allowed": True}

    turn_off(ann.tenant, "authenticator_code")

    assert told(phone) == {"state": "on", "allowed": False}


def test_before_its_test_is_passed_an_account_has_no_codes(ann: User) -> None:  # T18
    phone = SigningPhone()
    untested = phone.join(phone.take(offered(ann)[1]), unlock="pin")

    assert told(phone) == {"state": "off", "allowed": False}
    message = key_message(phone, untested, SigningKey.generate())
    assert refused(phone, untested, message) == (403, "two_step_missing")


def test_codes_go_with_the_phone(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:  # C06, C03
    remove_account(row_of(account), actor=ann)

    assert take(ann, shown.code()) is None
    assert not AuthenticatorApp.objects.exists()


def test_codes_of_a_lost_phone_are_not_taken(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:  # T08
    suspend_account(row_of(account), actor=ann)

    assert take(ann, shown.code()) is None
    assert refused(phone, account, key_message(phone, account, SigningKey.generate())) == (404, "not_found")


def test_codes_of_a_phone_of_which_there_is_a_copy_are_not_taken(
    ann: User, phone: SigningPhone, shown: Authenticator
) -> None:  # T17
    Phone.objects.filter(pk=phone.id).update(state=Phone.State.SUSPENDED)

    assert take(ann, shown.code()) is None


def test_made_anew_the_earlier_codes_count_no_more_and_what_they_have_proven_neither(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:  # T08
    before = apps_of(ann).get().persistent_id

    anew = show_codes(phone, account)

    assert take(ann, shown.code()) is None
    assert take(ann, anew.code()) is not None
    assert apps_of(ann).get().persistent_id != before


def test_too_many_wrong_codes_spend_them_and_the_phone_gets_new_ones(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:  # T15
    apps_of(ann).update(wrong_in_a_row=MOST_WRONG - 1)
    take(ann, wrong_code(shown))

    assert take(ann, shown.code()) is None
    assert told(phone) == {"state": "spent", "allowed": True}
    assert take(ann, show_codes(phone, account).code()) is not None


def test_they_are_made_so_often_a_day_and_no_oftener(phone: SigningPhone, account: AccountOnPhone) -> None:
    for _ in range(MOST_A_DAY):
        ask_for_codes(phone, account, key_message(phone, account, SigningKey.generate()))

    message = key_message(phone, account, SigningKey.generate())
    assert refused(phone, account, message) == (429, "too_many_tries")


def test_the_phone_turns_them_off(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:
    end_codes(phone, account)
    end_codes(phone, account)

    assert told(phone) == {"state": "off", "allowed": True}
    assert take(ann, shown.code()) is None
    assert AuditEvent.objects.filter(tag="user:authenticator_app:turned_off").count() == 1


def test_another_phone_neither_gets_nor_ends_them(
    ann: User, account: AccountOnPhone, shown: Authenticator
) -> None:  # T09
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))

    message = key_message(other, account, SigningKey.generate())
    assert refused(other, account, message) == (404, "not_found")
    with pytest.raises(CallRefused) as found:
        end_codes(other, account)

    assert (found.value.status, found.value.code) == (404, "not_found")
    assert take(ann, shown.code()) is not None


def test_they_are_a_part_of_the_phone_and_take_no_place_of_an_authenticator_app(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # B12
    for number in range(MOST):
        authenticator_of(ann, name=f"App {number}")

    assert take(ann, show_codes(phone, account).code()) is not None


def test_their_person_is_told_and_sees_them_at_security_info(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:
    client = browser()
    sign_in_by_phone(client, ann, phone)

    page = read(client.get("/security-info/"))

    assert "Codes from the Handslag app" in page.text
    assert AuditEvent.objects.filter(tag="user:authenticator_app:turned_on", subject_id=ann.pk).count() == 1


def test_removed_on_the_web_the_phone_learns_of_it_and_stays(
    ann: User, phone: SigningPhone, account: AccountOnPhone, shown: Authenticator
) -> None:  # C11
    client = browser()
    sign_in_by_phone(client, ann, phone)
    address = f"/security-info/remove/authenticator_code/{apps_of(ann).get().pk}/"

    assert "The phone itself stays as it is" in read(client.get(address)).text
    client.post(address)

    assert told(phone) == {"state": "off", "allowed": True}
    assert take(ann, shown.code()) is None
    assert row_of(account).is_usable
