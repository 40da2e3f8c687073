"""Where a phone may live, as the server sees it: when it claims, and when it hands over its keys (B11)."""

import pytest
from pytest_django.fixtures import Settings

from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from tests.support.asking import offered
from tests.support.phones import SigningPhone

OLD_CHROME = (
    "Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/88.0.0.0 Mobile Safari/537.36"
)
OLD_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/15.6 Mobile/15E148 Safari/604.1"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)


def phone_that_calls_itself(agent: str) -> SigningPhone:
    phone = SigningPhone()
    phone.calls.transport.client.defaults["HTTP_USER_AGENT"] = agent  # type: ignore[attr-defined]
    return phone


@pytest.mark.parametrize(
    ("agent", "allowed", "code"),
    [
        (OLD_IPHONE, True, "system_too_old"),
        (OLD_CHROME, True, "browser_too_old"),
        (WINDOWS, False, "no_phone"),
        (WINDOWS, True, ""),
    ],
)
def test_a_phone_that_could_not_work_claims_no_code(
    agent: str, allowed: bool, code: str, ann: User, settings: Settings
) -> None:  # B11
    settings.DESKTOP_PHONES = allowed
    enrolment, link_code = offered(ann)
    found = ""
    try:
        phone_that_calls_itself(agent).claim(link_code)
    except CallRefused as refusal:
        found = refusal.code

    enrolment.refresh_from_db()
    assert found == code
    assert enrolment.state == ("offered" if code else "claimed"), "a refused phone uses up no code"


@pytest.mark.parametrize(
    ("platform", "code"),
    [
        ("iOS 15.8", "system_too_old"),
        ("Windows Phone 8.1", "windows_phone"),
        ("Chrome on Windows", "no_phone"),
    ],
)
def test_what_it_tells_of_its_platform_with_its_keys_counts_as_well(
    platform: str, code: str, ann: User, settings: Settings
) -> None:  # B11
    settings.DESKTOP_PHONES = False
    phone = SigningPhone()
    phone.platform = platform
    phone.claim(offered(ann)[1])

    with pytest.raises(CallRefused) as refusal:
        phone.complete(unlock="pin")

    assert refusal.value.code == code
    assert not PhoneAccount.objects.exists()
    assert Enrolment.objects.get().state == "claimed"
