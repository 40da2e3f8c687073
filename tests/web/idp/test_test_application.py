"""The test application asks for what is required of it; what a sign-in meets when that changes meanwhile (E10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.signin.browser.settings import KEY
from accounts.tenants.models import Tenant
from tests.support.pages import Page, browser, is_signed_in, read, write_password, write_username
from tests.support.passes import make_pass, use_passes, write_pass
from tests.support.people import change_policy, make_group, make_person, make_tenant, set_part
from tests.support.proving import PROVE, Everything, have_everything, walk

HERE = "/test-application/"
STRONGER = "/sign-in/stronger/"
OPEN = "The test application is open"
LONGEST_WAY = ("password", "authenticator_code")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=list(PROVE))


@pytest.fixture
def ann(nordljus: Tenant) -> Everything:
    return have_everything(nordljus)


def require(tenant: Tenant, strength: str, state: str = "on", application: str = "test_application") -> None:
    rule = {"application": application, "strength": strength, "state": state}
    set_part(tenant, "strengths", applications=[rule])


def signed_in_by(person: Everything, *path: str) -> Client:
    """A browser in which they signed in by these ways; several, while two steps are asked."""
    client = browser()
    change_policy(person.user.tenant, two_step=len(path) > 1)
    walk(person, client, path)
    change_policy(person.user.tenant, two_step=False)
    return client


def opened(client: Client) -> Page:
    return read(client.get(HERE))


def sign_ins() -> list[dict[str, Any]]:
    events = AuditEvent.objects.filter(tag="user:sign_in:succeeded").order_by("pk")
    return [event.details for event in events]


def test_where_nothing_is_required_whoever_is_signed_in_opens_it(ann: Everything) -> None:
    page = opened(signed_in_by(ann, "password"))

    assert page.heading == OPEN
    assert "Nothing more than to be signed in" in page.text


def test_a_stranger_signs_in_and_comes_back(ann: Everything) -> None:
    client = browser()
    asked = read(client.get(HERE, follow=True))

    assert asked.address == "/sign-in/"
    assert "Test application" in asked.text


@pytest.mark.parametrize(
    ("strength", "opens", "stays_shut"),
    [
        ("two_step", [("phone",), ("passkey",), LONGEST_WAY], [("password",)]),
        ("passwordless", [("phone",), ("passkey",)], [("password",), LONGEST_WAY]),
        ("phishing_resistant", [("passkey",)], [("password",), ("phone",), LONGEST_WAY]),
    ],
)
def test_it_opens_by_what_is_as_strong_and_by_nothing_else(
    ann: Everything,
    nordljus: Tenant,
    strength: str,
    opens: list[tuple[str, ...]],
    stays_shut: list[tuple[str, ...]],
) -> None:  # E10
    require(nordljus, strength)

    assert [opened(signed_in_by(ann, *path)).status for path in opens] == [200] * len(opens)
    assert [opened(signed_in_by(ann, *path)).status for path in stays_shut] == [403] * len(stays_shut)


def test_what_is_asked_is_said_and_the_way_that_leads_there_is_asked_for(
    ann: Everything, nordljus: Tenant
) -> None:  # E10
    require(nordljus, "phishing_resistant")
    client = signed_in_by(ann, "phone")

    page = opened(client)
    assert page.status == 403
    assert "This needs a way that no fake site can ask for, such as a passkey." in page.text

    form = next(one for one in page.forms if one.action == STRONGER)
    asked = read(client.post(STRONGER, form.fields, follow=True))
    others = read(client.get("/sign-in/choose-method/"))

    assert asked.address == "/sign-in/passkey/"
    assert "Handslag app" not in others.text, "it would not be enough"
    assert "Password" not in others.text


def test_a_set_of_their_own_is_met_by_its_ways_together(ann: Everything, nordljus: Tenant) -> None:  # E10
    set_part(
        nordljus,
        "strengths",
        sets=[{"key": "ab", "name": "Night shift", "any_of": [["authenticator_code", "password"]]}],
        applications=[{"application": "test_application", "strength": "ab", "state": "on"}],
    )

    shut = opened(signed_in_by(ann, "phone"))

    assert shut.status == 403
    assert "This needs Password and Authenticator code." in shut.text
    assert opened(signed_in_by(ann, *LONGEST_WAY)).heading == OPEN


def test_members_of_a_group_are_asked_whatever_they_sign_in_to(ann: Everything, nordljus: Tenant) -> None:
    # E10
    crew = make_group(nordljus, "Crew", ann.user)
    set_part(
        nordljus, "strengths", groups=[{"strength": "passwordless", "state": "on", "include": [crew.pk]}]
    )
    client, others = browser(), browser()
    bo = make_person(nordljus, "bo")

    write_username(client, ann.user.username)
    page = write_password(client)
    write_username(others, bo.username)
    write_password(others)

    assert not is_signed_in(client)
    assert page.address in {"/sign-in/phone/", "/sign-in/passkey/"}
    assert is_signed_in(others)


def test_a_browser_that_remembers_a_second_step_is_asked_for_the_strength_all_the_same(
    ann: Everything, nordljus: Tenant
) -> None:  # E10, A19
    set_part(nordljus, KEY, skip_days=30)
    change_policy(nordljus, two_step=True)
    client = browser()
    write_username(client, ann.user.username)
    write_password(client)
    code = {"code": ann.authenticator.code(), "dont_ask_again": "yes"}
    client.post(reverse("authenticator_codes:code"), code)
    client.post("/sign-out/")
    write_username(client, ann.user.username)
    remembered = write_password(client).heading
    client.post("/sign-out/")

    set_part(nordljus, "strengths", groups=[{"strength": "two_step", "state": "on"}])
    write_username(client, ann.user.username)
    write_password(client)

    assert remembered == "You are signed in"
    assert not is_signed_in(client)


def test_a_policy_that_changes_in_the_middle_is_met_at_the_next_step(
    ann: Everything, nordljus: Tenant
) -> None:  # T08
    client = browser()
    read(client.get(HERE, follow=True))
    wish = client.get(HERE).headers["Location"].partition("wish=")[2]
    write_username(client, ann.user.username, wish=unquote(wish))

    require(nordljus, "phishing_resistant")
    page = write_password(client)

    assert page.address == "/sign-in/passkey/"
    assert not is_signed_in(client)


def test_what_is_required_of_a_group_in_the_middle_is_met_at_the_next_step(
    ann: Everything, nordljus: Tenant
) -> None:  # T08
    client = browser()
    write_username(client, ann.user.username)

    set_part(nordljus, "strengths", groups=[{"strength": "phishing_resistant", "state": "on"}])
    page = write_password(client)

    assert page.address == "/sign-in/passkey/"
    assert not is_signed_in(client)


def test_it_closes_to_whoever_is_in_as_soon_as_more_is_required(ann: Everything, nordljus: Tenant) -> None:
    # E19
    client = signed_in_by(ann, "phone")
    before = opened(client).status

    require(nordljus, "phishing_resistant")

    assert (before, opened(client).status) == (200, 403)


def test_security_info_asks_for_what_is_required_there(ann: Everything, nordljus: Tenant) -> None:  # E10
    require(nordljus, "phishing_resistant", application="security_info")

    weak = read(signed_in_by(ann, "phone").get("/security-info/"))
    strong = read(signed_in_by(ann, "passkey").get("/security-info/"))

    assert (weak.status, strong.status) == (403, 200)


def test_whoever_has_nothing_strong_enough_for_security_info_adds_it_by_a_pass(nordljus: Tenant) -> None:
    # E10, E05
    require(nordljus, "phishing_resistant", application="security_info")
    use_passes(nordljus)
    bo = make_person(nordljus, "bo")
    client, helped = browser(), browser()
    write_username(client, bo.username)
    write_password(client)

    page = read(client.get("/security-info/"))
    write_username(helped, bo.username)
    write_pass(helped, make_pass(bo))

    assert page.status == 403
    assert "Go to Security info" not in page.links, "nothing can be added there"
    assert "one-time link" in page.text
    assert helped.get("/security-info/add/").status_code == 200


def test_what_is_only_reported_asks_nobody_and_is_written_down(ann: Everything, nordljus: Tenant) -> None:
    # E15
    set_part(
        nordljus,
        "strengths",
        groups=[
            {"strength": "phishing_resistant", "state": "reported"},
            {"strength": "two_step", "state": "reported"},
        ],
    )
    signed_in_by(ann, "phone")
    client = browser()
    write_username(client, make_person(nordljus, "bo").username)
    write_password(client)

    by_phone, by_password = sign_ins()

    assert is_signed_in(client)
    assert by_phone["reported"] == ["phishing_resistant@everybody/asked", "two_step@everybody/met"]
    assert by_password["reported"] == ["phishing_resistant@everybody/refused", "two_step@everybody/refused"]
    assert by_phone["needed"] == ["one_step"]


def test_the_log_says_which_strength_was_asked(ann: Everything, nordljus: Tenant) -> None:  # E12
    set_part(nordljus, "strengths", groups=[{"strength": "two_step", "state": "on"}])

    walk(ann, browser(), LONGEST_WAY)

    [said] = sign_ins()
    assert said["needed"] == ["two_step@everybody"]
    assert "not_the_strength" in said["lacked"]


def test_where_nothing_is_reported_nothing_is_written_down(ann: Everything) -> None:  # E15
    signed_in_by(ann, "phone")

    assert "reported" not in sign_ins()[0]
