"""Several changes that one letter tells of, taken back together (D07)."""

import pytest

from accounts.users.models import User
from tests.support.pages import browser, read
from tests.support.phones import phone_of
from tests.support.undoing import link_of_next_letter, press


@pytest.mark.django_db
def test_what_went_with_a_change_before_is_not_said_to_have_stayed(ann: User) -> None:
    # D07
    phone_of(ann)

    page = press(link_of_next_letter())

    assert "That phone can answer nothing for you any more." in page.text
    assert "could not be taken back" not in page.text


@pytest.mark.django_db
def test_what_becomes_of_one_thing_is_said_once_before_the_button_is_pressed(ann: User) -> None:
    # D07
    phone_of(ann)

    text = read(browser().get(link_of_next_letter())).text

    assert "That phone can answer nothing for you any more." in text
    assert "unregistered" not in text
