"""What may be a mail address, and its one form."""

import pytest

from accounts.users.mail_address import UnusableMailAddress, canonical_mail_address, mail_address_in


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ann@Nordljus.EXAMPLE ", "Ann@nordljus.example"),
        ("ann+work@nordljus.example", "ann+work@nordljus.example"),
        ("ann@b\u00fccher.example", "ann@b\u00fccher.example"),
        ("ann\u200b@nordljus.example", "ann@nordljus.example"),
    ],
)
def test_an_address_has_one_form(written: str, kept: str) -> None:
    assert canonical_mail_address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        *("", "ann", "ann@", "@nordljus.example", "ann@nordljus", "a@b@c", "a" * 400),
        *("ann@a.example,bo@b.example", "<ann@a.example>", "ann@a.example\r\nBcc:eve@b.example"),
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    # T26
    with pytest.raises(UnusableMailAddress):
        canonical_mail_address(written)


def test_a_username_that_is_no_address_gets_no_letters() -> None:
    assert mail_address_in("ann@nordljus.example") == "ann@nordljus.example"
    assert mail_address_in("\u00e5sa@nordljus.example") == ""
