"""What is owed before there is a session though nothing is left to prove."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.signin import flow, owed
from accounts.signin.owed import Obligation
from accounts.signin.road.whose import current
from accounts.signin.unfinished import SignIn
from accounts.users.models import User
from tests.support.pages import (
    answer,
    browser,
    is_signed_in,
    press_continue,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.urls(__name__)


def terms(request: HttpRequest) -> HttpResponse:
    """A page as a package above would bring it."""
    current(request)
    return flow.settle(request, "terms") if request.method == "POST" else HttpResponse("Our terms")


def later(request: HttpRequest) -> HttpResponse:
    return flow.settle(request, "later")


urlpatterns = [
    path("terms/", terms, name="terms"),
    path("later/", later, name="later"),
    path("", include("idp.urls")),
]


@pytest.fixture(autouse=True)
def obligations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann owes the terms, and something after them."""
    monkeypatch.setattr(owed, "_obligations", {})
    for key, rank in (("later", 2), ("terms", 1)):
        owed.register(Obligation(key=key, page=key, rank=rank, is_owed=owes))


def owes(user: User, sign_in: SignIn) -> bool:
    return user.username.startswith("ann@")


def test_it_comes_when_everything_is_proven_and_before_anybody_is_signed_in(
    ann: User, phone: SigningPhone
) -> None:
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    page = write_password(client)
    assert page.address == "/sign-in/phone/", "what is left to prove comes first"
    answer(phone, page.number)

    assert press_continue(client).address == "/terms/"
    assert not is_signed_in(client)
    assert client.post("/terms/").headers["Location"] == "/later/"
    assert not is_signed_in(client)
    assert client.post("/later/").headers["Location"] == "/signed-in/"
    assert is_signed_in(client)


def test_who_owes_nothing_never_sees_it(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")

    assert sign_in_by_password(browser(), bo).address == "/signed-in/"


@pytest.mark.parametrize("is_proven", [True, False])
def test_nothing_is_settled_out_of_its_turn(is_proven: bool, ann: User) -> None:
    client = browser()
    write_username(client, ann.username)
    if is_proven:
        write_password(client)

    assert client.post("/later/").status_code == 409, "the terms come first, and the password before them"
    if not is_proven:
        assert client.post("/terms/").status_code == 409
    assert not is_signed_in(client)


def test_without_a_sign_in_under_way_there_is_nothing_to_settle(client: Client, db: None) -> None:
    assert client.post("/terms/").status_code == 409


def test_two_with_the_same_key_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        owed.register(Obligation(key="terms", page="terms", rank=5, is_owed=owes))
