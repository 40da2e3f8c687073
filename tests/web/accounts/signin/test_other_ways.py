"""The ways beside the one that is asked: one is named, a list has the others, none is offered in vain (A12, F02)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.methods import registry
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.methods import make_method, offer_to_everyone
from tests.support.pages import Page, browser, frozen, read, write_password, write_username
from tests.support.people import allow, change_policy, make_person
from tests.support.phones import SigningPhone, phone_of

PHONE, PASSWORD, LIST = "/sign-in/phone/", "/sign-in/password/", "/sign-in/choose-method/"
MORE = ("Other ways", "Other ways to sign in")


def has_list(page: Page) -> bool:
    return any(link in page.links for link in MORE)


def asked(user: User) -> Client:
    client = browser()
    write_username(client, user.username)
    return client


def rows(page: Page) -> list[str]:
    """What the list offers, in its order."""
    labels = {"Handslag app", "Password", "Authenticator code", "Badge", "Spare"}
    found = [(page.text.index(label), label) for label in labels if label in page.text]
    return [label for _place, label in sorted(found)]


def test_one_other_way_is_named_and_there_is_no_list(ann: User, phone: SigningPhone) -> None:  # F02
    client = asked(ann)

    pages = [read(client.get(PHONE)), read(client.get(PASSWORD))]

    assert ["Use your password instead" in page.text for page in pages] == [True, False]
    assert ["Use the Handslag app instead" in page.text for page in pages] == [False, True]
    assert not any(has_list(page) for page in pages)


def test_of_several_the_usual_one_is_named_and_a_list_has_all(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A12, F02
    offer_to_everyone(ann.tenant, make_method(monkeypatch, "badge", rank=5))
    offer_to_everyone(ann.tenant, make_method(monkeypatch, "spare", rank=70, is_spare=True))
    client = asked(ann)

    on_phone, on_password = read(client.get(PHONE)), read(client.get(PASSWORD))
    listed = read(client.get(LIST))

    assert "Use your password instead" in on_phone.text
    assert "Use your badge instead" in on_password.text, "the best beside it"
    assert has_list(on_phone)
    assert has_list(on_password)
    assert rows(listed) == ["Badge", "Handslag app", "Password", "Spare"], "in order of rank"
    assert "Hold up your badge" in listed.text


def test_a_spare_way_is_named_only_where_there_is_no_other(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # F02
    change_policy(ann.tenant, two_step=True)
    spare = make_method(monkeypatch, "spare", rank=1, is_spare=True, can_start=False)
    offer_to_everyone(ann.tenant, spare)
    client = asked(ann)

    page = write_password(client)

    assert page.address == PHONE, "it is not asked first either"
    assert "Use your spare instead" in page.text
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    page = read(client.get(PHONE))
    assert "Use an authenticator code instead" in page.text
    assert "Use your spare instead" not in page.text


def test_once_something_is_proven_only_what_works_is_listed(ann: User) -> None:  # F02
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    phone_of(ann, enable=False)
    change_policy(ann.tenant, two_step=True)
    client = asked(ann)

    page = write_password(client)
    listed = read(client.get(LIST))

    assert page.address == PHONE
    assert listed.heading == "Choose your second step"
    assert rows(listed) == ["Handslag app", "Authenticator code"]
    ann.phoneaccount_set.update(state="suspended")
    assert rows(read(client.get(LIST))) == ["Authenticator code"]


def test_to_a_stranger_every_name_is_offered_the_same(
    nordljus: Tenant, ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A18, F02
    make_person(nordljus, "none", password=None)
    badge = make_method(
        monkeypatch,
        "badge",
        may_start_for=lambda user: user == ann,
        is_registered_for=lambda user: user == ann,
        is_on_this_device=True,
    )
    offer_to_everyone(nordljus, badge)

    with frozen():
        looks = {
            tuple(read(client.get(path)).masked() for path in (PHONE, PASSWORD, LIST))
            for name in ("ann", "none", "nobody")
            for client in [browser()]
            if write_username(client, f"{name}@nordljus.example")
        }

    assert len(looks) == 1


def test_who_signs_in_to_the_computer_itself_is_told_what_to_use(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:  # A21
    text = read(browser().get("/sign-in/")).text

    assert "Signing in to the computer itself?" in text
    assert "Use the computer's own PIN, face or fingerprint." in text
    assert "computer itself" not in read(browser().get("/authenticator/web/sign-in/")).text
    monkeypatch.setattr(registry, "_methods", {})
    for is_there in (False, True):
        make_method(monkeypatch, "badge", is_on_this_device=is_there)
        page = read(browser().get("/sign-in/"))
        assert ("they work as a passkey" in page.text) is is_there
