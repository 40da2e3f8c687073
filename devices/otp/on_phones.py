"""Codes of our own app (C06): a secret that one phone alone can read, and how they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.audit.log import record
from accounts.policy.facts import Rules, allowance_of
from accounts.refusals import NotYours
from accounts.signin.reach import guarded_by
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.access import lock_user
from devices.challenge_keys.services import issuer_of
from devices.news import announce
from devices.otp import events
from devices.otp.models import DIGITS, STEP_SECONDS, AuthenticatorApp
from devices.otp.refusals import AuthenticatorAppsNotAllowed
from devices.otp.services import KEY, remove
from devices.phones.access import lock_account
from devices.phones.models import PhoneAccount
from devices.phones.refusals import TwoStepMissing
from devices.signatures.codes.encrypting import encrypt_to
from devices.signatures.codes.naming import verify_codes_key

MOST_A_DAY = 10


@dataclass(frozen=True)
class Standing:
    """`state`: "off", "on", or "spent" when too many codes were wrong; `is_allowed`: new ones can be had now."""

    state: str
    is_allowed: bool


def standing(account: PhoneAccount, rules: Rules) -> Standing:
    """How the codes of this account stand; `rules` are those of its user's tenant, as they were just read."""
    app = next(iter(account.codes.all()), None)
    state = "off" if app is None else "spent" if app.is_spent else "on"
    return Standing(state, account.is_usable and allowance_of(account.user, KEY, rules).is_allowed)


def hand_over(account: PhoneAccount, *, key_message: str) -> str:
    """Make the account's codes anew; return their secret, encrypted to the key that the phone's message names.

    From then on they count, with no first code: nobody but this phone can read them, and it has proven itself.
    """
    count(Limit(scope="codes of a phone", key=str(account.pk), most=MOST_A_DAY, seconds=DAY))
    key = verify_codes_key(
        message=key_message,
        public_key=account.phone.device_key,
        expected_phone_id=str(account.phone_id),
        expected_audience=issuer_of(account.user.tenant_id),
        expected_account=str(account.pk),
    )
    app = _make_anew(account)
    return encrypt_to(key, content=_content(app))


@transaction.atomic
def _make_anew(account: PhoneAccount) -> AuthenticatorApp:
    user = lock_user(account.user_id)
    locked = lock_account(account.pk)
    if not locked.confirmed:
        raise TwoStepMissing(f"account {locked.pk} has not passed its test")
    if not locked.is_usable:
        raise NotYours(f"account {locked.pk} is {locked.state}")
    if not allowance_of(user, KEY).is_allowed:
        raise AuthenticatorAppsNotAllowed(f"{user.username} may not use authenticator codes")
    said = guarded_by(user) | {"authenticator": locked.name}
    # Another row, so that what earlier codes have proven counts no more (T08).
    locked.codes.all().delete()
    app = AuthenticatorApp.objects.create(
        user=user,
        phone_account=locked,
        name=locked.name,
        confirmed=True,
        secret_encrypted=AuthenticatorApp.new_secret(),
    )
    record(events.TURNED_ON, tenant=user.tenant, subject=user, row=app.pk, **said)
    announce.phones_have_news([locked.phone_id], "accounts_changed")
    return app


def take_back(account: PhoneAccount) -> None:
    """End the account's codes, because its phone asks for it; nothing when there are none."""
    for app in AuthenticatorApp.objects.filter(phone_account=account).select_related("phone_account__phone"):
        remove(app, actor=account.user)


def _content(app: AuthenticatorApp) -> dict[str, Any]:
    return {
        "account": str(app.phone_account_id),
        "secret": app.secret,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_SECONDS,
    }
