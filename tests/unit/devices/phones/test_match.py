"""How the number is asked, as a table (E07)."""

import itertools

import pytest

from devices.phones.settings import PhoneSettings

NUMBER_TABLE = [
    # known, new, digits, known browser, must type, personal → asked
    ("choose", "type", 2, True, False, False, "choose"),
    ("choose", "type", 2, False, False, False, "type"),
    ("type", "choose", 2, True, False, False, "type"),
    ("type", "choose", 2, False, False, False, "choose"),
    ("choose", "choose", 6, True, False, False, "type"),
    ("choose", "choose", 6, False, False, False, "type"),
    ("choose", "choose", 2, True, True, False, "type"),
    ("approve", "type", 2, True, False, True, "approve"),
    ("approve", "type", 2, False, False, True, "type"),
    ("approve", "choose", 2, False, False, True, "choose"),
    ("approve", "approve", 2, False, False, True, "type"),
    ("approve", "type", 2, True, True, True, "type"),
    ("approve", "type", 6, True, False, True, "type"),
    ("approve", "type", 2, True, False, False, "choose"),  # an organisation cannot switch the number off
    ("nonsense", "nonsense", 2, True, False, False, "type"),
]


@pytest.mark.parametrize(
    ("known", "new", "digits", "is_known", "must_type", "personal", "asked"), NUMBER_TABLE
)
def test_how_the_number_is_asked(
    known: str, new: str, digits: int, is_known: bool, must_type: bool, personal: bool, asked: str
) -> None:  # E07
    settings = PhoneSettings(number_known=known, number_new=new, digits=digits)

    found = settings.match(known_browser=is_known, must_type=must_type, may_approve=personal)

    assert found == asked


def test_a_new_browser_and_an_organisation_are_never_approved_without_a_number() -> None:  # E07
    words = ("choose", "type", "approve", "")
    for known, new, digits, must_type in itertools.product(words, words, (2, 6), (True, False)):
        settings = PhoneSettings(number_known=known, number_new=new, digits=digits)

        assert settings.match(known_browser=False, must_type=must_type, may_approve=True) != "approve"
        assert settings.match(known_browser=True, must_type=must_type, may_approve=False) != "approve"
