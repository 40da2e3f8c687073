"""What is measured of a running installation (H04): each measure is declared once, beside the verb that it counts.

Every label has a closed list of values, so that no stranger and no number of organisations makes more rows of it:
what is not in its list is counted as ``other``. Nothing names a person, an organisation or an address (I10).

The values are Prometheus' (its client library keeps them). Where several processes serve together they write them into
one folder (``PROMETHEUS_MULTIPROC_DIR``), from which whoever is asked adds them up: `idp/telemetry/exposing.py`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Before the import, which looks at it. Whoever was started by another has that one's folder in the environment.
if settings.METRICS_LISTEN and FOLDER not in os.environ:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="handslag-metrics-")
    OWN_FOLDER: Path | None = Path(os.environ[FOLDER])
else:
    OWN_FOLDER = None

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: E402  after the folder is named

Values = Collection[str] | Callable[[], Collection[str]]
OTHER = "other"
NAMED_MOST = 100
# A fast page takes some milliseconds; a person some seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
REGISTRY = CollectorRegistry()
_names: dict[str, tuple[str, ...]] = {}


class NamedInCode(Collection[str]):
    """Values that only our own code names, as scopes of limits: the first `most` that come, whatever happens."""

    def __init__(self, most: int = NAMED_MOST) -> None:
        self.most = most
        self._values: set[str] = set()

    def __contains__(self, value: object) -> bool:
        if len(self._values) < self.most:
            self._values.add(str(value))
        return value in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Labels:
    """The labels of one measure, each with the values that it may have."""

    def __init__(self, name: str, values: dict[str, Values]) -> None:
        if name in _names:
            raise ValueError(f"measure {name!r} is declared twice")
        _names[name] = tuple(values)
        self.values = values

    def closed(self, given: dict[str, str]) -> dict[str, str]:
        """What is given, with ``other`` in the place of what no list has."""
        return {label: self._of_list(label, str(given[label])) for label in self.values}

    def _of_list(self, label: str, value: str) -> str:
        values = self.values[label]
        return value if value in (values() if callable(values) else values) else OTHER


class Counted:
    """Something that happens: how often since the process began."""

    def __init__(self, name: str, words: str, **values: Values) -> None:
        self._labels = _Labels(name, values)
        self._kept = Counter(name, words, list(values), registry=REGISTRY)

    def add(self, times: float = 1, /, **labels: str) -> None:
        """Count it now."""
        closed = self._labels.closed(labels)
        (self._kept.labels(**closed) if closed else self._kept).inc(times)

    def add_when_kept(self, **labels: str) -> None:
        """Count it once the transaction under way is committed; never when that fails."""
        transaction.on_commit(lambda: self.add(**labels), robust=True)


class Timed:
    """Something that takes time, in seconds."""

    def __init__(self, name: str, words: str, **values: Values) -> None:
        self._labels = _Labels(name, values)
        self._kept = Histogram(name, words, list(values), registry=REGISTRY, buckets=BUCKETS)

    def took(self, seconds: float, **labels: str) -> None:
        """Count one that took so long."""
        closed = self._labels.closed(labels)
        (self._kept.labels(**closed) if closed else self._kept).observe(seconds)


class Level:
    """How many of something there are now, in all processes that live."""

    def __init__(self, name: str, words: str) -> None:
        _Labels(name, {})
        self._kept = Gauge(name, words, registry=REGISTRY, multiprocess_mode="livesum")

    def move(self, by: int) -> None:
        """There are so many more, or fewer."""
        self._kept.inc(by)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """One more for as long as this lasts."""
        self.move(1)
        try:
            yield
        finally:
            self.move(-1)


def declared() -> dict[str, tuple[str, ...]]:
    """The name of every measure, with the names of its labels."""
    return dict(_names)
