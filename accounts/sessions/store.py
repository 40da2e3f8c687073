"""How sessions are kept (docs/decisions/0003, 0050): under digests of their keys, so that a copy signs nobody in.

One in which somebody is signed in is read from its row, with its person as they stand now, in one question: what has
ended is out at the next request, in every process. Of the others, which sign nobody in, a copy is read from the cache.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.cache import caches
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.secrets import digest_of
from accounts.sessions.followers import session_is_gone
from accounts.sessions.limits import end_of, latest_end_of
from accounts.sessions.models import Session
from accounts.sessions.policy import session_settings
from accounts.statements.composing import added_once, composed_once, first, removed_once
from accounts.stored import as_stored, read_stored
from accounts.users.models import User

TOLD = "session"
_add = added_once(Session, then="")


@dataclass(frozen=True)
class Told:
    """What a session in which somebody is signed in tells of itself; its moments in seconds since the epoch.

    `kept_until` is when its browser forgets the cookie, 0: when it is closed; `expires` when it ends if nobody is seen
    any more; `until` when what proved it ends, 0: never.
    """

    browser: str = ""
    address: str = ""
    kept_until: int = 0
    expires: int = 0
    methods: tuple[str, ...] = ()
    acr: str = ""
    until: int = 0
    browser_digest: str = ""
    sign_in: str = ""


def stored_key(session_key: str) -> str:
    """What stands in the table and the cache; as much of SHA-256 as Django's column takes (160 bits)."""
    return digest_of(session_key)[:40]


class SessionStore(cached_db.SessionStore):
    """Kept in the database. Pages are sync, so only that half is ours.

    `row` is what was read of a session in which somebody is signed in, with its person; None where nobody is.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._copies = caches[settings.SESSION_CACHE_ALIAS]
        self.row: Session | None = None
        # The key of a session that goes on under a new one, once that is written.
        self._key_before: str | None = None
        # What this page has written of it already, as text.
        self._written: bytes | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    @property
    def cache_key(self) -> str:
        # Asked for only once there is a key: a session without one is neither read nor kept.
        return f"{self.cache_key_prefix}{stored_key(self.session_key or '')}"

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where it has ended, as where the key was never one."""
        copy = self._copies.get(self.cache_key)
        # A copy signs nobody in, whoever wrote it.
        if copy is not None and SESSION_KEY not in copy:
            return dict(copy)
        row = first(_standing(stored_key(self.session_key or "")))
        data = self.decode(row.session_data) if row is not None else {}
        if row is None or not _is_whole(row, data):
            self._session_key = None
            return {}
        if row.user is None:
            self._copies.set(self.cache_key, data, self.get_expiry_age(expiry=row.expire_date))
        else:
            self.row = row
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is written."""
        return Session(session_key=stored_key(self.session_key or ""), **self._columns(data))

    def tell(self, **told: Any) -> None:
        """Have the row tell this of the session, once somebody is signed in by it."""
        self[TOLD] = as_stored(replace(self.told, **told))

    @property
    def told(self) -> Told:
        """What the row tells of the session."""
        return read_stored(Told, self.get(TOLD, {})) or Told()

    def get_expiry_date(self, **known: Any) -> datetime:
        """When it ends, counted from the database's time."""
        return super().get_expiry_date(**{"modification": clock.now(), **known})

    def get_expiry_age(self, **known: Any) -> int:
        """Seconds until it ends, counted from the database's time; until its cookie does, of one that stays."""
        if not known and self.told.kept_until:
            return max(0, self.told.kept_until - int(clock.seconds()))
        return super().get_expiry_age(**{"modification": clock.now(), **known})

    def get_expire_at_browser_close(self) -> bool:
        """Does the browser forget it when it is closed? All but those in which somebody wished to stay."""
        return not self.told.kept_until

    def _get_new_session_key(self) -> str:
        """32 letters with 192 random bits: nobody has it, and if somebody had, the database would refuse the INSERT."""
        return token_urlsafe(24)

    def is_empty(self) -> bool:
        """Was it emptied on purpose, so that its cookie goes?

        A key that nobody knows may be the one from before another tab's proof: the answer to it must not take that
        tab's new cookie away.
        """
        return self.modified and super().is_empty()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  as Django has it
        """Write it, once, to the database, and a copy to the cache where it signs nobody in.

        Raises UpdateError when it was ended while this page was made: what has ended does not come back.
        """
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the stubs do not tell
        if self._written is not None and self._written == self.serializer().dumps(data):
            return
        goes_on_from = self._key_before or self.session_key
        if self.session_key is None:
            self._session_key = self._get_new_session_key()
        if goes_on_from is None or must_create:
            _add(self.create_model_instance(data))
        elif not self._rewrite(goes_on_from, data):
            raise UpdateError
        self._key_before = None
        if SESSION_KEY not in data:
            self._copies.set(self.cache_key, data, self.get_expiry_age())

    def write_now(self) -> None:
        """Write it where this page stands, if it changed; the page's end has only to write what changes after that.

        Raises SessionInterrupted when it was ended meanwhile.
        """
        if not self.modified:
            return
        try:
            self.save()
        except UpdateError as ended:
            raise SessionInterrupted("the session was ended while this page was made") from ended
        self._written = self.serializer().dumps(self._get_session())  # type: ignore[attr-defined]  # the stubs do not tell

    def forget_copy(self) -> None:
        """Take the copy away that may tell of what was never committed; the database is asked again."""
        if self.session_key is not None:
            self._copies.delete(self.cache_key)

    def cycle_key(self) -> None:
        """A new key for what the session holds; written once, with all that this page still puts into it.

        One in which somebody is signed in stays the same session: the old key is none any more once that is written.
        """
        self._get_session()  # type: ignore[attr-defined]  # the stubs do not tell
        if self.row is not None:
            self._key_before = self._key_before or self.session_key
        else:
            self.delete()
        self._session_key = self._written = None
        self.modified = True

    def flush(self) -> None:
        """End it; what this page still puts into it is a new one."""
        gone = self.row
        super().flush()
        self.row = self._key_before = self._written = None
        if gone is not None:
            session_is_gone(gone.sid)

    def delete(self, session_key: str | None = None) -> None:
        """Take it out of the database and the cache, without reading first what goes."""
        key = session_key or self._key_before or self.session_key
        if key is not None:
            _remove(stored_key(key))
            self._copies.delete(self.cache_key_prefix + stored_key(key))

    def _rewrite(self, key: str, data: dict[str, Any]) -> bool:
        columns = self._columns(data) | {"session_key": stored_key(self.session_key or "")}
        if self.row is not None:
            # Seen now and then, not with each thing that is written.
            del columns["expire_date"]
        return bool(Session.objects.filter(session_key=stored_key(key)).update(**columns))

    def _columns(self, data: dict[str, Any]) -> dict[str, Any]:
        if SESSION_KEY not in data:
            return {"session_data": self.encode(data), "expire_date": self.get_expiry_date()}
        told = read_stored(Told, data.get(TOLD, {})) or Told()
        return {
            "session_data": self.encode(data),
            "user_id": UUID(data[SESSION_KEY]),
            "auth_hash": data.get(HASH_SESSION_KEY, ""),
            "expire_date": _moment(told.expires),
            "ends_at": _moment(told.until) if told.until else None,
            "browser": told.browser,
            "address": told.address,
            "stays": bool(told.kept_until),
            "methods": list(told.methods),
            "acr": told.acr,
            "browser_digest": told.browser_digest,
            "sign_in": told.sign_in,
        }


@composed_once
def _standing(key: str, /) -> QuerySet[Session]:
    may_sign_in = Q(user__is_active=True, user__blocked_at=None, user__tenant__is_active=True)
    rows = Session.objects.select_related("user__tenant__policy")
    lasting = Q(ends_at=None) | Q(ends_at__gt=Now())
    return rows.filter(lasting, Q(user=None) | may_sign_in, session_key=key, expire_date__gt=Now()).order_by()


@removed_once
def _remove(key: str, /) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


def _is_whole(row: Session, data: dict[str, Any]) -> bool:
    """Is it a session of nobody, or does it stand, of whom it says, by the limits of this moment?"""
    if row.user is None:
        return SESSION_KEY not in data
    return data.get(SESSION_KEY) == str(row.user.pk) and stands(row, row.user, data.get(HASH_SESSION_KEY, ""))


def stands(row: Session, user: User, auth_hash: str) -> bool:
    """Has this session not ended: neither with all the others of its person, nor by a limit of their organisation?"""
    return user.still_has(auth_hash) and end_of_row(row, user) > clock.now()


def end_of_row(row: Session, user: User) -> datetime:
    """When it ends, unless its person is seen again."""
    limits = session_settings(user.tenant).limits(stays=row.stays)
    return end_of(begun_at=row.begun_at, last_seen_at=row.last_seen_at, ends_at=row.ends_at, limits=limits)


def latest_end_of_row(row: Session, user: User) -> datetime:
    """When it ends at the latest, however often its person is seen."""
    limits = session_settings(user.tenant).limits(stays=row.stays)
    return latest_end_of(begun_at=row.begun_at, ends_at=row.ends_at, limits=limits)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
