"""Making an organisation: one verb, with a first policy for every method there is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.methods import registry
from accounts.policy.changing import policy_as_it_stands
from accounts.policy.facts import need_of
from accounts.policy.organisations import make_organisation, new_slug
from accounts.policy.rules import MethodRule
from accounts.policy.ways_in import problems
from accounts.tenants.models import Tenant
from tests.support.people import make_person, policy_of, rule_of


def test_it_has_its_domains_and_what_each_method_begins_with(db: None) -> None:
    tenant = make_organisation("Älvdal Energi", domains=["alvdal.example", "alvdal.test"])

    domains = tenant.domains.values_list("name", "is_verified")
    assert (tenant.slug, tenant.kind) == ("alvdal-energi", Tenant.Kind.ORGANISATION)
    assert set(domains) == {("alvdal.example", True), ("alvdal.test", True)}
    for method in registry.by_policy():
        rule = rule_of(tenant, method.key)
        assert (rule.is_on, rule.for_everyone) == (method.is_on_at_first, method.is_on_at_first)


def test_its_first_policy_leaves_everybody_a_way_in(db: None) -> None:
    tenant = make_organisation("Nordljus", domains=["nordljus.example"])

    need = need_of(make_person(tenant))
    assert need is not None
    assert need.factors == 1
    assert problems(policy_as_it_stands(tenant)) == ()


def test_rules_that_are_given_stand_with_their_settings_and_the_rest_begins_as_ever(db: None) -> None:
    phones = MethodRule(is_on=True, for_everyone=True, settings={"digits": 6})

    tenant = make_organisation("Nordljus", domains=(), two_step=True, rules={"phone": phones})

    said = policy_of(tenant)
    assert (said["phone.for"], said["phone.digits"], said["two_step"]) == ("everyone", 6, True)
    assert (said["password.for"], said["authenticator_code.for"]) == ("everyone", "off")


def test_of_a_name_that_is_taken_the_slug_gets_a_number(db: None) -> None:
    slugs = [make_organisation("Nordljus", domains=()).slug for _ in range(3)]

    assert slugs == ["nordljus", "nordljus-2", "nordljus-3"]


@pytest.mark.parametrize(("name", "slug"), [("株式会社", "organisation"), ("A" * 60, "a" * 40)])
def test_every_name_makes_a_slug(db: None, name: str, slug: str) -> None:
    assert new_slug(name) == slug


@pytest.mark.both_databases
def test_where_a_domain_is_taken_nothing_is_made(db: None) -> None:
    make_organisation("Nordljus", domains=["nordljus.example"])

    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation("Other", domains=["other.example", "nordljus.example"])

    assert not Tenant.objects.filter(name="Other").exists()
