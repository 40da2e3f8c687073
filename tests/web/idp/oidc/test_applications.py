"""Applications by command: added, listed, given another secret, removed (G02)."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from idp.oidc.applications import services
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.applications.secrets import has_secret
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.table import Wanted
from tests.support.people import make_group, make_tenant
from tests.support.relying import CALLBACK, RelyingParty

HERE = ("--tenant", "nordljus")


def said(capsys: pytest.CaptureFixture[str], what: str) -> str:
    lines = dict(line.partition(": ")[::2] for line in capsys.readouterr().out.splitlines())
    return lines[what]


def test_an_application_is_added_and_its_secret_said_once(
    nordljus: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("oidc_application", "add", "Payroll", "--redirect", CALLBACK, "--everybody", *HERE)

    secret = said(capsys, "secret, said this once")
    application = Application.objects.get()
    assert (application.name, application.redirect_uris) == ("Payroll", [CALLBACK])
    assert has_secret(application, secret)
    assert secret not in str(ClientSecret.objects.values())
    event = AuditEvent.objects.get(tag="tenant:application:added")
    assert event.details["application"] == "Payroll"
    assert secret not in str(event.details)


def test_one_that_can_keep_no_secret_gets_none_and_groups_are_named(
    nordljus: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    pilots = make_group(nordljus, "Pilots")

    call_command(
        "oidc_application", "add", "Hangar", "--kind", "native", "--group", "Pilots", "--redirect",
        "http://127.0.0.1/cb", *HERE,
    )  # fmt: skip

    assert "secret" not in capsys.readouterr().out
    application = Application.objects.get()
    assert [*application.groups.all()] == [pilots]
    assert not application.is_for_everybody


def test_it_is_listed_renewed_and_removed(payroll: RelyingParty, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("oidc_application", "list", *HERE)
    assert capsys.readouterr().out == f"{payroll.client_id} web Payroll\n"

    call_command("oidc_application", "rotate-secret", payroll.client_id, *HERE)
    assert has_secret(payroll.application, said(capsys, "secret, said this once"))

    call_command("oidc_application", "remove", payroll.client_id, *HERE)
    assert not Application.objects.exists()
    tags = AuditEvent.objects.filter(tag__startswith="tenant:application").values_list("tag", flat=True)
    assert len(tags) == 3


def test_t09_the_applications_of_another_organisation_are_not_found(payroll: RelyingParty) -> None:
    make_tenant("globex")

    for does in ("rotate-secret", "remove"):
        with pytest.raises(CommandError):
            call_command("oidc_application", does, payroll.client_id, "--tenant", "globex")
    assert Application.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u202e"},
        {"kind": "robot"},
        {"id_token_alg": "none"},
        {"redirect_uris": []},
        {"redirect_uris": ["http://app.example/"]},
        {"redirect_uris": ["com.example.app:/callback"]},
        {"post_logout_uris": ["javascript:alert(1)"]},
        {"redirect_uris": [f"https://app.example/{n}" for n in range(21)]},
    ],
)
def test_t28_what_cannot_be_an_application_is_refused(nordljus: Tenant, wrong: dict[str, object]) -> None:
    wanted: dict[str, object] = {"name": "Payroll", "kind": "web", "redirect_uris": [CALLBACK]} | wrong

    with pytest.raises(CannotBeApplication):
        services.add(nordljus, Wanted(**wanted), actor=None)  # type: ignore[arg-type]  # some are wrong on purpose

    assert not Application.objects.exists()


def test_t09_a_group_of_another_organisation_is_refused(nordljus: Tenant) -> None:
    theirs = make_group(make_tenant("globex"), "Pilots")

    with pytest.raises(CannotBeApplication):
        services.add(
            nordljus,
            Wanted(name="Payroll", kind="web", redirect_uris=[CALLBACK], groups=[theirs]),
            actor=None,
        )


def test_an_organisation_has_so_many(
    payroll: RelyingParty, nordljus: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_APPLICATIONS", 1)

    with pytest.raises(CannotBeApplication):
        services.add(nordljus, Wanted(name="Two", kind="web", redirect_uris=[CALLBACK]), actor=None)


def test_an_unknown_organisation_or_group_is_said(nordljus: Tenant) -> None:
    with pytest.raises(CommandError, match="no organisation"):
        call_command("oidc_application", "list", "--tenant", "nowhere")
    with pytest.raises(CommandError, match="no group"):
        call_command("oidc_application", "add", "Payroll", "--redirect", CALLBACK, "--group", "Nobody", *HERE)
