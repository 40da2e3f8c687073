"""Fixtures every test may ask for; the longer ones live in tests/support."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

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


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    # Counters and sessions of one test must not limit the next.
    cache.clear()
    yield
    cache.clear()
