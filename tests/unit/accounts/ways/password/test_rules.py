"""F07: what a password may be, and why not, in words."""

from __future__ import annotations

import hashlib
from itertools import count
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password, make_password
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.password.rules import breached, common, length
from accounts.ways.password.rules.breached import NotSorted, is_listed, look_over
from accounts.ways.password.rules.checking import problems_of
from accounts.ways.password.rules.strength import LONGEST_ESTIMATED, Strength, estimate
from tests.support.people import make_person

GOOD = "winter-lantern-48"


@pytest.fixture
def asa(nordljus: Tenant) -> User:
    return User(username="asa.lindgren@nordljus.example", display_name="Åsa Lindgren", tenant=nordljus)


def hashes_of(folder: Path, *passwords: str, ending: str = ":3\r\n") -> Path:
    """A small file as Have I Been Pwned's downloader writes a large one."""
    path = folder / "breached.txt"
    lines = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in passwords
    )
    path.write_bytes("".join(line + ending for line in lines).encode())
    return path


@pytest.mark.parametrize(
    "password", [GOOD, "jag gillar lax till frukost", "åäö ßøæ ñ ÿ", "x7Gq9 tR", "kaffe " * 42]
)
def test_of_what_kind_its_characters_are_nobody_asks(asa: User, password: str) -> None:
    # F07
    assert problems_of(password, user=asa, tenant=asa.tenant) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("sju lax", "It has 7 characters. Take at least 8."),
        ("ab1!" * 64 + "x", "It has 257 characters. Take at most 256."),
        ("Password1", "Many people use this one"),
        ("xzxzxzxzxz", "It repeats itself."),
        ("ghijklmn", "follow each other"),
        ("handslag2026", "“handslag”"),
        ("H4nd$lag!", "“handslag”"),
        ("Lindgren1!", "“lindgren”"),
        ("nordljus99", "“nordljus”"),
        ("åsa-lindgren", "“lindgren”"),
    ],
)
def test_what_is_easy_to_guess_is_refused_with_the_reason(asa: User, password: str, reason: str) -> None:
    # F07
    told = " ".join(problems_of(password, user=asa, tenant=asa.tenant))

    assert reason in told


def test_a_word_around_them_in_a_long_one_is_no_reason(asa: User) -> None:
    # F07
    assert problems_of("lindgren kokar kaffe", user=asa, tenant=asa.tenant) == []


def test_characters_are_counted_as_they_are_hashed(asa: User) -> None:
    # F07
    seven_and_marks = "a\u0301e\u0301o\u0301x9q7"

    assert "7 characters" in problems_of(seven_and_marks, user=asa, tenant=asa.tenant)[0]


def test_the_same_password_from_another_keyboard_is_right(settings: Settings) -> None:
    # F07
    settings.PASSWORD_HASHERS = ["accounts.ways.password.hashers.LeanArgon2Hasher"]

    kept = make_password("blåbärssoppa ½")

    assert check_password("bla\u030abärssoppa 1\u20442", kept)
    assert not check_password("blabarssoppa ½", kept)


def test_one_known_from_a_breach_is_refused(asa: User, tmp_path: Path, settings: Settings) -> None:
    # F07
    settings.BREACHED_PASSWORDS_FILE = str(hashes_of(tmp_path, GOOD, "summer-otter-17", "a", "b"))

    assert "breach" in problems_of(GOOD, user=asa, tenant=asa.tenant)[0]
    assert problems_of("autumn-heron-52", user=asa, tenant=asa.tenant) == []


@pytest.mark.parametrize("ending", [":3\r\n", ":17", "\n"])
def test_each_line_of_the_file_is_found_and_nothing_else(tmp_path: Path, ending: str) -> None:
    # F07
    ending = ending if ending.endswith("\n") else f"{ending}\n"
    known = [f"password {n}" for n in range(57)]
    path = hashes_of(tmp_path, *known, ending=ending)

    assert all(is_listed(word, path=path) for word in known)
    assert not any(is_listed(f"other {n}", path=path) for n in range(57))


def test_a_search_reads_few_lines_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # F07
    path, read = tmp_path / "many.txt", count()
    path.write_bytes(b"".join(f"{n:04X}{'0' * 36}:1\r\n".encode() for n in range(2**16)))
    line_around = breached._line_around
    monkeypatch.setattr(breached, "_line_around", lambda *at, **low: (next(read), line_around(*at, **low))[1])

    assert not is_listed(GOOD, path=path)
    assert 1 <= next(read) <= 24


def test_without_its_file_no_password_is_taken(asa: User, tmp_path: Path, settings: Settings) -> None:
    # F07
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "gone.txt")

    assert "cannot be compared" in problems_of(GOOD, user=asa, tenant=asa.tenant)[0]


@pytest.mark.parametrize("text", ["", "no hash\n", f"{'F' * 40}:1\n{'0' * 40}:1\n", f"{'A' * 41}\n"])
def test_what_is_no_sorted_list_is_seen(tmp_path: Path, text: str) -> None:
    # F07
    path = tmp_path / "list.txt"
    path.write_text(text)

    with pytest.raises(NotSorted):
        look_over(path)


@pytest.mark.parametrize(
    ("password", "strength"),
    [
        ("12345678", Strength.TRIVIAL),
        ("hejhej123", Strength.WEAK),
        ("Tr0ub4dour&3", Strength.FAIR),
        (GOOD, Strength.STRONG),
    ],
)
def test_how_hard_it_is_to_guess_is_told_in_words(asa: User, password: str, strength: Strength) -> None:
    # F07
    found = estimate(password, user=asa)

    assert found.strength is strength
    assert ("better" in found.words) is (strength is not Strength.STRONG)


def test_of_a_long_one_only_the_ends_are_estimated(asa: User) -> None:
    # F07
    signs = "4@8({[</369&#!1/|0$5+7%2/" * 10

    assert estimate(signs, user=asa) == max(
        (estimate(end, user=asa) for end in (signs[:LONGEST_ESTIMATED], signs[-LONGEST_ESTIMATED:])),
        key=lambda found: found.strength.value,
    )


def test_a_password_without_end_is_refused_unread(
    nordljus: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:  # T31
    def read_whole(password: str) -> str:
        raise AssertionError("it was read")

    # Made before: with the first password the hashers are loaded, and would keep what stands in for the spelling.
    person = make_person(nordljus)
    monkeypatch.setattr(length, "one_spelling", read_whole)
    monkeypatch.setattr(common, "one_spelling", read_whole)

    [problem] = problems_of("a\u0301" * 600, user=person, tenant=nordljus)

    assert problem == "It has 1200 characters. Take at most 256."
