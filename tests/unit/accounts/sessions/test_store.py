"""Sessions stand under the digest of their key: whoever reads the table or the cache is signed in nowhere (I10)."""

import pytest
from django.core.cache import cache

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore, stored_key

pytestmark = pytest.mark.django_db


def made(**held: str) -> str:
    """The key of a new session that holds this."""
    store = SessionStore()
    store.update(held)
    store.save()
    assert store.session_key is not None
    return store.session_key


def test_the_table_does_not_know_the_key() -> None:
    key = made(of="ann")

    row = Session.objects.get()

    assert row.session_key == stored_key(key)
    assert key not in str(Session.objects.values_list())


def test_what_stands_for_a_key_stays_the_same_in_every_release() -> None:
    assert stored_key("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a3"


@pytest.mark.parametrize("forgotten", [False, True], ids=["from the cache", "from the database"])
def test_a_session_is_found_by_its_key_and_not_by_what_the_table_shows(forgotten: bool) -> None:
    key = made(of="ann")
    if forgotten:
        cache.clear()

    assert SessionStore(key)["of"] == "ann"
    for seen in (stored_key(key), Session.objects.get().session_key):
        assert SessionStore(seen).get("of") is None


def test_a_new_key_leaves_nothing_under_the_old_one() -> None:
    old = made(of="ann")
    store = SessionStore(old)

    store.cycle_key()
    store["to"] = "bo"
    store.save()

    assert store.session_key not in (None, old)
    assert dict(SessionStore(store.session_key).items()) == {"of": "ann", "to": "bo"}
    assert SessionStore(old).get("of") is None
    assert Session.objects.count() == 1


def test_an_ended_session_is_gone_from_table_and_cache() -> None:
    key = made(of="ann")

    SessionStore(key).flush()

    assert SessionStore(key).get("of") is None
    assert not Session.objects.exists()


@pytest.mark.parametrize("key", [None, "", "short", "x" * 32, "x" * 5000])
def test_a_key_that_is_nobodys_holds_nothing(key: str | None) -> None:
    assert SessionStore(key).get("of") is None
