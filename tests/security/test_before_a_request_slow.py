"""T31 H08: others feel nothing of what a stranger does before a request is whole."""

import pytest

from tests.security import attacks
from tests.support.attacked import Attacked

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


def test_t31_others_feel_nothing_of_an_endless_header(attacked: Attacked) -> None:
    attacked.withstands(attacks.endless_headers)
