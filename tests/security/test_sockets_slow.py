"""T32: others feel nothing of a stranger's sockets."""

import pytest

from tests.security.floods import sockets_without_end
from tests.support.attacked import Attacked

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


def test_t32_others_feel_nothing_of_sockets_without_end(attacked: Attacked) -> None:
    attacked.withstands(sockets_without_end)
