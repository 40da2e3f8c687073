import pytest

from accounts.users.models import User
from devices.simulator.phone import AccountOnPhone
from tests.support.phones import SigningPhone


@pytest.fixture
def phone() -> SigningPhone:
    """Nobody knows it yet."""
    return SigningPhone()


@pytest.fixture
def account(ann: User, phone: SigningPhone) -> AccountOnPhone:
    """Ann's account, on `phone`, with a PIN and phone sign-in."""
    account = phone.add(ann)
    phone.refresh()
    return account
