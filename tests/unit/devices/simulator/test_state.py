import json

import pytest

from devices.simulator.phone import SimulatedPhone
from devices.simulator.state import from_json, to_json
from devices.simulator.unlocking import UnlockMode
from tests.unit.devices.simulator.small_server import SmallServer


@pytest.mark.parametrize("mode", ["pin", "platform", "hardware", None])
def test_a_phone_goes_on_after_being_kept_as_json(
    mode: UnlockMode | None, phone: SimulatedPhone, server: SmallServer
) -> None:
    phone.claim("the-code")
    phone.complete(unlock=mode)

    again = from_json(json.loads(json.dumps(to_json(phone))), transport=server)

    assert again.key.thumbprint == phone.key.thumbprint
    assert to_json(again) == to_json(phone)
    assert again.approve(again.requests()[0], number="07") == "approved 07"
