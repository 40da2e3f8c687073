"""Fixtures every test may ask for; the longer ones live in tests/support."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.support.flush import leave_it_empty, let_flush_past_triggers

pytest_plugins = ["tests.support.server", "tests.support.browser"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    skipped = pytest.mark.skip(reason="slow: bin/test --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skipped)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    leave_it_empty()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        let_flush_past_triggers(connection)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    # Counters and sessions of one test must not limit the next.
    cache.clear()
    yield
    cache.clear()
