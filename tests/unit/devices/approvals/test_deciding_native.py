"""Apps that others make: what their unlock counts for, and how old they may be (T12, E20, C10)."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts import clock
from accounts.users.models import User
from devices.approvals.refusals import AppOutdated, BadSignature, PolicyChanged
from devices.approvals.state import State
from devices.enrolment.refusals import UnlockModeRefused
from devices.phones.models import PhoneAccount
from devices.phones.services import change_unlock
from devices.phones.settings import PhoneSettings
from devices.phones.standing import APP_REFUSED, READY, standing_of
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.unlocks import VerifiedUnlockKey
from tests.support.asking import ask, finish, new_binding
from tests.support.attesting import Hardware, make_hardware, make_root, pem_of
from tests.support.people import change_policy
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.unit.devices.approvals.looking import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
APP = "android:apk-key-hash:" + "A" * 43


@pytest.fixture
def hardware(settings: Settings, tmp_path: Path) -> Hardware:
    """Whose root the operator has chosen."""
    root = make_root(now=clock.now())
    path = tmp_path / "roots.pem"
    path.write_bytes(pem_of(root))
    settings.ATTESTATION_ROOTS_FILE = str(path)
    return make_hardware(root)


def attested(user: User, hardware: Hardware) -> SigningPhone:
    phone = SigningPhone()
    phone.attest = hardware
    phone.add(user, unlock="hardware")
    return phone


@pytest.mark.parametrize("policy", ["any", "attested"])
def test_t12_a_key_that_hardware_vouches_for_is_claimed_as_one(
    policy: str, ann: User, hardware: Hardware
) -> None:
    change_policy(ann.tenant, unlock_hardware=policy)
    phone, binding = attested(ann, hardware), new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request)

    request.refresh_from_db()
    proof = finish(request, binding=binding, user=ann).proof

    assert proof.amr == ("hwk", "user", "mca", "mfa")


def test_e20_an_organisation_that_said_nothing_takes_no_hardware_key(ann: User, hardware: Hardware) -> None:
    with pytest.raises(UnlockModeRefused):
        attested(ann, hardware)


def test_e20_where_attested_keys_alone_count_no_other_is_taken(ann: User, hardware: Hardware) -> None:
    change_policy(ann.tenant, unlock_hardware="attested")

    with pytest.raises(UnlockModeRefused, match="no_attestation"):
        phone_of(ann, unlock="hardware")
    with pytest.raises(UnlockModeRefused, match="not_in_hardware"):
        attested(ann, Hardware(hardware.issuer, level=0))


def test_t12_without_roots_an_attested_key_is_the_apps_word(
    ann: User, hardware: Hardware, settings: Settings
) -> None:
    settings.ATTESTATION_ROOTS_FILE = ""
    change_policy(ann.tenant, unlock_hardware="any")

    attested(ann, hardware)

    assert not account_of(ann).unlock_attested


@pytest.mark.parametrize("policy", ["attested", "no"])
def test_e20_one_that_was_taken_counts_no_more_once_the_policy_wants_more(policy: str, ann: User) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    phone, request = phone_of(ann, unlock="hardware"), ask(ann)
    answer = phone.approval(phone.see(request), number=request.number)
    change_policy(ann.tenant, unlock_hardware=policy)

    with pytest.raises(PolicyChanged):
        phone.send(request, answer)

    assert state_of(request) is State.PENDING
    settings = PhoneSettings(unlock_hardware=policy)
    assert standing_of(account_of(ann), settings=settings, may_be_lost=False) is APP_REFUSED
    any_app = PhoneSettings(unlock_hardware="any")
    assert standing_of(account_of(ann), settings=any_app, may_be_lost=False) is READY


def test_t12_what_one_phones_hardware_said_is_not_said_of_another(ann: User, hardware: Hardware) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    vouched_for = attested(ann, hardware)

    other = phone_of(ann, unlock="hardware", label="Another")

    kept = dict(PhoneAccount.objects.values_list("phone__thumbprint", "unlock_attested"))
    assert kept == {vouched_for.key.thumbprint: True, other.key.thumbprint: False}


def test_t12_the_phones_own_lock_counts_by_an_app_that_the_operator_named(
    ann: User, settings: Settings
) -> None:
    settings.NATIVE_APP_ORIGINS = [APP]
    phone = SigningPhone()
    phone.origin = APP
    phone.add(ann, unlock="platform")
    request = ask(ann)

    settings.NATIVE_APP_ORIGINS = []
    with pytest.raises(BadSignature):
        phone.says_yes(request)

    settings.NATIVE_APP_ORIGINS = [APP]
    assert phone.says_yes(request) is State.APPROVED


def test_t12_no_lock_is_set_up_by_an_app_that_nobody_named(ann: User) -> None:
    phone = SigningPhone()
    phone.origin = APP

    with pytest.raises(BadSignature):
        phone.add(ann, unlock="platform")


def test_c10_an_app_too_old_approves_nothing_and_may_deny(ann: User, settings: Settings) -> None:
    phone, asked, denied = phone_of(ann), ask(ann), ask(ann)
    settings.MINIMUM_APP_VERSIONS = {phone.platform: "2"}

    with pytest.raises(AppOutdated) as refused:
        phone.says_yes(asked)

    assert (refused.value.status, state_of(asked)) == (403, State.PENDING)
    assert phone.says_no(denied) is State.DENIED
    settings.MINIMUM_APP_VERSIONS = {}
    assert phone.says_yes(asked) is State.APPROVED


def test_t12_what_was_said_of_a_key_goes_with_the_key(ann: User, hardware: Hardware) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    attested(ann, hardware)
    account = account_of(ann)
    key = SigningKey.generate()
    another = VerifiedUnlockKey(
        mode="hardware",
        credential_id=key.thumbprint,
        public_key=jwk_to_text(key.public_jwk),
        sign_count=0,
    )

    change_unlock(account, another, before=account.unlock_credential_id)

    assert not account_of(ann).unlock_attested
