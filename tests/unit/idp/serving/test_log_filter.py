"""I10: no secret in the log."""

import logging

import pytest

from idp.serving.log_filter import NoSecrets


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Gone: %s", ("/sign-in/one-time/s3cr3t-part/",)),
        ('"POST /sign-in/one-time/s3cr3t-part/ HTTP/1.1" 410', ()),
        ("%s: %s", ("Not Found", "http://localhost/sign-in/one-time/s3cr3t-part")),
    ],
)
def test_the_secret_of_a_one_time_link_is_not_logged(message: str, arguments: tuple[object, ...]) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, arguments, None)

    assert NoSecrets().filter(record)

    assert "s3cr3t" not in record.getMessage()
    assert "/one-time/…" in record.getMessage()


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, "%d requests ended", (3,), None)

    NoSecrets().filter(record)

    assert record.args == (3,)
