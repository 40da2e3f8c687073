"""People as a file: whom the list finds, as an import reads it, without a secret, while whoever asked may (E04)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.jobs.findings import Verdict
from accounts.users.models import User
from accounts.users.services import disable
from idp.portal.logs import exporting
from idp.portal.people import exporting as of_people
from tests.support.authenticators import authenticator_of
from tests.support.imports import carried, findings_of, sent
from tests.support.pages import read
from tests.support.people import make_group, make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

pytestmark = pytest.mark.both_databases

EXPORT = "/portal/users/export/"
ODD = ("A | B", "C; D", "E\\F", "=G")


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def taken(client: Client, query: str = "", *, written_as: str = "csv") -> str:
    """The file that comes."""
    answer: Any = client.post(f"{EXPORT}{query}", {"format": written_as})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode().removeprefix(exporting.BYTE_ORDER_MARK)


def table(text: str) -> dict[str, dict[str, str]]:
    return {row["username"]: row for row in csv.DictReader(io.StringIO(text))}


def test_each_row_says_who_they_are_and_how_they_stand(admin: Client, nordljus: Organisation) -> None:  # E04
    authenticator_of(nordljus.member)
    disable(nordljus.member, actor=nordljus.admin)

    rows = table(taken(admin))

    ann = rows[nordljus.member.username]
    assert (ann["state"], ann["role"], ann["organisation"]) == ("disabled", "member", "Nordljus")
    assert ann["groups"] == "Pilots of nordljus"
    assert "authenticator_code" in ann["ways"].split("|")
    assert ann["person_id"] == str(nordljus.member.pk)
    assert list(rows) == sorted(rows)


def test_lines_say_the_same(admin: Client, nordljus: Organisation) -> None:
    lines = [json.loads(line) for line in taken(admin, written_as="jsonl").splitlines()]

    [ann] = [line for line in lines if line["username"] == nordljus.member.username]
    assert ann["groups"] == ["Pilots of nordljus"]
    assert tuple(ann) == of_people.FIELDS


def test_whom_the_list_finds_and_nobody_else(admin: Client, nordljus: Organisation) -> None:
    disable(nordljus.member, actor=nordljus.admin)

    assert list(table(taken(admin, "?state=disabled"))) == [nordljus.member.username]
    assert list(table(taken(admin, "?q=admin@&p=7"))) == [nordljus.admin.username]


def test_nobody_of_another_organisation(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:  # T09 T23
    chosen = admin.post(f"{EXPORT}?organisation={fjordbank.tenant.pk}", {"format": "csv"})

    assert "fjordbank" not in taken(admin)
    assert chosen.status_code == 400


def test_what_was_exported_is_imported_again_and_changes_nothing(
    admin: Client, nordljus: Organisation
) -> None:  # E04
    odd = make_person(nordljus.tenant, "odd", display_name='=HYPERLINK("x")', password=None)
    for name in ODD:
        make_group(nordljus.tenant, name, odd, nordljus.member)

    job = carried(sent(taken(admin), tenant=nordljus.tenant, actor=nordljus.admin))

    found = findings_of(job)
    verdicts = {finding.verdict for finding in found.values() if "You may not change" not in finding.why}
    assert verdicts == {Verdict.SAME}
    assert len(found) == User.objects.filter(tenant=nordljus.tenant).count()


def test_no_cell_is_a_formula(admin: Client, nordljus: Organisation) -> None:
    for n, begin in enumerate("=+-@"):
        make_person(nordljus.tenant, f"p{n}", display_name=f"{begin}cmd()", password=None)

    cells = [cell for row in table(taken(admin)).values() for cell in row.values()]

    assert [cell for cell in cells if cell.endswith("cmd()")] == ["'=cmd()", "'+cmd()", "'-cmd()", "'@cmd()"]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


def test_no_secret_is_in_it(admin: Client, nordljus: Organisation) -> None:  # I10
    text = taken(admin, written_as="jsonl")

    member = User.objects.get(pk=nordljus.member.pk)
    assert member.password not in text
    assert member.likeness_digest not in text


def test_many_come_in_parts_each_of_them_once(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_people, "PEOPLE_AT_ONCE", 2)
    for n in range(5):
        make_person(nordljus.tenant, f"p{n}", password=None)

    rows = [row["username"] for row in csv.DictReader(io.StringIO(taken(admin)))]

    assert rows == sorted(User.objects.filter(tenant=nordljus.tenant).values_list("username", flat=True))


def test_it_ends_when_whoever_asked_may_no_more(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:  # T37
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    for n in range(3):
        make_person(nordljus.tenant, f"p{n}", password=None)
    answer: Any = admin.post(EXPORT, {"format": "jsonl"})
    made = iter(answer.streaming_content)
    next(made)

    User.objects.filter(pk=nordljus.admin.pk).update(role=User.Role.HELPDESK)

    with pytest.raises(exporting.NoLongerTheirs):
        list(made)


def test_the_log_says_who_took_what(admin: Client, nordljus: Organisation) -> None:  # E13
    taken(admin, "?state=in_use")

    [event] = AuditEvent.objects.filter(tag="tenant:log:exported")
    assert (event.actor, event.tenant) == (nordljus.admin, nordljus.tenant)
    assert event.details == {"log": "people", "format": "csv", "asked_for": ["State: who may sign in"]}


def test_its_page_says_what_will_come(admin: Client) -> None:
    page = read(admin.get(f"{EXPORT}?state=in_use")).text

    assert "2 rows will come." in page
    assert "who may sign in" in page
    assert "No secret of theirs." in page


@pytest.mark.parametrize("role", [User.Role.HELPDESK, User.Role.POLICY_ADMIN])
def test_whoever_may_not_takes_nothing_and_is_offered_nothing(
    nordljus: Organisation, sign_in: SignIn, role: str
) -> None:  # E03 T23
    browser = sign_in(make_person(nordljus.tenant, "other", role=role))

    assert browser.post(EXPORT, {"format": "csv"}).status_code == 403
    assert "Export people" not in read(browser.get("/portal/users/")).text


def test_nobody_is_found_by_what_no_filter_asks(admin: Client) -> None:  # T23
    assert admin.get(f"{EXPORT}?password__startswith=x").status_code == 400
