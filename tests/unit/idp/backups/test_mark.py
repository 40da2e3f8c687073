"""H05: a database whose restore was broken off is not served."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from accounts import clock
from accounts.users.models import User
from idp.backups import mark
from idp.backups.settling import settle

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def said() -> list[str | None]:
    return [one.id for one in mark.database_is_restored_whole(databases=["default"])]


def test_h05_what_is_not_settled_is_refused_until_it_is(ann: User) -> None:
    assert said() == []

    mark.put()
    assert said() == ["idp.E084"]
    settle(as_of=clock.now())

    assert said() == []


def test_the_database_is_asked_only_where_it_may_be_and_away_it_is_anothers_to_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_away() -> bool:
        raise DatabaseError("gone")

    monkeypatch.setattr(mark, "is_there", lambda: pytest.fail("it was asked"))
    assert mark.database_is_restored_whole(databases=None) == []
    monkeypatch.setattr(mark, "is_there", is_away)

    assert said() == []
