"""H04: what is measured has a closed list of labels, and names nobody."""

import itertools

import pytest
from django.db import transaction

from accounts.telemetry.measures import REGISTRY, Counted, Level, NamedInCode, Timed

_names = (f"handslag_tried_{number}" for number in itertools.count())


@pytest.fixture
def name() -> str:
    """A name that no other test has."""
    return next(_names)


def value_of(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_what_no_list_has_is_counted_as_other(name: str) -> None:
    counted = Counted(name, "Tried.", way=["phone", "passkey"])

    for way in ("phone", "phone", "ann@nordljus.example", "bo@nordljus.example"):
        counted.add(way=way)

    assert value_of(f"{name}_total", way="phone") == 2
    assert value_of(f"{name}_total", way="other") == 2
    assert value_of(f"{name}_total", way="ann@nordljus.example") is None


def test_a_list_may_grow_with_what_is_registered(name: str) -> None:
    ways: list[str] = []
    counted = Counted(name, "Tried.", way=lambda: ways)
    ways.append("badge")

    counted.add(way="badge")

    assert value_of(f"{name}_total", way="badge") == 1


def test_names_in_code_are_no_more_than_so_many() -> None:
    named = NamedInCode(most=2)

    assert [value in named for value in ("a", "b", "c", "a", "c")] == [True, True, False, True, False]


def test_a_measure_has_one_place(name: str) -> None:
    Counted(name, "Tried.")

    with pytest.raises(ValueError, match="declared twice"):
        Timed(name, "Tried again.")


def test_a_label_that_was_not_declared_is_a_fault_of_ours(name: str) -> None:
    with pytest.raises(KeyError):
        Counted(name, "Tried.", way=["phone"]).add(result="denied")


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_not_counted(name: str) -> None:
    counted = Counted(name, "Tried.")

    with transaction.atomic():
        counted.add_when_kept()
        transaction.set_rollback(True)
    with transaction.atomic():
        counted.add_when_kept()

    assert value_of(f"{name}_total") == 1


def test_a_level_goes_up_and_down(name: str) -> None:
    level = Level(name, "Tried.")

    with level.one_more(), level.one_more():
        assert value_of(name) == 2

    assert value_of(name) == 0


def test_a_time_falls_into_its_bucket(name: str) -> None:
    Timed(name, "Tried.", service=["a"]).took(0.03, service="a")

    assert value_of(f"{name}_bucket", service="a", le="0.025") == 0
    assert value_of(f"{name}_bucket", service="a", le="0.05") == 1
