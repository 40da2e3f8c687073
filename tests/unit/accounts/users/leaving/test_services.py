"""Leaving, coming back within thirty days, and going for good (E04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.holdings.registry import holdings
from accounts.users.leaving import called
from accounts.users.leaving.models import FormerPerson
from accounts.users.leaving.services import (
    RESTORED_WITHIN,
    HasLeft,
    LastAdmin,
    leave,
    past,
    remove_gone,
    restore,
)
from accounts.users.models import User
from accounts.users.services import disable
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.one_time_link.services import grant
from devices.enrolment.models import Enrolment
from devices.enrolment.state import OPEN
from tests.support.asking import offered
from tests.support.pages import is_signed_in
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.sessions import PASSWORD_PROOF, signed_in


def time_is_over(person: User) -> None:
    """Thirty days have passed since they left, and housekeeping comes by."""
    User.objects.filter(pk=person.pk).update(goes_at=F("goes_at") - RESTORED_WITHIN)
    remove_gone()


def a_year_passes() -> None:
    FormerPerson.objects.update(left_at=F("left_at") - timedelta(days=366))


@pytest.fixture
def disa(db: None) -> User:
    return make_person(make_tenant(), "disa", role=User.Role.TENANT_ADMIN)


@pytest.fixture
def ann(disa: User) -> User:
    return make_person(disa.tenant, "ann")


def now_of(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_whoever_leaves_is_out_at_once_and_so_is_what_was_on_its_way(ann: User, disa: User) -> None:
    SigningPhone().add(ann)
    client = signed_in(ann, PASSWORD_PROOF)
    grant(ann, actor=disa, now=clock.now())
    offered(ann)

    leave(ann, actor=disa)

    assert not is_signed_in(client)
    assert not now_of(ann).may_sign_in
    assert not OneTimeLink.objects.filter(user=ann).exists()
    assert not Enrolment.objects.filter(user=ann, state__in=OPEN).exists()


def test_whoever_is_restored_has_what_they_had_set_up(ann: User, disa: User) -> None:
    SigningPhone().add(ann)
    leave(ann, actor=disa)

    restore(ann, actor=disa)

    assert now_of(ann).may_sign_in
    assert now_of(ann).has_usable_password()
    assert ann.phoneaccount_set.get().state == "active"
    assert not FormerPerson.objects.exists()


def test_after_thirty_days_nothing_that_is_told_of_people_is_left(ann: User, disa: User) -> None:  # D09
    SigningPhone().add(ann)
    signed_in(ann, PASSWORD_PROOF)
    leave(ann, actor=disa)

    remove_gone()
    assert User.objects.filter(pk=ann.pk).exists(), "not before its time"
    time_is_over(ann)

    left = {
        holding.key
        for holding in holdings()
        if holding.model is not AuditEvent and holding.rows(ann).exists()
    }
    assert left == set()
    assert not User.objects.filter(pk=ann.pk).exists()
    assert AuditEvent.objects.filter(tag="user:leaving:gone", subject_id=ann.pk).exists()


def test_whoever_was_restored_meanwhile_stays(ann: User, disa: User) -> None:
    leave(ann, actor=disa)
    restore(ann, actor=disa)

    time_is_over(ann)

    assert User.objects.filter(pk=ann.pk).exists()


def test_logs_say_what_somebody_was_called_until_that_is_forgotten(ann: User, disa: User) -> None:
    leave(ann, actor=disa)
    time_is_over(ann)
    before = called(ann.pk)

    a_year_passes()
    past().delete()

    assert before == "ann@nordljus.example"
    assert called(ann.pk) == f"Former person {ann.pk.hex[:6]}"


def test_what_somebody_is_called_who_can_be_restored_is_not_forgotten(ann: User, disa: User) -> None:
    leave(ann, actor=disa)

    a_year_passes()

    assert not past().exists()


def test_the_last_admin_of_an_organisation_stays(disa: User, ann: User) -> None:
    operator = make_person(make_tenant("operators"), "you", role=User.Role.OPERATOR)

    with pytest.raises(LastAdmin):
        leave(disa, actor=operator)
    make_person(disa.tenant, "eva", role=User.Role.TENANT_ADMIN)
    leave(disa, actor=operator)

    assert now_of(disa).goes_at is not None


def test_another_admin_who_may_not_sign_in_is_no_other(disa: User) -> None:
    disable(make_person(disa.tenant, "eva", role=User.Role.TENANT_ADMIN), actor=None)
    make_person(disa.tenant, "bo", role=User.Role.HELPDESK)

    with pytest.raises(LastAdmin):
        leave(disa, actor=disa)


def test_the_last_operator_stays_whatever_admins_there_are(disa: User) -> None:
    operator = make_person(disa.tenant, "you", role=User.Role.OPERATOR)

    with pytest.raises(LastAdmin):
        leave(operator, actor=operator)


def test_nobody_leaves_twice_or_comes_back_who_is_here(ann: User, disa: User) -> None:
    with pytest.raises(HasLeft):
        restore(ann, actor=disa)
    leave(ann, actor=disa)

    with pytest.raises(HasLeft):
        leave(ann, actor=disa)
