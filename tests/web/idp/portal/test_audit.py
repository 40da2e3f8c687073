"""The audit log in the portal: read only, newest first, in words, without counting it all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.events import declared_kinds
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.policy.events import CHANGED as POLICY_CHANGED
from accounts.signin.events import SIGNED_IN
from accounts.users.events import SESSIONS_ENDED
from accounts.ways.password.events import PASSWORD_SET
from devices.challenge_keys.services import ROTATED
from devices.phones.events import BOUND
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn


def test_newest_first_in_words_with_person_and_details(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    record(SIGNED_IN, tenant=nordljus.tenant, subject=nordljus.member, browser="Firefox (Linux)")
    record(POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin, changed={"phone.digits": [2, 6]})

    page = browser.get("/portal/audit/").content.decode()

    assert page.index("Policy changed") < page.index("Signed in")
    for text in (
        "tenant:policy:changed",
        "Phone sign-in: digits: Two digits → Six digits, always typed",
        "Firefox (Linux)",
        "ann@nordljus.example",
    ):
        assert text in page


def test_details_are_readable_in_each_language(nordljus: Organisation, sign_in: SignIn) -> None:
    record(
        SIGNED_IN,
        tenant=nordljus.tenant,
        subject=nordljus.member,
        methods=["password", "phone"],
        acr="two_step",
        kind="second_step",
    )
    record(SESSIONS_ENDED, tenant=nordljus.tenant, subject=nordljus.member, why="phone_lost")
    record(
        POLICY_CHANGED,
        tenant=nordljus.tenant,
        actor=nordljus.admin,
        changed={
            "phone.for": ["off", "groups"],
            "password.exclude": [["Crew"], ["Visitors"]],
            "two_step": [False, True],
        },
    )
    browser = sign_in(nordljus.admin)

    page = browser.get("/portal/audit/").content.decode()
    swedish = browser.get("/portal/audit/", headers={"Accept-Language": "sv"}).content.decode()

    for text in (
        "by: Password, Handslag app",
        "strength: two steps",
        "kind: second step",
        "because: a phone was lost",
        "Phone sign-in: off → for chosen groups",
        "Passwords: not for groups: Crew → Visitors",
        "two-step verification: No → Yes",
    ):
        assert text in page
        assert text not in swedish


def test_a_detail_without_words_is_shown_as_it_stands(nordljus: Organisation, sign_in: SignIn) -> None:
    record(BOUND, tenant=nordljus.tenant, subject=nordljus.member, whatever="<b>", why="else")

    page = sign_in(nordljus.admin).get("/portal/audit/").content.decode()

    assert "whatever: &lt;b&gt;" in page
    assert "because: else" in page


def test_it_is_found_by_kind_and_by_person(nordljus: Organisation, sign_in: SignIn) -> None:
    record(SIGNED_IN, tenant=nordljus.tenant, subject=make_person(nordljus.tenant, "bo"))
    browser = sign_in(nordljus.admin)

    by_kind = browser.get("/portal/audit/?kind=user:phone").content.decode()
    by_person = browser.get("/portal/audit/?q=BO@nordljus.example").content.decode()

    assert "user:phone:bound" in by_kind
    assert "user:sign_in:succeeded" not in by_kind
    assert "user:sign_in:succeeded" in by_person
    assert "user:phone:bound" not in by_person


def test_one_line_of_the_filter_stands_for_the_whole_organisation(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    record(POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin)
    record(ROTATED, tenant=nordljus.tenant, actor=nordljus.admin)
    record(BOUND, tenant=nordljus.tenant, subject=nordljus.member)

    page = sign_in(nordljus.admin).get("/portal/audit/?kind=tenant:").content.decode()

    assert "tenant:policy:changed" in page
    assert "tenant:challenge_key:rotated" in page
    assert "user:phone:bound" not in page


def test_every_declared_kind_can_be_chosen(nordljus: Organisation, sign_in: SignIn) -> None:
    record(BOUND, tenant=nordljus.tenant, subject=nordljus.member)

    page = sign_in(nordljus.admin).get("/portal/audit/").content.decode()

    assert [kind.key for kind in declared_kinds() if f'value="{kind.key}"' not in page] == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_cannot_be_written(nordljus: Organisation, sign_in: SignIn, method: str) -> None:
    event = record(BOUND, tenant=nordljus.tenant, subject=nordljus.member)
    browser = sign_in(nordljus.admin)

    for address in ("add/", f"{event.pk}/change/", f"{event.pk}/delete/", f"{event.pk}/history/"):
        assert getattr(browser, method)(f"/portal/audit/{address}").status_code == 404

    assert AuditEvent.objects.filter(pk=event.pk, tag="user:phone:bound").exists()


def test_pages_go_on_without_counting_the_whole_log(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    for _ in range(120):
        record(PASSWORD_SET, tenant=nordljus.tenant, subject=nordljus.member)

    with CaptureQueriesContext(connection):
        first = browser.get("/portal/audit/").content.decode()
        counts = [q["sql"] for q in connection.queries if "COUNT(" in q["sql"] and "auditevent" in q["sql"]]
    third = browser.get("/portal/audit/?p=3").content.decode()

    assert counts
    assert all(sql.endswith('ORDER BY "accounts_auditevent"."id" DESC LIMIT 51) subquery') for sql in counts)
    assert "?p=2" in first
    assert third.count("user:password:set") == 20
    assert browser.get("/portal/audit/?p=99999999999").status_code in (200, 302)
