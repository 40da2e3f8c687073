"""What a method says of itself by what it is."""

from typing import Any

import pytest

from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import HAVE, Proves


def method(*, is_granted: bool = False, **can: Any) -> VerificationMethod:
    return VerificationMethod(
        key="badge", label="Badge", proves=Proves(frozenset({HAVE}), is_granted=is_granted), **can
    )


@pytest.mark.parametrize("can", ["can_start", "only_recovers"])
def test_what_strangers_may_be_asked_begins_a_recovery(can: str) -> None:
    # A18, F06
    assert method(**{can: True}).begins_recovery
    assert method(**{can: True}).can_recover


def test_a_further_step_helps_to_recover_and_begins_nothing() -> None:
    # A18, F06
    further = method(can_follow=True)

    assert (further.can_recover, further.begins_recovery) == (True, False)


@pytest.mark.parametrize("can", ["can_start", "can_follow", "only_recovers"])
def test_what_was_handed_out_recovers_nothing(can: str) -> None:
    # T21, T22
    handed_out = method(is_granted=True, **{can: True})

    assert (handed_out.can_recover, handed_out.begins_recovery) == (False, False)
