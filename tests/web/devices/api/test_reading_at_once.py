"""What reads bodies is made once for all threads (decision 0146), and keeps nothing of any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from rest_framework.exceptions import ValidationError

from devices.api.messages.reading import reader_of
from devices.api.messages.sent import ClaimBody

THREADS, TIMES = 8, 200


@pytest.fixture
def threads_that_alternate() -> Iterator[None]:
    """As often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_t11_bodies_that_are_read_at_once_are_each_read_alone(threads_that_alternate: None) -> None:
    reader_of.cache_clear()

    def read(thread: int) -> list[str]:
        found = []
        for n in range(TIMES):
            code = f"{thread}-{n}"
            found.append(reader_of(ClaimBody).run_validation({"code": code})["code"])
            with pytest.raises(ValidationError, match=f"odd-{code}"):
                reader_of(ClaimBody).run_validation({"code": code, f"odd-{code}": 1})
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        read_by = list(pool.map(read, range(THREADS)))

    assert read_by == [[f"{thread}-{n}" for n in range(TIMES)] for thread in range(THREADS)]
