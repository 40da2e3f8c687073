"""What the release before counted apart by application and place becomes one count, and none is lost (E14)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from accounts import clock
from accounts.sign_in_log import daily
from accounts.sign_in_log.models import SignInsOfDay
from accounts.tenants.models import Tenant
from tests.support.people import make_tenant

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

put_together = import_module("accounts.migrations.0044_sign_ins_are_counted_by_way_and_result").put_together


def counted(tenant: Tenant, many: int, *, result: str = "signed_in", **apart: str) -> None:
    day = clock.now().date()
    SignInsOfDay.objects.create(tenant=tenant, day=day, method="phone", result=result, count=many, **apart)


def test_one_count_is_left_of_each_way_and_result() -> None:
    here, there = make_tenant(), make_tenant("sundby")
    counted(here, 3, application="Payroll", place="SE")
    counted(here, 4, application="Payroll", place="FR")
    counted(here, 5)
    counted(here, 2, result="denied", place="SE")
    counted(there, 7, place="SE")

    put_together(apps, None)

    kept = SignInsOfDay.objects.values_list("tenant__slug", "result", "count", "application", "place")
    assert set(kept) == {
        (here.slug, "signed_in", 12, "", ""),
        (here.slug, "denied", 2, "", ""),
        (there.slug, "signed_in", 7, "", ""),
    }
    assert len(kept) == 3


def test_what_the_release_before_moves_is_taken_from_the_sum() -> None:
    tenant, day = make_tenant(), clock.now().date()
    kind = (tenant.pk, day, "phone", "refused")
    daily.move([], [kind])
    counted(tenant, -1, result="refused", application="Payroll")
    counted(tenant, 1, application="Payroll")

    assert daily.by_day(tenant.pk, since=day) == [(day, "phone", "signed_in", 1)]
