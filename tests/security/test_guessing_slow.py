"""T15: others feel nothing of who guesses passwords from a whole network."""

import pytest

from tests.load.world import DOMAIN
from tests.security import guessing
from tests.support.attacked import Attacked

pytestmark = pytest.mark.slow


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.security.real_hashes")


def test_t15_others_feel_nothing_of_a_flood_of_passwords(real_hashes: None, attacked: Attacked) -> None:
    attacked.withstands(guessing.passwords, DOMAIN)
