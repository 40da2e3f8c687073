"""The phone as the second step after a password (F01, F02, F03, A10, A13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.users.models import User
from accounts.users.services import change_default
from devices.approvals.models import ApprovalRequest
from devices.phones.models import Phone, PhoneAccount
from devices.phones.services import remove_account, suspend_account
from devices.phones.tokens import suspend_phone
from devices.simulator.calls import CallRefused
from tests.support.authenticators import authenticator_of
from tests.support.commit import committed
from tests.support.pages import (
    Page,
    answer,
    browser,
    choose,
    is_signed_in,
    press_continue,
    read,
    write_password,
    write_username,
)
from tests.support.people import allow, change_policy, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.sessions import proof_of

CODE = "/sign-in/authenticator-code/"
LIST = "/sign-in/choose-method/"


@pytest.fixture(autouse=True)
def _two_steps(ann: User) -> None:
    change_policy(ann.tenant, two_step=True)


def after_password(user: User) -> tuple[Client, Page]:
    """A browser in which the password was given."""
    client = browser()
    write_username(client, user.username)
    return client, write_password(client)


def spared(user: User) -> None:
    """The organisation does without the unlock of a second step."""
    change_policy(user.tenant, unlock_second_step=False)


def test_a_second_step_is_unlocked_unless_the_policy_says_otherwise(ann: User) -> None:  # F03, T12
    phone = phone_of(ann, enable=False)
    client, page = after_password(ann)
    [asked] = phone.requests()

    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=page.number, with_unlock=False)

    assert (asked.kind, asked.unlock_required) == ("second_step", True)
    assert (refused.value.status, refused.value.code) == (403, "unlock_required")
    assert "then unlock" in read(client.get("/sign-in/phone/")).html


@pytest.mark.parametrize("unlock", ["pin", "platform", None])
def test_without_the_unlock_it_is_one_thing_held_beside_the_password(unlock: str, ann: User) -> None:  # F03
    spared(ann)
    phone = phone_of(ann, unlock=unlock, enable=False)  # type: ignore[arg-type]
    client, page = after_password(ann)
    [asked] = phone.requests()
    assert not asked.unlock_required

    phone.approve(asked, number=page.number)

    assert "then unlock" not in page.html
    assert press_continue(client).address == "/signed-in/"
    proof = proof_of(client)
    assert (set(proof.amr), proof.acr) == ({"pwd", "swk", "mca", "mfa"}, "two_step")
    assert proof.factors == {"know", "have"}


def test_an_unlock_that_nobody_asked_for_is_not_claimed(ann: User) -> None:  # F03
    spared(ann)
    phone = phone_of(ann, enable=False)
    client, page = after_password(ann)

    phone.approve(phone.requests()[0], number=page.number, with_unlock=True)

    press_continue(client)
    assert set(proof_of(client).amr) == {"pwd", "swk", "mca", "mfa"}


def test_the_number_counts_without_the_unlock_too(ann: User) -> None:  # F03, T02
    spared(ann)
    phone = phone_of(ann, enable=False)
    client, page = after_password(ann)

    with pytest.raises(CallRefused) as refused:
        answer(phone, f"{(int(page.number) + 1) % 100:02d}")

    assert refused.value.code == "wrong_number"
    assert not is_signed_in(client)


def test_phone_sign_in_is_unlocked_whatever_the_policy_says_of_second_steps(ann: User) -> None:  # F03
    spared(ann)
    phone = phone_of(ann)
    number = write_username(browser(), ann.username).number
    [asked] = phone.requests()

    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=number, with_unlock=False)

    assert (asked.kind, asked.unlock_required) == ("signin", True)
    assert refused.value.code == "unlock_required"


def test_a_policy_that_wants_the_unlock_again_ends_what_was_asked_without(ann: User) -> None:  # F03, E19
    spared(ann)
    phone = phone_of(ann, enable=False)
    client, page = after_password(ann)
    [asked] = phone.requests()

    with committed():
        change_policy(ann.tenant, unlock_second_step=True)

    assert client.get("/sign-in/phone/status/").json()["state"] == "revoked"
    with pytest.raises(CallRefused):
        phone.approve(asked, number=page.number)


# How a phone comes to be no help: each leaves it with its person, or with whoever has it now.
LOSSES: dict[str, Callable[[User], object]] = {
    "reported lost": lambda user: suspend_account(account_of(user), actor=user),
    "a copy of it was used": lambda user: suspend_phone(account_of(user).phone, why="copied"),
    "removed": lambda user: remove_account(account_of(user), actor=user),
    "turned off": lambda user: turn_off(user.tenant, "phone"),
    "never tested": lambda user: PhoneAccount.objects.filter(user=user).update(confirmed=False),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_phone_is_not_the_other_step(loss: str, ann: User, phone: SigningPhone) -> None:  # F01
    LOSSES[loss](ann)

    client, page = after_password(ann)

    assert page.status == 403
    assert "one more step" in page.text
    assert not is_signed_in(client)
    assert not ApprovalRequest.objects.filter(user=ann, kind="second_step").exists()


@pytest.mark.parametrize("loss", LOSSES)
def test_beside_a_lost_phone_only_the_other_way_is_offered(
    loss: str, ann: User, phone: SigningPhone
) -> None:  # F01, F02
    allow(ann.tenant, "authenticator_code")
    authenticator, _app = authenticator_of(ann)
    LOSSES[loss](ann)

    client, page = after_password(ann)

    assert page.address == CODE
    assert "Handslag app" not in page.text + read(client.get(LIST)).text
    assert client.post(LIST, {"method": "phone"}).status_code == 403
    assert client.get("/sign-in/phone/").status_code == 403
    client.post(CODE, {"code": authenticator.code()})
    assert is_signed_in(client)


def test_a_phone_that_is_lost_while_it_is_asked_gives_way_to_the_other_way(
    ann: User, phone: SigningPhone
) -> None:  # F01
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    client, page = after_password(ann)
    if page.address != "/sign-in/phone/":
        page = choose(client, page)
    [asked] = phone.requests()

    with committed():
        suspend_account(account_of(ann), actor=ann)

    with pytest.raises(CallRefused):
        phone.approve(asked, number=page.number)
    assert client.get("/sign-in/phone/status/").json()["state"] == "revoked"
    client, page = after_password(ann)
    assert page.address == CODE


def test_a_phone_that_cannot_be_reached_leaves_the_other_ways(ann: User) -> None:  # F01, F02
    allow(ann.tenant, "authenticator_code")
    authenticator, _app = authenticator_of(ann)
    phone_of(ann, enable=False)
    change_default(ann, method="phone", can_start=False)
    client, page = after_password(ann)
    assert page.address == "/sign-in/phone/"

    ApprovalRequest.objects.update(expires_at=Now())

    page = read(client.get("/sign-in/phone/"))
    assert page.stage == "expired"
    assert page.links["Use an authenticator code instead"] == CODE
    client.post(CODE, {"code": authenticator.code()})
    assert is_signed_in(client)


def test_of_several_phones_the_lost_one_is_not_asked(ann: User, phone: SigningPhone) -> None:  # F01
    other = phone_of(ann, label="Ann's other phone", enable=False)
    lost = PhoneAccount.objects.get(user=ann, phone__pk=phone.id)
    suspend_account(lost, actor=ann)

    client, page = after_password(ann)

    assert Phone.objects.count() == 2
    answer(other, page.number)
    assert press_continue(client).address == "/signed-in/"


def test_one_phone_sign_in_asks_for_no_second_step_whatever_the_default(
    ann: User, phone: SigningPhone
) -> None:  # A10
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    change_default(ann, method="authenticator_code", can_start=False)
    client = browser()

    answer(phone, write_username(client, ann.username).number)

    assert press_continue(client).address == "/signed-in/"
    assert proof_of(client).methods == ("phone",)


def test_the_page_of_a_second_step_says_so(ann: User) -> None:  # F02, A13
    phone_of(ann, enable=False)

    _client, page = after_password(ann)

    assert page.heading == "Second step: approve on your phone"
    assert "No phone set up yet" not in page.text, "there is one"
    assert "Other ways" not in page.text
    assert "If you cannot, ask" in page.text
