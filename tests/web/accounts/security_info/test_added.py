"""The last page of adding a way to sign in: what it is good for now, and whether to make it the default (D05)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, read, send
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.passkeys import passkey_of
from tests.support.people import allow, change_policy, set_part
from tests.support.phones import phone_of
from tests.support.recovering import address_of
from tests.support.recovery import paper_of
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, make_stale, signed_in

CHANGE_DEFAULT = "/security-info/default/"


def added(key: str) -> str:
    return f"/security-info/added/{key}/"


@pytest.fixture
def own(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)


def test_of_what_signs_in_alone_it_says_so(own: Client, ann: User) -> None:  # D05
    allow(ann.tenant, "passkey")
    passkey_of(ann, name="The one on my keys")

    page = read(own.get(added("passkey")))

    assert (page.status, page.heading) == (200, "Ready to use")
    assert "The one on my keys" in page.text
    assert "You can sign in with it alone." in page.text
    assert "no fake site can ask for it" in page.text


def test_of_a_first_step_it_says_that_one_more_is_asked(own: Client, ann: User) -> None:  # D05
    change_policy(ann.tenant, two_step=True)

    assert "One more step is asked then." in read(own.get(added("password"))).text


def test_of_a_second_step_and_of_a_spare_it_says_so(own: Client, ann: User) -> None:  # D05
    allow(ann.tenant, "authenticator_code")
    allow(ann.tenant, "recovery_code")
    authenticator_of(ann)
    paper_of(ann)

    assert "as a second step" in read(own.get(added("authenticator_code"))).text
    spare = read(own.get(added("recovery_code")))
    assert "for when your other ways are not at hand" in spare.text
    assert CHANGE_DEFAULT not in spare.actions()


def test_of_mail_for_recovery_it_says_that_it_signs_nobody_in(own: Client, ann: User) -> None:  # D05, T22
    allow(ann.tenant, "mail_code")
    address_of(ann)

    page = read(own.get(added("mail_code")))

    assert "It signs nobody in." in page.text
    assert CHANGE_DEFAULT not in page.actions()


def test_it_becomes_the_default_by_one_button_and_is_offered_no_more(own: Client, ann: User) -> None:  # D05
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)

    page = send(own, read(own.get(added("authenticator_code"))), action=CHANGE_DEFAULT)

    assert "Your default is now: Authenticator code" in page.text
    ann.refresh_from_db()
    assert ann.default_method == "authenticator_code"
    assert CHANGE_DEFAULT not in read(own.get(added("authenticator_code"))).actions()


def test_where_the_strongest_comes_first_no_default_is_offered(own: Client, ann: User) -> None:  # D05, A26
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    set_part(ann.tenant, "offering", strongest_first=True)

    assert CHANGE_DEFAULT not in read(own.get(added("authenticator_code"))).actions()


def test_of_what_they_do_not_have_it_leads_to_the_list(own: Client) -> None:
    for key in ("passkey", "no_such_way"):
        assert own.get(added(key))["Location"] == "/security-info/"


def test_it_tells_nothing_long_after_proof(ann: User) -> None:  # D02
    phone_of(ann)
    client = signed_in(ann, PHONE_PROOF)
    make_stale(client)

    assert client.get(added("phone")).status_code == 302
    assert browser().get(added("phone")).status_code == 302


def test_whoever_may_only_add_is_told_and_offered_no_default(ann: User) -> None:  # D05, E05
    use_passes(ann.tenant)
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    page = read(client.get(added("authenticator_code")))

    assert page.heading == "Ready to use"
    assert CHANGE_DEFAULT not in page.actions()
