"""A person's page: how they stand and what to do, what they have, where they are, what happened, and the acts (E04)."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.alerts.models import Alert
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from devices.approvals.reporting.floods import FLOOD
from idp.portal.people.page import context_of
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.people import make_person
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation, SignIn


def address(person: User) -> str:
    return f"/portal/users/{person.pk}/change/"


def test_it_tells_what_there_is_of_them_on_one_page(nordljus: Organisation, sign_in: SignIn) -> None:  # E04
    sign_in_by_password(browser(), nordljus.member)

    page = read(sign_in(nordljus.admin).get(address(nordljus.member)))

    assert page.heading.startswith("Ann")
    for words in (
        "May sign in",
        "Phone of ann@nordljus.example",
        "Where they are signed in",
        "Browsers that know them",
        "Firefox",
        "Sign-ins lately",
        "Password : accepted",
        "Changes lately",
        "Phone added",
        "Change the username",
    ):
        assert words in page.text


def test_whoever_is_locked_out_is_said_so_and_what_to_do(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E16
    guesses = Guesses(method="password", username=nordljus.member.username)
    for _n in range(guesses.tries):
        guesses.count()

    page = read(sign_in(nordljus.admin).get(address(nordljus.member)))

    assert "Locked out" in page.text
    assert "After too many wrong tries nothing is taken for a while: Password." in page.text
    assert "unlock below" in page.text


def test_only_acts_that_can_be_done_and_are_theirs_to_do_are_shown(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E03
    helpdesk = make_person(nordljus.tenant, "help", role=User.Role.HELPDESK)

    by_admin = sign_in(nordljus.admin).get(address(nordljus.member)).content.decode()
    by_helpdesk = sign_in(helpdesk).get(address(nordljus.member)).content.decode()

    assert "/act/disable/" in by_admin
    assert "/act/enable/" not in by_admin
    assert "/act/require-re-registration/" in by_helpdesk
    assert "/act/disable/" not in by_helpdesk
    assert "/rename/" not in by_helpdesk
    assert "Sign-ins lately" in by_helpdesk
    assert "Changes lately" not in by_helpdesk
    assert "/portal/audit/" not in by_helpdesk


def test_no_secret_of_theirs_is_on_it(nordljus: Organisation, sign_in: SignIn) -> None:  # T23
    page = sign_in(nordljus.admin).get(address(nordljus.member)).content.decode()

    person = User.objects.get(pk=nordljus.member.pk)
    digests = [one.browser_digest for one in person.known_browsers.all()]
    for secret in (person.password, nordljus.phone.phone_id, *digests):
        assert str(secret) not in page


def test_it_asks_as_much_however_much_happened(nordljus: Organisation, sign_in: SignIn) -> None:
    client = sign_in(nordljus.admin)
    sign_in_by_password(browser(), nordljus.member)
    client.get(address(nordljus.member))

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            client.get(address(nordljus.member))
        return len(questions)

    few = asked()
    for _n in range(4):
        sign_in_by_password(browser(), nordljus.member)
        signed_in(nordljus.member, PASSWORD_PROOF)
    assert asked() == few


def test_e03_whoever_sees_no_alerts_is_shown_none(nordljus: Organisation) -> None:
    alert = Alert.objects.create(
        kind=FLOOD.key, about="1", tenant=nordljus.tenant, user=nordljus.member, raised_at=clock.now()
    )

    shown = context_of(make_person(nordljus.tenant, "bo"), nordljus.member)

    assert context_of(nordljus.admin, nordljus.member)["alert"] == alert
    assert (shown["alert"], shown["secured"]) == (None, None)
