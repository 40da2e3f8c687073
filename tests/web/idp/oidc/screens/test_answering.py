"""Somebody answers a screen: who asks, the number that only it shows, and every way to say no (G13, RFC 10027)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.throttle import memory
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.simulator.phone import SimulatedPhone
from idp.oidc.consent.models import Consent
from idp.oidc.grants.models import Grant
from idp.oidc.screens import answering
from idp.oidc.screens.answering import Outcome
from idp.oidc.screens.models import ScreenRequest
from tests.support.limits import forget_tries
from tests.support.pages import answer, browser, choose, press_continue, send, write_password
from tests.support.people import make_group, make_person, make_tenant, set_part
from tests.support.phones import SigningPhone, account_of
from tests.support.relying import RelyingParty, open_address
from tests.support.screens import Television, make_television, posted, turned_on
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, proof_of, signed_in


def events(tag: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(tag=f"user:application:screen_{tag}"))


def test_the_picture_says_who_asks_from_where_and_warns(television: Television, anns: Client) -> None:  # G13
    page = television.scanned(anns)

    assert page.heading == "Let that screen sign in as you?"
    assert television.told["user_code"][:9] in page.text
    assert "127.0.0.1" in page.text
    assert "Is that screen in front of you?" in page.text
    assert f"-{television.number}" not in page.text
    assert page.fields["number"] == ""
    assert not page.inline


def test_being_opened_it_does_nothing(television: Television, anns: Client) -> None:  # T35
    before = ScreenRequest.objects.values().get()
    television.scanned(anns)
    open_address(anns, f"{television.picture}&number={television.number}&answer=let_in")

    assert ScreenRequest.objects.values().get() == before
    assert not ApprovalRequest.objects.exists()
    assert television.hears() == "authorization_pending"


def test_the_right_number_lets_it_in_once_and_the_log_says_so(
    television: Television, anns: Client, ann: User
) -> None:
    page = television.let_in(anns)

    assert page.heading == "Go on at the other screen"
    [event] = events("let_in")
    assert event.subject_id == ann.pk
    assert (event.details["application"], event.details["screen_address"]) == ("Television", "127.0.0.1")
    assert event.details["screen_place"] == "local"
    again = posted(
        anns,
        television.party,
        letters=television.told["user_code"],
        number=television.number,
        answer="let_in",
    )
    assert again.redirected_to
    assert Grant.objects.count() == 1


def test_t20_a_link_alone_lets_nothing_in(television: Television, anns: Client) -> None:
    """Whoever only has a link, or its picture, cannot say the number: three tries, and it is over (RFC 10027)."""
    first = television.let_in(anns, number=television.wrong_number)
    television.let_in(anns, number=television.wrong_number)
    last = television.let_in(anns, number=television.wrong_number)

    assert "That is not the number there" in first.text
    assert last.heading == "That screen was not let in"
    assert television.hears() == "access_denied"
    assert not Grant.objects.exists()
    [event] = events("denied")
    assert event.details["screen_denied"] == "wrong_number"


def test_after_a_wrong_number_the_right_one_still_counts(television: Television, anns: Client) -> None:
    television.let_in(anns, number=television.wrong_number)

    assert television.let_in(anns).heading == "Go on at the other screen"


@pytest.mark.parametrize("number", ["", "7", "123", "ab", "٤٧", " "])
def test_what_is_no_number_is_no_try(television: Television, anns: Client, number: str) -> None:
    for _ in range(4):
        page = send(anns, television.scanned(anns), "number", answer="let_in", number=number)

    assert page.heading == "Let that screen sign in as you?"
    assert ScreenRequest.objects.get().tries == 0


def test_saying_no_tells_the_screen_so(television: Television, anns: Client) -> None:
    page = send(anns, television.scanned(anns), "number", answer="deny")

    assert page.heading == "That screen was not let in"
    assert television.hears() == "access_denied"
    assert "number" not in television.scanned(anns).fields
    [event] = events("denied")
    assert event.details["screen_denied"] == "denied"


def test_t28_whoever_had_the_page_open_is_too_late_once_it_is_answered(
    television: Television, ann: User, anns: Client
) -> None:
    row, proven = television.row, proof_of(anns)
    row.application.tenant = ann.tenant
    answering.deny(row, ann)

    outcome = answering.let_in(row, ann, proven, number=television.number)

    assert outcome is Outcome.OVER
    assert not Grant.objects.exists()
    assert television.hears() == "access_denied"


@pytest.mark.parametrize("is_fetched", [True, False])
def test_it_can_be_taken_back_on_the_spot(television: Television, anns: Client, is_fetched: bool) -> None:
    page = television.let_in(anns)
    tokens = television.asks().json() if is_fetched else {}

    after = send(anns, page, "letters", answer="take_back")

    assert after.heading == "That screen was not let in"
    assert television.hears() == "access_denied"
    if is_fetched:
        assert television.party.userinfo(tokens["access_token"]).status_code == 401
    assert len(events("taken_back")) == 1


@pytest.mark.parametrize("number", ["", "-11", " 11"])
def test_a_code_is_typed_in_any_case_and_grouping(television: Television, anns: Client, number: str) -> None:
    letters = television.told["user_code"][:9]
    page = open_address(anns, television.party.address("device"))
    assert page.heading == "Sign in on another screen"

    page = send(anns, page, "letters", letters=letters.lower().replace("-", " ") + number)

    assert page.heading == "Let that screen sign in as you?"
    # Of whatever was typed there, the number is asked for where it says who asks.
    assert page.fields["number"] == ""


@pytest.mark.parametrize(
    "text", ["", "AAAA-AAAA", "BCDF", "BCDF-GHJK-1", "BCDF-GHJK-123", "B" * 41, "\x00" * 8]
)
def test_what_is_no_code_is_said_and_not_looked_for(
    televisions: RelyingParty, anns: Client, text: str
) -> None:
    page = posted(anns, televisions, letters=text)

    assert page.status == 200
    assert page.heading == "Sign in on another screen"


def test_a_code_that_is_answered_is_nobody_elses(
    television: Television, anns: Client, nordljus: Tenant
) -> None:
    bos = signed_in(make_person(nordljus, "bo"), PASSWORD_PROOF)
    opened = television.scanned(bos)
    television.let_in(anns)

    late = send(bos, opened, "number", answer="let_in", number=television.number)
    takes = posted(bos, television.party, letters=television.told["user_code"], answer="take_back")

    assert "No screen waits with this code" in late.text
    assert "No screen waits with this code" in takes.text
    assert television.hears() == ""


def test_t29_guessed_codes_are_counted_by_person_whatever_the_network(
    televisions: RelyingParty, anns: Client
) -> None:
    for n in range(10):
        anns.post(televisions.address("device"), {"letters": "BCDFGHJK"}, REMOTE_ADDR=f"192.0.{n}.1")

    television = turned_on(televisions)
    shut = anns.get(television.picture, REMOTE_ADDR="203.0.113.7")

    assert shut.status_code == 429


def test_t29_guessed_codes_are_counted_by_network_whoever_guesses(
    televisions: RelyingParty, nordljus: Tenant
) -> None:
    for n in range(4):
        client = signed_in(make_person(nordljus, f"guesser{n}"), PASSWORD_PROOF)
        for _ in range(10):
            open_address(client, f"{televisions.address('device')}?user_code=BCDF-GHJK")

    memory.forget()
    other = signed_in(make_person(nordljus, "bo"), PASSWORD_PROOF)
    assert open_address(other, turned_on(televisions).picture).status == 429


def test_codes_that_are_right_count_nothing(television: Television, anns: Client) -> None:
    pages = [television.scanned(anns) for _ in range(12)]

    assert {page.status for page in pages} == {200}


def test_somebody_who_is_not_signed_in_signs_in_by_their_phone_and_comes_back_to_the_question(
    television: Television, ann: User, phone: SimulatedPhone
) -> None:
    client = browser()
    page = television.scanned(client)
    assert "Television" not in page.text

    page = send(client, page, "username", username=ann.username)
    if page.address != "/sign-in/phone/":
        page = choose(client, page)
    answer(phone, page.number or None)
    page = press_continue(client)

    assert page.heading == "Let that screen sign in as you?"
    assert send(client, page, "number", answer="let_in", number=television.number).heading.startswith("Go on")
    assert television.hears() == ""


def test_an_answer_that_a_proof_came_between_is_asked_for_again(
    television: Television, anns: Client, ann: User, phone: SigningPhone
) -> None:
    page = television.scanned(anns)
    rule = {"application": television.party.application.key, "strength": "passwordless", "state": "on"}
    set_part(ann.tenant, "strengths", applications=[rule])

    page = send(anns, page, "number", answer="let_in", number=television.number)
    page = send(anns, page, "wish")
    answer(phone, page.number or None)
    page = press_continue(anns)

    assert page.heading == "Let that screen sign in as you?"
    assert page.fields["letters"] == television.told["user_code"][:9]
    assert television.hears() == "authorization_pending"


def test_an_answer_of_whoever_is_signed_out_meanwhile_is_none(
    television: Television, anns: Client, ann: User
) -> None:
    page = television.scanned(anns)
    anns.post(reverse("signin:sign_out"))

    page = send(anns, page, "number", answer="let_in", number=television.number)
    send(anns, page, "username", username=ann.username)
    page = write_password(anns)

    assert page.heading == "Sign in on another screen"
    assert television.hears() == "authorization_pending"


def test_what_the_organisation_requires_for_the_application_is_asked_before_anything_is_shown(
    television: Television, anns: Client, ann: User, phone: SigningPhone
) -> None:  # E10
    rule = {"application": television.party.application.key, "strength": "passwordless", "state": "on"}
    set_part(ann.tenant, "strengths", applications=[rule])

    weak = television.scanned(anns)
    sent = posted(
        anns,
        television.party,
        letters=television.told["user_code"],
        number=television.number,
        answer="let_in",
    )
    assert (weak.status, sent.status) == (403, 403)
    assert television.hears() == "authorization_pending"

    strong = television.let_in(signed_in(ann, PHONE_PROOF, device=account_of(ann)))

    assert strong.heading == "Go on at the other screen"
    assert television.party.verified(television.asks().json()["id_token"])["acr"] == "passwordless"


def test_whoever_may_not_use_the_application_lets_nothing_in(
    nordljus: Tenant, anns: Client, ann: User
) -> None:
    pilots = make_group(nordljus, "Pilots")
    television = turned_on(make_television(nordljus, is_for_everybody=False, groups=[pilots]))

    page = television.scanned(anns)
    sent = posted(
        anns,
        television.party,
        letters=television.told["user_code"],
        number=television.number,
        answer="let_in",
    )

    assert page.heading == sent.heading == "You cannot use this application"
    assert AuditEvent.objects.filter(tag="user:application:refused").count() == 1
    assert television.hears() == "authorization_pending"
    pilots.members.add(ann)
    assert television.let_in(anns).heading == "Go on at the other screen"


def test_an_application_of_others_says_what_it_learns_and_letting_it_in_allows_that(
    nordljus: Tenant, anns: Client, ann: User
) -> None:  # G05
    television = turned_on(make_television(nordljus, is_own=False, may_stay=False))

    page = television.scanned(anns)
    assert "Your mail address" in page.text
    assert "All this also while you are not there" not in page.text
    assert not Consent.objects.exists()
    television.let_in(anns)

    assert television.asks().status_code == 200
    [said] = Consent.objects.filter(user=ann)
    assert set(said.scopes) == {"openid", "profile", "email", "groups"}


def test_t20_an_application_of_others_that_was_taken_back_no_longer_may_know_its_person(
    nordljus: Tenant, anns: Client, ann: User
) -> None:  # G05
    party = make_television(nordljus, is_own=False)
    first, second = turned_on(party), turned_on(party)
    pages = [television.let_in(anns) for television in (first, second)]

    send(anns, pages[0], "letters", answer="take_back")
    while_another_is_let_in = Consent.objects.filter(user=ann).exists()
    send(anns, pages[1], "letters", answer="take_back")

    assert while_another_is_let_in
    assert not Consent.objects.filter(user=ann).exists()


def test_one_of_the_organisations_own_asks_nobody_what_it_may_learn(
    television: Television, anns: Client
) -> None:
    assert "it learns" not in television.scanned(anns).text
    television.let_in(anns)

    assert not Consent.objects.exists()


def test_t09_somebody_of_another_organisation_is_told_which_account_is_needed(television: Television) -> None:
    bo = make_person(make_tenant("globex"), "bo")
    client = signed_in(bo, PASSWORD_PROOF)
    theirs = make_television(bo.tenant)

    page = television.scanned(client)
    at_theirs = open_address(client, television.picture.replace("nordljus", "globex"))
    sent = posted(
        client,
        television.party,
        letters=television.told["user_code"],
        number=television.number,
        answer="let_in",
    )

    assert (page.status, page.heading) == (403, "Another account is needed")
    assert sent.status == 403
    assert "No screen waits with this code" in at_theirs.text
    assert theirs.application != television.party.application
    forget_tries()
    assert television.hears() == "authorization_pending"


def test_t28_another_sites_form_answers_nothing(television: Television, ann: User) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    strict = browser(strict=True)
    strict.cookies = client.cookies

    sent = strict.post(
        television.party.address("device"),
        {"letters": television.told["user_code"], "number": television.number, "answer": "let_in"},
        headers={"Origin": "https://evil.example"},
    )

    assert sent.status_code == 403
    assert television.hears() == "authorization_pending"
