"""A phone over the network, its app open: it has a nonce and the organisation's keys already."""

import time
from collections.abc import Mapping
from typing import Any

from devices.callers import nonces
from devices.simulator.http import HttpTransport
from devices.simulator.phone import SimulatedPhone
from devices.simulator.transport import Answer
from tests.load.surroundings import host


class Network(HttpTransport):
    """Carries calls, under the server's public name; notes when a decision leaves the phone."""

    decided_at = 0.0

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        """Send one call."""
        if path.endswith("/decision/"):
            self.decided_at = time.perf_counter()
        return super().send(method=method, path=path, headers={**headers, "Host": host()}, body=body)


def connect_phone(phone: SimulatedPhone, *, port: int) -> Network:
    """Give a phone of the world its way to the server."""
    network = Network(base_url=f"http://127.0.0.1:{port}")
    phone.calls.transport = network
    return network


def approve(phone: SimulatedPhone, network: Network, *, number: str) -> float:
    """Fetch what waits and open it, give the number, unlock, approve; return when the decision left."""
    phone.calls.nonce = nonces.current()
    try:
        [request, *_] = phone.open_first()
        phone.approve(request, number=number if request.match != "approve" else None)
    finally:
        network.close()
    return network.decided_at
