"""Details in the words of whoever records them."""

import pytest

from accounts.audit import details
from accounts.audit.details import explain, meaning_of, name_details, name_of


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "_names", {})
    monkeypatch.setattr(details, "_meanings", {})


def test_several_owners_explain_values_of_one_detail() -> None:
    name_details(why="because")
    explain("why", {"lost": "its owner lost it"})
    explain("why", {"admin": "an admin ended them"})

    assert name_of("why") == "because"
    assert [meaning_of("why", value) for value in ("lost", "admin")] == [
        "its owner lost it",
        "an admin ended them",
    ]


def test_what_has_no_words_is_shown_as_it_stands() -> None:
    explain("why", {"lost": "its owner lost it"})

    assert name_of("whatever") == "whatever"
    assert (meaning_of("why", "else"), meaning_of("whatever", 7)) == ("else", 7)


def test_the_same_detail_or_value_is_said_once() -> None:
    name_details(why="because")
    explain("why", {"lost": "its owner lost it"})

    with pytest.raises(ValueError, match="twice"):
        name_details(why="reason")
    with pytest.raises(ValueError, match="twice"):
        explain("why", {"lost": "gone"})
