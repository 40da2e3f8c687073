"""Whatever is taken away, at any step: nobody is signed in by it, and whoever was is no longer (T08, I8, E19)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.policy.rules import Decision
from accounts.signin import offers
from accounts.signin.offers import verdict
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from devices.phones.models import Phone
from devices.phones.services import remove_account, suspend_account, unregister
from devices.phones.tokens import suspend_phone
from devices.simulator.calls import CallRefused
from tests.support.pages import (
    Page,
    answer,
    browser,
    choose,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_username,
)
from tests.support.people import allow, change_policy, forget_policy, make_group, take_out_of_use, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of


def exclude(user: User) -> None:
    allow(user.tenant, "phone", exclude=[make_group(user.tenant, "excluded", user)])


TAKEN_AWAY: dict[str, Callable[[User], object]] = {
    "the user is disabled": lambda user: disable(user, actor=None),
    "the user is blocked": block,
    "the user is gone": lambda user: user.delete(),
    "the tenant is disabled": lambda user: take_out_of_use(user.tenant),
    "the phone was lost": lambda user: suspend_account(account_of(user), actor=user),
    "the account was removed": lambda user: remove_account(account_of(user), actor=user),
    "the phone is suspended": lambda user: suspend_phone(account_of(user).phone, why="test"),
    "the phone is removed": lambda user: Phone.objects.filter(accounts__user=user).update(state="removed"),
}
POLICY: dict[str, Callable[[User], object]] = {
    "phone sign-in is off": lambda user: turn_off(user.tenant, "phone"),
    "the user's group is excluded": exclude,
    "the account is unregistered": lambda user: unregister(account_of(user)),
    "the app's PIN is no longer allowed": lambda user: change_policy(user.tenant, unlock="platform"),
    "the policy is gone": lambda user: forget_policy(user.tenant),
}
EVERYTHING = TAKEN_AWAY | POLICY


@pytest.fixture(params=EVERYTHING)
def take_away(request: pytest.FixtureRequest) -> Callable[[User], object]:
    return EVERYTHING[request.param]


def test_before_it_is_asked_no_phone_is_asked(
    take_away: Callable[[User], object], ann: User, phone: SigningPhone
) -> None:  # E19: when asked
    client = browser()
    client.post("/sign-in/", {"username": ann.username})
    take_away(ann)

    page = read(client.get("/sign-in/phone/"))

    assert waiting(phone) == 0 or page.status == 403 or cannot_approve(phone, page)
    assert not is_signed_in(client)


def test_before_it_is_answered_the_answer_counts_for_nothing(
    take_away: Callable[[User], object], ann: User, phone: SigningPhone
) -> None:  # E19: when answered; T08
    client = browser()
    page = write_username(client, ann.username)
    [asked] = phone.requests()
    take_away(ann)

    with pytest.raises(CallRefused):
        phone.approve(asked, number=page.number)
    press_continue(client)

    assert not is_signed_in(client)


def test_before_it_is_finished_nobody_is_signed_in(
    take_away: Callable[[User], object], ann: User, phone: SigningPhone
) -> None:  # E19: when finished; T08, I2
    client = browser()
    page = write_username(client, ann.username)
    answer(phone, page.number)
    take_away(ann)

    page = press_continue(client)

    assert page.status in (200, 403, 409)
    assert page.address == "/sign-in/phone/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("what", [what for what in TAKEN_AWAY if what != "the phone is removed"])
def test_afterwards_every_session_is_dead_at_the_next_request(
    what: str, ann: User, phone: SigningPhone
) -> None:  # T08, I8
    by_phone, by_password = browser(), browser()
    sign_in_by_phone(by_phone, ann, phone)
    sign_in_by_password(by_password, ann)
    assert is_signed_in(by_phone)
    assert is_signed_in(by_password)

    TAKEN_AWAY[what](ann)

    for client in (by_phone, by_password):
        assert not is_signed_in(client)
        for path in ("/security-info/", "/security-info/phones/", "/security-info/default/"):
            assert read(client.get(path, follow=True)).address == "/sign-in/"


def test_ended_sessions_are_dead_and_the_person_can_sign_in_again(
    ann: User, phone: SigningPhone
) -> None:  # T08
    client = browser()
    sign_in_by_phone(client, ann, phone)

    end_sessions(ann, actor=None, why="test")

    assert not is_signed_in(client)
    assert sign_in_by_phone(client, ann, phone).address == "/signed-in/"


def test_a_changed_password_ends_every_session(ann: User, phone: SigningPhone) -> None:  # T08
    client = browser()
    sign_in_by_phone(client, ann, phone)

    ann.set_password("another horse")
    ann.save()

    assert not is_signed_in(client)


def test_a_lost_phone_does_not_disturb_another(ann: User, phone: SigningPhone) -> None:  # D03
    lost = account_of(ann)
    spare = phone_of(ann, label="Spare")
    suspend_account(lost, actor=ann)

    assert sign_in_by_phone(browser(), ann, spare).address == "/signed-in/"
    assert waiting(phone) == 0


def test_two_step_turned_on_in_the_middle_counts_for_this_sign_in(
    ann: User, phone: SigningPhone
) -> None:  # E19
    client = browser()
    write_username(client, ann.username)
    change_policy(ann.tenant, two_step=True)

    client.post("/sign-in/password/", {"password": "correct horse battery"})

    assert not is_signed_in(client)


def test_a_phone_turned_off_is_offered_no_more_and_back_on_it_is(
    ann: User, phone: SigningPhone
) -> None:  # E01
    turn_off(ann.tenant, "phone")
    assert write_username(browser(), ann.username).address == "/sign-in/password/"

    allow(ann.tenant, "phone")

    assert sign_in_by_phone(browser(), ann, phone).address == "/signed-in/"


def waiting(phone: SigningPhone) -> int:
    """How many requests this phone is shown; one that may not ask is shown none."""
    try:
        return len(phone.requests())
    except CallRefused:
        return 0


def cannot_approve(phone: SigningPhone, page: Page) -> bool:
    try:
        answer(phone, page.number)
    except CallRefused:
        return True
    return False


def test_an_approval_that_was_used_up_and_led_nowhere_can_be_asked_for_anew(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # T08
    """Taken away after the approval was used up and before the policy looked: the page is no dead end."""
    client = browser()
    answer(phone, write_username(client, ann.username).number)

    def too_late(*told: Any, **more: Any) -> Decision:
        suspend_account(account_of(ann), actor=ann)
        return verdict(*told, **more)

    monkeypatch.setattr(offers, "verdict", too_late)
    press_continue(client)
    monkeypatch.undo()

    assert not is_signed_in(client)
    assert choose(client, read(client.get("/sign-in/phone/"))).stage == "waiting"
