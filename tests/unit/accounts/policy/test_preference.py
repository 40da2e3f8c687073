"""Which of several ways is offered first (A12, A26)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.methods.proof import HAVE, KNOW, UNLOCK, Proves
from accounts.policy.preference import Candidate, Likes, first_of

PHONE = Candidate("phone", Proves(frozenset({HAVE, UNLOCK})))
CODE = Candidate("code", Proves(frozenset({HAVE})))
PASSWORD = Candidate("password", Proves(frozenset({KNOW})))
KEY = Candidate("key", Proves(frozenset({HAVE}), is_phishing_resistant=True))
SPARE = Candidate("spare", Proves(frozenset({HAVE})), is_spare=True)
LINK = Candidate("link", Proves(frozenset({HAVE, UNLOCK}), is_granted=True))
STRONGEST = Likes(strongest_first=True)


def test_with_nothing_known_the_first_in_rank_is() -> None:
    assert first_of([PHONE, CODE, PASSWORD], Likes()) == "phone"


def test_what_was_used_last_comes_before_the_default_and_that_before_the_rank() -> None:  # A12
    ways = [PHONE, CODE, PASSWORD]

    assert first_of(ways, Likes(last="password", default="code")) == "password"
    assert first_of(ways, Likes(default="code")) == "code"


def test_what_no_longer_works_gives_way_to_the_next_best() -> None:  # A12
    assert first_of([CODE, PASSWORD], Likes(last="phone", default="password")) == "password"
    assert first_of([CODE, PASSWORD], Likes(last="phone", default="phone")) == "code"


def test_what_the_page_asks_for_comes_before_all() -> None:
    likes = replace(STRONGEST, wished="password", last="code")

    assert first_of([PHONE, CODE, PASSWORD], likes) == "password"


def test_the_strongest_comes_before_what_was_used_last() -> None:  # A26
    likes = replace(STRONGEST, last="password", default="code")

    assert first_of([CODE, PHONE, PASSWORD], likes) == "phone"


def test_what_cannot_be_phished_is_stronger_than_two_factors() -> None:  # A26
    assert first_of([PHONE, KEY, PASSWORD], STRONGEST) == "key"


def test_of_equals_the_first_in_rank_is_the_strongest() -> None:  # A26
    other = replace(PHONE, key="other")

    assert first_of([PHONE, other], STRONGEST) == "phone"
    assert first_of([other, PHONE], STRONGEST) == "other"


def test_in_a_known_browser_it_is_the_strongest_that_ever_worked_there() -> None:  # A26
    ways = [KEY, PHONE, CODE, PASSWORD]

    assert first_of(ways, replace(STRONGEST, passed=frozenset({"password", "code"}))) == "code"
    assert first_of(ways, replace(STRONGEST, passed=frozenset({"gone"}))) == "key"


def test_what_is_spare_or_handed_out_comes_first_only_where_nothing_else_is_left() -> None:
    for likes in (Likes(last="spare", default="link"), STRONGEST):
        assert first_of([SPARE, LINK, PASSWORD], likes) == "password"
    assert first_of([SPARE, LINK], Likes(last="link")) == "link"
    assert first_of([SPARE], STRONGEST) == "spare"


@given(
    st.lists(st.sampled_from([PHONE, CODE, PASSWORD, KEY, SPARE, LINK]), min_size=1, unique=True),
    st.builds(
        Likes,
        wished=st.sampled_from(["", "phone", "gone"]),
        last=st.sampled_from(["", "code", "gone"]),
        default=st.sampled_from(["", "key", "gone"]),
        passed=st.frozensets(st.sampled_from(["phone", "code", "gone"])),
        strongest_first=st.booleans(),
    ),
)
def test_it_is_always_one_that_may_be_asked(ways: list[Candidate], likes: Likes) -> None:
    assert first_of(ways, likes) in {way.key for way in ways}
