"""What is done to a person: each act asks first, says what will happen, is written down, and is told (E04)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent
from accounts.users import services
from accounts.users.leaving import services as leaving
from accounts.users.models import User
from accounts.ways.one_time_link import inviting
from idp.portal.people.acts import BY_KEY
from tests.support.letters import carry_letters
from tests.support.pages import is_signed_in, read
from tests.support.people import make_person
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation, SignIn

Before = Callable[[User, User], object]


def nothing(_person: User, _admin: User) -> None:
    """They are as they are."""


def new(person: User, _admin: User) -> None:
    User.objects.filter(pk=person.pk).update(last_login=None)


def invited(person: User, admin: User) -> None:
    new(person, admin)
    inviting.invite(person, actor=admin)


# Of each act: what comes before it, the event that it leaves, and whether its person is told by that.
ACTS: dict[str, tuple[Before, str, bool]] = {
    "require-re-registration": (nothing, "user:securing:reregistration_required", True),
    "block": (nothing, "user:account:blocked", True),
    "invite": (new, "user:one_time_link:invited", False),
    "withdraw-invitation": (invited, "user:one_time_link:invitation_withdrawn", False),
    "disable": (nothing, "user:account:disabled", False),
    "enable": (
        lambda person, admin: services.disable(person, actor=admin),
        "user:account:enabled",
        True,
    ),
    "delete": (nothing, "user:leaving:deleted", True),
    "restore": (lambda person, admin: leaving.leave(person, actor=admin), "user:leaving:restored", True),
}


def address(person: User, key: str) -> str:
    return f"/portal/users/{person.pk}/act/{key}/"


def test_every_act_of_the_table_is_tried_here() -> None:
    assert ACTS.keys() | {"end-sessions"} == BY_KEY.keys()


@pytest.mark.parametrize("key", ACTS)
def test_an_act_asks_first_then_is_done_written_down_and_told(
    nordljus: Organisation, sign_in: SignIn, key: str
) -> None:  # E04, T23
    before, tag, is_told = ACTS[key]
    before(nordljus.member, nordljus.admin)
    browser = sign_in(nordljus.admin)
    carry_letters()

    asked = read(browser.get(address(nordljus.member, key)))
    assert nordljus.member.username in asked.heading
    assert not AuditEvent.objects.filter(tag=tag).exists()
    done = read(browser.post(address(nordljus.member, key), follow=True))

    event = AuditEvent.objects.get(tag=tag)
    assert (event.subject_id, event.actor) == (nordljus.member.pk, nordljus.admin)
    assert str(BY_KEY[key].done) % {"who": nordljus.member.username} in done.text
    told = [letter.to for letter in carry_letters() if nordljus.admin.username in letter.body]
    assert told == ([[nordljus.member.mail_address]] if is_told else [])


@pytest.mark.parametrize("key", BY_KEY)
def test_nobody_of_another_organisation_is_reached(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, key: str
) -> None:  # T23, T09
    browser = sign_in(nordljus.admin)

    refused = browser.post(address(fjordbank.member, key))

    assert refused.status_code == 404
    assert not AuditEvent.objects.filter(actor=nordljus.admin, subject=fjordbank.member).exists()


def test_where_it_cannot_be_done_it_says_why_and_leads_back(nordljus: Organisation, sign_in: SignIn) -> None:
    page = read(sign_in(nordljus.admin).post(address(nordljus.member, "enable"), follow=True))

    assert "They are enabled already." in page.text
    assert page.address == f"/portal/users/{nordljus.member.pk}/change/"


def test_an_act_that_nobody_knows_is_not_there(nordljus: Organisation, sign_in: SignIn) -> None:
    assert sign_in(nordljus.admin).get(address(nordljus.member, "promote")).status_code == 404


def test_blocking_ends_what_was_and_the_page_says_who_did_it(nordljus: Organisation, sign_in: SignIn) -> None:
    their_browser, browser = signed_in(nordljus.member, PASSWORD_PROOF), sign_in(nordljus.admin)

    page = read(browser.post(address(nordljus.member, "block"), follow=True))

    assert not is_signed_in(their_browser)
    assert "An admin blocked their sign-in." in page.text
    browser.post(f"/portal/users/{nordljus.member.pk}/release/")
    assert User.objects.get(pk=nordljus.member.pk).blocked_at is None


def test_whoever_registers_anew_keeps_the_password_alone(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E04
    their_browser, browser = signed_in(nordljus.member, PASSWORD_PROOF), sign_in(nordljus.admin)

    page = read(browser.post(address(nordljus.member, "require-re-registration"), follow=True))

    person = User.objects.get(pk=nordljus.member.pk)
    nordljus.phone.refresh_from_db()
    assert not is_signed_in(their_browser)
    assert person.has_usable_password()
    assert nordljus.phone.state == "suspended"
    assert not person.known_browsers.exists()
    assert "They set up their ways to sign in anew." in page.text
    assert "Bring back" in page.text, "what turns out to be theirs"


def test_a_helpdesk_does_its_acts_to_members_and_to_nobody_else(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E03, T23
    helpdesk = make_person(nordljus.tenant, "help", role=User.Role.HELPDESK)
    reader = make_person(nordljus.tenant, "reader", role=User.Role.READER)
    browser = sign_in(helpdesk)

    answers = {
        (person.username, key): browser.post(address(person, key)).status_code
        for person in (nordljus.member, reader, nordljus.admin)
        for key in ("block", "delete")
    }

    assert answers == {
        (nordljus.member.username, "block"): 302,
        (nordljus.member.username, "delete"): 403,
        (reader.username, "block"): 403,
        (reader.username, "delete"): 403,
        (nordljus.admin.username, "block"): 403,
        (nordljus.admin.username, "delete"): 403,
    }
