"""Names that people write, made fit to be shown."""

from typing import Any

import pytest
from django.db.models import Model

from accounts.tenants.models import Tenant
from accounts.tenants.names import as_typed, shown
from accounts.users.models import Group, User
from devices.phones.models import Phone


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("  Ann's\tphone ", "Ann's phone"),
        ("safe\u202egnp.exe", "safegnp.exe"),  # T26: a bidirectional override turns text around
        ("Bank\u200b\u0000\n\nof Ann", "Bank of Ann"),
        ("x" * 200, "x" * 80),
        ("\u2066\u2069", ""),
        ("\u3164 \u115f", ""),  # fillers: letters without ink
        ("\u2800", ""),  # a pattern of Braille without a dot
        ("رضا\u200cزاده", "رضا\u200cزاده"),  # noqa: RUF001  a joiner that is spelling
        ("An\u200cn", "Ann"),
        ("رضا\u200c\u200d", "رضا"),
    ],
)
def test_a_name_is_shown_as_plain_bounded_text(written: str, plain: str) -> None:  # T26
    assert shown(written) == plain


@pytest.mark.parametrize(
    ("model", "name"), [(User, "display_name"), (Tenant, "name"), (Group, "name"), (Phone, "label")]
)
def test_a_name_that_is_shown_is_kept_as_plain_text_whoever_writes_it(
    model: type[Model], name: str
) -> None:  # T26
    field: Any = model._meta.get_field(name)

    assert field.get_prep_value("\u202eNight\u200b \n shift") == "Night shift"
    assert len(field.get_prep_value("!" * 300)) == field.max_length
    assert field.deconstruct()[1] == "django.db.models.CharField", "no migration hangs on how it is written"


def test_of_plain_letters_only_blanks_are_left_out_of_what_is_typed() -> None:
    for letter in map(chr, range(128)):
        assert as_typed(f"a{letter}b") == ("ab" if letter.isspace() else f"a{letter}b")
    assert as_typed("") == ""
