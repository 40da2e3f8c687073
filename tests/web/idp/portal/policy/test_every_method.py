"""Every method has the same shape on the policy page: whom it is for, its groups, its settings (E02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django import forms

from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.methods.proof import Proves
from accounts.policy.facts import allowance_of
from accounts.tenants.models import Tenant
from devices.otp.services import apps_of
from tests.support.authenticators import authenticator_of
from tests.support.people import allow, policy_of, rule_of
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, glance, save, send

KEYS = [method.key for method in registry.by_policy()]


@dataclass(frozen=True)
class BadgeSettings:
    reads: int = 3

    def problems(self, tenant: Tenant) -> Mapping[str, str]:
        return {"reads": f"{tenant} reads no more than nine."} if self.reads > 9 else {}


class BadgeFields(forms.Form):
    reads = forms.IntegerField(label="times it is read")


@pytest.fixture
def badge(monkeypatch: pytest.MonkeyPatch) -> VerificationMethod:
    """A way to prove oneself that no page has ever heard of."""
    made = VerificationMethod(
        key="badge",
        label="Badge",
        proves=Proves(frozenset({"have"})),
        rank=99,
        policy=PolicyPart(title="Badges", settings=BadgeSettings, fields=BadgeFields),
    )
    monkeypatch.setattr(registry, "_methods", {**registry._methods, made.key: made})
    return made


@pytest.mark.parametrize("key", KEYS)
def test_each_is_off_for_chosen_groups_or_for_everyone(
    nordljus: Organisation, sign_in: SignIn, key: str
) -> None:
    form = sign_in(nordljus.admin).get(address(nordljus, key)).context["form"]

    assert [value for value, _words in form.fields[f"{key}-for"].choices] == ["off", "groups", "everyone"]
    for part in ("include", "exclude"):
        assert set(form.fields[f"{key}-{part}"].groups) == {nordljus.group, nordljus.other}


def test_each_has_a_row_the_preferred_first_that_leads_to_a_page_with_every_setting(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    page = browser.get(glance(nordljus)).content.decode()

    places = [page.index(f'href="{address(nordljus, key)}"') for key in KEYS]
    assert places == sorted(places)
    for method in registry.by_policy():
        assert method.policy is not None
        its_own = browser.get(address(nordljus, method.key)).content.decode()
        assert f"<h1>{method.policy.title}</h1>" in its_own
        for name in method.policy.fields.base_fields if method.policy.fields else ():
            assert f'name="{method.key}-{name}' in its_own


@pytest.mark.parametrize("key", KEYS)
def test_each_is_given_to_a_group_and_kept_from_another(
    nordljus: Organisation, sign_in: SignIn, key: str
) -> None:
    allow(nordljus.tenant, "phone")
    for other in KEYS:
        allow(nordljus.tenant, other)
    chosen = {
        f"{key}-for": "groups",
        f"{key}-include": [nordljus.group.pk],
        f"{key}-exclude": [nordljus.other.pk],
    }
    browser = sign_in(nordljus.admin)

    response = save(browser, nordljus, chosen)

    rule = rule_of(nordljus.tenant, key)
    assert response.status_code == 302
    assert (rule.is_on, rule.for_everyone) == (True, False)
    assert rule.include == {str(nordljus.group.pk)}
    assert rule.exclude == {str(nordljus.other.pk)}
    assert allowance_of(nordljus.member, key).is_allowed
    assert allowance_of(nordljus.admin, key).reason == "not_in_group"


@pytest.mark.parametrize("key", KEYS)
def test_each_that_is_turned_off_keeps_its_groups_for_when_it_is_on_again(
    nordljus: Organisation, sign_in: SignIn, key: str
) -> None:
    allow(nordljus.tenant, "phone")
    allow(nordljus.tenant, key, exclude=[nordljus.other])
    browser = sign_in(nordljus.admin)

    save(browser, nordljus, {f"{key}-for": "off"})

    assert rule_of(nordljus.tenant, key).exclude == {str(nordljus.other.pk)}
    assert allowance_of(nordljus.member, key).reason == "off"


def test_what_people_have_set_up_of_a_method_goes_with_it_only_when_that_is_said(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    authenticator_of(nordljus.member)
    browser = sign_in(nordljus.admin)
    off = {"authenticator_code-for": "off"}

    question = send(browser, nordljus, off).content.decode()
    before = apps_of(nordljus.member).count()
    save(browser, nordljus, off, **{"remove-authenticator_code": "yes"})

    removed = AuditEvent.objects.filter(tag="user:authenticator_app:removed")
    assert "Authenticator codes: what about the 2 that are set up?" in question
    assert (before, apps_of(nordljus.member).count()) == (1, 0)
    assert {event.subject for event in removed} == {nordljus.member, nordljus.admin}
    assert {event.actor for event in removed} == {nordljus.admin}


def test_a_method_that_is_new_begins_off_and_stands_on_the_page_by_itself(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:
    browser = sign_in(nordljus.admin)
    page = browser.get(address(nordljus, badge.key)).content.decode()
    is_allowed_at_first = allowance_of(nordljus.member, badge.key).is_allowed

    refused = send(browser, nordljus, {"badge-for": "everyone", "badge-reads": "10"})
    save(browser, nordljus, {"badge-for": "everyone", "badge-reads": "4"})

    assert not is_allowed_at_first
    assert "Badges</h1>" in page
    assert 'name="badge-reads" value="3"' in page
    assert "Nordljus reads no more than nine." in refused.content.decode()
    assert allowance_of(nordljus.member, badge.key).is_allowed
    assert policy_of(nordljus.tenant)["badge.reads"] == 4
