"""The sign-in log in the portal: a row for each try, found by what is asked, one's page with its steps (E12)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.sessions.models import Session
from accounts.sign_in_log.models import SignInAttempt
from accounts.users.models import User
from idp.portal.logs.filters import ON_A_PAGE
from tests.support.clock import travel
from tests.support.kept_log import keep_log
from tests.support.pages import browser, read, write_password, write_username
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

pytestmark = pytest.mark.both_databases

Result = SignInAttempt.Result


def address(organisation: Organisation, rest: str = "") -> str:
    return f"/portal/sign-ins/{organisation.tenant.pk}/{rest}"


def try_of(organisation: Organisation, person: User | None = None, **said: Any) -> SignInAttempt:
    """A row as the worker makes it, a minute ago."""
    at = said.pop("at", clock.now() - timedelta(minutes=1))
    number = SignInAttempt.objects.count() + 1
    values = {
        "mark": f"m{number}",
        "at": at,
        "last_at": at,
        "first_event": number,
        "last_event": number,
        "result": Result.SIGNED_IN,
        "methods": ["password"],
        "method": "password",
    }
    made = SignInAttempt(
        tenant=organisation.tenant, person=person or organisation.member, **{**values, **said}
    )
    made.save()
    return made


def shown(client: Client, organisation: Organisation, query: str = "") -> list[int]:
    """The rows that a page shows, in order."""
    html = client.get(address(organisation) + query).content.decode()
    return [int(number) for number in re.findall(rf"{address(organisation)}(\d+)/", html)]


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_a_real_sign_in_stands_there_in_words(nordljus: Organisation, admin: Client) -> None:  # E12
    client = browser()
    write_username(client, nordljus.member.username)
    write_password(client, "not it")
    keep_log()

    page = read(admin.get(address(nordljus)))

    for text in ("ann@nordljus.example", "not accepted", "wrong password", "Password", "Firefox on Linux"):
        assert text in page.text
    assert "wrong_password" not in page.html.replace('value="wrong_password"', "")


def test_the_page_of_one_try_tells_its_steps_and_what_asked_for_them(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    client = browser()
    write_username(client, nordljus.member.username)
    write_password(client, "not it")
    write_password(client)
    keep_log()
    row = SignInAttempt.objects.get(person=nordljus.member)

    page = read(admin.get(address(nordljus, f"{row.pk}/")))

    assert page.text.index("wrong password") < page.text.index("accepted")
    for text in ("signed in", "One step: nothing asked for more", row.mark, "user:sign_in:succeeded"):
        assert text in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("result=denied", {"result": Result.DENIED}),
        ("method=phone", {"method": "phone"}),
        ("application=Payroll", {"application": "Payroll"}),
        ("place=FR", {"place": "FR"}),
        ("network=192.0.2.7", {"network": "192.0.2.7"}),
        ("browser=Edge+(Windows)", {"browser": "Edge (Windows)"}),
        ("new=yes", {"is_new_browser": True}),
    ],
)
def test_it_is_found_by_what_is_asked(
    query: str, said: dict[str, Any], nordljus: Organisation, admin: Client
) -> None:  # E12
    try_of(nordljus)
    wanted = try_of(nordljus, **said)

    assert shown(admin, nordljus, f"?{query}") == [wanted.pk]


def test_it_is_found_by_whole_username_and_by_nothing_less(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    try_of(nordljus)
    wanted = try_of(nordljus, make_person(nordljus.tenant, "bo"))

    assert shown(admin, nordljus, "?q=BO@nordljus.example") == [wanted.pk]
    assert shown(admin, nordljus, "?q=bo") == []
    assert shown(admin, nordljus, f"?q={wanted.person_id}") == [wanted.pk]


def test_a_span_of_time_is_read_in_the_zone_of_its_reader(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    User.objects.filter(pk=nordljus.admin.pk).update(time_zone="Europe/Stockholm")
    day = clock.now().replace(month=7, day=1, hour=12, minute=0, second=30, microsecond=0)
    before, wanted, after = (try_of(nordljus, at=day + timedelta(minutes=minutes)) for minutes in (-1, 0, 1))

    # Summer time there is two hours ahead.
    found = shown(admin, nordljus, f"?since={day:%Y-%m-%d}T14:00&until={day:%Y-%m-%d}T14:00")

    assert found == [wanted.pk]
    assert {before.pk, after.pk}.isdisjoint(found)


def test_pages_follow_on_each_other_whatever_comes_meanwhile(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    at = clock.now() - timedelta(minutes=5)
    made = [try_of(nordljus, at=at).pk for _ in range(ON_A_PAGE + 3)]
    first = admin.get(address(nordljus)).content.decode()
    (older,) = re.findall(r'href="\?([^"]*before=[^"]*)"', first)
    try_of(nordljus)

    assert shown(admin, nordljus)[1:] == made[:3:-1]
    assert shown(admin, nordljus, f"?{older.replace('&amp;', '&')}") == made[2::-1]


def test_a_page_asks_as_many_questions_for_fifty_as_for_one(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    try_of(nordljus)
    counts = []
    for more in (0, ON_A_PAGE):
        for number in range(more):
            try_of(nordljus, make_person(nordljus.tenant, f"p{number}"))
        admin.get(address(nordljus))
        with CaptureQueriesContext(connection) as asked:
            admin.get(address(nordljus))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_it_is_ones_own_organisations_alone(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # E12 T09
    foreign = try_of(fjordbank)

    assert admin.get(address(fjordbank)).status_code == 404
    assert admin.get(address(fjordbank, f"{foreign.pk}/")).status_code == 404
    assert admin.get(address(nordljus, f"{foreign.pk}/")).status_code == 404
    assert admin.get(address(fjordbank, "export/")).status_code == 404
    assert admin.get(address(fjordbank, "new/")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("helpdesk", 200), ("reader", 200), ("policy_admin", 200)])
def test_whoever_helps_people_reads_it(
    role: str, status: int, nordljus: Organisation, sign_in: SignIn
) -> None:  # E03 E12
    client = sign_in(make_person(nordljus.tenant, "role", role=role))

    assert client.get(address(nordljus)).status_code == status
    assert client.get("/portal/sign-ins/").status_code == 302


def test_somebody_who_left_has_a_name_that_is_nobodys(nordljus: Organisation, admin: Client) -> None:  # E13
    bo = make_person(nordljus.tenant, "bo")
    row = try_of(nordljus, bo)
    bo.delete()

    page = read(admin.get(address(nordljus)))

    assert f"Former person {row.person_id.hex[:6]}" in page.text
    assert read(admin.get(address(nordljus, f"{row.pk}/"))).status == 200


def test_the_page_says_when_it_is_behind(nordljus: Organisation, admin: Client) -> None:  # E12
    keep_log()
    client = browser()
    write_username(client, nordljus.member.username)
    write_password(client, "not it")

    assert "The list is behind" not in read(admin.get(address(nordljus))).text
    with travel(clock.now() + timedelta(seconds=30)):
        assert "The list is behind" in read(admin.get(address(nordljus))).text


def test_an_open_page_hears_how_many_are_new_among_what_is_chosen(
    nordljus: Organisation, admin: Client
) -> None:  # E12
    try_of(nordljus)
    html = admin.get(address(nordljus) + "?method=phone").content.decode()
    (news,) = re.findall(r'data-news="([^"]+)"', html)
    try_of(nordljus, at=clock.now())
    try_of(nordljus, at=clock.now(), method="phone")

    assert admin.get(news.replace("&amp;", "&")).json() == {"new": 1}


def test_what_an_open_page_asks_keeps_no_session_alive(
    nordljus: Organisation, admin: Client
) -> None:  # E12 D05
    def last_seen() -> Any:
        return Session.objects.get(user=nordljus.admin).last_seen_at

    long_ago = clock.now() - timedelta(hours=1)
    Session.objects.filter(user=nordljus.admin).update(last_seen_at=long_ago)
    admin.get(address(nordljus, "new/?after=0"))
    by_itself = last_seen()
    admin.get(address(nordljus))

    assert by_itself == long_ago
    assert last_seen() > long_ago


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        f"before={'9' * 17}-1",
        "before=1-",
        "since=tomorrow",
        "q=%00",
        "after=-1",
        "result=%F0%9F%98%80",
        "place=" + "x" * 300,
    ],
)
def test_whatever_stands_in_its_address_it_is_answered(
    query: str, nordljus: Organisation, admin: Client
) -> None:  # E12
    for page in ("", "new/", "export/"):
        assert admin.get(address(nordljus, f"{page}?{query}")).status_code == 200


def test_without_a_row_it_says_what_will_appear(nordljus: Organisation, admin: Client) -> None:  # E12
    assert "Each try to sign in appears here" in read(admin.get(address(nordljus))).text
    try_of(nordljus)
    assert "Nothing matches" in read(admin.get(address(nordljus) + "?result=denied")).text
