"""How many people are of a kind: exactly of few, about so many of many, and never one as if it were the other."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from accounts.many import estimating
from accounts.many.estimating import EVERYBODY, Looked, look_at, rounded
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from tests.support.people import make_tenant

MANY = 3000

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Thousands of people, one in four of whom may not sign in; as many elsewhere, all of whom may."""
    monkeypatch.setattr(estimating, "COUNTED_AT_MOST", 1000)
    monkeypatch.setattr(estimating, "LOOKED_AT", 800)
    tenant, other = make_tenant("nordljus"), make_tenant("fjordbank")
    ids = random.Random(1)  # drawn as any are, and the same at each run
    for whose in (tenant, other):
        User.objects.bulk_create(
            User(
                pk=UUID(int=ids.getrandbits(128), version=4),
                tenant=whose,
                username=f"p{n}@{whose.slug}.example",
                is_active=whose == other or n % 4 > 0,
            )
            for n in range(MANY)
        )
    return tenant


def test_few_are_counted(many: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "COUNTED_AT_MOST", MANY * 2)

    looked = look_at(users_in(many))

    assert looked is EVERYBODY
    assert looked.in_all(looked.among(users_in(many)).count()) == MANY


def test_of_many_some_stand_for_all(many: Tenant) -> None:
    looked = look_at(users_in(many))
    found = looked.among(users_in(many).filter(is_active=False)).count()

    assert looked.among(users_in(many)).count() == 800
    assert MANY * 0.82 < looked.in_all(800) < MANY * 1.18
    assert MANY / 4 * 0.65 < looked.in_all(found) < MANY / 4 * 1.35


def test_exactly_as_many_as_are_looked_at_are_counted(many: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "LOOKED_AT", MANY)

    assert look_at(users_in(many)) is EVERYBODY


def test_an_estimate_says_that_it_is_one() -> None:
    some = Looked(beyond=next(iter([User().pk])), share=0.01)

    assert EVERYBODY.told(1) == "1 person"
    assert EVERYBODY.told(1200) == "1,200 people"
    assert some.told(31) == "about 3,100 people"
    assert some.told(0) == "hardly anybody"


@pytest.mark.parametrize(
    ("number", "digits", "told"), [(0, 1, 0), (7.4, 2, 7), (1249, 2, 1200), (1351, 2, 1400), (961, 1, 1000)]
)
def test_no_more_figures_are_said_than_are_known(number: float, digits: int, told: int) -> None:
    assert rounded(number, digits=digits) == told
