"""What a registration campaign asks for at sign-in: *Set up now*, or *Not now* while that is left (E11)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.security_info.registering.models import PutOff
from accounts.signin.wish import Wish, sealed
from accounts.users.models import User
from devices.phones.services import enable_phone_sign_in
from tests.support.clock import travel
from tests.support.methods import make_method, offer_to_everyone
from tests.support.pages import (
    Page,
    answer,
    browser,
    frozen,
    press_continue,
    read,
    send,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.people import allow, change_policy, make_group, make_person, set_part
from tests.support.phones import account_of, phone_of
from tests.web.accounts.security_info.test_keep_secure import PAGE as KEEP_SECURE
from tests.web.accounts.security_info.test_keep_secure import (
    add_one_that_signs_in,
    go_on,
    questions_of_a_sign_in,
    require,
)

PAGE = "/security-info/asked-to-add/"
SIGNED_IN = "/signed-in/"


def campaign(user: User, method: str = "phone", **more: object) -> None:
    set_part(user.tenant, "campaign", is_on=True, method=method, **more)
    user.refresh_from_db()


def not_now(client: Client) -> Page:
    return read(client.post(PAGE, follow=True))


def sign_in(user: User) -> tuple[Client, Page]:
    client = browser()
    return client, sign_in_by_password(client, user)


def days_later(days: float) -> AbstractContextManager[object]:
    return travel(timezone.now() + timedelta(days=days))


def times(user: User) -> int:
    return sum(PutOff.objects.filter(user=user).values_list("times", flat=True))


def test_who_lacks_it_is_asked_and_goes_on_by_not_now(ann: User) -> None:  # E11
    campaign(ann)

    client, page = sign_in(ann)

    assert (page.address, page.heading) == (PAGE, "One thing before you go on")
    assert "Handslag app" in page.text
    assert "Not now (3 left)" in page.text
    assert "/security-info/phones/add/" in [form.action for form in page.forms]
    assert not_now(client).address == SIGNED_IN
    assert read(client.get("/security-info/sessions/")).status == 200
    put_off = AuditEvent.objects.get(tag="user:asked_to_add:put_off", subject=ann)
    assert put_off.details == {"method": "phone", "left": 2}


def test_until_one_has_answered_the_session_adds_ways_and_nothing_else(ann: User) -> None:  # E11
    campaign(ann)
    client, _page = sign_in(ann)

    assert read(client.get("/security-info/sessions/", follow=True)).address == PAGE
    assert times(ann) == 0, "opening a page answers nothing"


def test_whoever_sets_it_up_looks_at_it_and_goes_on(ann: User) -> None:  # E11
    campaign(ann)
    client, _page = sign_in(ann)

    address = add_one_that_signs_in(client, ann)
    client.post(f"{address}finish/")
    page = read(client.get("/security-info/", follow=True))

    assert (page.address, page.heading) == (PAGE, "Your account is set up")
    assert not_now(client).address == SIGNED_IN
    assert times(ann) == 0
    assert sign_in(ann)[1].address == SIGNED_IN


def test_it_leaves_whoever_puts_it_off_alone_for_its_days(ann: User) -> None:  # E11
    campaign(ann, snooze_days=2)
    not_now(sign_in(ann)[0])

    assert sign_in(ann)[1].address == SIGNED_IN
    with days_later(1.9):
        assert sign_in(ann)[1].address == SIGNED_IN
    with days_later(2.1):
        assert "Not now (2 left)" in sign_in(ann)[1].text


def test_without_days_it_asks_at_each_sign_in(ann: User) -> None:  # E11
    campaign(ann, snooze_days=0)
    not_now(sign_in(ann)[0])

    assert "Not now (2 left)" in sign_in(ann)[1].text


def test_when_the_times_are_used_up_it_is_required(ann: User) -> None:  # E11
    campaign(ann, snooze_days=0, skips=1)
    not_now(sign_in(ann)[0])

    client, page = sign_in(ann)

    assert "Not now" not in page.text
    assert "it comes first now" in page.text
    page = not_now(client)
    assert (page.address, times(ann)) == (PAGE, 1)
    assert "as often as your organisation lets you" in page.text
    assert read(client.get(SIGNED_IN, follow=True)).address == PAGE


def test_where_it_can_never_be_put_off_it_is_required_at_once(ann: User) -> None:  # E11
    campaign(ann, skips=0)
    client, page = sign_in(ann)

    assert "Not now" not in page.text
    assert not_now(client).address == PAGE


def test_an_endless_one_only_asks(ann: User) -> None:  # E11
    campaign(ann, snooze_days=0, skips=0, is_endless=True)

    for _time in range(3):
        client, page = sign_in(ann)
        assert "Not now" in page.text
        assert "left)" not in page.text
        assert not_now(client).address == SIGNED_IN


def test_two_browsers_at_once_use_one_time_each_and_never_one_that_is_not_there(ann: User) -> None:  # E11
    campaign(ann, snooze_days=0, skips=2)
    browsers = [sign_in(ann)[0] for _each in range(3)]

    addresses = [not_now(client).address for client in browsers]

    assert addresses == [SIGNED_IN, SIGNED_IN, PAGE]
    assert times(ann) == 2


def test_one_that_begins_anew_may_be_put_off_as_often_as_at_first(ann: User) -> None:  # E11
    bo = make_person(ann.tenant, "bo")
    campaign(ann, snooze_days=0)
    not_now(sign_in(ann)[0])
    not_now(sign_in(bo)[0])
    campaign(ann, snooze_days=1)
    assert "Not now (2 left)" in sign_in(bo)[1].text, "only a setting was changed"

    set_part(ann.tenant, "campaign", is_on=False)
    assert sign_in(ann)[1].address == SIGNED_IN
    campaign(ann)

    assert "Not now (3 left)" in sign_in(ann)[1].text
    assert "Not now (3 left)" in sign_in(bo)[1].text


def test_one_that_asks_for_something_else_begins_anew(ann: User) -> None:  # E11
    allow(ann.tenant, "passkey")
    campaign(ann)
    not_now(sign_in(ann)[0])

    campaign(ann, "passkey")

    page = sign_in(ann)[1]
    assert "Passkey" in page.text
    assert "Not now (3 left)" in page.text


def test_who_has_it_is_not_asked(ann: User) -> None:  # E11
    phone_of(ann)
    campaign(ann)
    client = browser()
    write_username(client, ann.username)

    assert write_password(client).address == SIGNED_IN


def test_a_phone_that_signs_nobody_in_yet_is_not_all_that_is_asked_for(ann: User) -> None:  # E11, B08
    phone_of(ann, enable=False)
    campaign(ann)

    client, page = sign_in(ann)

    assert "open the app on it and enable phone sign-in" in page.text
    enable_phone_sign_in(account_of(ann))
    assert read(client.get(PAGE)).heading == "Your account is set up"


def test_it_asks_those_whom_it_is_for_and_who_may_use_it(ann: User) -> None:  # E11
    bo, eva, kim = (make_person(ann.tenant, name) for name in ("bo", "eva", "kim"))
    chosen = make_group(ann.tenant, "Chosen", ann, bo, kim)
    left_out = make_group(ann.tenant, "Left out", bo)
    allow(ann.tenant, "phone", exclude=[make_group(ann.tenant, "Without phones", kim)])
    campaign(ann, include=[chosen.pk], exclude=[left_out.pk])

    assert [sign_in(user)[1].address for user in (ann, bo, eva, kim)] == [
        PAGE,
        SIGNED_IN,
        SIGNED_IN,
        SIGNED_IN,
    ]


def test_what_is_turned_off_meanwhile_is_asked_for_no_more(ann: User) -> None:  # E11, E19
    campaign(ann, skips=0)
    client, _page = sign_in(ann)

    set_part(ann.tenant, "campaign", is_on=False)

    assert not_now(client).address == SIGNED_IN
    assert times(ann) == 0


def test_it_is_never_asked_together_with_what_is_required(ann: User) -> None:  # E11, D06
    change_policy(ann.tenant, two_step=True)
    allow(ann.tenant, "passkey")
    require(ann, "enough", one_step_begins=True)
    campaign(ann, "passkey")
    client, page = sign_in(ann)
    assert page.address == KEEP_SECURE

    phone = phone_of(ann)
    page = go_on(client)

    assert page.address == "/sign-in/phone/"
    answer(phone, page.number)
    assert press_continue(client).address == SIGNED_IN


def test_it_is_not_asked_where_an_application_waits_that_shows_nothing(ann: User) -> None:  # E11
    campaign(ann, skips=0)
    client = browser()

    write_username(client, ann.username, wish=sealed(Wish(return_to="/signed-in/", has_screen=False)))

    assert write_password(client).address == SIGNED_IN


def test_it_asks_nobody_for_whom_admins_add(ann: User) -> None:  # E11, E06
    set_part(ann.tenant, "looking_after", by_themselves=False)
    campaign(ann, skips=0)

    assert sign_in(ann)[1].address == SIGNED_IN


def test_who_may_add_none_meanwhile_goes_on(ann: User) -> None:  # E11, E06, E19
    campaign(ann, skips=0)
    client, _page = sign_in(ann)

    set_part(ann.tenant, "looking_after", by_themselves=False)

    assert not_now(client).address == SIGNED_IN


def test_it_is_not_asked_of_who_is_adding_a_way_already(ann: User) -> None:  # E11, B13
    campaign(ann, "phone", skips=0)
    client = browser()

    write_username(
        client, ann.username, wish=sealed(Wish(return_to="/security-info/phones/here/", adds=True))
    )

    assert write_password(client).address != PAGE


def test_who_proves_themselves_again_is_not_asked(ann: User) -> None:  # E11
    client, _page = sign_in(ann)
    campaign(ann)

    with travel(timezone.now() + timedelta(minutes=31)):
        assert read(client.get("/security-info/", follow=True)).address == "/sign-in/password/"
        assert write_password(client).address == "/security-info/"


def test_what_one_cannot_add_keeps_nobody_out(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:  # E11
    nobody_yet: dict[str, Any] = {"may_start_for": _no, "is_registered_for": _no, "may_add": _no}
    offer_to_everyone(ann.tenant, make_method(monkeypatch, "amulet", add="passkeys:add", **nobody_yet))
    campaign(ann, "amulet", skips=0)

    client, page = sign_in(ann)

    assert (page.address, page.heading) == (PAGE, "Your account is set up")
    assert not_now(client).address == SIGNED_IN
    assert times(ann) == 0


def _no(_user: User) -> bool:
    return False


def test_whoever_comes_to_add_a_way_by_a_pass_is_not_asked(ann: User) -> None:  # E11, E05
    use_passes(ann.tenant)
    campaign(ann)
    client = browser()

    assert sign_in_by_pass(client, ann, make_pass(ann)).address == "/security-info/add/"


def test_a_stranger_sees_none_of_it(ann: User) -> None:  # E11, T13
    campaign(ann)
    with frozen():
        known, unknown = (
            write_username(browser(), name) for name in (ann.username, "nobody@nordljus.example")
        )

    assert known.masked().replace("ann@", "nobody@") == unknown.masked()
    assert read(browser().get(PAGE, follow=True)).address == "/sign-in/"


def test_it_costs_one_question_where_it_is_on_and_none_where_it_is_off(ann: User) -> None:  # E11
    sign_in(ann)
    before = questions_of_a_sign_in(ann)
    phone_of(ann)

    campaign(ann)

    assert questions_of_a_sign_in(ann) == before + 1
    set_part(ann.tenant, "campaign", is_on=False)
    assert questions_of_a_sign_in(ann) == before


@pytest.mark.parametrize(("skips", "address"), [(0, PAGE), (1, "/security-info/sessions/")])
def test_whoever_begins_by_adding_another_way_gets_past_it_only_while_it_can_be_put_off(
    ann: User, skips: int, address: str
) -> None:  # E11
    allow(ann.tenant, "recovery_code")
    campaign(ann, skips=skips)
    client = browser()
    page = read(client.post("/security-info/recovery-codes/add/", follow=True))
    send(client, page, "username", username=ann.username)

    write_password(client)

    assert read(client.get("/security-info/sessions/", follow=True)).address == address
