"""Names that people write, made fit to be shown."""

import pytest

from accounts.tenants.names import shown


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("  Ann's\tphone ", "Ann's phone"),
        ("safe\u202egnp.exe", "safegnp.exe"),  # T26: a bidirectional override turns text around
        ("Bank\u200b\u0000\n\nof Ann", "Bank of Ann"),
        ("x" * 200, "x" * 80),
        ("\u2066\u2069", ""),
    ],
)
def test_a_name_is_shown_as_plain_bounded_text(written: str, plain: str) -> None:  # T26
    assert shown(written) == plain
