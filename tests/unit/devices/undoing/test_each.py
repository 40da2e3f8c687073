"""Each change of a way in that can be taken back is: with the things themselves, by the link of a letter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.policy.facts import method_rules
from accounts.security_info.securing import secure
from accounts.security_info.securing.events import BROUGHT_BACK
from accounts.security_info.securing.services import bring_back
from accounts.undoing import registry
from accounts.undoing.registry import CannotUndo
from accounts.users.models import KnownBrowser, User
from accounts.ways.access_pass import services as passes
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code import events as mail_events
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.one_time_link import services as one_time
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.password.services import change_password
from accounts.ways.recovery_codes.models import RecoveryCodes
from accounts.ways.recovery_codes.services import take
from devices.code_generators.models import CodeGenerator
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.generators import Generator, generator_of
from tests.support.pages import browser, sign_in_by_password
from tests.support.passkeys import passkey_of
from tests.support.people import allow, make_person, make_tenant
from tests.support.phone_codes import show_codes
from tests.support.phones import SigningPhone, phone_of
from tests.support.recovering import address_of
from tests.support.recovery import paper_of

pytestmark = pytest.mark.django_db
WAYS = ("passkey", "recovery_code", "authenticator_code", "code_generator", "mail_code", "access_pass")


@pytest.fixture
def eva() -> User:
    """Somebody who may have everything."""
    tenant = make_tenant("fjord")
    for method in WAYS:
        allow(tenant, method)
    return make_person(tenant, "eva")


def undo_last(user: User, tag: str) -> None:
    event = AuditEvent.objects.filter(subject=user, tag=tag).latest("pk")
    undo = registry.find(event.tag)
    assert undo is not None
    undo.undo(event)


def _codes_used(user: User) -> None:
    assert take(user, paper_of(user)[0])


def _address_added(user: User) -> None:
    address_of(user)
    record(mail_events.ADDED, tenant=user.tenant, subject=user, mail_address="ann@elsewhere.example")


def _pass_made(user: User) -> None:
    passes.make(user, actor=user, life=passes.pass_settings(method_rules(user.tenant)).longest)


def _generator(user: User) -> None:
    generator_of(user, Generator(serial=str(user.username)))


def _phone_codes(user: User) -> None:
    phone = SigningPhone()
    show_codes(phone, phone.add(user))


def _browser_known(user: User) -> None:
    for _time in range(2):
        sign_in_by_password(browser(), user)


CASES: list[tuple[str, Callable[[User], object], Callable[[User], bool]]] = [
    ("user:passkey:added", passkey_of, lambda user: Passkey.objects.filter(user=user).exists()),
    ("user:recovery_codes:made", paper_of, lambda user: RecoveryCodes.objects.filter(user=user).exists()),
    ("user:recovery_codes:used", _codes_used, lambda user: RecoveryCodes.objects.filter(user=user).exists()),
    (
        "user:authenticator_app:added",
        authenticator_of,
        lambda user: AuthenticatorApp.objects.filter(user=user).exists(),
    ),
    (
        "user:authenticator_app:turned_on",
        _phone_codes,
        lambda user: AuthenticatorApp.objects.filter(user=user).exists(),
    ),
    (
        "user:code_generator:activated",
        _generator,
        lambda user: CodeGenerator.objects.filter(user=user).exists(),
    ),
    (
        "user:recovery_address:added",
        _address_added,
        lambda user: RecoveryAddress.objects.filter(user=user).exists(),
    ),
    ("user:access_pass:made", _pass_made, lambda user: AccessPass.objects.filter(user=user).exists()),
    (
        "user:one_time_link:granted",
        lambda user: one_time.grant(user, actor=None, now=clock.now()),
        lambda user: OneTimeLink.objects.filter(user=user).exists(),
    ),
    (
        "user:phone:bound",
        phone_of,
        lambda user: PhoneAccount.objects.filter(user=user, state="active").exists(),
    ),
    (
        "user:phone:sign_in_enabled",
        phone_of,
        lambda user: PhoneAccount.objects.filter(user=user, phone_sign_in=True).exists(),
    ),
    (
        "user:password:changed",
        lambda user: change_password(user, "winter-lantern-48"),
        lambda user: User.objects.get(pk=user.pk).has_usable_password(),
    ),
    ("user:browser:new", _browser_known, lambda user: KnownBrowser.objects.filter(user=user).exists()),
]


@pytest.mark.parametrize(("tag", "change", "is_there"), CASES, ids=[case[0] for case in CASES])
def test_it_is_taken_back_and_once_more_there_is_nothing_left_to_take_back(
    eva: User, tag: str, change: Callable[[User], object], is_there: Callable[[User], bool]
) -> None:
    # D07, T19
    change(eva)
    assert is_there(eva)

    undo_last(eva, tag)

    assert not is_there(eva)
    if tag != "user:phone:sign_in_enabled":
        with pytest.raises((CannotUndo, ObjectDoesNotExist)):
            undo_last(eva, tag)


@pytest.mark.parametrize(("tag", "change", "is_there"), CASES, ids=[case[0] for case in CASES])
def test_what_others_have_of_the_same_stays(
    eva: User, tag: str, change: Callable[[User], object], is_there: Callable[[User], bool]
) -> None:
    # T09
    bo = make_person(eva.tenant, "bo")
    for person in (bo, eva):
        change(person)

    undo_last(eva, tag)

    assert is_there(bo)


def test_a_phone_whose_unlock_somebody_changed_can_answer_nothing(eva: User) -> None:
    phone_of(eva)
    account = PhoneAccount.objects.get(user=eva)
    event = AuditEvent.objects.filter(tag="user:phone:unlock_set", subject=eva).first()
    row = event or AuditEvent.objects.create(
        tag="user:phone:unlock_changed", kind="user:phone", subject=eva, details={"row": str(account.pk)}
    )
    undo = registry.find(row.tag)
    assert undo is not None

    undo.undo(row)

    account.refresh_from_db()
    assert account.state == PhoneAccount.State.SUSPENDED


def test_what_was_brought_back_is_stopped_again_and_nothing_else(eva: User) -> None:
    # D07, D10
    for name in ("Blue phone", "Green phone"):
        phone_of(eva, label=name)
    secure(eva, keep_session=None, keep=(), why="own_word")
    blue, green = PhoneAccount.objects.filter(user=eva).order_by("created_at")
    for account in (blue, green):
        eva.refresh_from_db()
        bring_back(eva, ("phone", str(account.pk)), actor=eva)

    undo_last(eva, BROUGHT_BACK.tag)

    states = {account.name: account.state for account in PhoneAccount.objects.filter(user=eva)}
    assert states == {"Blue phone": "active", "Green phone": "suspended"}
    with pytest.raises(CannotUndo):
        undo_last(eva, BROUGHT_BACK.tag)
