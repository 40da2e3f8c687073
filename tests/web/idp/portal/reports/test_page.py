"""The reports of an organisation: each counts what the list behind it holds, and nobody else's people (E14, E20)."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.alerts.models import Alert
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.users.models import User
from accounts.users.roles import TABLE, Act
from devices.phones.models import Phone, PhoneAccount
from idp.portal.reports.table import BY_KEY
from tests.support.kept_log import keep_log
from tests.support.pages import browser, frozen, write_password, write_username
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone

pytestmark = pytest.mark.both_databases

Result = SignInAttempt.Result
NONE = "\N{EN DASH}"
ROW = re.compile(r'<tr>\s*<th scope="row">(?:<a href="([^"]*)">)?([^<]*)(?:</a>)?</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td class="number-cell">([^<]*)</td>')


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    """Midnight does not come between what happens and what is looked at."""
    with frozen():
        yield


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def address(organisation: Organisation, rest: str = "") -> str:
    return f"/portal/reports/{organisation.tenant.pk}/{rest}"


def part(page: str, report: str) -> str:
    """The part of the page that is this report."""
    begins = page.index(f'aria-labelledby="{report}"')
    return page[begins : page.index("</section>", begins)]


def lines_of(client: Client, organisation: Organisation, report: str, query: str = "") -> dict[str, Any]:
    """The lines of a report's table: its numbers, and where it leads."""
    found = part(client.get(address(organisation) + query).content.decode(), report)
    return {
        html.unescape(label).strip(): (CELL.findall(cells), html.unescape(url))
        for url, label, cells in ROW.findall(found)
    }


def tries(organisation: Organisation, many: int, *, days_ago: int = 0, **kind: str) -> None:
    """So many tries of a kind, as the log counts them."""
    values = {"method": "phone", "result": Result.SIGNED_IN, "application": "", "place": "", **kind}
    day = clock.now().date() - timedelta(days=days_ago)
    SignInsOfDay.objects.create(tenant=organisation.tenant, day=day, count=many, **values)


def listed(client: Client, url: str) -> int:
    """How many rows a list shows to which a line leads."""
    answer = client.get(url)
    assert answer.status_code == 200
    return len(answer.context["cl"].result_list)


@pytest.mark.parametrize("report", ["capable", "ways", "strength", "unlocks"])
def test_each_line_counts_as_many_as_the_list_holds_that_it_leads_to(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn, report: str
) -> None:  # E14, E20
    User.objects.filter(pk=make_person(nordljus.tenant, "gone").pk).update(goes_at=clock.now())
    User.objects.filter(pk=make_person(nordljus.tenant, "off").pk).update(is_active=False)
    make_person(nordljus.tenant, "bare", password=None)
    client = sign_in(operator)

    lines = lines_of(client, nordljus, report)

    assert any(numbers != ["0"] for numbers, _url in lines.values())
    assert {label: int(numbers[0]) for label, (numbers, _url) in lines.items()} == {
        label: listed(client, url) for label, (_numbers, url) in lines.items()
    }


def test_people_are_counted_by_what_they_have(nordljus: Organisation, admin: Client) -> None:  # E14
    make_person(nordljus.tenant, "bo")

    counts = {label: numbers for label, (numbers, _url) in lines_of(admin, nordljus, "capable").items()}

    assert counts["May sign in"] == ["3"]
    assert counts["Have added a phone"] == ["1"]
    assert counts["Have added no phone"] == ["2"]


def test_the_share_of_the_phone_is_of_what_succeeded_on_each_day(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # E14
    tries(nordljus, 3, method="phone")
    tries(nordljus, 1, method="password")
    tries(nordljus, 7, method="phone", result=Result.DENIED)
    tries(fjordbank, 900)
    tries(nordljus, 500, days_ago=7)

    lines = list(lines_of(admin, nordljus, "adoption", "?span=week").values())

    assert [numbers for numbers, _url in lines] == [["0", "0", NONE]] * 6 + [["4", "3", "75"]]


def test_longer_spans_count_days_together_up_to_their_first(
    nordljus: Organisation, admin: Client
) -> None:  # E14
    tries(nordljus, 2)
    tries(nordljus, 3, days_ago=6)
    tries(nordljus, 5, days_ago=90)
    tries(nordljus, 7, days_ago=91)

    numbers = [numbers for numbers, _url in lines_of(admin, nordljus, "results", "?span=quarter").values()]

    assert len(numbers) == 13
    assert (numbers[0][0], numbers[-1][0]) == ("5", "5")
    assert sum(int(one[0]) for one in numbers) == 10


def test_what_was_denied_refused_and_reported_stands_on_its_day(
    nordljus: Organisation, admin: Client
) -> None:  # E14
    tries(nordljus, 4, result=Result.DENIED)
    tries(nordljus, 6, result=Result.REFUSED, days_ago=1)
    Alert.objects.create(
        kind="not_me", about="x", tenant=nordljus.tenant, user=nordljus.member, raised_at=clock.now()
    )

    lines = [numbers for numbers, _url in lines_of(admin, nordljus, "suspicious", "?span=week").values()]

    assert lines[-2:] == [["0", "6", "0"], ["4", "0", "1"]]


def test_a_real_sign_in_is_counted_and_its_line_leads_to_it(
    nordljus: Organisation, admin: Client
) -> None:  # E14
    client = browser()
    write_username(client, nordljus.member.username)
    write_password(client, "not it")
    keep_log()

    numbers, url = list(lines_of(admin, nordljus, "results", "?span=week").values())[-1]

    # The admin has signed in, too.
    assert numbers == ["1", "0", "1", "0"]
    assert nordljus.member.username in admin.get(url).content.decode()


def test_phones_are_counted_by_platform_and_by_what_unlocks_them(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # E14, E20
    second = add_phone(make_person(nordljus.tenant, "bo"))
    Phone.objects.filter(pk=second.phone_id).update(platform="<b>iOS</b>")
    PhoneAccount.objects.filter(pk=second.pk).update(unlock_mode="pin")

    unlocks = {label: numbers for label, (numbers, _url) in lines_of(admin, nordljus, "unlocks").items()}
    page = admin.get(address(nordljus)).content.decode()

    assert unlocks["The app's PIN"] == ["1"]
    assert unlocks["The phone's own lock"] == ["1"]
    assert "&lt;b&gt;iOS&lt;/b&gt;" in part(page, "platforms")
    assert "<b>iOS" not in page


@pytest.mark.parametrize("report", BY_KEY)
def test_the_file_holds_what_the_table_shows(
    nordljus: Organisation, admin: Client, report: str
) -> None:  # E14
    tries(nordljus, 3)
    shown = lines_of(admin, nordljus, report, "?span=week")

    answer = admin.get(address(nordljus, f"{report}.csv?span=week"))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{report}-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    if shown:
        assert {label.strip("'"): numbers for label, *numbers in rows} == {
            label: ["" if number == NONE else number for number in numbers]
            for label, (numbers, _url) in shown.items()
        }


def test_a_platform_that_a_table_program_would_run_is_harmless(nordljus: Organisation, admin: Client) -> None:
    Phone.objects.update(platform="=1+1")

    assert "'=1+1" in admin.get(address(nordljus, "platforms.csv")).content.decode()


def test_a_file_of_no_report_is_absent(nordljus: Organisation, admin: Client) -> None:
    assert admin.get(address(nordljus, "secrets.csv")).status_code == 404


def test_every_chart_is_drawn_and_carries_no_script_or_style(
    nordljus: Organisation, admin: Client
) -> None:  # E14
    for result in Result.values:
        tries(nordljus, 2, result=result)

    page = admin.get(address(nordljus)).content.decode()

    for report in BY_KEY:
        (svg,) = re.findall(r'<svg class="chart[ "].*?</svg>', part(page, report), re.DOTALL)
        assert f'aria-labelledby="{report}"' in svg
        assert "style=" not in svg
        assert "<script" not in svg


def test_numbers_of_a_chart_stay_numbers_in_swedish(nordljus: Organisation, admin: Client) -> None:  # E14
    tries(nordljus, 3)
    tries(nordljus, 1, method="password")
    admin.cookies["django_language"] = "sv"

    page = admin.get(address(nordljus), headers={"accept-language": "sv"}).content.decode()

    assert 'lang="sv"' in page
    for report in ("adoption", "results", "used"):
        places = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"', part(page, report))
        assert places
        assert [place for place in places if not re.fullmatch(r"-?\d+(\.\d+)?%?", place)] == []


def test_the_page_asks_as_much_for_many_people_as_for_few(
    nordljus: Organisation, admin: Client
) -> None:  # E14
    admin.get(address(nordljus))
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin.get(address(nordljus))
    for n in range(5):
        add_phone(make_person(nordljus.tenant, f"p{n}"))
        tries(nordljus, 1, days_ago=n, application=f"a{n}")
    with CaptureQueriesContext(connection) as many:
        admin.get(address(nordljus))

    assert len(many) == len(few)


def test_what_is_no_span_shows_thirty_days(nordljus: Organisation, admin: Client) -> None:
    tries(nordljus, 1)

    assert len(lines_of(admin, nordljus, "results", "?span=%00")) == 30


def test_whoever_sees_reports_may_open_what_their_lines_lead_to() -> None:  # E03
    needed = {Act.SEE_PEOPLE, Act.SEE_PHONES, Act.SEE_SIGN_INS}
    seeing = [rights for rights in TABLE.values() if Act.SEE_REPORTS in rights.acts]

    assert [rights for rights in seeing if not needed <= rights.acts] == []
