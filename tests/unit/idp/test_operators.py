"""Operators are made once, found again, and never made of somebody else (H01)."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import AuditEvent
from accounts.tenants.resolve import canonical_username
from accounts.users.models import User
from accounts.users.services import block, disable
from idp.operators import NotAnOperator, find_or_make_operator
from tests.support.people import make_person, make_tenant


@pytest.mark.django_db
def test_an_operator_is_made_once_and_found_again_even_when_disabled() -> None:
    made = find_or_make_operator("you@operators.example")
    disable(made, actor=None)

    found = find_or_make_operator("you@operators.example")

    assert (found, found.role) == (made, "operator")
    assert AuditEvent.objects.get(tag="user:account:added").subject == made


@pytest.mark.django_db
def test_an_operator_whose_sign_in_is_blocked_comes_back_by_the_command() -> None:  # A17
    operator = find_or_make_operator("you@operators.example")
    block(operator)

    call_command("operator", operator.username)

    operator.refresh_from_db()
    assert operator.may_sign_in
    assert AuditEvent.objects.get(tag="user:account:released").subject == operator


@pytest.mark.django_db
def test_an_operators_organisation_is_called_as_its_domain_is_read() -> None:
    operator = find_or_make_operator(canonical_username("you@XN--BCHER-KVA.example"))

    tenant = operator.tenant
    assert (tenant.name, tenant.slug) == ("bücher.example", "xn--bcher-kva-example")
    assert [domain.name for domain in tenant.domains.all()] == ["xn--bcher-kva.example"]
    assert find_or_make_operator("me@bücher.example").tenant == tenant


@pytest.mark.django_db
def test_the_command_makes_no_operator_who_could_be_taken_for_another() -> None:  # T14
    with pytest.raises(CommandError, match="keeps to one alphabet"):
        call_command("operator", "\u0430nn@operators.example")

    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [User.Role.MEMBER, User.Role.TENANT_ADMIN])
def test_nobody_else_becomes_an_operator_by_having_the_name(role: User.Role) -> None:
    person = make_person(make_tenant(), "ann", role=role)

    with pytest.raises(NotAnOperator):
        find_or_make_operator(person.username)

    assert User.objects.get(pk=person.pk).role == role
