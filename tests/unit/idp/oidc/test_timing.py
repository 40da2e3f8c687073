"""Which key signs, and which are published: before it signs, and until its last token is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from idp.oidc.keys.timing import PUBLISHED_AFTER, PUBLISHED_BEFORE, published, signing
from idp.oidc.tokens import ACCESS_LIFE_SECONDS, ID_TOKEN_LIFE_SECONDS

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@dataclass
class Key:
    signs_from: datetime
    withdrawn_at: datetime | None = None


OLD = Key(NOON - timedelta(days=90))
NEW = Key(NOON)


def test_the_next_key_is_published_before_it_signs() -> None:
    now = NOON - MOMENT

    assert signing([OLD, NEW], now=now) is OLD
    assert published([OLD, NEW], now=now) == [OLD, NEW]


def test_the_old_key_is_published_until_its_last_token_is_over() -> None:
    assert signing([OLD, NEW], now=NOON) is NEW
    assert published([OLD, NEW], now=NOON + PUBLISHED_AFTER - MOMENT) == [OLD, NEW]
    assert published([OLD, NEW], now=NOON + PUBLISHED_AFTER) == [NEW]


def test_a_key_that_was_withdrawn_neither_signs_nor_is_published() -> None:
    leaked = Key(NOON, withdrawn_at=NOON)

    assert signing([OLD, leaked], now=NOON) is OLD
    assert published([OLD, leaked], now=NOON) == [OLD]
    assert signing([leaked], now=NOON) is None


def test_two_that_wait_are_both_published_and_each_signs_in_its_turn() -> None:
    later = Key(NOON + timedelta(days=1))

    assert published([OLD, NEW, later], now=NOON - MOMENT) == [OLD, NEW, later]
    assert signing([OLD, NEW, later], now=NOON + timedelta(days=2)) is later


def test_no_token_outlives_its_published_key() -> None:
    assert max(ACCESS_LIFE_SECONDS, ID_TOKEN_LIFE_SECONDS) < PUBLISHED_AFTER.total_seconds()
    assert PUBLISHED_BEFORE.total_seconds() > 3600, "as long as applications may keep what they have read"
