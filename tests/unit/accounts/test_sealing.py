"""Values that leave us signed, and come back within their time."""

import pytest
from django.core.signing import BadSignature, TimestampSigner

from accounts import clock
from accounts.sealing import seal, unseal
from tests.support.clock import travel


def test_what_was_sealed_comes_back_for_its_purpose_and_time() -> None:
    text = seal({"to": ["/", 1]}, purpose="a")

    assert unseal(text, purpose="a", life_seconds=60) == {"to": ["/", 1]}
    with pytest.raises(BadSignature):
        unseal(text, purpose="b", life_seconds=60)
    with travel(clock.seconds() + 62, tick=False), pytest.raises(BadSignature):
        unseal(text, purpose="a", life_seconds=60)


@pytest.mark.parametrize("text", ["", "x", "x:y", "é", "\x00:" * 9])
def test_what_nobody_sealed_is_refused(text: str) -> None:
    with pytest.raises(BadSignature):
        unseal(text, purpose="a", life_seconds=60)


def test_what_an_earlier_release_signed_is_refused() -> None:
    of_before = TimestampSigner(salt="a").sign_object({"return_to": "/"})

    with pytest.raises(BadSignature):
        unseal(of_before, purpose="a", life_seconds=60)
