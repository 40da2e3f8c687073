"""Recovery codes as a second step (D05, F02, F05, T12, T15, T22)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.need import Need
from accounts.signin import offers
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes import services
from devices.otp.method import PROOF as APP_PROOF
from tests.support.authenticators import authenticator_of
from tests.support.pages import (
    Page,
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person, turn_off
from tests.support.phones import phone_of
from tests.support.recovery import CODE, paper_of
from tests.support.sessions import proof_of


def give(client: Client, code: str) -> Page:
    return read(client.post(CODE, {"code": code}, follow=True))


def told(user: User) -> list[tuple[str, int]]:
    """What was written down of the codes' use, the earliest first."""
    used = AuditEvent.objects.filter(subject=user, details__has_key="unused").order_by("pk")
    return [(event.tag.rpartition(":")[2], event.details["unused"]) for event in used]


def test_after_the_password_a_code_signs_in_with_two_steps(
    asked: Client, ann: User, paper: list[str]
) -> None:  # F02, F05, T22
    page = give(asked, paper[3])

    assert page.address == "/signed-in/"
    assert "You have 9 recovery codes left" in page.text
    proof = proof_of(asked)
    assert (proof.methods, proof.acr) == (("password", "recovery_code"), "two_step")
    assert set(proof.amr) == {"pwd", "otp", "mfa"}
    assert told(ann) == [("used", 9)]


def test_a_code_works_once_and_the_others_go_on_working(
    asked: Client, ann: User, paper: list[str]
) -> None:  # D05, T10
    give(asked, paper[0])
    other = browser()
    write_username(other, ann.username)
    write_password(other)

    page = give(other, paper[0])
    assert (page.status, "it was used before" in page.text) == (400, True)
    assert not is_signed_in(other)
    refused = AuditEvent.objects.get(tag="user:sign_in:refused", subject=ann)
    assert refused.details["reason"] == "wrong_recovery_code"

    assert give(other, paper[1]).address == "/signed-in/"


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), "\u00a0{} ".format])
def test_it_may_be_typed_in_any_case_and_grouping(typed: object, asked: Client, paper: list[str]) -> None:
    assert callable(typed)

    assert give(asked, typed(paper[0])).address == "/signed-in/"


@pytest.mark.parametrize("wrong", ["", "BCDF", "BCDF-GHJK-MNPR", "x" * 300, "\0", "''--"])
def test_anything_else_is_refused_in_words(wrong: str, asked: Client) -> None:
    page = give(asked, wrong)

    assert (page.status, page.heading) == (400, "Recovery code")
    assert not is_signed_in(asked)


def test_somebody_elses_code_is_none(asked: Client, nordljus: Tenant) -> None:  # T09
    theirs = paper_of(make_person(nordljus, "bo"))

    assert give(asked, theirs[0]).status == 400
    assert not is_signed_in(asked)


def test_when_few_are_left_and_when_none_is_one_is_told_and_none_is_asked_for_any_more(
    ann: User, paper: list[str]
) -> None:  # D05
    for code in paper[:6]:
        assert services.take(ann, code)
    change_policy(ann.tenant, two_step=True)
    client = browser()
    sign_in_by_password(client, ann)

    page = give(client, paper[6])
    assert "You have 3 recovery codes left. Make new ones at Security info." in page.text
    for code in paper[7:]:
        assert services.take(ann, code)

    assert told(ann)[6:] == [
        ("used", 3),
        ("few_left", 3),
        ("used", 2),
        ("used", 1),
        ("used", 0),
        ("few_left", 0),
    ]
    listed = read(client.get("/security-info/")).text
    assert "0 codes left" in listed
    assert "All of them are used" in listed
    write_username(client, ann.username)
    assert "one more step than this account has" in write_password(client).text


def test_tries_are_counted_before_anything_is_verified(
    asked: Client, ann: User, paper: list[str]
) -> None:  # T15
    for _ in range(10):
        assert give(asked, "BCDF-GHJK-MNPR").status == 400

    page = give(asked, paper[0])

    assert (page.status, is_signed_in(asked)) == (429, False)
    assert services.unused_of(ann).count() == 10


def test_before_anything_is_proven_nobody_is_asked(ann: User, paper: list[str]) -> None:  # A18, T12, T22
    for username in (ann.username, "nobody@nordljus.example"):
        client = browser()
        write_username(client, username)

        assert give(client, paper[0]).status == 403
        assert client.get(CODE).status_code == 403
        assert not is_signed_in(client)
    assert services.unused_of(ann).count() == 10


def test_a_code_alone_is_no_way_in(ann: User, asked: Client, paper: list[str]) -> None:  # T22
    assert browser().post(CODE, {"code": paper[0]}).status_code == 409
    assert services.unused_of(ann).count() == 10


@pytest.mark.parametrize("gone", ["policy", "removed", "made anew"])
def test_what_is_gone_meanwhile_is_not_taken(
    gone: str, asked: Client, ann: User, paper: list[str]
) -> None:  # E19, T08
    if gone == "policy":
        turn_off(ann.tenant, "recovery_code")
    elif gone == "removed":
        codes = services.codes_of(ann)
        assert codes
        services.remove(codes, actor=None)
    else:
        paper_of(ann)

    assert give(asked, paper[0]).status in {400, 403}
    assert not is_signed_in(asked)


def test_what_old_codes_have_proven_counts_no_more_when_there_are_new_ones(
    asked: Client, ann: User, paper: list[str]
) -> None:  # T08, T37
    give(asked, paper[0])
    proofs = proof_of(asked).proofs
    assert offers.judge(Need(factors=2), ann, proofs).is_enough

    paper_of(ann)

    assert not offers.judge(Need(factors=2), ann, proofs).is_enough


def test_two_things_that_one_holds_are_one_factor(ann: User, paper: list[str]) -> None:  # T12, T22
    _, app = authenticator_of(ann)
    codes = services.codes_of(ann)
    assert codes
    phone_of(ann)
    client = browser()
    change_policy(ann.tenant, two_step=True)
    sign_in_by_password(client, ann)
    read(client.post("/sign-in/choose-method/", {"method": "recovery_code"}, follow=True))
    give(client, paper[0])
    password, recovery = proof_of(client).proofs
    by_app = APP_PROOF.__class__(**{**vars(APP_PROOF), "by": app.persistent_id})

    assert not offers.judge(Need(factors=2), ann, [recovery, by_app]).is_enough
    assert not offers.judge(Need(is_phishing_resistant=True), ann, [password, recovery]).is_enough
    assert not offers.judge(Need(method="phone"), ann, [password, recovery]).is_enough
    assert offers.judge(Need(factors=2), ann, [password, recovery]).is_enough


def test_with_a_phone_that_is_away_it_is_a_link_away(ann: User, paper: list[str]) -> None:  # F02, F05
    change_policy(ann.tenant, two_step=True)
    phone_of(ann)
    client = browser()
    sign_in_by_password(client, ann)

    page = read(client.get("/sign-in/choose-method/"))

    assert "Ten codes that you print and keep" in page.text
    assert (
        read(client.post("/sign-in/choose-method/", {"method": "recovery_code"}, follow=True)).address == CODE
    )
    assert give(client, paper[0]).address == "/signed-in/"
