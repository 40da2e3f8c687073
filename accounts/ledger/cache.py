"""The ledger where PostgreSQL alone holds what processes share: Django's cache, on a table (decision 0133)."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from accounts.ledger import services
from accounts.ledger.models import LedgerEntry


class LedgerInDatabase(BaseCache):
    """While the database is away nothing can be noted, and so nothing passes that must be noted."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Note it unless it is noted already; atomic."""
        return services.add(self.make_key(key, version), _text(value), seconds=self._seconds(timeout))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is noted."""
        noted = services.read(self.make_key(key, version))
        return default if noted is None else msgspec.json.decode(noted)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Note it, in place of what was."""
        services.write(self.make_key(key, version), _text(value), seconds=self._seconds(timeout))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Take it out."""
        return services.remove(self.make_key(key, version))

    def clear(self) -> None:
        """Forget everything; only tests do."""
        LedgerEntry.objects.all().delete()

    def _seconds(self, timeout: Any) -> int:
        return int(self.default_timeout or 0) if timeout is DEFAULT_TIMEOUT else int(timeout)


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
