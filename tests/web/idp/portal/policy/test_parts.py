"""What belongs to no one method stands on the policy page as well: a part brings its settings and their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django import forms

from accounts.policy import parts
from accounts.policy.parts import TenantPart, settings_for
from accounts.tenants.models import Tenant
from tests.support.people import forget_policy, policy_of, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, changes_written_down, save, send


@dataclass(frozen=True)
class DoorSettings:
    keys: int = 3

    def problems(self, tenant: Tenant) -> Mapping[str, str]:
        return {"keys": f"{tenant} has no more than nine."} if self.keys > 9 else {}


class DoorFields(forms.Form):
    keys = forms.IntegerField(label="keys to the door")


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> TenantPart:
    """A part that no page has ever heard of."""
    made = TenantPart(key="door", title="The door", settings=DoorSettings, fields=DoorFields)
    monkeypatch.setattr(parts, "_parts", {**parts._parts, made.key: made})
    return made


def keys_of(tenant: Tenant) -> int:
    return settings_for(tenant, "door", DoorSettings).keys


def test_it_is_shown_with_its_default_and_saved_and_written_down(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    page = browser.get(address(nordljus, "door")).content.decode()

    response = save(browser, nordljus, {"door-keys": 5})

    assert "The door</h1>" in page
    assert 'name="door-keys" value="3"' in page
    assert response.status_code == 302
    nordljus.tenant.refresh_from_db()
    assert keys_of(nordljus.tenant) == 5
    assert changes_written_down() == [{"door.keys": [3, 5]}]


def test_what_cannot_be_is_said_beside_it_and_nothing_is_saved(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    page = send(sign_in(nordljus.admin), nordljus, {"door-keys": 10})

    assert "has no more than nine." in page.content.decode()
    assert policy_of(nordljus.tenant)["door.keys"] == 3


def test_a_change_that_does_not_name_it_leaves_it_alone(nordljus: Organisation) -> None:
    set_part(nordljus.tenant, "door", keys=7)
    set_part(nordljus.tenant, "window", panes=2)

    assert keys_of(nordljus.tenant) == 7


def test_without_a_policy_or_with_what_cannot_be_read_the_default_holds(nordljus: Organisation) -> None:
    tenant = nordljus.tenant
    tenant.policy.settings = {"door": {"keys": "many"}}
    tenant.policy.save()
    unread = keys_of(tenant)
    forget_policy(tenant)

    assert (unread, keys_of(tenant)) == (3, 3)
