"""GET phone/notices/, the OK to one, and the page by which what it tells of is taken back (D07)."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from accounts.audit.log import record
from accounts.tenants.models import Tenant
from accounts.undoing.models import UndoLink
from accounts.users.events import BROWSER_REMEMBERED, DEFAULT_CHANGED, RELEASED
from accounts.users.models import User
from devices.notices import listing
from devices.notices.listing import KEPT, MOST, MOST_LINKS
from devices.phones.services import remove_account, suspend_account
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.passkeys import passkey_of
from tests.support.people import allow, make_person, make_personal
from tests.support.phones import SigningPhone, phone_of, row_of
from tests.support.undoing import open_link, press
from tests.web.devices.api.calling import call, check_refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _passkeys(nordljus: Tenant) -> None:
    allow(nordljus, "passkey")


def notices(phone: SigningPhone) -> list[dict[str, Any]]:
    answer = phone.calls.call(method="GET", path="phone/notices/")
    found: list[dict[str, Any]] = answer["notices"]
    return found


def say_ok(phone: SigningPhone, handle: str) -> None:
    phone.calls.call(method="POST", path="phone/notices/seen/", body={"notice": handle})


def ask_for_link(phone: SigningPhone, handle: str) -> str:
    answer = phone.calls.call(method="POST", path="phone/notices/not-me/", body={"notice": handle})
    return str(answer["link"]).removeprefix(settings.PUBLIC_URL)


def test_a_change_is_told_on_every_phone(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    # D07
    other = phone_of(ann, label="The other")
    for one in (phone, other):
        say_ok_to_all(one)

    passkey_of(ann, name="Ann's key")

    for one in (phone, other):
        [notice] = notices(one)
        assert notice["text"] == "A passkey was added to your account"
        assert "Ann's key" in notice["about"]


def say_ok_to_all(phone: SigningPhone) -> None:
    for notice in notices(phone)[:1]:
        say_ok(phone, notice["handle"])


def test_what_was_done_on_a_phone_to_its_own_account_is_told_on_the_others(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone_of(ann, label="The other")

    told = [one["text"] for one in notices(phone)]

    assert told == ["Phone sign-in was enabled on your phone", "A phone was added to your account"]


def test_a_phone_that_was_just_added_tells_nothing_of_that_itself(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    assert notices(phone) == []


def test_it_says_from_where_in_which_browser_and_by_whom(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    say_ok_to_all(phone)
    record(
        BROWSER_REMEMBERED,
        tenant=ann.tenant,
        subject=ann,
        address="194.71.11.69",
        browser="Firefox (Linux)",
        through="session",
    )

    [notice] = notices(phone)

    assert notice["place"] == "SE"
    assert notice["browser"] == "Firefox on Linux"
    assert notice["by"] == "whoever was signed in as you"
    assert set(notice) == {"handle", "account", "at", "text", "about", "place", "browser", "by"}


def test_ok_takes_it_away_on_this_phone_alone(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    other = phone_of(ann)
    say_ok_to_all(phone)
    say_ok_to_all(other)
    passkey_of(ann)

    say_ok(phone, notices(phone)[0]["handle"])

    assert notices(phone) == []
    assert len(notices(other)) == 1


def test_ok_to_an_older_one_leaves_the_newer(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    say_ok_to_all(phone)
    for name in ("first", "second"):
        passkey_of(ann, name=name)
    newer, older = notices(phone)

    say_ok(phone, older["handle"])

    assert [one["handle"] for one in notices(phone)] == [newer["handle"]]


def test_what_nobody_need_learn_is_no_notice(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    say_ok_to_all(phone)

    record(DEFAULT_CHANGED, tenant=ann.tenant, subject=ann, method="phone")

    assert notices(phone) == []


def test_a_removed_phone_is_told_nothing(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    # D07, T19
    remove_account(row_of(account), actor=None)
    ann.refresh_from_db()
    passkey_of(ann)

    assert notices(phone) == []


def test_a_lost_phone_is_told_nothing(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    # D03, D07
    suspend_account(row_of(account), actor=None)

    assert notices(phone) == []


def test_what_happened_before_the_phone_was_there_is_not_told_on_it(ann: User) -> None:
    passkey_of(ann)
    phone = phone_of(ann)

    assert "A passkey was added to your account" not in [one["text"] for one in notices(phone)]


def test_nobody_is_told_what_happened_to_others(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    # T09
    say_ok_to_all(phone)
    bo = make_person(ann.tenant, "bo")

    passkey_of(bo)

    assert notices(phone) == []


def test_two_accounts_on_a_phone_have_each_their_own(phone: SigningPhone, account: AccountOnPhone) -> None:
    personal = make_person(make_personal(), "ann.home")
    second = phone.add(personal, enable=False)
    say_ok_to_all(phone)
    for one in notices(phone):
        say_ok(phone, one["handle"])

    record(RELEASED, tenant=personal.tenant, subject=personal)

    assert [one["account"] for one in notices(phone)] == [second.id]


def test_after_a_week_it_is_no_news(
    ann: User, phone: SigningPhone, account: AccountOnPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    passkey_of(ann)
    assert notices(phone)

    monkeypatch.setattr(listing, "KEPT", timedelta(0))

    assert notices(phone) == []
    assert timedelta(days=7) == KEPT


def test_no_more_than_so_many_are_listed(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    for _time in range(MOST + 3):
        record(RELEASED, tenant=ann.tenant, subject=ann)

    assert len(notices(phone)) == MOST


def test_not_me_gives_a_page_that_asks_before_it_does_anything(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    # D07, T19
    say_ok_to_all(phone)
    passkey_of(ann)
    [notice] = notices(phone)

    link = ask_for_link(phone, notice["handle"])

    assert "That passkey signs nobody in any more." in open_link(link).text
    assert press(link).heading == "It is stopped"


def test_links_are_made_only_so_often(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    passkey_of(ann)
    handle = notices(phone)[0]["handle"]
    for _time in range(MOST_LINKS):
        ask_for_link(phone, handle)

    with pytest.raises(CallRefused) as refused:
        ask_for_link(phone, handle)

    assert refused.value.code == "too_many_tries"
    assert UndoLink.objects.count() == MOST_LINKS


@pytest.mark.parametrize("path", ["phone/notices/seen/", "phone/notices/not-me/"])
def test_a_notice_of_another_phone_is_none(
    ann: User, phone: SigningPhone, account: AccountOnPhone, path: str
) -> None:
    # T09
    passkey_of(ann)
    other = phone_of(make_person(ann.tenant, "bo"))
    handle = notices(phone)[0]["handle"]

    with pytest.raises(CallRefused) as refused:
        other.calls.call(method="POST", path=path, body={"notice": handle})

    assert refused.value.code == "not_found"


@pytest.mark.parametrize("path", ["phone/notices/seen/", "phone/notices/not-me/"])
@pytest.mark.parametrize(
    "body", [b"{}", b'{"notice": 7}', b'{"notice": "x"}', b'{"notice": ""}', b"x" * 40_000]
)
def test_a_body_of_another_shape_is_malformed(
    phone: SigningPhone, account: AccountOnPhone, path: str, body: bytes
) -> None:
    check_refused(call(phone, path, body), path)
