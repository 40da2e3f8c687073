"""A webhook of an organisation, told about its people's accounts."""

import pytest

from accounts.hooks.models import Hook
from accounts.users.models import User
from tests.support.hook_server import make_hook


@pytest.fixture
def hook(ann: User) -> Hook:
    made, _secret = make_hook(ann.tenant, ann, kinds=("user:account",))
    return made
