"""Everything held about a person as JSON, for programs: names and values as they are, moments in UTC."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from accounts import clock
from accounts.holdings.registry import Holding, holdings
from accounts.security_info.account.copying.rows import rows_of
from accounts.users.models import User


def as_json(user: User) -> Iterator[str]:
    """`{"about": …, "made_at": …, "held": {key: {"title": …, "rows": [{name: value}]}}}`."""
    yield f'{{"about": {_json(user.username)}, "made_at": {_json(clock.now())}, "held": {{'
    for n, holding in enumerate(holdings()):
        yield ",\n" if n else "\n"
        yield from _table(user, holding)
    yield "\n}}\n"


def _table(user: User, holding: Holding) -> Iterator[str]:
    yield f'{_json(holding.key)}: {{"title": {_json(str(holding.title))}, "rows": ['
    for n, row in enumerate(rows_of(user, holding)):
        yield ",\n  " if n else "\n  "
        yield _json({told.name: told.value(row) for told in holding.told})
    yield "]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """What JSON has no word for: moments, ids, texts that wait for their language."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
