"""What of a socket's opening the rules for pages look at."""

from __future__ import annotations

import pytest

from devices.live.scope import cookies_of


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ([], {}),
        ([b"a=1; b=2"], {"a": "1", "b": "2"}),
        ([b"a=1", b"b=2; c=3"], {"a": "1", "b": "2", "c": "3"}),  # RFC 9113, section 8.2.3
    ],
)
def test_a_socket_has_the_cookies_that_a_page_would_have(lines: list[bytes], held: dict[str, str]) -> None:
    headers = [(b"host", b"id.example.org"), *((b"cookie", line) for line in lines)]

    assert cookies_of({"headers": headers}) == held
