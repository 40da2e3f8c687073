"""Asked about several methods in one question, a person has of each what they have when it is asked by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.holding import Held, held_of
from accounts.policy.facts import method_rules
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCode
from devices.code_generators.models import CodeGenerator
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey
from devices.phones.models import PhoneAccount
from tests.support.passes import make_pass
from tests.support.people import make_person, make_tenant, set_up
from tests.support.proving import PROVE, have_everything
from tests.support.recovering import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asked_together(user: User) -> list[VerificationMethod]:
    rules = method_rules(user.tenant)
    return [method for method in registry.in_order() if method.held_says_all(rules)]


def stop_all(user: User) -> None:
    for method in registry.in_order():
        if method.stopping is not None:
            method.stopping.stop(user, ())


def only_follow(user: User) -> None:
    PhoneAccount.objects.filter(user=user).update(phone_sign_in=False)
    Passkey.objects.filter(user=user).update(is_discoverable=False)


def use_up(user: User) -> None:
    RecoveryCode.objects.filter(codes__user=user).update(used_at=clock.now())
    for kind in (AuthenticatorApp, CodeGenerator):
        kind.objects.filter(user=user).update(wrong_in_a_row=99)


STANDINGS: dict[str, Callable[[User], object]] = {
    "everything": lambda user: user,
    "everything stopped": stop_all,
    "what may only follow": only_follow,
    "used up": use_up,
    "no password": lambda user: User.objects.filter(pk=user.pk).update(password="!x"),
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_one_question_tells_what_each_would(standing: str) -> None:
    user = have_everything(make_tenant(methods=list(PROVE))).user
    address_of(user)
    make_pass(user)
    STANDINGS[standing](user)
    user = User.objects.select_related("tenant").get(pk=user.pk)
    methods = asked_together(user)

    with CaptureQueriesContext(connection) as asked:
        held = held_of(user.pk, methods)

    assert len(asked) == 1
    assert held == {
        method.key: Held(
            to_start=bool(method.may_start_for(user)), at_all=bool(method.is_registered_for(user))
        )
        for method in methods
    }


def test_nobody_has_anything() -> None:
    methods = asked_together(make_person(make_tenant()))

    assert set(held_of(uuid.uuid4(), methods).values()) == {Held(to_start=False, at_all=False)}
    assert held_of(uuid.uuid4(), []) == {}


def test_of_which_some_are_not_taken_here_is_asked_by_itself() -> None:  # E19
    user = have_everything(make_tenant(methods=list(PROVE))).user
    keys = {method.key for method in asked_together(user)}
    set_up(user.tenant, "passkey", allow_synced=False)

    assert keys - {method.key for method in asked_together(user)} == {"passkey"}
    set_up(user.tenant, "passkey", allow_synced=True, models="YubiKey 5 Series with NFC")
    assert "passkey" not in {method.key for method in asked_together(user)}
