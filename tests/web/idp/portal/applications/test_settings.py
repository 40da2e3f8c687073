"""Every setting of an application is on its page, is changed there, and is in the log (G02, decision 0127)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from idp.oidc.applications import services
from idp.oidc.applications.changing import change
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.row import Value
from idp.oidc.applications.settings.table import ROWS, Wanted, rows_of
from idp.oidc.grants.models import Grant
from tests.support.pages import read
from tests.support.relying import CALLBACK, RelyingParty, make_application
from tests.support.signing import AS_SERVICE
from tests.web.idp.portal.applications.conftest import ADDRESS, at, listed
from tests.web.idp.portal.applications.test_changing import changes
from tests.web.idp.portal.conftest import Organisation, SignIn

PARTS: list[tuple[str, dict[str, str], dict[str, Any], list[str]]] = [
    (
        "signing-in",
        {"is_own": "", "start_uri": "https://app.example/go", "subject_type": "pairwise"},
        {"is_own": False, "start_uri": "https://app.example/go", "subject_type": "pairwise"},
        ["is_own", "known_by", "opened_at"],
    ),
    (
        "signing-out",
        {
            "backchannel_logout_uri": "https://told.example/key-of-theirs",
            "frontchannel_logout_uri": "https://app.example/out",
        },
        {
            "backchannel_logout_uri": "https://told.example/key-of-theirs",
            "frontchannel_logout_uri": "https://app.example/out",
        },
        ["opened_at_signing_out", "told_of_endings_at"],
    ),
    (
        "protection",
        {"requires_pushed": "on", "requires_dpop": "on"},
        {"requires_pushed": True, "requires_dpop": True},
        ["bound_only", "pushed_only"],
    ),
    (
        "more",
        {"is_for_screens": "on", "resources": "https://api.example\nhttps://api.example\nurn:api:two"},
        {"is_for_screens": True, "resources": ["https://api.example", "urn:api:two"]},
        ["for_screens", "tokens_for"],
    ),
]


@pytest.mark.parametrize(("part", "written", "becomes", "logged"), PARTS, ids=[one[0] for one in PARTS])
def test_g02_a_part_is_saved_said_and_in_the_log(
    admin: Client,
    payroll: RelyingParty,
    part: str,
    written: dict[str, str],
    becomes: dict[str, Any],
    logged: list[str],
) -> None:
    page = read(admin.post(at(payroll.application, f"change/{part}/"), written, follow=True))

    payroll.application.refresh_from_db()
    assert {name: getattr(payroll.application, name) for name in becomes} == becomes
    assert "Saved." in page.text
    assert sorted(changes()[-1]["changed"]) == logged  # type: ignore[call-overload]
    again = read(admin.get(at(payroll.application, f"change/{part}/"))).html
    addresses = [one for one in becomes.values() if isinstance(one, str) and one.startswith("https")]
    assert [one for one in addresses if one not in again] == []


def test_the_log_has_the_host_alone_of_what_is_told_things(admin: Client, payroll: RelyingParty) -> None:
    page = at(payroll.application, "change/signing-out/")

    admin.post(page, {"backchannel_logout_uri": "https://told.example/one"})
    admin.post(page, {"backchannel_logout_uri": "https://told.example/two"})

    assert [one["changed"] for one in changes()] == [
        {"told_of_endings_at": ["", "told.example"]},
        {"told_of_endings_at": ["told.example", "told.example"]},
    ]


@pytest.mark.parametrize(
    ("part", "written", "told"),
    [
        ("signing-in", {"start_uri": "http://app.example/go", "subject_type": "public"}, "whole address"),
        ("signing-in", {"is_own": "on", "subject_type": "other"}, "Select a valid choice"),
        ("signing-out", {"backchannel_logout_uri": "https://10.0.0.7/out"}, "a public address"),
        ("signing-out", {"frontchannel_logout_uri": "https://evil.example/out"}, "where its redirect"),
        ("more", {"resources": "api.example"}, "cannot be the address of a server"),
    ],
)
def test_t28_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    admin: Client, payroll: RelyingParty, part: str, written: dict[str, str], told: str
) -> None:
    answer = admin.post(at(payroll.application, f"change/{part}/"), written)

    page = read(answer)
    assert answer.status_code == 400
    assert told in page.text
    typed = [value for name, value in written.items() if "uri" in name or name == "resources"]
    assert [one for one in typed if one not in page.html] == []
    assert changes() == []


def test_every_setting_has_its_place_on_the_page(admin: Client, nordljus: Organisation) -> None:
    native = {"kind": "native", "redirect_uris": ["http://127.0.0.1/x"]}
    pinged = {"delivery": "ping", "notification_uri": "https://told.example/x"}
    for facts in (pinged, native, AS_SERVICE):
        application = make_application(nordljus.tenant, **facts).application

        page = read(admin.get(at(application))).text
        forms = [
            read(admin.get(at(application, f"change/{part}/"))).html
            for part in {row.part for row in rows_of(application.kind)}
        ]

        lacking = [row.name for row in rows_of(application.kind) if str(row.label) not in page]
        unchangeable = [
            row.name
            for row in rows_of(application.kind)
            if not any(f'name="{row.name}"' in one for one in forms)
        ]
        assert (lacking, unchangeable) == ([], [])


def test_every_setting_has_an_option_and_a_name_in_the_log() -> None:
    assert [row.name for row in ROWS if not row.option] == []
    assert len({row.detail for row in ROWS}) == len(ROWS) == len({row.option for row in ROWS})
    assert [row.name for row in ROWS if row.value is Value.CHOICE and row.unset not in row.choices] == []


def test_a_kind_that_has_no_such_setting_is_refused_it(nordljus: Organisation) -> None:
    facts: dict[str, Any] = {"name": "Page", "kind": "single_page", "redirect_uris": [CALLBACK]}

    for wrong in ({"own_scopes": ["x"]}, {"delivery": "poll"}):
        with pytest.raises(CannotBeApplication, match="no such setting"):
            services.add(nordljus.tenant, Wanted(**facts | wrong), actor=None)

    assert not Application.objects.exists()


def test_who_is_known_by_another_name_from_now_on_signs_in_anew(
    nordljus: Organisation, payroll: RelyingParty, sign_in: SignIn
) -> None:
    member = sign_in(nordljus.member)
    before = payroll.signs_in(member)

    change(payroll.application, {"subject_type": "pairwise"}, actor=None)
    payroll.application.refresh_from_db()

    assert not Grant.objects.filter(ended_at=None).exists()
    assert payroll.refresh(before["refresh_token"]).json()["error"] == "invalid_grant"
    assert payroll.application.sector == "app.example"
    after = payroll.signs_in(member)
    was, now = (payroll.verified(one["id_token"])["sub"] for one in (before, after))
    assert was != now


def test_another_setting_ends_nothing(nordljus: Organisation, payroll: RelyingParty, sign_in: SignIn) -> None:
    tokens = payroll.signs_in(sign_in(nordljus.member))

    change(payroll.application, {"start_uri": "https://app.example/go"}, actor=None)

    assert payroll.refresh(tokens["refresh_token"]).status_code == 200


def test_a_service_is_added_in_the_portal(admin: Client, nordljus: Organisation) -> None:
    page = read(
        admin.post(f"{listed(nordljus)}add/", {"name": "Nightly", "kind": "service", "whom": "everybody"})
    )
    service = Application.objects.get()
    saved = admin.post(at(service, "change/more/"), {"own_scopes": "orders.read\norders.write"}, follow=True)
    shown = read(admin.get(at(service)))

    service.refresh_from_db()
    assert (service.kind, service.is_for_everybody) == ("service", False)
    assert "shown this once" in page.text or "Secret" in page.text
    assert service.own_scopes == ["orders.read", "orders.write"]
    assert "Saved." in read(saved).text
    assert "Settings to copy" not in shown.text
    assert "Signing out" not in shown.text
    assert admin.get(at(service, "copy/django/")).status_code == 404
    assert admin.get(at(service, "change/signing-out/")).status_code == 404


def test_the_command_takes_each_by_its_option(nordljus: Organisation) -> None:
    call_command(
        "oidc_application", "add", "Payroll", "--redirect", ADDRESS, "--everybody", "--of-others", "--pairwise",
        "--told-at", "https://told.example/x", "--opened-at", "https://app.example/out", "--bound", "--pushed-only",
        "--resource", "https://api.example", "--resource", "urn:two", "--algorithm", "RS256", "--screens",
        "--start", "https://app.example/go", "--asks-phones", "poll", "--user-code", "--tenant", "nordljus",
    )  # fmt: skip

    made = Application.objects.get()
    stands = {row.name: getattr(made, row.name) for row in ROWS}
    assert stands == {
        "redirect_uris": [ADDRESS],
        "post_logout_uris": [],
        "is_own": False,
        "start_uri": "https://app.example/go",
        "subject_type": "pairwise",
        "backchannel_logout_uri": "https://told.example/x",
        "frontchannel_logout_uri": "https://app.example/out",
        "id_token_alg": "RS256",
        "may_stay": False,
        "requires_pushed": True,
        "requires_dpop": True,
        "is_for_screens": True,
        "resources": ["https://api.example", "urn:two"],
        "own_scopes": [],
        "delivery": "poll",
        "notification_uri": "",
        "signs_requests": False,
        "sends_user_code": True,
    }
