"""Whether it is the right password, by the hasher of production (T13, E16)."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import Settings

from accounts.users.models import User
from accounts.ways.password.verifying import verify
from tests.support.people import PASSWORD

NAME = "ann@nordljus.example"


@pytest.fixture(autouse=True)
def _argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["accounts.ways.password.hashers.LeanArgon2Hasher"]


def someone() -> User:
    return User(username=NAME, password=make_password(PASSWORD))


def test_the_right_one_matches_and_no_other() -> None:
    user = someone()

    assert verify(user, PASSWORD, username=NAME).is_right
    assert not verify(user, f"{PASSWORD} ", username=NAME).is_right
    assert not verify(user, "", username=NAME).is_right


@pytest.mark.parametrize("is_somebody", [True, False])
def test_the_same_wrong_one_is_known_again_for_anybody(is_somebody: bool) -> None:  # E16, A18
    user = someone() if is_somebody else None

    first, again, other = (verify(user, text, username=NAME) for text in ("wrong", "wrong", "worse"))

    assert first == again
    assert len(first.digest) == len(other.digest) == 8
    assert first.digest != other.digest


def test_what_is_kept_of_a_wrong_one_is_another_for_each_person_and_each_server(
    settings: Settings,
) -> None:  # I10
    user = someone()
    here = verify(user, "wrong", username=NAME).digest
    twin = verify(someone(), "wrong", username=NAME).digest
    nobody = verify(None, "wrong", username=NAME).digest
    other = verify(None, "wrong", username="bo@nordljus.example").digest
    settings.SECRET_KEY = "another server's"
    elsewhere = verify(user, "wrong", username=NAME).digest

    assert len({here, twin, nobody, other, elsewhere}) == 5


def test_where_there_is_no_password_none_matches() -> None:
    assert not verify(User(password=make_password(None)), "", username=NAME).is_right
    assert not verify(None, "", username=NAME).is_right


def test_one_that_an_earlier_release_hashed_is_compared_as_it_was(ann: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]
    ann.password = make_password(PASSWORD, hasher="md5")
    ann.save()

    assert not verify(ann, "wrong", username=NAME).is_right
    assert verify(ann, PASSWORD, username=NAME).is_right
    assert ann.password.startswith("argon2")
