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
        ("\u3164 \u115f", ""),  # fillers: letters without ink
        ("رضا\u200cزاده", "رضا\u200cزاده"),  # noqa: RUF001  a joiner that is spelling
        ("An\u200cn", "Ann"),
        ("رضا\u200c\u200d", "رضا"),
    ],
)
def test_a_name_is_shown_as_plain_bounded_text(written: str, plain: str) -> None:  # T26
    assert shown(written) == plain
