"""Both logs, by calls, a page at a time (E12, E13, E24)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.sign_in_log.models import SignInAttempt
from idp.portal.logs.audit import asked as events_asked
from idp.portal.logs.sign_ins import asked as sign_ins_asked
from tests.support.scripts import Script
from tests.web.idp.portal.conftest import Organisation


def tried(made: Organisation, number: int, *, result: str = "signed_in") -> SignInAttempt:
    at = clock.now() - timedelta(hours=number)
    return SignInAttempt.objects.create(
        tenant=made.tenant,
        person=made.member,
        mark=f"m{number}",
        at=at,
        last_at=at,
        first_event=1,
        last_event=1,
        result=result,
    )


def test_sign_ins_come_the_latest_first_a_page_at_a_time(
    script: Script, nordljus: Organisation, fjordbank: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    # E12, T09
    monkeypatch.setattr(sign_ins_asked, "ON_A_PAGE", 2)
    for number in range(3):
        tried(nordljus, number)
        tried(fjordbank, number)

    first = script.get("sign-ins/")
    second = script.get("sign-ins/", before=first["next"])

    marks = [row["sign_in"] for page in (first, second) for row in page["sign_ins"]]
    assert (marks, second["next"]) == (["m0", "m1", "m2"], None)
    assert {row["person"] for row in first["sign_ins"]} == {nordljus.member.username}


def test_sign_ins_are_asked_for_by_what_the_portal_asks(script: Script, nordljus: Organisation) -> None:
    tried(nordljus, 0)
    tried(nordljus, 5, result="denied")
    long_ago = (clock.now() - timedelta(hours=2)).isoformat()

    assert [row["sign_in"] for row in script.get("sign-ins/", result="denied")["sign_ins"]] == ["m5"]
    assert [row["sign_in"] for row in script.get("sign-ins/", since=long_ago)["sign_ins"]] == ["m0"]
    assert [row["sign_in"] for row in script.get("sign-ins/", until=long_ago)["sign_ins"]] == ["m5"]
    assert script.get("sign-ins/", q="nobody@nordljus.example")["sign_ins"] == []
    assert script.get("sign-ins/", result="lost")["code"] == "malformed"


def test_events_come_the_latest_first_a_page_at_a_time(
    script: Script, nordljus: Organisation, fjordbank: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    # E13, T09
    monkeypatch.setattr(events_asked, "ON_A_PAGE", 2)
    own = AuditEvent.objects.filter(tenant=nordljus.tenant).order_by("-pk").values_list("pk", flat=True)
    expected = list(own[:4])

    first = script.get("events/")
    second = script.get("events/", before=first["next"])

    assert [one["number"] for page in (first, second) for one in page["events"]] == expected
    assert first["events"][0]["tag"] == "user:api_token:made"


def test_events_are_asked_for_by_kind_and_by_whom(script: Script, nordljus: Organisation) -> None:
    script.post(f"people/{nordljus.member.pk}/acts/disable/")

    found = script.get("events/", kind="user:account", by=nordljus.admin.username, q=nordljus.member.username)

    assert [one["details"]["script"] for one in found["events"]] == ["Personnel system"]
