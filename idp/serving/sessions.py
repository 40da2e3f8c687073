"""Sessions as docs/decisions/0003 has them, without two questions that have only one answer."""

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.core.cache import caches


class SessionStore(cached_db.SessionStore):
    """Kept in the database, read from the cache."""

    def exists(self, session_key: str) -> bool:
        """A new key has 165 random bits: nobody has it, and if somebody had, the database would refuse the INSERT."""
        return False

    def delete(self, session_key: str | None = None) -> None:
        """Take it out of the database and the cache, without reading first what goes."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=key).delete()
            caches[settings.SESSION_CACHE_ALIAS].delete(self.cache_key_prefix + key)
