"""Where admins look after people's ways to sign in: one door refuses, and the overview says whom to ask (E06)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.signin.road.looking_after import KEY
from accounts.users.models import User
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.people import allow, make_person, make_tenant, set_part
from tests.support.phones import account_of, phone_of
from tests.support.sessions import make_stale

HELPERS = "the people who look after sign-in at Nordljus"
CHANGES = [
    "phones/add/",
    "passkeys/add/",
    "authenticator-apps/add/",
    "code-generators/add/",
    "code-generators/activate/",
    "recovery-codes/add/",
    "recovery-codes/make-anew/",
    "mail/add/",
    "password/",
    "default/",
    "remove/phone/{account}/",
]
ALL = ("passkey", "authenticator_code", "code_generator", "recovery_code", "mail_code")


@pytest.fixture(autouse=True)
def _done_by_admins(ann: User) -> None:
    for method in ALL:
        allow(ann.tenant, method)
    set_part(ann.tenant, KEY, by_themselves=False)


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_their_own_and_is_told_whom_to_ask(change: str, own: Client, ann: User) -> None:  # E06
    path = "/security-info/" + change.format(account=account_of(ann).pk)

    for page in (read(own.get(path)), read(own.post(path, {"method": "password"}))):
        assert page.status == 403
        assert f"Ask {HELPERS}." in page.html

    assert account_of(ann).state == "active"
    assert User.objects.get(pk=ann.pk).default_method == "phone"


def test_it_is_said_before_any_proof_is_asked_for(own: Client, ann: User) -> None:  # E06
    make_stale(own)

    page = read(own.post("/security-info/phones/add/"))

    assert (page.status, page.heading) == (403, "This is done for you")
    assert page.links["Back to Security info"] == "/security-info/"


def test_a_stranger_signs_in_first(ann: User) -> None:  # E06 A18
    assert read(browser().get("/security-info/phones/add/", follow=True)).address == "/sign-in/"


def test_the_overview_is_only_looked_at_and_says_so(own: Client) -> None:  # E06
    page = read(own.get("/security-info/"))

    assert "At Nordljus your ways to sign in are added and removed for you." in page.text
    assert f"Ask {HELPERS}." in page.text
    assert "Ann's phone Default" in page.text
    assert not [link for link in page.links.values() if "/remove/" in link or "/default/" in link]
    assert not [action for action in page.actions() if "add" in action]
    assert "What would make you safer" not in page.text


@pytest.mark.parametrize("path", ["phones/", "passkeys/"])
def test_the_other_lists_offer_nothing_either(path: str, own: Client) -> None:  # E06
    page = read(own.get(f"/security-info/{path}"))

    assert f"Ask {HELPERS}." in page.text
    assert not [link for link in page.links.values() if "/remove/" in link]
    assert not [action for action in page.actions() if "add" in action]


def test_what_cannot_wait_stays_possible(own: Client, ann: User) -> None:  # E06 D03 D04
    page = read(own.post(f"/security-info/phones/{account_of(ann).pk}/lost/", follow=True))
    assert "can no longer approve anything" in page.text
    assert account_of(ann).state == "suspended"

    page = read(own.post("/security-info/sessions/end-others/", follow=True))
    assert "You are signed out everywhere else." in page.text


def test_a_pass_that_an_admin_handed_out_adds_all_the_same(ann: User) -> None:  # E06 E05
    use_passes(ann.tenant)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    assert read(client.post("/security-info/phones/add/", follow=True)).code


def test_no_browser_makes_a_passkey_by_itself_either(ann: User) -> None:  # E06 T20
    bo = make_person(ann.tenant, "bo")
    client = browser()
    sign_in_by_password(client, bo)
    assert client.post("/security-info/passkeys/quiet/options/").status_code == 204

    set_part(bo.tenant, KEY, by_themselves=True)

    assert client.post("/security-info/passkeys/quiet/options/").status_code == 200


def test_whoever_may_do_it_for_others_does_it_for_themselves(own: Client, ann: User) -> None:  # E06
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)

    assert own.get("/security-info/default/").status_code == 200
    assert "added and removed for you" not in read(own.get("/security-info/")).text


def test_another_organisation_is_not_concerned(own: Client) -> None:  # E06 T09
    ulla = make_person(make_tenant("solvik"), "ulla")
    phone_of(ulla)
    client = browser()
    sign_in_by_password(client, ulla)

    assert "added and removed for you" not in read(client.get("/security-info/")).text
