"""H02: what REDIS_URL may say."""

import pytest

from accounts.redis_line import Sentinels, sentinels_in


@pytest.mark.parametrize(
    "url", ["redis://cache.example/0", "rediss://:key@cache.example", "unix:///run/redis"]
)
def test_a_redis_itself_has_no_sentinels(url: str) -> None:
    assert sentinels_in(url) is None


def test_sentinels_are_named_with_the_master_they_watch() -> None:
    url = "redis+sentinel://ann:a%2Fkey@one.example,[2001:db8::1]:7000/mymaster/3?sentinel_password=100%2525"

    assert sentinels_in(url) == Sentinels(
        hosts=(("one.example", 26379), ("2001:db8::1", 7000)),
        master="mymaster",
        of_redis={"db": 3, "username": "ann", "password": "a/key"},
        of_sentinel={"password": "100%25"},
    )


def test_with_tls_both_are_reached_by_it() -> None:
    known = sentinels_in("rediss+sentinel://one.example/mymaster")

    assert known is not None
    assert (known.of_redis, known.of_sentinel) == ({"ssl": True, "db": 0}, {"ssl": True})


@pytest.mark.parametrize(
    "url",
    [
        "cache.example",
        "http://cache.example",
        "redis+sentinel://one.example",
        "redis+sentinel://one.example/",
        "redis+sentinel://one.example/mymaster/zero",
        "redis+sentinel://one.example,/mymaster",
        "redis+sentinel://one.example:port/mymaster",
        "redis+sentinel://one.example/mymaster?sentinel=1",
    ],
)
def test_what_names_neither_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sentinels_in(url)
