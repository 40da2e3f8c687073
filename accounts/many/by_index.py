"""Questions about few of very many rows, read by indexes alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

# To see whether each of a few people has something, PostgreSQL would rather look all of it through first: it counts
# with whoever could be asked about, not with those of a page. It does so only where all of it fits into this memory.
LEAST_MEMORY = "64kB"
HELD = {"enable_seqscan": "off", "jit": "off", "work_mem": f"'{LEAST_MEMORY}'"}
BEGIN = "; ".join(f"SET LOCAL {name} = {value}" for name, value in HELD.items())
END = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in HELD)


@contextlib.contextmanager
def by_index() -> Iterator[None]:
    """What is asked within is answered by indexes, wherever there is one. SQLite does so anyway."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(BEGIN)
        yield
        cursor.execute(END)
