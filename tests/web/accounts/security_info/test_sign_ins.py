"""My sign-ins: what came of each, in words, for its person alone (D04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.security_info.sign_ins.reading import ON_A_PAGE
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_if_due
from devices.simulator.calls import CallRefused
from tests.support.asking import let_pass
from tests.support.clock import travel
from tests.support.pages import (
    Page,
    answer,
    browser,
    choose,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone
from tests.support.sessions import make_stale

pytestmark = pytest.mark.both_databases

PAGE = "/security-info/sign-ins/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
SWEDEN, FRANCE = "194.71.11.69", "92.184.100.7"


def shown(client: Client, query: str = "") -> Page:
    return read(client.get(PAGE + query))


def entries(page: Page) -> list[str]:
    """The words of each sign-in that is listed."""
    rows = page.html.split('<li class="row">')[1:]
    return [" ".join(_words(row.split("</ul>")[0])) for row in rows]


def _words(html: str) -> Iterator[str]:
    for piece in html.split("<")[1:]:
        yield from unescape(piece.partition(">")[2]).split()


@pytest.fixture
def stranger(own: Client) -> Client:
    """A browser of somebody else, once Ann has signed in in hers."""
    client = browser(EDGE)
    client.defaults["REMOTE_ADDR"] = FRANCE
    return client


def test_one_that_went_well_tells_its_steps_its_browser_and_its_place(
    ann: User, phone: SigningPhone
) -> None:  # D04
    change_policy(ann.tenant, two_step=True)
    client = browser()
    write_username(client, ann.username)
    page = write_password(client)
    answer(phone, page.number)
    press_continue(client)

    [told] = entries(shown(client))

    assert told.startswith("Signed in This session New browser")
    for words in (
        "Firefox on Linux · on your own network · 127.0.0.1",
        "Password : accepted",
        "asked to type the number, approved on your phone after ",
        "Two steps · asked for two steps, by the policy of the organisation",
    ):
        assert words in told
    assert told.index("Password :") < told.index("approved on your phone")


def test_all_that_came_of_one_sign_in_is_one_entry(own: Client, ann: User, stranger: Client) -> None:  # D04
    write_username(stranger, ann.username)
    write_password(stranger, "a wrong one")
    write_password(stranger, "another wrong one")

    told, _own = entries(shown(own))

    assert told.startswith("Not signed in New browser")
    assert "Edge on Windows · near FR · 92.184.100.7" in told
    assert told.count("Password : wrong password") == 2
    assert "your phone" not in told or "cancelled in that browser" in told


def test_a_request_that_was_denied_says_what_was_asked_and_how_soon_it_was_answered(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04
    write_username(stranger, ann.username)
    with travel(clock.now() + timedelta(seconds=7)):
        phone.deny(phone.requests()[0])

    told, _own = entries(shown(own))

    assert "asked to type the number, denied on your phone after 7 seconds" in told


def test_where_no_phone_could_be_asked_it_does_not_say_that_one_was(ann: User) -> None:  # D04
    client = browser()
    sign_in_by_password(client, ann)

    [told] = entries(shown(client))

    assert "Handslag app : no phone was asked" in told
    assert "asked to" not in told


def test_it_says_how_long_one_took(ann: User) -> None:  # D04
    client = browser()
    write_username(client, ann.username)
    with travel(clock.now() + timedelta(seconds=12)):
        write_password(client)

        assert " · took 12 seconds" in entries(shown(client))[0] or " · took 13" in entries(shown(client))[0]


def test_one_that_nobody_answered_says_so(
    own: Client, ann: User, phone: SigningPhone, stranger: Client
) -> None:  # D04
    write_username(stranger, ann.username)
    let_pass(seconds=600)
    expire_if_due(ApprovalRequest.objects.latest("asked_at"))

    assert "not finished in time" in entries(shown(own))[0]


def test_a_wrong_number_says_so(own: Client, ann: User, phone: SigningPhone, stranger: Client) -> None:  # D04
    page = write_username(stranger, ann.username)
    with pytest.raises(CallRefused):
        answer(phone, f"{(int(page.number) + 1) % 100:02d}")

    assert "a wrong number was given on your phone" in entries(shown(own))[0]


REASONS = {
    "wrong_password": "wrong password",
    "wrong_code": "wrong code",
    "wrong_recovery_code": "wrong or used recovery code",
    "wrong_pass": "wrong pass",
    "pass_ended": "the pass has ended",
    "passkey_refused": "the passkey was not taken",
    "passkey_copied": "the passkey may be a copy",
    "known_to_this_release_alone": "not accepted",
}


@pytest.mark.parametrize(("reason", "words"), REASONS.items(), ids=REASONS)
def test_each_reason_is_said_in_words_and_no_code_is_shown(
    reason: str, words: str, own: Client, ann: User
) -> None:  # D04
    record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, method="password", reason=reason)

    told = entries(shown(own))[0]

    assert f"Password : {words}" in told
    assert reason not in told


def test_no_tag_or_id_of_the_log_is_shown(own: Client, ann: User, stranger: Client) -> None:  # D04
    write_username(stranger, ann.username)
    page = shown(own)

    assert "user:" not in page.text
    for event in AuditEvent.objects.filter(subject=ann):
        for name in ("request", "sign_in"):
            assert str(event.details.get(name, "none")) not in page.text


def test_nobody_elses_are_shown_or_reached(own: Client, ann: User) -> None:  # D04 T09
    bo = make_person(ann.tenant, "bo")
    client = browser(EDGE)
    sign_in_by_password(client, bo)
    key = AuditEvent.objects.get(subject=bo, tag=SIGNED_IN.tag).details["sign_in"]

    assert "Edge" not in shown(own).text
    assert own.get(f"{PAGE}{key}/not-me/").status_code == 404
    assert own.post(f"{PAGE}{key}/not-me/").status_code == 404


def test_whoever_is_not_signed_in_sees_none(own: Client) -> None:  # D04 T23
    assert browser().get(PAGE).headers["Location"].startswith("/sign-in/")
    assert browser().get(f"{PAGE}1/not-me/").headers["Location"].startswith("/sign-in/")


def test_they_are_shown_to_fresh_proof_alone(own: Client) -> None:  # D04 T19
    make_stale(own)

    assert read(own.get(PAGE, follow=True)).address != PAGE


def test_the_log_calls_a_sign_in_by_less_than_what_its_browser_is_bound_by(
    own: Client, ann: User, stranger: Client
) -> None:  # T04
    write_username(stranger, ann.username)

    bound_by = ApprovalRequest.objects.latest("asked_at").browser_digest

    asked = AuditEvent.objects.filter(subject=ann, tag="user:request:asked").latest("pk")
    assert asked.details["sign_in"] == bound_by[:16]
    assert len(bound_by) == 64


def test_they_are_chosen_by_what_came_of_them_by_way_and_by_days(
    own: Client, ann: User, stranger: Client
) -> None:  # D04
    write_username(stranger, ann.username)
    write_password(stranger, "a wrong one")
    sign_in_by_password(browser(EDGE), ann)

    assert len(entries(shown(own))) == 3
    assert len(entries(shown(own, "?result=in"))) == 2
    assert len(entries(shown(own, "?result=out"))) == 1
    assert len(entries(shown(own, "?way=password"))) == 2
    assert len(entries(shown(own, "?way=password&result=in"))) == 1
    assert shown(own, "?way=passkey").text.count("Nothing like that") == 1
    assert 'value="password" selected' in shown(own, "?way=password").html


def test_those_of_before_the_days_that_were_chosen_are_left_out(own: Client, ann: User) -> None:  # D04
    with travel(clock.now() + timedelta(days=3)):
        sign_in_by_password(own, ann)

        assert len(entries(shown(own, "?days=1"))) == 1
        assert len(entries(shown(own, "?days=7"))) == 2


@pytest.mark.parametrize(
    "query", ["?days=0&result=maybe&way=nobody", "?before=x", f"?before={'9' * 40}", "?before=\u0663"]
)
def test_what_else_stands_in_the_address_asks_for_nothing(query: str, own: Client) -> None:  # D04
    assert len(entries(shown(own, query))) == 1


def test_pages_go_on_until_each_was_shown_once_by_a_fixed_number_of_questions(
    own: Client, ann: User
) -> None:  # D04
    few = _questions(own)
    for n in range(2 * ON_A_PAGE):
        record(
            SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, method="password", reason="wrong_password", n=n
        )

    first = shown(own)
    second = shown(own, first.links["Older"])
    third = shown(own, second.links["Older"])

    assert [len(entries(page)) for page in (first, second, third)] == [ON_A_PAGE, ON_A_PAGE, 1]
    assert "Older" not in third.links
    assert entries(third)[0].startswith("Signed in")
    assert third.links["The latest"]
    assert _questions(own) == few


def _questions(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        shown(client)
    return len(asked)


def test_a_sign_in_stays_one_entry_where_a_page_ends(own: Client, ann: User) -> None:  # D04
    for n in range(ON_A_PAGE):
        for _step in range(2):
            record(
                SIGN_IN_REFUSED,
                tenant=ann.tenant,
                subject=ann,
                method="password",
                reason="wrong_password",
                sign_in=f"{n:016x}",
            )
    page = shown(own)

    assert all(told.count("wrong password") == 2 for told in entries(page))
    assert len(entries(shown(own, page.links["Older"]))) == 1


def test_where_there_is_none_it_says_what_will_stand_here(own: Client) -> None:  # D04
    with travel(clock.now() + timedelta(days=40)):
        client = own
        page = read(client.get(PAGE, follow=True))

    assert page.heading != "My sign-ins", "such an old session has ended"
    assert "Nothing like that" in shown(own, "?result=out").text
    assert shown(own, "?result=out").links["Show all"] == PAGE


def test_what_comes_from_a_place_never_seen_is_marked_the_first_time(own: Client, ann: User) -> None:  # D04
    for address in (SWEDEN, SWEDEN, FRANCE):
        client = browser()
        client.defaults["REMOTE_ADDR"] = address
        sign_in_by_password(client, ann)

    latest, again, first, own_network = entries(shown(own))

    assert "New place" in latest
    assert "New place" not in again
    assert "New place" in first
    assert "New place" not in own_network, "the first of all"


def test_a_browser_used_before_is_not_marked(own: Client, ann: User, phone: SigningPhone) -> None:  # D04
    own.post("/sign-out/")
    sign_in_by_phone(own, ann, phone)

    latest, first = entries(shown(own))

    assert "New browser" not in latest
    assert "New browser" in first


def test_it_says_where_what_came_of_one_still_stands(own: Client, ann: User) -> None:  # D04
    there = browser(EDGE)
    sign_in_by_password(there, ann)
    assert "Signed in there now" in entries(shown(own))[0]

    there.post("/sign-out/")

    assert "Signed in there now" not in entries(shown(own))[0]
    assert "This session" in entries(shown(own))[1]


def test_a_proof_given_again_says_what_it_was_for(own: Client, ann: User, phone: SigningPhone) -> None:  # D04
    make_stale(own)
    page = read(own.get("/security-info/", follow=True))
    page = choose(own, page)
    answer(phone, page.number)
    press_continue(own)

    told = entries(shown(own))[0]

    assert told.startswith("Proved yourself again")
    assert "To go on to Security info" in told


def test_security_info_leads_to_it(own: Client) -> None:  # D04
    assert read(own.get("/security-info/")).links["My sign-ins"] == PAGE
