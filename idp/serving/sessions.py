"""Sessions as docs/decisions/0003 has them: known by the digest of their key, so that a copy signs nobody in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.cache import caches
from django.db.models.functions import Now

from accounts import clock
from accounts.secrets import digest_of


def stored_key(session_key: str) -> str:
    """What stands in the table and the cache; as much of SHA-256 as Django's column takes (160 bits)."""
    return digest_of(session_key)[:40]


class SessionStore(cached_db.SessionStore):
    """Kept in the database, read from the cache. Pages are sync, so only that half is ours."""

    @property
    def cache_key(self) -> str:
        # Asked for only once there is a key: a session without one is neither read nor kept.
        return f"{self.cache_key_prefix}{stored_key(self.session_key or '')}"

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        rows = self.model.objects.filter(expire_date__gt=Now())
        found: AbstractBaseSession | None = rows.filter(
            session_key=stored_key(self.session_key or "")
        ).first()
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row as it is written."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def get_expiry_date(self, **known: Any) -> datetime:
        """When it ends, counted from the database's time."""
        return super().get_expiry_date(**{"modification": clock.now(), **known})

    def get_expiry_age(self, **known: Any) -> int:
        """Seconds until it ends, counted from the database's time."""
        return super().get_expiry_age(**{"modification": clock.now(), **known})

    @classmethod
    def clear_expired(cls) -> None:
        """Deletes the sessions that have ended."""
        cls.get_model_class().objects.filter(expire_date__lte=Now()).delete()

    def exists(self, session_key: str) -> bool:
        """A new key has 165 random bits: nobody has it, and if somebody had, the database would refuse the INSERT."""
        return False

    def is_empty(self) -> bool:
        """Was it emptied on purpose, so that its cookie goes?

        A key that nobody knows may be the one from before another tab's proof: the answer to it must not take that
        tab's new cookie away.
        """
        return self.modified and super().is_empty()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  as Django has it
        """Write it to the database and the cache, each once."""
        if self.session_key is None:
            self.create()  # which comes back here with a key
        else:
            super().save(must_create)

    def cycle_key(self) -> None:
        """A new key for what the session holds; written once, with all that this page still puts into it."""
        self._get_session()  # type: ignore[attr-defined]  # the stubs do not tell
        self.delete()
        self._session_key = None
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        """Take it out of the database and the cache, without reading first what goes."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()
            caches[settings.SESSION_CACHE_ALIAS].delete(self.cache_key_prefix + stored_key(key))
