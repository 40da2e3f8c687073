"""The pass itself: what it is made of, how it is read, what is kept of it."""

from uuid import uuid4

import pytest

from accounts.ways.access_pass.secret import LETTERS, digest_of_pass, new_pass, plain, shown


@pytest.mark.parametrize("length", [8, 48])
def test_it_is_as_long_as_was_asked_and_no_letter_looks_like_another(length: int) -> None:  # E05
    made = new_pass(length)

    assert len(made) == length
    assert set(made) <= set(LETTERS)
    assert not set(LETTERS) & set("0o1il2z5s8b9gqvm")


def test_no_two_are_alike() -> None:  # E05
    # Of 20 letters each: thirty are alike by chance once in sixty million runs, a thousand once in fifty thousand.
    assert len({new_pass(8) for _ in range(30)}) == 30


@pytest.mark.parametrize(
    "written", ["acde-fhjk", "ACDE FHJK", " acdefhjk ", "a c d e f h j k", "acde\u2013fhjk", "\uff21cdefhjk"]
)
def test_however_it_is_written_it_is_the_same(written: str) -> None:  # E05
    assert plain(written) == "acdefhjk"


def test_it_is_shown_in_groups() -> None:
    assert shown("acdefhjkm") == "acde-fhjk-m"


def test_what_is_kept_is_of_one_person_and_one_installation(settings: object) -> None:  # I10
    owner = uuid4()
    kept = digest_of_pass("acdefhjk", owner=owner)

    assert kept == digest_of_pass("acdefhjk", owner=owner)
    assert kept != digest_of_pass("acdefhjk", owner=uuid4())
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert kept != digest_of_pass("acdefhjk", owner=owner)
