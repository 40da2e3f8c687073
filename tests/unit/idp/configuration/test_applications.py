"""Applications in an organisation's file of settings (H05, G02)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from joserfc.jwk import ECKey

from accounts.policy.changing import policy_as_it_stands
from accounts.policy.strengths.settings import strengths_in
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.documents.models import DocumentHost
from idp.oidc.documents.services import believe
from tests.support.people import make_group, make_tenant, set_part
from tests.support.relying import make_application
from tests.unit.idp.configuration.test_configuration import METHODS, brought_in, document, exported


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant("nordljus", methods=METHODS)


@pytest.fixture
def fjordbank(db: None) -> Tenant:
    return make_tenant("fjordbank", methods=METHODS)


def payroll_of(tenant: Tenant, **facts: Any) -> Application:
    return make_application(tenant, **facts).application


def test_h05_applications_are_the_same_elsewhere_without_their_secrets(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    pilots = make_group(nordljus, "Pilots")
    key = ECKey.generate_key("P-256").as_dict(private=False)
    payroll = payroll_of(
        nordljus,
        is_for_everybody=False,
        groups=[pilots],
        requires_pushed=True,
        resources=["urn:one"],
        is_own=False,
    )
    keyed = payroll_of(nordljus, name="Keyed", public_keys=[key])
    rule = {"application": payroll.key, "strength": "with_password", "state": "on"}
    set_part(nordljus, "strengths", applications=[rule])
    believe(nordljus, "agent.example", actor=None)
    secret = ClientSecret.objects.get(application=payroll)
    file = exported(nordljus)

    lines = brought_in(fjordbank, file, tmp_path)

    there = Application.objects.get(tenant=fjordbank, client_id=payroll.client_id)
    assert [group.name for group in there.groups.all()] == ["Pilots"]
    assert Group.objects.get(tenant=fjordbank, name="Pilots").members.count() == 0
    assert (there.requires_pushed, there.resources, there.is_own) == (True, ["urn:one"], False)
    assert (
        Application.objects.get(tenant=fjordbank, client_id=keyed.client_id).public_keys == keyed.public_keys
    )
    assert not ClientSecret.objects.filter(application__tenant=fjordbank).exists()
    assert secret.digest not in file
    assert "Application added: Payroll. Make its secret in the portal." in lines
    assert "Application added: Keyed" in lines
    assert DocumentHost.objects.filter(tenant=fjordbank).count() == 1
    settings = strengths_in(policy_as_it_stands(fjordbank).parts)
    assert [(one.application, one.strength) for one in settings.applications] == [
        (payroll.key, "with_password")
    ]
    ours, theirs = json.loads(file), json.loads(exported(fjordbank))
    assert ours["applications"] == theirs["applications"]
    assert ours["believed_hosts"] == theirs["believed_hosts"]
    assert brought_in(fjordbank, file, tmp_path) == brought_in(nordljus, file, tmp_path)


def test_each_difference_is_said_and_a_dry_run_changes_nothing(nordljus: Tenant, tmp_path: Path) -> None:
    payroll = payroll_of(nordljus)
    said = document(
        applications=[
            {"client_id": payroll.client_id, "settings": {"may_stay": False, "id_token_alg": "RS256"}}
        ]
    )

    dry = brought_in(nordljus, said, tmp_path, "--dry-run")
    payroll.refresh_from_db()
    stands = (payroll.may_stay, payroll.id_token_alg)
    done = brought_in(nordljus, said, tmp_path)

    payroll.refresh_from_db()
    assert stands == (True, "ES256")
    assert (payroll.may_stay, payroll.id_token_alg, payroll.name) == (False, "RS256", "Payroll")
    for lines in (dry, done):
        assert "Application Payroll, Signed by: ES256 is now RS256" in lines
        assert "Application Payroll, Renews after signing out (offline_access): yes is now no" in lines


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"secret": "x"}, "applications.0"),
        ({"client_id": "https://agent.example/client.json"}, "applications.0.client_id"),
        ({"client_id": "short"}, "applications.0.client_id"),
        ({"kind": "service"}, "applications.0.kind"),
        ({"name": 3}, "applications.0.name"),
        ({"used_by": ["Nobody"]}, "applications.0.used_by"),
        ({"settings": {"may_stay": "yes"}}, "applications.0.settings.may_stay"),
        ({"settings": {"resources": "x"}}, "applications.0.settings.resources"),
        ({"settings": {"own_scopes": ["x"]}}, "applications.0.settings.own_scopes"),
        ({"settings": {"redirect_uris": ["http://evil.example"]}}, "applications.0.settings.redirect_uris"),
        ({"settings": {"backchannel_logout_uri": "https://10.0.0.7/"}}, "settings.backchannel_logout_uri"),
    ],
)
def test_t28_what_the_portal_would_refuse_is_refused_with_its_place(
    nordljus: Tenant, tmp_path: Path, wrong: dict[str, Any], place: str
) -> None:
    payroll = payroll_of(nordljus)

    with pytest.raises(CommandError, match=place):
        brought_in(nordljus, document(applications=[{"client_id": payroll.client_id} | wrong]), tmp_path)

    assert exported(nordljus).count(payroll.client_id) >= 1
    payroll.refresh_from_db()
    assert payroll.may_stay is True


def test_t09_a_client_id_of_another_organisation_is_another_application(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    theirs = payroll_of(fjordbank)
    said = {
        "client_id": theirs.client_id,
        "name": "Mine",
        "kind": "native",
        "settings": {"redirect_uris": ["a.b:/c"]},
    }

    brought_in(nordljus, document(applications=[said]), tmp_path)

    theirs.refresh_from_db()
    assert (theirs.name, theirs.kind) == ("Payroll", "web")
    assert Application.objects.get(tenant=nordljus).name == "Mine"


def test_what_cannot_be_a_host_is_refused(nordljus: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="believed_hosts"):
        brought_in(nordljus, document(believed_hosts=["https://agent.example/"]), tmp_path)
