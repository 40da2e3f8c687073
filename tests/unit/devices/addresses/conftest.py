import pytest

from devices.simulator.waking.subscription import Subscription
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService
from tests.support.waking import wakeable


@pytest.fixture
def subscription(phone: SigningPhone, push_service: PushService) -> Subscription:
    """Where Ann's phone has said that it can be woken."""
    return wakeable(phone, push_service)
