"""Letters look like the organisation whose they are; nothing in them is fetched from anywhere."""

import re

import pytest
from django.core.mail import EmailMessage

from accounts.audit.log import record
from accounts.branding.services import remove_logo
from accounts.users.events import ENABLED
from accounts.users.models import User
from tests.support.letters import carry_letters, html_of
from tests.support.logos import have_logo
from tests.support.people import set_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def letter_to(person: User) -> EmailMessage:
    record(ENABLED, tenant=person.tenant, subject=person)
    [letter] = carry_letters()
    return letter


def pictures_in(letter: EmailMessage) -> list[object]:
    return [part for part in letter.message().walk() if part.get_content_maintype() == "image"]


def test_a_letter_has_the_name_logo_and_colours_of_its_organisation(ann: User) -> None:  # E18
    logo = have_logo(ann.tenant, ann)
    set_part(ann.tenant, "branding", name="Nordljus Energi", logo=logo.kept, colour="#7a1fa2")

    letter = letter_to(ann)

    html = html_of(letter)
    [picture] = pictures_in(letter)
    assert "Nordljus Energi" in html
    assert "color: #7a1fa2" in html
    assert f'src="cid:logo" width="{logo.shown_size[0]}" height="{logo.shown_size[1]}"' in html
    assert picture["Content-ID"] == "<logo>"  # type: ignore[index]  # a part of a message
    assert re.findall(r'src="(?!cid:)', html) == []


def test_without_any_looks_it_is_ours_and_has_no_picture(ann: User) -> None:  # E18
    letter = letter_to(ann)

    assert pictures_in(letter) == []
    assert "color: #1e4e40" in html_of(letter)
    assert "Nordljus" in html_of(letter)


def test_a_logo_that_is_gone_by_then_is_left_out(ann: User) -> None:
    logo = have_logo(ann.tenant, ann)
    set_part(ann.tenant, "branding", name="Nordljus Energi", logo=logo.kept)
    record(ENABLED, tenant=ann.tenant, subject=ann)
    set_part(ann.tenant, "branding", logo="")
    remove_logo(ann.tenant, logo.mark, actor=ann)

    [letter] = carry_letters()

    assert pictures_in(letter) == []
    assert "Nordljus Energi" in html_of(letter)
