"""Which way a sign-in begins with, and which second step comes first (A12, A26)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.methods import registry
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from accounts.users.services import change_default
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.methods import make_method, offer_to_everyone
from tests.support.pages import (
    answer,
    browser,
    press_continue,
    read,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import allow, change_policy, make_person, make_personal, set_part
from tests.support.phones import SigningPhone, phone_of

CODE = "/sign-in/authenticator-code/"
PHONE = "/sign-in/phone/"
PASSWORD = "/sign-in/password/"
LIST = "/sign-in/choose-method/"


@pytest.fixture
def two_step(ann: User) -> User:
    change_policy(ann.tenant, two_step=True)
    return ann


@pytest.fixture
def authenticator(ann: User) -> Authenticator:
    allow(ann.tenant, "authenticator_code")
    return authenticator_of(ann)[0]


def second_step_by_phone(client: Client, user: User, phone: SigningPhone) -> None:
    """Signs in by the password and then the phone, chosen where another is asked first; and out again."""
    write_username(client, user.username)
    page = write_password(client)
    if page.address != PHONE:
        client.post(LIST, {"method": "phone"})
    answer(phone, read(client.get(PHONE)).number)
    assert press_continue(client).address == "/signed-in/"
    client.post("/sign-out/")


def second_step_of(client: Client, user: User) -> str:
    """The address of the second step after the password."""
    write_username(client, user.username)
    return write_password(client).address


def test_the_second_step_used_last_in_this_browser_comes_first_there(
    two_step: User, authenticator: Authenticator
) -> None:  # A12, F02
    phone = phone_of(two_step, enable=False)
    change_default(two_step, method="authenticator_code", can_start=False)
    own = browser()
    assert second_step_of(own, two_step) == CODE

    second_step_by_phone(own, two_step, phone)

    assert second_step_of(own, two_step) == PHONE
    assert second_step_of(browser(), two_step) == CODE, "elsewhere the default"


def test_a_second_step_that_is_gone_gives_way_to_the_default(
    two_step: User, authenticator: Authenticator
) -> None:  # A12
    phone = phone_of(two_step, enable=False)
    own = browser()
    second_step_by_phone(own, two_step, phone)
    two_step.phoneaccount_set.update(state="suspended")

    assert second_step_of(own, two_step) == CODE


def test_a_new_default_is_asked_first_in_every_browser(
    two_step: User, authenticator: Authenticator
) -> None:  # A12
    phone = phone_of(two_step, enable=False)
    own = browser()
    second_step_by_phone(own, two_step, phone)

    change_default(two_step, method="authenticator_code", can_start=False)

    assert second_step_of(own, two_step) == CODE


def test_a_sign_in_in_one_step_leaves_the_second_as_it_was(
    two_step: User, authenticator: Authenticator
) -> None:  # A12
    phone = phone_of(two_step)
    own = browser()
    second_step_by_phone(own, two_step, phone)
    sign_in_by_phone(own, two_step, phone)

    known = KnownBrowser.objects.get(user=two_step)

    assert (known.last_method, known.last_second) == ("phone", "phone")


def test_a_spare_way_is_not_what_comes_first_next_time(
    two_step: User, authenticator: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:  # A12
    """As a code from a printed list: used once because the others were not at hand."""
    phone = phone_of(two_step, enable=False)
    own = browser()
    second_step_by_phone(own, two_step, phone)
    codes = registry.get("authenticator_code")
    monkeypatch.setitem(registry._methods, codes.key, replace(codes, is_spare=True))
    write_username(own, two_step.username)
    write_password(own)

    own.post(CODE, {"code": authenticator.code()})

    assert own.get("/signed-in/").status_code == 200
    assert KnownBrowser.objects.get(user=two_step).last_second == "phone"


def test_with_the_strongest_first_it_comes_before_what_was_used_last(
    ann: User, phone: SigningPhone
) -> None:  # A26
    own = browser()
    sign_in_by_phone(own, ann, phone)
    own.post("/sign-out/")
    own.post("/sign-in/", {"username": ann.username})
    write_password(own)
    own.post("/sign-out/")
    assert write_username(own, ann.username).address == PASSWORD, "off: what was used last"

    set_part(ann.tenant, "offering", strongest_first=True)

    assert write_username(own, ann.username).address == PHONE


def test_with_the_strongest_first_it_is_asked_as_the_second_step_too(
    two_step: User, authenticator: Authenticator
) -> None:  # A26
    phone_of(two_step, enable=False)
    change_default(two_step, method="authenticator_code", can_start=False)
    assert second_step_of(browser(), two_step) == CODE

    set_part(two_step.tenant, "offering", strongest_first=True)

    assert second_step_of(browser(), two_step) == PHONE


def test_the_strongest_that_does_not_work_now_is_not_asked(
    two_step: User, authenticator: Authenticator
) -> None:  # A26
    set_part(two_step.tenant, "offering", strongest_first=True)
    phone_of(two_step, enable=False)
    two_step.phoneaccount_set.update(state="suspended")

    assert second_step_of(browser(), two_step) == CODE


def test_a_known_browser_begins_with_the_strongest_that_worked_in_it(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A26
    set_part(ann.tenant, "offering", strongest_first=True)
    offer_to_everyone(ann.tenant, make_method(monkeypatch, "badge"))
    own = browser()
    assert write_username(own, ann.username).address == LIST, "the badge's page, in a browser not used before"
    own.post(LIST, {"method": "phone"})
    answer(phone, read(own.get(PHONE)).number)
    press_continue(own)
    own.post("/sign-out/")

    assert write_username(own, ann.username).address == PHONE


def test_with_the_strongest_first_nobodys_name_tells_what_they_have(
    nordljus: Tenant, ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A26, A18
    set_part(nordljus, "offering", strongest_first=True)
    make_person(nordljus, "none", password=None)
    # Offered to all, and set up by nobody.
    badge = make_method(
        monkeypatch, "badge", may_start_for=lambda _: False, is_registered_for=lambda _: False
    )
    offer_to_everyone(nordljus, badge)

    led_to = {
        write_username(browser(), f"{name}@nordljus.example").address for name in ("ann", "none", "nobody")
    }

    assert led_to == {LIST}


@pytest.mark.django_db
def test_a_personal_account_rings_for_no_stranger_however_strong_the_app_is() -> None:  # A26, A11
    everyone = make_personal()
    set_part(everyone, "offering", strongest_first=True)
    eva = make_person(everyone, "eva")
    phone = phone_of(eva)
    own = browser()
    assert write_username(own, eva.username).address == PASSWORD
    assert phone.requests() == []

    sign_in_by_phone(own, eva, phone)
    own.post("/sign-out/")

    assert write_username(own, eva.username).address == PHONE


def test_security_info_promises_no_default_where_the_strongest_comes_first(
    ann: User, phone: SigningPhone
) -> None:  # A26
    own = browser()
    sign_in_by_phone(own, ann, phone)
    assert "Change default" in read(own.get("/security-info/")).text

    set_part(ann.tenant, "offering", strongest_first=True)

    page = read(own.get("/security-info/"))
    assert "Your organisation has the strongest way offered first" in page.text
    assert "Default" not in page.text
    assert "Change default" not in page.text
    assert "this does not count for now" in read(own.get("/security-info/default/")).text
