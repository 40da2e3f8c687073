"""The audit log in the portal: read only, newest first, in words, without counting it all."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import clock
from accounts.audit.events import declared_kinds
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.policy.events import CHANGED as POLICY_CHANGED
from accounts.signin.events import SIGNED_IN
from accounts.users.events import SESSIONS_ENDED
from accounts.ways.password.events import PASSWORD_SET
from devices.challenge_keys.services import ROTATED
from devices.phones.events import BOUND
from idp.portal.logs.audit import asked
from idp.portal.logs.filters import ON_A_PAGE
from tests.support.clock import travel
from tests.support.kept_log import seal_all
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn


def test_newest_first_in_words_with_person_and_details(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    record(SIGNED_IN, tenant=nordljus.tenant, subject=nordljus.member, browser="Firefox (Linux)")
    record(POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin, changed={"phone.digits": [2, 6]})

    page = browser.get("/portal/audit/").content.decode()

    assert page.index("Policy changed") < page.index("Signed in")
    assert "tenant:policy:changed" not in page
    for text in (
        "Phone sign-in: digits: Two digits → Six digits, always typed",
        "Firefox on Linux",
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
        "with: Password, Handslag app",
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

    by_kind = rows_of(browser, "?kind=user:phone")
    by_person = rows_of(browser, "?q=BO@nordljus.example")

    assert "user:phone:bound" in by_kind
    assert "user:sign_in:succeeded" not in by_kind
    assert by_person == {"user:sign_in:succeeded"}


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "not sealed yet"])
def test_it_is_found_by_who_did_it_and_when(
    nordljus: Organisation, sign_in: SignIn, *, is_sealed: bool
) -> None:  # E13
    browser = sign_in(nordljus.admin)
    now = clock.now()
    with travel(now - timedelta(days=3)):
        record(PASSWORD_SET, tenant=nordljus.tenant, subject=nordljus.member, actor=nordljus.admin)
    record(POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin)
    if is_sealed:
        seal_all()

    by_admin = rows_of(browser, f"?by={nordljus.admin.username}&kind=user:password")
    until = rows_of(browser, f"?until={now - timedelta(days=2):%Y-%m-%dT%H:%M}")
    since = rows_of(browser, f"?since={now - timedelta(days=2):%Y-%m-%dT%H:%M}")

    assert by_admin == until == {"user:password:set"}
    assert "tenant:policy:changed" in since
    assert "user:password:set" not in since


@pytest.mark.parametrize("sealed", [0, 25, 40])
def test_a_moment_is_found_among_the_numbers_of_events_whether_they_are_sealed_or_not(
    nordljus: Organisation, monkeypatch: pytest.MonkeyPatch, sealed: int
) -> None:
    monkeypatch.setattr(asked, "MOST_OUT_OF_ORDER", 1)
    now, events = clock.now(), []
    for hours in range(1, 41):
        with travel(now + timedelta(hours=hours)):
            record(POLICY_CHANGED, tenant=nordljus.tenant)
        events.append(AuditEvent.objects.latest("pk"))
        if len(events) == sealed:
            seal_all()

    for event in events[sealed:]:
        first, last = asked.numbers_of(event.at)
        assert first <= event.pk <= last
        assert last - first <= 4
    for event in events[:sealed]:
        assert (
            asked.numbers_of(event.at)[0]
            <= event.pk
            <= asked.numbers_of(event.at)[1]
            <= events[sealed - 1].pk + 1
        )


def test_one_line_of_the_filter_stands_for_the_whole_organisation(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    record(POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin)
    record(ROTATED, tenant=nordljus.tenant, actor=nordljus.admin)
    record(BOUND, tenant=nordljus.tenant, subject=nordljus.member)

    shown = rows_of(sign_in(nordljus.admin), "?kind=tenant:")

    assert {"tenant:policy:changed", "tenant:challenge_key:rotated"} <= shown
    assert "user:phone:bound" not in shown


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


def test_pages_follow_on_each_other_without_counting(nordljus: Organisation, sign_in: SignIn) -> None:  # E13
    browser = sign_in(nordljus.admin)
    made = [
        record(PASSWORD_SET, tenant=nordljus.tenant, subject=nordljus.member).pk for _ in range(ON_A_PAGE + 3)
    ]

    with CaptureQueriesContext(connection) as asked:
        first = browser.get("/portal/audit/?kind=user:password").content.decode()
    (older,) = re.findall(r'href="\?([^"]*before=[^"]*)"', first)
    record(PASSWORD_SET, tenant=nordljus.tenant, subject=nordljus.member)
    second = browser.get(f"/portal/audit/?{older.replace('&amp;', '&')}").content.decode()

    assert [
        q["sql"] for q in asked.captured_queries if "COUNT(" in q["sql"] and "auditevent" in q["sql"]
    ] == []
    assert numbers_in(first) == made[:2:-1]
    assert numbers_in(second) == made[2::-1]


def test_the_page_of_one_event_says_before_and_after_and_has_its_tag_and_seal(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E13
    browser = sign_in(nordljus.admin)
    event = record(
        POLICY_CHANGED, tenant=nordljus.tenant, actor=nordljus.admin, changed={"phone.digits": [2, 6]}
    )
    unsealed = read(browser.get(f"/portal/audit/{event.pk}/"))
    seal_all()
    sealed = read(browser.get(f"/portal/audit/{event.pk}/"))

    for text in ("Before", "Two digits", "After", "Six digits, always typed", "tenant:policy:changed"):
        assert text in unsealed.text
    assert "Not sealed yet" in unsealed.text
    assert "In segment 1, sealed" in sealed.text


def test_an_event_of_another_organisation_has_no_page(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # E13 T09
    event = record(POLICY_CHANGED, tenant=fjordbank.tenant, actor=fjordbank.admin)

    assert sign_in(nordljus.admin).get(f"/portal/audit/{event.pk}/").status_code == 404


def test_who_left_is_called_by_no_name(nordljus: Organisation, sign_in: SignIn) -> None:  # E13
    bo = make_person(nordljus.tenant, "bo")
    event = record(PASSWORD_SET, tenant=nordljus.tenant, subject=bo)
    bo.delete()
    browser = sign_in(nordljus.admin)

    page = read(browser.get("/portal/audit/?kind=user:password"))

    assert "Former person" in page.text
    assert "bo@nordljus.example" not in page.text
    assert read(browser.get(f"/portal/audit/{event.pk}/")).status == 200


@pytest.mark.parametrize(
    ("days", "said"), [(0, "changed or removed"), (400, "older than 400 days is dropped")]
)
def test_the_page_says_how_long_the_log_is_kept(
    days: int, said: str, nordljus: Organisation, sign_in: SignIn, settings: Settings
) -> None:  # E13
    settings.AUDIT_KEPT_DAYS = days

    assert said in read(sign_in(nordljus.admin).get("/portal/audit/")).text


def numbers_in(html: str) -> list[int]:
    return [int(number) for number in re.findall(r"/portal/audit/(\d+)/", html)]


def rows_of(browser: Client, query: str) -> set[str]:
    """The tags of the events that the page shows."""
    numbers = numbers_in(browser.get(f"/portal/audit/{query}").content.decode())
    return set(AuditEvent.objects.filter(pk__in=numbers).values_list("tag", flat=True))


def test_nobody_learns_what_another_organisation_is_called(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # E13, T09
    page = sign_in(nordljus.admin).get(f"/portal/audit/?organisation={fjordbank.tenant.pk}")

    assert page.status_code == 200
    assert fjordbank.tenant.name not in page.content.decode()
