"""Names that are there already come into their present form; nobody becomes somebody else."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.new_names import LooksTaken, refuse_deceptive

BEFORE = ("accounts", "0005_browsers_remember_what_was_passed")
AFTER = ("accounts", "0006_names_have_one_form_and_a_likeness")


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """The tables as they were; afterwards everything is migrated again, whatever the test did."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    yield executor.loader.project_state([BEFORE]).apps
    MigrationExecutor(connection).migrate(everything)


def _migrate() -> None:
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.both_databases
def test_names_come_into_their_one_form(before: Any) -> None:  # T14, T26
    tenant = before.get_model("accounts", "Tenant").objects.create(name="B\u202eücher", slug="b")
    tenant.domains.create(name="bücher.example", is_verified=True)
    for name in ("ann@xn--bcher-kva.example", "mailto:bo@bücher.example", "coco@bücher.example"):
        tenant.users.create(username=name, display_name=" Ann\u2069  Lind")

    _migrate()

    after = Tenant.objects.get(slug="b")
    assert (after.name, [domain.name for domain in after.domains.all()]) == (
        "Bücher",
        ["xn--bcher-kva.example"],
    )
    assert set(User.objects.values_list("username", "display_name")) == {
        ("ann@bücher.example", "Ann Lind"),
        ("bo@bücher.example", "Ann Lind"),
        ("coco@bücher.example", "Ann Lind"),
    }
    with pytest.raises(LooksTaken):
        refuse_deceptive("\u0441\u043e\u0441\u043e@bücher.example", tenant=after)


@pytest.mark.both_databases
def test_where_two_have_one_form_both_stay_and_it_is_told(
    before: Any, caplog: pytest.LogCaptureFixture
) -> None:  # T14
    first, second = (
        before.get_model("accounts", "Tenant").objects.create(name=slug, slug=slug) for slug in ("b", "x")
    )
    first.domains.create(name="bücher.example", is_verified=True)
    second.domains.create(name="xn--bcher-kva.example", is_verified=True)
    first.users.create(username="ann@bücher.example")
    second.users.create(username="ann@xn--bcher-kva.example")

    with caplog.at_level(logging.WARNING):
        _migrate()

    names = set(User.objects.values_list("tenant__slug", "username", "tenant__domains__name"))
    assert names == {
        ("b", "ann@bücher.example", "bücher.example"),
        ("x", "ann@xn--bcher-kva.example", "xn--bcher-kva.example"),
    }
    assert "'ann@xn--bcher-kva.example' stays as it is" in caplog.text
    assert "'bücher.example' stays as it is" in caplog.text
