"""Exports of the logs: what was chosen, as a table or lines, safe to open, and told in the audit log (E12, E13)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.own_events import EXPORTED
from accounts.users.events import CHANGED
from accounts.users.models import User
from accounts.users.services import disable, end_sessions
from idp.portal.logs import counting, exporting
from idp.portal.logs.exporting import harmless
from idp.portal.logs.sign_ins import asked as sign_ins_asked
from tests.support.clock import travel
from tests.support.pages import read
from tests.support.people import allow, make_person, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.logs.test_sign_ins import address, try_of

pytestmark = pytest.mark.both_databases


def taken(client: Client, where: str, *, written_as: str) -> str:
    """The file that comes."""
    answer: Any = client.post(where, {"format": written_as})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content).decode()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(exporting.BYTE_ORDER_MARK))))


def begun(client: Client, organisation: Organisation) -> Any:
    """A file of which a part has come, and more is to come."""
    for _ in range(3):
        try_of(organisation)
    answer: Any = client.post(address(organisation, "export/"), {"format": "jsonl"})
    made = iter(answer.streaming_content)
    next(made)
    return made


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_what_was_chosen_comes_and_nothing_else(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # E12 T09
    try_of(nordljus)
    try_of(fjordbank, result="denied")
    wanted = try_of(nordljus, result="denied", methods=["password", "phone"])

    as_lines = lines(taken(admin, address(nordljus, "export/?result=denied"), written_as="jsonl"))
    as_table = table(taken(admin, address(nordljus, "export/?result=denied"), written_as="csv"))

    assert [(row["sign_in"], row["person"], row["methods"]) for row in as_lines] == [
        (wanted.mark, nordljus.member.username, ["password", "phone"])
    ]
    assert [(row["sign_in"], row["result"]) for row in as_table] == [(wanted.mark, "denied")]


def test_all_of_many_come_in_order_though_they_are_read_some_at_a_time(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12
    monkeypatch.setattr(sign_ins_asked, "ROWS_AT_ONCE", 2)
    made = [try_of(nordljus).mark for _ in range(5)]

    rows = lines(taken(admin, address(nordljus, "export/"), written_as="jsonl"))

    assert [row["sign_in"] for row in rows] == made[::-1]


def test_a_file_has_an_end(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12
    monkeypatch.setattr(sign_ins_asked, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(sign_ins_asked, "ROWS_AT_MOST", 4)
    for _ in range(7):
        try_of(nordljus)

    assert len(lines(taken(admin, address(nordljus, "export/"), written_as="jsonl"))) == 4


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(begin: str) -> None:  # E12
    assert harmless(f"{begin}HYPERLINK(1)") == f"'{begin}HYPERLINK(1)"
    assert harmless("Firefox") == "Firefox"


def test_what_a_browser_wrote_comes_as_text(nordljus: Organisation, admin: Client) -> None:  # E12
    try_of(nordljus, browser='=cmd|"/C calc"!A0')

    (row,) = table(taken(admin, address(nordljus, "export/"), written_as="csv"))

    assert row["browser"].startswith("'=")


@pytest.mark.parametrize("where", ["sign_ins", "audit"])
def test_each_export_is_told_once_in_the_audit_log(
    where: str, nordljus: Organisation, admin: Client
) -> None:  # E12 E13
    try_of(nordljus)
    page = (
        "/portal/audit/export/?kind=user:phone"
        if where == "audit"
        else address(nordljus, "export/?result=signed_in")
    )
    admin.get(page)
    taken(admin, page, written_as="csv")

    event = AuditEvent.objects.get(tag=EXPORTED.tag)
    assert (event.actor_id, event.tenant_id) == (nordljus.admin.pk, nordljus.tenant.pk)
    assert (event.details["log"], event.details["format"]) == (where, "csv")
    assert event.details["asked_for"]


def test_the_page_says_how_many_come(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12
    for _ in range(3):
        try_of(nordljus)
    exactly = read(admin.get(address(nordljus, "export/")))
    monkeypatch.setattr(counting, "COUNTED_AT_MOST", 2)
    about = read(admin.get(address(nordljus, "export/")))

    assert "3 rows will come." in exactly.text
    assert "More than 10000 rows will come, about" in about.text


def test_only_whoever_may_export_does(nordljus: Organisation, sign_in: SignIn) -> None:  # E03 E12
    helper = sign_in(make_person(nordljus.tenant, "help", role=User.Role.HELPDESK))

    assert helper.get(address(nordljus, "export/")).status_code == 403
    assert helper.post(address(nordljus, "export/"), {"format": "csv"}).status_code == 403
    assert helper.post("/portal/audit/export/", {"format": "csv"}).status_code == 403
    assert not AuditEvent.objects.filter(tag=EXPORTED.tag).exists()


def test_the_audit_log_comes_with_its_details_and_only_ones_own(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # E13 T09
    record(
        CHANGED,
        tenant=nordljus.tenant,
        subject=nordljus.member,
        actor=nordljus.admin,
        changed={"name": ["a", "b"]},
    )
    record(CHANGED, tenant=fjordbank.tenant, subject=fjordbank.member)

    rows = lines(taken(admin, "/portal/audit/export/?kind=user:account", written_as="jsonl"))

    assert [(row["person"], row["by"], row["details"]) for row in rows] == [
        (nordljus.member.username, nordljus.admin.username, {"changed": {"name": ["a", "b"]}})
    ]


def test_another_format_is_refused(nordljus: Organisation, admin: Client) -> None:  # E12
    assert admin.post(address(nordljus, "export/"), {"format": "exe"}).status_code == 400


def test_whoever_may_have_it_no_more_gets_no_more_of_it(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12, T37
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    made = begun(admin, nordljus)

    disable(nordljus.admin, actor=None)

    with pytest.raises(exporting.NoLongerTheirs):
        next(made)


def test_a_session_that_has_ended_gets_no_more_of_it(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12, T37
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    made = begun(admin, nordljus)

    end_sessions(nordljus.admin, actor=None, why="admin")

    with pytest.raises(exporting.NoLongerTheirs):
        next(made)


def test_one_session_that_was_ended_by_itself_gets_no_more_of_it(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12, T37
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    made = begun(admin, nordljus)

    admin.session.flush()

    with pytest.raises(exporting.NoLongerTheirs):
        next(made)


def test_a_strength_that_is_required_meanwhile_ends_it(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E10, T37
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    made = begun(admin, nordljus)

    allow(nordljus.tenant, "passkey")
    rule = {"application": "portal", "strength": "phishing_resistant", "state": "on"}
    set_part(nordljus.tenant, "strengths", applications=[rule])

    with pytest.raises(exporting.NoLongerTheirs):
        next(made)


def test_a_reader_holds_no_file_open_for_ever(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12, T30
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    made = begun(admin, nordljus)

    with travel(clock.now() + exporting.MADE_WITHIN), pytest.raises(exporting.NoLongerTheirs):
        next(made)
