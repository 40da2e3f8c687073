"""Verify this caller: asking, the number, what came of it, and who may (G04)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.throttle import memory
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.call_checks.checking import conclude
from devices.call_checks.models import CallCheck
from devices.phones.models import Phone
from devices.signatures.receipts.keys import read_keys
from devices.signatures.receipts.reading import verify_receipt
from tests.support.pages import Page, read
from tests.support.people import allow, make_person
from tests.support.phones import SigningPhone
from tests.web.idp.portal.conftest import Organisation, SignIn


@dataclass
class Call:
    """A helper in the portal, and the person who calls, with their phone."""

    helper: User
    client: Client
    person: User
    phone: SigningPhone

    def asks(self) -> Page:
        return read(self.client.post(f"/portal/users/callers/of/{self.person.pk}/", follow=True))

    @property
    def check(self) -> CallCheck:
        return CallCheck.objects.select_related("request").latest("request__asked_at")

    @property
    def address(self) -> str:
        return f"/portal/users/callers/{self.check.pk}/"

    def looks(self) -> Page:
        """At what came of it: after the commit of the answer it was concluded."""
        conclude(self.check.request_id)
        return read(self.client.get(self.address))


@pytest.fixture
def call(nordljus: Organisation, sign_in: SignIn) -> Call:
    memory.forget()
    allow(nordljus.tenant, "phone")
    helper = make_person(nordljus.tenant, "helle", role="helpdesk")
    person = make_person(nordljus.tenant, "cai")
    phone = SigningPhone()
    phone.add(person, unlock="platform")
    Phone.objects.filter(pk=phone.row.pk).update(capabilities=["call", "details"])
    phone.row.refresh_from_db()
    return Call(helper, sign_in(helper), person, phone)


def test_a_helper_reads_the_number_out_and_learns_that_it_is_them(call: Call) -> None:  # G04
    person_page = read(call.client.get(f"/portal/users/{call.person.pk}/change/"))
    before = read(call.client.get(f"/portal/users/callers/of/{call.person.pk}/"))
    waiting = call.asks()
    number = call.check.request.number
    open_status = call.client.get(f"{call.address}status/").json()
    call.phone.says_yes(call.check.request)

    after = call.looks()

    assert f"/portal/users/callers/of/{call.person.pk}/" in person_page.links.values()
    assert "you say the number" in before.text
    assert number in waiting.text
    assert open_status == {"state": "open"}
    assert call.client.get(f"{call.address}status/").json() == {"state": "over"}
    assert after.heading == "Confirmed on their phone"
    assert "It is them." in after.text
    file = call.client.get(f"{call.address}receipt/").content.decode().strip()
    keys = read_keys(call.client.get(f"/receipts/keys/{call.person.tenant_id}/").content)
    assert verify_receipt(file, trusted=[keys]).username == call.person.username


def test_opening_the_page_asks_nobody(call: Call) -> None:  # G04, T35
    call.client.get(f"/portal/users/callers/of/{call.person.pk}/")

    assert not ApprovalRequest.objects.filter(kind="call").exists()


def test_a_denial_is_said_and_so_is_that_it_was_not_them(call: Call) -> None:  # G04
    call.asks()
    call.phone.says_no(call.check.request)
    denied = call.looks()
    call.phone.says_not_me(call.check.request)
    reported = call.looks()

    assert denied.heading == "Denied on their phone"
    assert "Help nobody on this call" in denied.text
    assert "it wasn't me" in reported.text
    assert call.client.get(f"{call.address}receipt/").status_code == 404


def test_it_is_cancelled_by_its_button(call: Call) -> None:  # G04
    call.asks()
    call.client.post(call.address, {"cancel": ""})

    assert call.looks().heading == "Cancelled"
    assert call.phone.shown() == []


def test_without_a_script_it_is_looked_at_again(call: Call) -> None:  # G04
    call.asks()

    page = read(call.client.post(call.address))

    assert "Still waiting" in page.text
    assert call.check.request.number in page.text


def test_where_no_phone_can_show_it_that_is_said(call: Call) -> None:  # G04
    Phone.objects.update(capabilities=[])

    page = call.asks()

    assert "None of their phones can show this question." in page.text
    assert not CallCheck.objects.exists()


def test_a16_too_many_are_refused_in_words(call: Call) -> None:  # G04
    for _ in range(5):
        call.asks()

    assert "Too many" in call.asks().text
    assert CallCheck.objects.count() == 5


def test_t09_anothers_question_is_not_there(
    call: Call, nordljus: Organisation, sign_in: SignIn
) -> None:  # G04
    call.asks()
    other = sign_in(make_person(nordljus.tenant, "hans", role="helpdesk"))

    answers = [other.get(f"{call.address}{part}").status_code for part in ("", "status/", "receipt/")]

    assert answers == [404, 404, 404]


@pytest.mark.parametrize("role", ["reader", "policy_admin"])
def test_t23_who_may_not_help_asks_nobody(
    call: Call, nordljus: Organisation, sign_in: SignIn, role: str
) -> None:  # G04
    somebody = sign_in(make_person(nordljus.tenant, "ragn", role=role))

    assert somebody.post(f"/portal/users/callers/of/{call.person.pk}/").status_code == 403
    assert not CallCheck.objects.exists()


def test_t09_nobody_of_another_organisation_is_asked(
    call: Call, fjordbank: Organisation, sign_in: SignIn
) -> None:  # G04
    stranger = sign_in(make_person(fjordbank.tenant, "hilde", role="helpdesk"))

    assert stranger.post(f"/portal/users/callers/of/{call.person.pk}/").status_code == 404


def test_t23_a_helper_does_not_ask_an_admin(call: Call, nordljus: Organisation) -> None:  # G04
    assert call.client.post(f"/portal/users/callers/of/{nordljus.admin.pk}/").status_code == 403
