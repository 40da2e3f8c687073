"""Where things are kept: addresses of databases and of Redis that could not be used, or not as they are meant (H02)."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from accounts.redis_line import sentinels_in

BESIDE = ("DATABASE_DIRECT_URL", "DATABASE_READ_URL")


def stores_can_be_used() -> list[checks.CheckMessage]:
    """REDIS_URL, and the addresses beside DATABASE_URL."""
    return [*_redis(), *_beside_sqlite()]


def _redis() -> Iterator[checks.CheckMessage]:
    if not settings.REDIS_URL:
        return
    try:
        sentinels_in(settings.REDIS_URL)
    except ValueError as reason:
        hint = (
            "Write redis://cache.example.org/0, rediss:// with TLS, or for a master that Sentinels watch "
            "redis+sentinel://one.example.org,two.example.org/mymaster/0"
        )
        yield checks.Error(f"REDIS_URL: {reason}.", hint=hint, id="idp.E060")


def _beside_sqlite() -> Iterator[checks.CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    for name in BESIDE:
        if os.environ.get(name) or os.environ.get(f"{name}_FILE"):
            hint = f"Set DATABASE_URL to the PostgreSQL that {name} belongs to, or remove {name}."
            yield checks.Error(f"{name} is set, and DATABASE_URL is not.", hint=hint, id="idp.E061")
