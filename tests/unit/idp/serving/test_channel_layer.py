"""The in-memory channel layer sweeps rarely, and still sweeps."""

import asyncio
from unittest import mock

import pytest
from channels.layers import InMemoryChannelLayer

from idp.serving.channel_layer import SWEEP_SECONDS, FastInMemoryChannelLayer


def test_many_calls_sweep_once() -> None:
    layer = FastInMemoryChannelLayer()

    with mock.patch.object(InMemoryChannelLayer, "_clean_expired") as sweep:
        asyncio.run(join(layer, times=50))

    assert sweep.call_count == 1


def test_it_sweeps_again_when_it_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = FastInMemoryChannelLayer()
    clock = mock.Mock(return_value=100.0)
    monkeypatch.setattr("idp.serving.channel_layer.time", mock.Mock(monotonic=clock))

    with mock.patch.object(InMemoryChannelLayer, "_clean_expired") as sweep:
        asyncio.run(join(layer, times=1))
        clock.return_value += SWEEP_SECONDS
        asyncio.run(join(layer, times=1))

    assert sweep.call_count == 2


async def join(layer: FastInMemoryChannelLayer, *, times: int) -> None:
    for number in range(times):
        await layer.group_add("approval", f"page.{number}")
        await layer.group_send("approval", {"type": "approval.moved"})
