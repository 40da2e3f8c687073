"""What nobody may approve any more ends at once: the browser says why, and phones take it off their screens."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.policy.changing import change, policy_as_it_stands
from accounts.policy.networks import block as block_network
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from accounts.users.services import block, disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.finishing import revoke_disallowed
from devices.approvals.models import ApprovalRequest
from devices.news.announce import phone_group
from devices.phones.services import remove_account, suspend_account
from devices.phones.tokens import suspend_phone
from devices.simulator.calls import CallRefused
from tests.support import invariants
from tests.support.asking import ask
from tests.support.commit import committed
from tests.support.listening import listen
from tests.support.pages import answer, browser, is_signed_in, press_continue, read, write_username
from tests.support.people import change_policy, make_group, make_person, make_tenant
from tests.support.phones import SigningPhone, account_of, phone_of

PHONE = "phone"


def set_phones(tenant: Tenant, **rule: Any) -> None:
    """As an admin saves the policy page."""
    stands = policy_as_it_stands(tenant)
    changed = replace(stands.rule_of(PHONE), **rule)
    change(tenant, replace(stands, methods={**stands.methods, PHONE: changed}), actor=None)


def exclude(tenant: Tenant, group: Group) -> None:
    set_phones(tenant, exclude=frozenset({str(group.pk)}))


ENDS: dict[str, Callable[[User], object]] = {
    "phone sign-in is off": lambda user: set_phones(user.tenant, is_on=False),
    "the person's group is excluded": lambda user: exclude(
        user.tenant, make_group(user.tenant, "excluded", user)
    ),
    "it is for another group": lambda user: set_phones(
        user.tenant, for_everyone=False, include=frozenset({str(make_group(user.tenant, "others").pk)})
    ),
    "the person is disabled": lambda user: disable(user, actor=None),
    "the person is blocked": block,
    "the phone was lost": lambda user: suspend_account(account_of(user), actor=user),
    "the account was removed": lambda user: remove_account(account_of(user), actor=user),
    "the phone is suspended": lambda user: suspend_phone(account_of(user).phone, why="test"),
    "every session was ended": lambda user: end_sessions(user, actor=None, why="admin"),
    "the password is another": lambda user: set_password(user, "winter-lantern-48", actor=None),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_t08_a_request_that_waits_ends_at_once_and_the_browser_says_why(
    end: Callable[[User], object], ann: User, phone: SigningPhone
) -> None:  # E19
    client = browser()
    write_username(client, ann.username)

    with committed():
        end(ann)

    assert client.get("/sign-in/phone/status/").json()["state"] == "revoked"
    assert ApprovalRequest.objects.latest("asked_at").state == "revoked"
    invariants.check()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_t08_one_that_was_approved_and_not_finished_ends_too(
    end: Callable[[User], object], ann: User, phone: SigningPhone
) -> None:  # E19
    client = browser()
    page = write_username(client, ann.username)
    answer(phone, page.number)

    with committed():
        end(ann)
    press_continue(client)

    assert ApprovalRequest.objects.latest("asked_at").state == "revoked"
    invariants.check()


def test_the_page_that_waits_says_why_and_where_to_go(ann: User, phone: SigningPhone) -> None:
    bo = make_person(ann.tenant, "bo")
    phone_of(bo)
    client = browser()
    write_username(client, ann.username)
    with committed():
        exclude(ann.tenant, make_group(ann.tenant, "excluded", ann))

    page = read(client.get("/sign-in/phone/"))

    assert page.stage == "revoked"
    assert "was changed meanwhile" in page.text
    assert page.links["Start again"] == "/sign-in/"
    assert page.number == ""


def test_the_phone_hears_of_it_and_is_told_why(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_username(browser(), ann.username)
    [asked] = phone.requests()
    listening = listen(monkeypatch)
    with committed():
        set_phones(ann.tenant, is_on=False)

    assert (phone_group(phone.id), {"type": "phone.news", "news": "requests_changed"}) in listening.sent
    assert phone.requests() == []
    assert phone.outcome(asked.handle) == {"state": "revoked", "answered_by": None}
    with pytest.raises(CallRefused) as approval:
        phone.approve(asked, number="00")
    with pytest.raises(CallRefused) as denial:
        phone.deny(asked)
    assert {(403, "policy_changed")} == {(one.value.status, one.value.code) for one in (approval, denial)}


def test_a18_turned_off_for_all_it_ends_for_names_nobody_has_as_well(ann: User, phone: SigningPhone) -> None:
    clients = [browser(), browser()]
    for client, name in zip(clients, (ann.username, "nobody@nordljus.example"), strict=True):
        write_username(client, name)

    with committed():
        set_phones(ann.tenant, is_on=False)

    told = [client.get("/sign-in/phone/status/").json()["state"] for client in clients]
    assert told == ["revoked", "revoked"]


def test_what_others_may_still_approve_goes_on(ann: User, phone: SigningPhone) -> None:
    bo, eve = make_person(ann.tenant, "bo"), make_person(make_tenant("sydsol"), "eve")
    for user in (bo, eve):
        phone_of(user)
    asked = {user: ask(user) for user in (ann, bo, eve)}
    decoy = ask(ann, user=None)

    with committed():
        exclude(ann.tenant, make_group(ann.tenant, "excluded", ann))

    for request in (*asked.values(), decoy):
        request.refresh_from_db()
    assert [asked[user].state for user in (ann, bo, eve)] == ["revoked", "pending", "pending"]
    assert decoy.state == "pending"


def test_another_setting_ends_nothing(ann: User, phone: SigningPhone) -> None:
    asked = ask(ann)

    with committed():
        change_policy(ann.tenant, request_life_seconds=60)

    asked.refresh_from_db()
    assert asked.state == "pending"


def test_it_costs_by_what_is_open_and_not_by_how_many_people_there_are(
    ann: User, phone: SigningPhone
) -> None:
    ask(ann)
    User.objects.bulk_create(
        User(username=f"p{n}@nordljus.example", tenant=ann.tenant, password="!") for n in range(500)
    )
    exclude(ann.tenant, make_group(ann.tenant, "excluded", ann))

    with CaptureQueriesContext(connection) as queries:
        ended = revoke_disallowed(ann.tenant.pk)

    assert ended == 1
    assert len(queries) <= 14


def test_t39_what_was_approved_for_a_stranger_signs_nobody_in_from_a_network_that_is_blocked(
    ann: User,
) -> None:
    phone, stranger, own = phone_of(ann), browser(), browser()
    answer(phone, write_username(own, ann.username).number)
    press_continue(own)
    own.post("/sign-out/")
    answer(phone, write_username(stranger, ann.username).number)
    block_network(ann.tenant, "127.0.0.1", actor=ann, asked_from="203.0.113.7")

    page = press_continue(stranger)
    answer(phone, write_username(own, ann.username).number)
    press_continue(own)

    assert (page.status, "takes no sign-ins from this network" in page.text) == (403, True)
    assert (is_signed_in(stranger), is_signed_in(own)) == (False, True)
