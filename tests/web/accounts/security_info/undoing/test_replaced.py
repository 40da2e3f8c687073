"""*This wasn't me* of what took something's place: stopped, not removed, so that what guarded the account still does.

Whoever has the password and reads the letters would else take away the new, when its person took away the old (T20).
"""

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.audit.models import AuditEvent
from accounts.security_info.held import held_by
from accounts.signin.reach import strongest_of
from accounts.tenants.models import Tenant
from accounts.undoing.links import make_link
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from accounts.ways.recovery_codes.services import take
from devices.code_generators.services import activate
from devices.otp.models import AuthenticatorApp
from devices.otp.services import bring_back, unspent_apps_of
from devices.otp.services import remove as remove_app
from devices.passkeys.models import Passkey
from devices.passkeys.services import remove
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account
from tests.support.authenticators import authenticator_of
from tests.support.generators import generator_of
from tests.support.letters import carry_letters
from tests.support.pages import Page, browser, frozen, read, sign_in_by_password
from tests.support.passkeys import ADD, SoftwareKey, passkey_of, question
from tests.support.people import allow, make_person, turn_off
from tests.support.phone_codes import show_codes
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.recovery import paper_of
from tests.support.undoing import link_in, link_of_next_letter, press

pytestmark = pytest.mark.django_db
WAYS = ("passkey", "recovery_code", "authenticator_code", "code_generator")
STAYS = "It is stopped and not removed"


@pytest.fixture
def eva(nordljus: Tenant) -> User:
    """Somebody who may have everything, and has a password."""
    for method in WAYS:
        allow(nordljus, method)
    return make_person(nordljus, "eva")


def press_for(user: User, tag: str) -> Page:
    """Presses the button of a letter about the newest such event."""
    return press(make_link(user.pk, [AuditEvent.objects.filter(subject=user, tag=tag).latest("pk").pk]))


def _passkey(eva: User) -> None:
    _key, old = passkey_of(eva, name="Old key")
    passkey_of(eva, name="New key")
    remove(old, actor=eva)


def _passkey_beside_codes(eva: User) -> None:
    """Two factors are left, but both can be given to a wrong site."""
    paper_of(eva)
    _passkey(eva)


def _phone(eva: User) -> None:
    phone_of(eva, label="Old phone")
    old = account_of(eva)
    phone_of(eva, label="New phone")
    remove_account(old, actor=eva)


def _authenticator_app(eva: User) -> None:
    authenticator_of(eva)
    old = AuthenticatorApp.objects.select_related("phone_account__phone").get(user=eva)
    authenticator_of(eva)
    remove_app(old, actor=eva)


def _codes_of_a_phone(eva: User) -> None:
    """Where phones are for their codes alone."""
    phone = SigningPhone()
    account = phone.add(eva)
    turn_off(eva.tenant, "phone")
    _authenticator_app(eva)
    show_codes(phone, account)
    for app in AuthenticatorApp.objects.select_related("phone_account").filter(phone_account=None):
        remove_app(app, actor=eva)


def _codes_made_anew(eva: User) -> None:
    paper_of(eva)
    paper_of(eva)


def _code_used(eva: User) -> None:
    assert take(eva, paper_of(eva)[0])


def _generator_set_right(eva: User) -> None:
    generator = generator_of(eva)
    with frozen():
        codes = [generator.code(steps=step) for step in (0, 1)]
    assert activate(eva, serial=generator.serial, codes=codes, actor=eva)


def _generator(eva: User) -> None:
    authenticator_of(eva)
    generator_of(eva)
    for app in AuthenticatorApp.objects.select_related("phone_account__phone"):
        remove_app(app, actor=eva)


REPLACED: list[tuple[str, Callable[[User], None]]] = [
    ("user:passkey:added", _passkey),
    ("user:passkey:added", _passkey_beside_codes),
    ("user:phone:bound", _phone),
    ("user:authenticator_app:added", _authenticator_app),
    ("user:recovery_codes:made_anew", _codes_made_anew),
    ("user:recovery_codes:used", _code_used),
    ("user:code_generator:set_right", _generator_set_right),
    ("user:code_generator:activated", _generator),
]


@pytest.mark.parametrize(("tag", "replace"), REPLACED, ids=[case[1].__name__.strip("_") for case in REPLACED])
def test_what_took_the_place_of_something_is_stopped_and_still_guards(
    eva: User, tag: str, replace: Callable[[User], None]
) -> None:
    # T19, T20
    replace(eva)
    before = strongest_of(eva)

    page = press_for(eva, tag)

    kind = tag.split(":")[1].removesuffix("s").replace("authenticator_app", "authenticator_code")
    [new] = [one for one in held_by(User.objects.get(pk=eva.pk)) if one.method.key == kind]
    assert new.row.is_stopped
    assert not new.is_usable
    assert strongest_of(eva) == before
    assert STAYS in page.text


def test_codes_of_a_phone_that_guard_alone_are_stopped_by_themselves_and_brought_back(eva: User) -> None:
    # T20
    _codes_of_a_phone(eva)

    press_for(eva, "user:authenticator_app:turned_on")

    app = AuthenticatorApp.objects.get(user=eva)
    assert app.stopped_at is not None
    assert strongest_of(eva).factors == 2
    assert account_of(eva).state == PhoneAccount.State.ACTIVE
    with transaction.atomic():
        assert bring_back(lock_user(eva.pk), str(app.pk))
    assert unspent_apps_of(eva).exists()


def test_a_thief_of_password_and_mailbox_is_no_further_in_the_week_in_which_a_passkey_was_replaced(
    eva: User,
) -> None:
    # T20
    _key, old = passkey_of(eva, name="Old key")
    carry_letters()
    passkey_of(eva, name="New key")
    link = link_of_next_letter()
    remove(old, actor=eva)
    [letter] = carry_letters()

    press(link)
    press(link_in(letter))
    thief = browser()
    sign_in_by_password(thief, User.objects.get(pk=eva.pk))

    assert Passkey.objects.get().stopped_at is not None
    assert thief.post(f"{ADD}options/").status_code != 200
    assert read(thief.get("/security-info/recovery-codes/add/", follow=True)).status == 403
    assert not RecoveryCodes.objects.exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_by_whichever_letter_first_what_guarded_before_this_week_is_never_got_past(
    eva: User, order: tuple[int, int]
) -> None:
    # T20
    _key, old = passkey_of(eva, name="Old key")
    carry_letters()
    links = []
    for name in ("Second key", "Third key"):
        passkey_of(eva, name=name)
        links.append(link_of_next_letter())
    remove(old, actor=eva)
    carry_letters()

    for which in order:
        press(links[which])
        carry_letters()

    assert strongest_of(eva).is_phishing_resistant
    assert not any(one.is_usable for one in held_by(eva) if one.method.key == "passkey")


def test_what_a_thief_added_beside_what_is_there_is_removed(eva: User) -> None:
    # T19
    passkey_of(eva, name="Eva's")
    carry_letters()
    passkey_of(eva, name="The thief's")

    page = press(link_of_next_letter())

    assert Passkey.objects.get().name == "Eva's"
    assert Passkey.objects.get().stopped_at is None
    assert STAYS not in page.text


def test_a_thief_of_the_password_who_added_a_first_passkey_leaves_its_person_no_worse_off(eva: User) -> None:
    # T19
    passkey_of(eva, name="The thief's")
    press(link_of_next_letter())
    client = browser()

    sign_in_by_password(client, User.objects.get(pk=eva.pk))

    assert not Passkey.objects.exists()
    assert question(client, ADD)


def test_the_person_whose_passkey_a_thief_put_in_the_place_of_theirs_stops_it_by_the_mailbox_alone(
    eva: User,
) -> None:
    # T19, T20
    thief = SoftwareKey()
    _key, own = passkey_of(eva, name="Eva's")
    carry_letters()
    passkey_of(eva, thief, name="The thief's")
    link = link_of_next_letter()
    remove(own, actor=eva)

    press(link)

    assert Passkey.objects.get().name == "The thief's"
    assert Passkey.objects.get().stopped_at is not None


def test_of_an_event_that_does_not_say_what_guarded_before_it_nothing_is_removed(eva: User) -> None:
    # T20: one of an earlier release
    _key, passkey = passkey_of(eva)
    old = AuditEvent.objects.create(
        tag="user:passkey:added", kind="user:passkey", subject=eva, actor=eva, details={"row": passkey.pk}
    )

    press(make_link(eva.pk, [old.pk]))

    assert Passkey.objects.get().stopped_at is not None
