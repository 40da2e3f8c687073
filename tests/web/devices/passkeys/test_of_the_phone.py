"""One enrolment, two ways in: what unlocks an account on a phone is its person's passkey as well (B16)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.signin.reach import may_change, strongest_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.enrolment.closing_test import conclude_test
from devices.passkeys.access import passkeys_of, usable_passkeys_of
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.services import MOST
from devices.phones.models import PhoneAccount
from devices.phones.services import change_unlock, remove_account, suspend_account
from devices.phones.tokens import suspend_phone
from devices.signatures.encoding import encode, sha256_b64url
from devices.signatures.jws.kinds import UNLOCK_CHALLENGE
from devices.signatures.keys import SigningKey
from devices.signatures.unlocks import VerifiedUnlockKey
from devices.simulator.authenticator import PlatformCredential
from devices.simulator.calls import CallRefused
from devices.simulator.messages import build_enrolment, build_setup
from devices.simulator.phone import AccountOnPhone, ClaimedEnrolment
from tests.support.asking import offered, test_number, test_request_of
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, read
from tests.support.passkeys import LIST, SoftwareKey, passkey_of, sign_in_by_passkey
from tests.support.people import make_person, make_tenant, set_up, turn_off
from tests.support.phones import SigningPhone, row_of
from tests.support.sessions import PHONE_PROOF, proof_of, signed_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=("password", "phone", "passkey", "authenticator_code"))


@pytest.fixture
def key() -> SoftwareKey:
    """What the phone keeps its lock's keys in."""
    return SoftwareKey()


def adds(ann: User, key: SoftwareKey, phone: SigningPhone | None = None) -> PhoneAccount:
    """Adds Ann to a phone whose own lock is this key, and passes the test."""
    phone = phone or SigningPhone()
    enrolment, code = offered(ann)
    claimed = phone.claim(code)
    account = completes(phone, claimed, key)
    test = phone.requests()[0]
    phone.approve(test, number=test_number(account))
    conclude_test(test_request_of(enrolment).pk)
    return PhoneAccount.objects.select_related("phone", "user__tenant").get(pk=account.id)


def completes(phone: SigningPhone, claimed: ClaimedEnrolment, key: SoftwareKey) -> AccountOnPhone:
    assert claimed.creation_options is not None
    credential = key.make(claimed.creation_options)
    credential["response"]["transports"] = ["internal", "hybrid"]
    message = build_enrolment(
        key=phone.key,
        challenge=claimed.challenge,
        now=phone.calls.now(),
        label=phone.label,
        platform="phone",
        unlock_hash=sha256_b64url(credential["response"]["attestationObject"]),
    )
    body = {"enrolment": message, "unlock": {"mode": "platform", "credential": credential}}
    answer = phone.calls.call(method="POST", path=f"enrolments/{claimed.id}/complete/", body=body)
    phone.calls.token, phone.id = answer["device_token"], answer["phone"]
    account = AccountOnPhone(
        id=answer["account"], username="", tenant_name="", unlock=as_the_phone_opens_it(key)
    )
    phone.accounts[account.id] = account
    return account


def as_the_phone_opens_it(key: SoftwareKey) -> PlatformCredential:
    numbers = key.private_key.private_numbers()
    parts = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    jwk = {name: encode(part.to_bytes(32, "big")) for name, part in parts.items()}
    private = SigningKey.from_private_jwk({"kty": "EC", "crv": "P-256", **jwk})
    return PlatformCredential(credential_id=key.credential_id, rp_id=key.rp_id, key=private)


def test_b16_the_phones_lock_signs_in_at_a_computer_as_a_passkey(ann: User, key: SoftwareKey) -> None:
    account = adds(ann, key)
    client = browser()

    page = sign_in_by_passkey(client, key)

    assert page.address == "/signed-in/"
    assert proof_of(client).acr == "phishing_resistant"
    passkey = Passkey.objects.get()
    assert (passkey.phone_account, passkey.name, passkey.transports) == (
        account,
        account.name,
        ["hybrid", "internal"],
    )
    told = AuditEvent.objects.filter(tag="user:passkey:added")
    assert [(event.subject, event.details["made"]) for event in told] == [(ann, "with_phone")]


def test_a_credential_that_is_kept_already_is_refused_and_whose_it_is_not_told(
    ann: User, key: SoftwareKey
) -> None:  # B16, T09
    adds(ann, key)
    phone = SigningPhone()
    _enrolment, code = offered(make_person(ann.tenant, "bo"))
    claimed = phone.claim(code)

    with pytest.raises(CallRefused) as refused:
        completes(phone, claimed, key)

    assert (refused.value.status, refused.value.code) == (400, "bad_signature")
    assert Passkey.objects.get().user == ann


def test_b16_it_counts_once_the_phone_has_passed_its_test(ann: User, key: SoftwareKey) -> None:
    phone = SigningPhone()
    _enrolment, code = offered(ann)
    completes(phone, phone.claim(code), key)

    assert sign_in_by_passkey(browser(), key).status == 400
    assert list(passkeys_of(ann)) == []
    assert not AuditEvent.objects.filter(tag="user:passkey:added").exists()

    phone.deny(phone.requests()[0])
    assert not Passkey.objects.exists()


def test_b16_it_is_made_under_the_handle_of_all_the_persons_passkeys(ann: User, key: SoftwareKey) -> None:
    other, _ = passkey_of(ann)
    _enrolment, code = offered(ann)

    options = SigningPhone().claim(code).creation_options

    assert options is not None
    assert options["user"]["id"] == PasskeyOwner.objects.get(user=ann).handle
    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in options["excludeCredentials"]] == [other.credential_id]


@pytest.mark.parametrize("why", ["off", "synced", "models"])
def test_b16_where_the_policy_has_no_place_for_it_a_lock_is_made_and_nothing_else(
    why: str, ann: User, key: SoftwareKey
) -> None:
    match why:
        case "off":
            turn_off(ann.tenant, "passkey")
        case "synced":
            set_up(ann.tenant, "passkey", allow_synced=False)
        case "models":
            set_up(ann.tenant, "passkey", models="YubiKey 5 Series with NFC")
    _enrolment, code = offered(ann)

    options = SigningPhone().claim(code).creation_options

    assert options is not None
    assert options["authenticatorSelection"]["residentKey"] == "discouraged"
    assert options["excludeCredentials"] == []
    assert not PasskeyOwner.objects.filter(handle=options["user"]["id"]).exists()


def test_b16_a_synced_one_is_refused_where_the_policy_has_changed_meanwhile(
    ann: User, key: SoftwareKey
) -> None:
    phone = SigningPhone()
    _enrolment, code = offered(ann)
    claimed = phone.claim(code)
    set_up(ann.tenant, "passkey", allow_synced=False)

    account = completes(phone, claimed, key)

    assert row_of(account).unlock_mode == "platform"
    assert Passkey.objects.get().is_only_unlock
    assert sign_in_by_passkey(browser(), key).status == 400


def test_b16_one_that_no_browser_would_find_is_a_lock_alone(ann: User) -> None:
    account = adds(ann, SoftwareKey(is_discoverable=False, is_synced=False))

    assert account.unlock_mode == "platform"
    assert not Passkey.objects.exists()


def test_b16_the_eleventh_is_a_lock_alone(ann: User, key: SoftwareKey) -> None:
    for number in range(MOST):
        passkey_of(ann, name=f"Passkey {number}")

    adds(ann, key)

    assert passkeys_of(ann).count() == MOST


def test_b16_a_removed_phone_takes_its_passkey_along(ann: User, key: SoftwareKey) -> None:
    account = adds(ann, key)

    remove_account(account, actor=ann)

    assert not Passkey.objects.exists()
    assert sign_in_by_passkey(browser(), key).status == 400


@pytest.mark.parametrize("how", ["lost", "copied"])
def test_b16_t17_the_passkey_of_a_suspended_phone_is_not_taken(how: str, ann: User, key: SoftwareKey) -> None:
    account = adds(ann, key)

    if how == "lost":
        suspend_account(account, actor=ann)
    else:
        suspend_phone(account.phone, why="spent_token")

    assert sign_in_by_passkey(browser(), key).status == 400
    assert usable_passkeys_of(ann) == []
    assert passkeys_of(ann).count() == 1


def test_b16_another_lock_for_the_account_ends_it(ann: User, key: SoftwareKey) -> None:
    account = adds(ann, key)
    pin = VerifiedUnlockKey(mode="pin", credential_id="A" * 43, public_key="{}", sign_count=0)

    change_unlock(account, pin, before=key.credential_id)

    assert not Passkey.objects.exists()


def test_b16_t20_a_lock_that_is_set_up_later_is_no_passkey(ann: User, key: SoftwareKey) -> None:
    """However the phone makes it: whoever holds an open phone would have the strongest way in."""
    phone = SigningPhone()
    account = phone.add(ann, unlock=None, enable=False)
    asked = phone.calls.call(method="POST", path=f"accounts/{account.id}/unlock/options/")
    credential = key.make(asked["creation_options"])

    setup = build_setup(
        key=phone.key,
        phone_id=phone.id,
        challenge=phone.challenge_keys.verify(
            text=asked["challenge"], kind=UNLOCK_CHALLENGE, expected_audience=phone.id
        ),
        now=phone.calls.now(),
        unlock_hash=sha256_b64url(credential["response"]["attestationObject"]),
    )
    body = {"setup": setup, "unlock": {"mode": "platform", "credential": credential}}
    phone.calls.call(method="PUT", path=f"accounts/{account.id}/unlock/", body=body)

    assert asked["creation_options"]["authenticatorSelection"]["residentKey"] == "discouraged"
    assert PhoneAccount.objects.get().unlock_credential_id == key.credential_id
    assert not Passkey.objects.exists()


def test_b16_removed_as_a_passkey_it_goes_on_unlocking_and_no_browser_forgets_it(
    ann: User, key: SoftwareKey
) -> None:
    """A browser that is told to forget it would leave the phone without its lock."""
    account = adds(ann, key)
    client = browser()
    sign_in_by_passkey(client, key)
    passkey = Passkey.objects.get()
    path = f"/security-info/remove/passkey/{passkey.pk}/"
    assert "The phone still approves your sign-ins" in read(client.get(path)).text

    client.post(path, follow=True)

    assert sign_in_by_passkey(browser(), key).status == 400
    assert row_of_account(account).unlock_credential_id == key.credential_id
    ann.refresh_from_db()
    other, _ = passkey_of(ann, name="Another")
    client = browser()
    sign_in_by_passkey(client, other)
    page = read(client.get(LIST))
    assert f'data-credential-ids="{key.credential_id} {other.credential_id}"' in page.html
    assert AuditEvent.objects.filter(tag="user:passkey:removed", subject=ann).count() == 1


def row_of_account(account: PhoneAccount) -> PhoneAccount:
    return PhoneAccount.objects.get(pk=account.pk)


def test_b16_security_info_says_whose_it_is_and_the_phones_page_that_it_goes_along(
    ann: User, key: SoftwareKey
) -> None:
    account = adds(ann, key)
    client = browser()
    sign_in_by_passkey(client, key)

    assert "This phone's passkey" in read(client.get("/security-info/")).text
    page = read(client.get(f"/security-info/remove/phone/{account.pk}/"))

    assert "Passkey of " in page.text
    assert "goes with it." in page.text


def test_b16_t20_what_the_phone_brought_asks_for_no_more_than_the_phone_can_prove(
    ann: User, key: SoftwareKey
) -> None:
    account = adds(ann, key)
    by_phone = signed_in(ann, PHONE_PROOF, device=account)
    page = f"/security-info/remove/phone/{account.pk}/"

    assert by_phone.get(page).status_code == 200

    passkey_of(ann)
    assert by_phone.get(page).status_code == 403, "one that its person made does"


def test_b16_t20_a_lost_phones_passkey_leaves_two_other_ways_enough(ann: User, key: SoftwareKey) -> None:
    account = adds(ann, key)
    suspend_account(account, actor=ann)

    assert not may_change(ann, proofs=[]), "a password alone"

    authenticator_of(ann)
    assert may_change(ann, proofs=[])


def test_b16_t20_a_passkey_whose_phone_may_not_sign_in_still_guards(ann: User, key: SoftwareKey) -> None:
    adds(ann, key)
    turn_off(ann.tenant, "phone")

    assert strongest_of(ann).factors == 2
