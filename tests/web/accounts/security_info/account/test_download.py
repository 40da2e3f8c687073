"""D09: everything held about a person, for them: complete, without secrets, of nobody else, in parts."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.audit.models import AuditEvent
from accounts.holdings.registry import holdings
from accounts.methods import registry
from accounts.security_info.account.copying.as_json import as_json
from accounts.security_info.account.copying.as_page import as_page
from accounts.security_info.account.copying.making import MOST_A_DAY
from accounts.security_info.account.copying.rows import AT_ONCE, gathered
from accounts.users.models import KnownBrowser, User
from tests.support.everything import fill, plant, told_of
from tests.support.letters import carry_letters
from tests.support.pages import read
from tests.support.passes import make_admin
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.proving import Everything, have_everything
from tests.support.sessions import PASSWORD_PROOF, make_stale, signed_in

DOWNLOAD = reverse("security_info:account_download")
MANY = 10_000


@pytest.fixture
def person(db: None) -> Everything:
    person = have_everything(make_tenant(methods=[method.key for method in registry.by_policy()]))
    fill(person, admin=make_admin(person.user.tenant))
    return person


def copies_of(user: User) -> tuple[str, str]:
    return "".join(as_json(user)), "".join(as_page(user))


def sent(answer: Any) -> str:
    assert answer.streaming
    return b"".join(part for part in answer).decode()


def many_events(user: User) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(tag="user:default_method:changed", kind="user:default_method", subject=user, actor=user)
        for _ in range(MANY)
    )


@pytest.mark.both_databases
def test_of_every_table_that_tells_the_copy_has_the_persons_rows(person: Everything) -> None:  # D09
    as_it_is = told_of(person.user)

    held = json.loads(copies_of(person.user)[0])["held"]

    assert {key: len(table["rows"]) for key, table in held.items()} == {
        key: len(rows) for key, rows in as_it_is.items()
    }
    assert [key for key, rows in as_it_is.items() if not rows] == [], "the test fills every table"


def test_both_copies_say_the_same(person: Everything) -> None:  # D09
    with translation.override("en"):
        written, page = copies_of(person.user)

    held = json.loads(written)["held"]
    for holding in holdings():
        assert page.count(f'id="{holding.key}"') == 1
    assert page.count("<dl>") == sum(len(table["rows"]) for table in held.values())


@pytest.mark.both_databases
def test_nothing_that_is_kept_back_stands_in_a_copy(person: Everything) -> None:  # D09 I10
    planted = plant(person.user)
    assert len(planted) > 40

    copies = copies_of(person.user)

    assert [word for word in planted if any(word in copy for copy in copies)] == []


def test_secrets_as_they_are_stand_in_no_copy(person: Everything) -> None:  # D09 I10
    copies = copies_of(person.user)

    secrets = [person.user.password, person.authenticator.secret, person.generator.base32, *person.paper]
    assert [one for one in secrets if any(one in copy for copy in copies)] == []


def test_a_copy_tells_of_nobody_else(person: Everything) -> None:  # D09
    admin = User.objects.get(username__startswith="disa@")
    phone_of(bo := make_person(person.user.tenant, "bo"))
    KnownBrowser.objects.create(
        user=bo, browser_digest="x", label="Browser of Bo", last_used_at=timezone.now()
    )

    copies = copies_of(person.user)

    names = [admin.username, bo.username, str(admin.pk), str(bo.pk), "Browser of Bo"]
    assert [name for name in names if any(name in copy for copy in copies)] == []


def test_a_page_of_it_runs_nothing_that_somebody_wrote(person: Everything) -> None:  # D09 T26
    User.objects.filter(pk=person.user.pk).update(display_name="<script>alert(1)</script>")

    page = "".join(as_page(User.objects.get(pk=person.user.pk)))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_page_tells_moments_in_the_readers_zone_and_json_in_utc(person: Everything) -> None:  # D09
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        written, page = copies_of(person.user)

    about_them, _section, _others = page.partition('id="groups"')
    assert about_them.count(" IST") >= 2
    assert "UTC" not in about_them
    assert json.loads(written)["made_at"].endswith("+00:00")


@pytest.mark.both_databases
def test_a_long_log_is_read_some_at_a_time_each_with_one_question(ann: User) -> None:  # D09 T30
    many_events(ann)

    with CaptureQueriesContext(connection) as asked:
        parts = list(gathered(as_json(ann)))

    events = [query["sql"] for query in asked.captured_queries if "accounts_auditevent" in query["sql"]]
    assert len(asked) <= len(holdings()) + MANY // AT_ONCE + 2
    assert all("LIMIT" in sql for sql in events)
    assert len(json.loads(b"".join(parts))["held"]["events"]["rows"]) == MANY
    assert max(map(len, parts)) < 64 * 1024


def test_it_comes_as_a_file_in_parts_and_its_person_is_told(ann: User) -> None:  # D09
    client = signed_in(ann, PASSWORD_PROOF)

    answer = client.post(DOWNLOAD, {"form": "json"})

    assert json.loads(sent(answer))["about"] == ann.username
    assert answer.headers["Content-Disposition"] == 'attachment; filename="handslag.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEvent.objects.filter(tag="user:own_account:copied", subject=ann).count() == 1
    assert carry_letters()[0].subject == "Everything that is held about you was downloaded"


def test_the_page_to_read_comes_too(ann: User) -> None:  # D09
    page = sent(signed_in(ann, PASSWORD_PROOF).post(DOWNLOAD, {"form": "page"}))

    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert ann.username in page


def test_opening_the_page_makes_no_copy(ann: User) -> None:  # D09
    page = read(signed_in(ann, PASSWORD_PROOF).get(DOWNLOAD))

    assert page.heading == "What is held about you"
    assert not AuditEvent.objects.filter(tag="user:own_account:copied").exists()


def test_copies_are_few_in_a_day(ann: User) -> None:  # D09 T30
    client = signed_in(ann, PASSWORD_PROOF)
    for _ in range(MOST_A_DAY):
        sent(client.post(DOWNLOAD, {"form": "json"}))

    refused = client.post(DOWNLOAD, {"form": "json"})

    assert refused.status_code == 429
    assert AuditEvent.objects.filter(tag="user:own_account:copied").count() == MOST_A_DAY


@pytest.mark.parametrize("why", ["stale", "weaker than the strongest", "a stranger"])
def test_without_fresh_proof_as_strong_as_the_strongest_there_is_no_copy(ann: User, why: str) -> None:  # T20
    if why == "weaker than the strongest":
        phone_of(ann)
    client = Client() if why == "a stranger" else signed_in(ann, PASSWORD_PROOF)
    if why == "stale":
        make_stale(client)

    answer = client.post(DOWNLOAD, {"form": "json"})

    assert not answer.streaming
    assert not AuditEvent.objects.filter(tag="user:own_account:copied").exists()
