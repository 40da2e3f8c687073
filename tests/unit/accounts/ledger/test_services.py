"""H02: what processes share can stand in the database: noted once, and forgotten by its clock."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from pytest_django import Settings

from accounts.ledger import services
from accounts.ledger.models import LedgerEntry
from idp import housekeeping
from idp.settings.storage import caches as caches_of
from tests.support.at_once import Crowd, crowd

pytestmark = pytest.mark.both_databases
AT_ONCE = 32


@pytest.fixture
def threads(transactional_db: None) -> Iterator[Crowd]:
    with crowd(AT_ONCE) as gathered:
        yield gathered


def let_time_pass(seconds: int) -> None:
    """As if everything had been noted so long ago."""
    for entry in LedgerEntry.objects.all():
        LedgerEntry.objects.filter(pk=entry.pk).update(until=entry.until - seconds)


@pytest.mark.django_db
def test_what_is_noted_stands_until_its_time_is_over() -> None:
    assert services.add("proof", "1", seconds=60)
    assert not services.add("proof", "2", seconds=60)
    assert services.read("proof") == "1"

    let_time_pass(60)

    assert services.read("proof") is None
    assert services.add("proof", "3", seconds=60)
    assert services.read("proof") == "3"


def test_t10_of_many_at_once_who_note_a_proof_one_has(threads: Crowd) -> None:
    for n in range(3):
        noted = threads.run([functools.partial(services.add, f"proof {n}", "1", seconds=60)] * AT_ONCE)

        assert sorted(noted) == [False] * (AT_ONCE - 1) + [True]


def test_h02_of_many_at_once_who_want_a_lease_one_has_it_and_keeps_it(threads: Crowd) -> None:
    names = [f"worker {n}" for n in range(AT_ONCE)]

    def take(name: str) -> bool:
        return services.hold("log", name, seconds=10)

    first = threads.run([functools.partial(take, name) for name in names])
    again = threads.run([functools.partial(take, name) for name in names])

    assert first.count(True) == 1
    assert again == first


@pytest.mark.django_db
def test_h02_a_lease_passes_on_once_it_has_run_out_or_was_left() -> None:
    assert services.hold("log", "one", seconds=10)
    assert not services.hold("log", "two", seconds=10)

    let_time_pass(10)
    assert services.hold("log", "two", seconds=10)
    services.let_go("log", "one")
    assert not services.hold("log", "three", seconds=10)
    services.let_go("log", "two")

    assert services.hold("log", "three", seconds=10)


@pytest.mark.django_db
def test_the_hour_takes_away_what_is_past_and_nothing_else() -> None:
    services.write("past", "1", seconds=0)
    services.write("stands", "1", seconds=60)

    housekeeping.forget_tries()

    assert services.read("stands") == "1"
    assert LedgerEntry.objects.count() == 1


@pytest.mark.django_db
def test_the_ledger_is_asked_as_any_other(settings: Settings) -> None:
    settings.CACHES = caches_of("", by_database=True)
    ledger = caches["ledger"]

    assert ledger.add("jti", 1, 60)
    assert not ledger.add("jti", 1, 60)
    ledger.set("unlock", ("nonce", "challenge"), 60)

    assert tuple(ledger.get("unlock")) == ("nonce", "challenge")
    assert ledger.delete("unlock")
    assert ledger.get("unlock", "none") == "none"
    assert not ledger.delete("unlock")


@pytest.mark.django_db
def test_i10_whom_an_entry_is_about_is_not_told() -> None:
    services.write("unlock:ann@nordljus.example", "1", seconds=60)

    assert "ann" not in LedgerEntry.objects.get().key_digest
